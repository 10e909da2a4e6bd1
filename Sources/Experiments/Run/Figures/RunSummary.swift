import DeepNetwork
import Text

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
