import Foundation

/// How good a trained network is on one set of examples.
package struct SplitMetrics: Sendable, Equatable {
  package enum Quality: Sendable, Equatable {
    case classes(ClassMetrics)
    /// Several yes-or-no answers an example, each judged for itself.
    case answers([ClassMetrics])
    case values(ValueMetrics)
  }

  /// The mean loss, without dropout and L2.
  package let cost: Double
  package let quality: Quality
  /// The number of examples.
  package let count: Int

  package init(cost: Double, quality: Quality, count: Int) {
    self.cost = cost
    self.quality = quality
    self.count = count
  }

  /// The figures with their names as in `metrics.json`; `classes` names the classes.
  package func json(classes: [String]?) -> JSONValue {
    let figures =
      switch quality {
      case .classes(let metrics): metrics.members(classes: classes)
      case .answers(let outputs): answerMembers(outputs, names: classes)
      case .values(let metrics): metrics.members
      }
    return JSONValue(
      [JSONMember("cost", .finite(cost))] + figures + [JSONMember("examples", JSONValue(count))])
  }
}

extension SplitMetrics {
  /// The accuracy of all answers, the means of the other figures, and the figures of each output.
  private func answerMembers(_ outputs: [ClassMetrics], names: [String]?) -> [JSONMember] {
    let figures = outputs.map(\.overall)
    func mean(_ figure: (ClassMetrics.Figures) -> Double) -> JSONValue {
      .finite(figures.reduce(0) { $0 + figure($1) } / Double(figures.count))
    }
    let rows = zip(outputs, figures).enumerated().map { index, output in
      JSONValue([
        JSONMember("output", JSONValue(names.name(of: index))),
        JSONMember("accuracy", .finite(output.0.accuracy)),
        JSONMember("precision", .finite(output.1.precision)),
        JSONMember("recall", .finite(output.1.recall)),
        JSONMember("f1", .finite(output.1.f1)),
        JSONMember("examples", JSONValue(output.0.perClass[1].support)),
      ])
    }
    return [
      JSONMember("accuracy", .finite(accuracy ?? .nan)),
      JSONMember("precision", mean(\.precision)),
      JSONMember("recall", mean(\.recall)),
      JSONMember("f1", mean(\.f1)),
      JSONMember("outputs", JSONValue(rows)),
    ]
  }
}

extension [String]? {
  /// What people call a class: its name, else its index.
  func name(of index: Int) -> String {
    guard let self, self.indices.contains(index) else { return "\(index)" }
    return self[index]
  }
}

/// What `metrics.json` holds.
package struct RunMetrics: Sendable, Equatable {
  package var train: SplitMetrics
  package var validation: SplitMetrics?
  package var test: SplitMetrics?
  /// The number of updates.
  package var iterations: Int
  /// The updates that the weights had seen where early stopping chose them.
  package var bestIteration: Int?
  /// The wall time of the training alone.
  package var seconds: Double
  package var classes: [String]?

  package init(
    train: SplitMetrics, validation: SplitMetrics? = nil, test: SplitMetrics? = nil,
    iterations: Int, seconds: Double, classes: [String]? = nil
  ) {
    self.train = train
    self.validation = validation
    self.test = test
    self.iterations = iterations
    self.seconds = seconds
    self.classes = classes
  }

  /// The file's content; a figure that is not finite is null.
  package var json: JSONValue {
    var members = [JSONMember("train", train.json(classes: classes))]
    for (name, split) in [("validation", validation), ("test", test)] {
      guard let split else { continue }
      members.append(JSONMember(name, split.json(classes: classes)))
    }
    members.append(JSONMember("iterations", JSONValue(iterations)))
    members += bestIteration.map { [JSONMember("bestIteration", JSONValue($0))] } ?? []
    members.append(JSONMember("seconds", .finite(seconds)))
    return JSONValue(members)
  }
}

extension ClassMetrics {
  fileprivate func members(classes: [String]?) -> [JSONMember] {
    let overall = overall
    let rows = perClass.enumerated().map { index, figures in
      JSONValue([
        JSONMember("class", JSONValue(classes.name(of: index))),
        JSONMember("precision", .finite(figures.precision)),
        JSONMember("recall", .finite(figures.recall)),
        JSONMember("f1", .finite(figures.f1)),
        JSONMember("examples", JSONValue(figures.support)),
      ])
    }
    return [
      JSONMember("accuracy", .finite(accuracy)),
      JSONMember("precision", .finite(overall.precision)),
      JSONMember("recall", .finite(overall.recall)),
      JSONMember("f1", .finite(overall.f1)),
      JSONMember("confusionMatrix", JSONValue(confusion.map(row))),
      JSONMember("classes", JSONValue(rows)),
    ]
  }

  private func row(_ counts: [Int]) -> JSONValue { JSONValue(counts.map { JSONValue($0) }) }
}

extension ValueMetrics {
  fileprivate var members: [JSONMember] {
    [
      JSONMember("rmse", .finite(rmse)), JSONMember("mae", .finite(mae)),
      JSONMember("r2", .finite(r2)),
    ]
  }
}

extension JSONValue {
  /// The number, or null where it is none.
  static func finite(_ value: Double) -> JSONValue {
    value.isFinite ? JSONValue(value) : JSONValue(.null)
  }
}
