import Datasets
import DeepNetwork
import Text

extension Evaluation {
  /// The figures as a person reads them.
  package var text: String {
    var blocks = [figureLines]
    switch metrics.quality {
    case .classes(let metrics): blocks += [classTable(metrics), confusionTable(metrics)]
    case .answers(let outputs): blocks.append(answerTable(outputs))
    case .values(let metrics): if metrics.outputs.count > 1 { blocks.append(valueTable(metrics)) }
    }
    if !mistakes.isEmpty { blocks.append(mistakeTable) }
    if let importance { blocks.append(importance.text) }
    return blocks.joined(separator: "\n")
  }

  private var figureLines: String {
    var rows = [("examples", "\(metrics.count)"), ("cost", metrics.cost.digits)]
    switch metrics.quality {
    case .classes(let metrics):
      rows.append(("accuracy", metrics.accuracy.figure))
      rows.append(("95 % interval", metrics.intervalText))
      if let share = metrics.top5Accuracy { rows.append((Figure.top5Accuracy.title, share.figure)) }
      rows += [Figure.auc, .averagePrecision].map {
        ranked($0, metrics.ranked, of: "classes, each against the rest")
      }
    case .answers(let outputs):
      rows.append(("accuracy", (metrics.accuracy ?? .nan).figure))
      let all = outputs.flatMap(\.ranked)
      rows += [Figure.auc, .averagePrecision].map { ranked($0, all, of: "outputs") }
    case .values(let metrics):
      let of = metrics.outputs.count > 1 ? " (mean of the outputs)" : ""
      rows += [("rmse", metrics.rmse.digits + of), ("mae", metrics.mae.digits + of)]
      rows.append(("R²", metrics.r2.map { $0.digits + of } ?? "not defined for one example"))
    }
    if let calibration {
      let bins = "\(Calibration.binCount) bins of \(calibration.subject.words)"
      rows.append(("calibration error", "\(calibration.expectedError.figure) (\(bins))"))
    }
    return rows.map { "\($0): \($1)\n" }.joined()
  }

  /// A figure of the ranking, with what it is the mean of, or why it is not defined.
  private func ranked(
    _ figure: Figure, _ all: [RankedFigures], of things: String
  ) -> (String, String) {
    let values = all.compactMap { figure == .auc ? $0.auc : $0.averagePrecision }
    guard let value = values.mean else { return (figure.title, "not defined: \(obstacle(figure))") }
    guard all.count > 1 else { return (figure.title, value.figure) }
    let some = values.count < all.count ? "\(values.count) of " : ""
    return (figure.title, "\(value.figure) (mean of \(some)the \(all.count) \(things))")
  }

  /// Why a figure of the ranking is not defined.
  func obstacle(_ figure: Figure) -> String {
    if predictions.outputs.ranking.hasNaN { return "an answer is not a number" }
    return figure == .auc ? "all examples are of one class" : "no example is of the class"
  }

  private func classTable(_ metrics: ClassMetrics) -> String {
    let hasRanks = metrics.ranked.count == metrics.confusion.count
    let rows = metrics.perClass.enumerated().map { index, figures in
      [name(index), figures.precision.figure, figures.recall.figure, figures.f1.figure]
        + (hasRanks ? metrics.ranked[index].cells : []) + ["\(figures.support)"]
    }
    let averages = [
      ("macro average", metrics.macroAverage), ("weighted average", metrics.weightedAverage),
    ].map { name, figures in
      [name, figures.precision.figure, figures.recall.figure, figures.f1.figure]
        + (hasRanks ? ["", ""] : []) + ["\(metrics.count)"]
    }
    return TextTable(
      header: ["class", "precision", "recall", "F1"]
        + (hasRanks ? RankedFigures.header : []) + ["examples"], rows: rows + averages,
      rightAligned: Set(1...6)
    ).text
  }

  private func answerTable(_ outputs: [ClassMetrics]) -> String {
    TextTable(
      header: ["output", "accuracy", "precision", "recall", "F1"] + RankedFigures.header + ["yes"],
      rows: outputs.enumerated().map { index, metrics in
        let figures = metrics.overall
        return [
          name(index), metrics.accuracy.figure, figures.precision.figure, figures.recall.figure,
          figures.f1.figure,
        ] + (metrics.ranked.first?.cells ?? ["", ""]) + ["\(metrics.perClass[1].support)"]
      }, rightAligned: Set(1...7)
    ).text
  }

  private func valueTable(_ metrics: ValueMetrics) -> String {
    TextTable(
      header: ["output", "rmse", "mae", "R²"],
      rows: metrics.outputs.enumerated().map { index, figures in
        [name(index), figures.rmse.digits, figures.mae.digits, figures.r2?.digits ?? "-"]
      }, rightAligned: Set(1...3)
    ).text
  }

  /// How often each class, a row, was taken for each, a column.
  private func confusionTable(_ metrics: ClassMetrics) -> String {
    let names = metrics.confusion.indices.map(name)
    return TextTable(
      header: ["truth \\ answer"] + names,
      rows: zip(names, metrics.confusion).map { [$0] + $1.map(String.init) },
      rightAligned: Set(1...names.count)
    ).text
  }

  private var mistakeTable: String {
    let rows = mistakes.map { mistake in
      let place = ["\(mistake.index)", (mistake.name ?? "").printable]
      switch mistake.kind {
      case .classes(let truth, let answer, let probability):
        return place + [name(truth), name(answer), probability.figure]
      case .values(let truth, let answer) where predictions.loss.hasClasses:
        let names = names(truth, answer)
        return place + [names.truth.printable, names.answer.printable, mistake.error.digits]
      case .values(let truth, let answer):
        return place + [
          truth.map { "\($0)" }.joined(separator: " "),
          answer.map(predictions.text).joined(separator: " "), mistake.error.digits,
        ]
      }
    }
    let isOfClasses = metrics.classMetrics != nil && predictions.loss.hasClasses
    let last = isOfClasses ? "probability of the truth" : "error"
    let table = TextTable(
      header: ["index", "name", "truth", "answer", last], rows: rows, rightAligned: [0, 4])
    let named = mistakes.contains { $0.name != nil }
    return "most wrong:\n" + (named ? table : table.removing(column: 1)).text
  }

  private func name(_ label: Int) -> String { predictions.classNames.name(of: label).printable }
}

extension RankedFigures {
  fileprivate static let header = ["ROC AUC", "average precision"]

  /// The figures as a table shows them; what is not defined is a dash.
  fileprivate var cells: [String] { [auc, averagePrecision].map { $0?.figure ?? "-" } }
}

extension Double {
  /// A rate with six digits after the point.
  fileprivate var figure: String { share(6) }

  /// A quantity with the ten digits that do not depend on the order of sums; 1 only where it is exactly.
  fileprivate var digits: String {
    let text = exactly(10)
    return self < 1 && text == 1.0.exactly(10) ? (1 - 1e-10).exactly(10) : text
  }
}

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
    if let calibration { members.append(JSONMember("calibration", calibration.json)) }
    if let residuals {
      let rows = residuals.enumerated().map { index, residuals in
        let output = JSONValue(predictions.classNames.name(of: index))
        return JSONValue([JSONMember("output", output)] + residuals.members)
      }
      members.append(JSONMember("residuals", JSONValue(rows)))
    }
    members.append(JSONMember("mostWrong", JSONValue(mistakes.map(json))))
    if let importance { members.append(JSONMember("importance", importance.json)) }
    return JSONValue(members)
  }

  private static func json(_ figures: ClassMetrics.Figures) -> JSONValue {
    [
      "precision": .finite(figures.precision), "recall": .finite(figures.recall),
      "f1": .finite(figures.f1),
    ]
  }

  private func json(_ mistake: WrongAnswer) -> JSONValue {
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
