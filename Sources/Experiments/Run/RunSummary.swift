extension RunMetrics {
  /// What a training ends with, a name and a figure a line.
  ///
  /// An accuracy on the test set comes with its 95 % interval: fifty pictures say little.
  package var summary: [(name: String, figure: String)] {
    var lines = [("cost", "\(train.cost)")]
    for (name, split) in [("train", train), ("test", test)] as [(String, SplitMetrics?)] {
      guard let split else { continue }
      switch split.quality {
      case .classes(let metrics):
        let interval = name == "test" ? " \(metrics.intervalText)" : ""
        lines.append(("\(name) accuracy", metrics.accuracyText + interval))
      case .answers:
        lines.append(("\(name) accuracy", (split.accuracy ?? .nan).decimals(5)))
      case .values(let metrics):
        lines.append(("\(name) rmse", "\(metrics.rmse)"))
        lines.append(("\(name) r2", "\(metrics.r2)"))
      }
    }
    let best = bestIteration.map { " (best: \($0))" } ?? ""
    lines.append(("iterations", "\(iterations)\(best)"))
    lines.append(("seconds", seconds.decimals(3)))
    return lines
  }
}

extension ClassMetrics {
  fileprivate var accuracyText: String { accuracy.decimals(5) }

  var intervalText: String {
    let interval = wilsonInterval(correct, of: count)
    return "[\(interval.lowerBound.decimals(3)), \(interval.upperBound.decimals(3))]"
  }
}
