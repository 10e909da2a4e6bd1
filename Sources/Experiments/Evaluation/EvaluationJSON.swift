import Datasets
import Text

extension Evaluation {
  /// The figures with their names as in `metrics.json`, and what that file has no room for.
  package var json: JSONValue {
    var members = [JSONMember("data", JSONValue(data.name))]
    members += metrics.json(classes: predictions.classNames).members ?? []
    if let classMetrics = metrics.classMetrics {
      members.append(JSONMember("threshold", JSONValue(predictions.threshold)))
      members.append(
        JSONMember(
          "averages",
          [
            "macro": Self.json(classMetrics.macroAverage),
            "weighted": Self.json(classMetrics.weightedAverage),
          ]))
    }
    if let roc {
      members.append(JSONMember("rocAUC", .finite(roc.area)))
      members.append(JSONMember("roc", roc.json))
    }
    members.append(JSONMember("mostWrong", JSONValue(mistakes.map(json))))
    return JSONValue(members)
  }

  private static func json(_ figures: ClassMetrics.Figures) -> JSONValue {
    [
      "precision": .finite(figures.precision), "recall": .finite(figures.recall),
      "f1": .finite(figures.f1),
    ]
  }

  private func json(_ mistake: Mistake) -> JSONValue {
    var members = [JSONMember("index", JSONValue(mistake.index))]
    if let name = mistake.name { members.append(JSONMember("name", JSONValue(name))) }
    switch mistake.kind {
    case .classes(let truth, let answer, let probability):
      members += [
        JSONMember("truth", JSONValue(predictions.classNames.name(of: truth))),
        JSONMember("answer", JSONValue(predictions.classNames.name(of: answer))),
        JSONMember("probability", .finite(probability)),
      ]
    case .values(let truth, let answer):
      members += [
        JSONMember("truth", JSONValue(truth.map { .finite($0) })),
        JSONMember("answer", JSONValue(answer.map(predictions.number))),
      ]
    }
    return JSONValue(members)
  }
}

extension ROCCurve {
  /// The points as a list each of thresholds (the first, infinity, is null) and rates.
  fileprivate var json: JSONValue {
    [
      "thresholds": JSONValue(points.map { .finite($0.threshold) }),
      "falsePositiveRate": JSONValue(points.map { .finite($0.falsePositiveRate) }),
      "truePositiveRate": JSONValue(points.map { .finite($0.truePositiveRate) }),
    ]
  }
}
