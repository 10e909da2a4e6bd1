import DeepNetwork
import Text

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

  /// The figures with their names as in `metrics.json`, what is not defined as null; `classes` names
  /// the classes.
  package func json(classes: [String]?) -> JSONValue {
    let details =
      switch quality {
      case .classes(let metrics): metrics.members(classes: classes)
      case .answers(let outputs): [Self.list("outputs", outputs.map(\.answerMembers), classes)]
      case .values(let metrics): [Self.list("outputs", metrics.outputs.map(\.members), classes)]
      }
    return JSONValue(
      figures.map { JSONMember($0.rawValue, .defined(self[$0])) } + details
        + [JSONMember("examples", JSONValue(count))])
  }

  /// A list of what is said of each output, with its name in front.
  private static func list(
    _ name: String, _ outputs: [[JSONMember]], _ names: [String]?
  ) -> JSONMember {
    let rows = outputs.enumerated().map { index, members in
      JSONValue([JSONMember("output", JSONValue(names.name(of: index)))] + members)
    }
    return JSONMember(name, JSONValue(rows))
  }
}

extension [String]? {
  /// What people call a class: its name, else its index.
  func name(of index: Int) -> String { knownName(of: index) ?? "\(index)" }

  /// The name of a class; nil where nobody gave it one.
  func knownName(of index: Int) -> String? {
    guard let self, self.indices.contains(index) else { return nil }
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
  /// What was minimized; nil where it is the cost of the training examples alone.
  package var minimized: MinimizedCost?

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
    let rows = perClass.enumerated().map { index, figures in
      JSONValue(
        [
          JSONMember("class", JSONValue(classes.name(of: index))),
          JSONMember("precision", .finite(figures.precision)),
          JSONMember("recall", .finite(figures.recall)),
          JSONMember("f1", .finite(figures.f1)),
        ] + (ranked.count == confusion.count ? ranked[index].members : [])
          + [JSONMember("examples", JSONValue(figures.support))])
    }
    return [
      JSONMember("confusionMatrix", JSONValue(confusion.map(row))),
      JSONMember("classes", JSONValue(rows)),
    ]
  }

  private func row(_ counts: [Int]) -> JSONValue { JSONValue(counts.map { JSONValue($0) }) }

  /// The figures of one of several yes-or-no answers.
  fileprivate var answerMembers: [JSONMember] {
    let figures = overall
    return [
      JSONMember("accuracy", .finite(accuracy)),
      JSONMember("precision", .finite(figures.precision)),
      JSONMember("recall", .finite(figures.recall)),
      JSONMember("f1", .finite(figures.f1)),
    ] + (ranked.first?.members ?? [])
      + [JSONMember("examples", JSONValue(perClass[1].support))]
  }
}

extension RankedFigures {
  fileprivate var members: [JSONMember] {
    [
      JSONMember("auc", .defined(auc)),
      JSONMember("averagePrecision", .defined(averagePrecision)),
    ]
  }
}

extension ValueMetrics.PerOutput {
  fileprivate var members: [JSONMember] {
    [
      JSONMember("rmse", .finite(rmse)), JSONMember("mae", .finite(mae)),
      JSONMember("r2", .defined(r2)),
    ]
  }
}

extension JSONValue {
  /// The number, or null where it is not defined.
  static func defined(_ value: Double?) -> JSONValue { finite(value ?? .nan) }
}

extension RunMetrics {
  /// What a training ends with, a name and a figure a line.
  ///
  /// An accuracy on examples that were not trained on comes with its 95 % interval: fifty pictures say
  /// little.
  package var summary: [(name: String, figure: String)] {
    let cost = minimized.map { "\($0.value) (\($0.remark))" } ?? "\(train.cost)"
    var lines = [("cost", cost)]
    lines += Self.lines("train", train, hasInterval: false)
    if let validation { lines += Self.lines("validation", validation, hasInterval: true) }
    if let test { lines += Self.lines("test", test, hasInterval: true) }
    let best = bestIteration.map { " (best: \($0))" } ?? ""
    lines.append(("iterations", "\(iterations)\(best)"))
    lines.append(("seconds", seconds.decimals(3)))
    return lines
  }

  private static func lines(
    _ name: String, _ split: SplitMetrics, hasInterval: Bool
  ) -> [(String, String)] {
    switch split.quality {
    case .classes(let metrics):
      let interval = hasInterval ? " \(metrics.intervalText)" : ""
      return [("\(name) accuracy", metrics.accuracy.share(5) + interval)]
    case .answers: return [("\(name) accuracy", (split.accuracy ?? .nan).share(5))]
    case .values(let metrics):
      let r2 = metrics.r2.map { "\($0)" } ?? "not defined for one example"
      return [("\(name) rmse", "\(metrics.rmse)"), ("\(name) r2", r2)]
    }
  }
}

extension ClassMetrics {
  /// The 95 % interval of the accuracy, with more places where an end would look like all or nothing
  /// and is not.
  var intervalText: String {
    let interval = wilsonInterval(correct, of: count)
    let ends = [interval.lowerBound, interval.upperBound]
    let places = ends.allSatisfy { $0.share(3) == $0.decimals(3) } ? 3 : 5
    return "[\(ends.map { $0.share(places) }.joined(separator: ", "))]"
  }
}
