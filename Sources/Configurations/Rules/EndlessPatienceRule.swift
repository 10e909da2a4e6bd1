import DeepNetwork
import Text

/// Warns of a patience that can never run out, where the configuration alone tells.
enum EndlessPatienceRule: ConfigurationRule {
  static func problems(of draft: Draft) -> [ConfigurationProblem] {
    guard let patience = draft.valid["earlyStopping"]?["patience"]?.integer,
      let duration = draft.duration, !draft.has("logEvery") || draft.logEvery != nil,
      let rows = HistoryRows(
        duration, logEvery: draft.logEvery ?? 100,
        isFullBatch: !draft.has("batchSize") || draft.valid["batchSize"]?.integer == 0),
      let text = rows.warning(patience: patience)
    else { return [] }
    let path = JSONPath([.key("earlyStopping"), .key("patience")])
    return [draft.problem(.doubtful(text), at: path)]
  }
}

/// How many rows the history of a training gets that nothing cuts short.
struct HistoryRows {
  private let updates: String
  private let logEvery: Interval
  /// Rows before the last update, but for the first: those that a patience can be used up by.
  private let beforeEnd: Int

  /// nil where that depends on the number of examples.
  init?(_ duration: Hyperparameters.Duration, logEvery: Interval, isFullBatch: Bool) {
    switch (duration, logEvery) {
    case (_, _) where isFullBatch:
      self.init(duration, logEvery: logEvery, updatesPerEpoch: 1)
    case (.iterations, .updates), (.epochs, .epoch):
      // Updates in the one case, passes in the other: a pass is then as long as an update.
      self.init(duration, logEvery: logEvery, updatesPerEpoch: 1)
    default: return nil
    }
  }

  init(_ duration: Hyperparameters.Duration, logEvery: Interval, updatesPerEpoch: Int) {
    switch duration {
    case .iterations(let count): updates = "\(count) updates"
    case .epochs(let count): updates = "\(count) epochs"
    }
    self.logEvery = logEvery
    let total = duration.updates(perEpoch: updatesPerEpoch)
    beforeEnd = (total - 1) / logEvery.updates(perEpoch: updatesPerEpoch)
  }

  /// What is to be said of a patience in rows that can never run out; nil where it can.
  func warning(patience: Int) -> String? {
    guard patience > beforeEnd else { return nil }
    let every =
      switch logEvery {
      case .updates(let count): "logEvery \(count)"
      case .epoch: "logEvery \"epoch\""
      }
    let isFinest = logEvery == .epoch || logEvery == 1
    let advice = isFinest ? "" : "a smaller logEvery (\"epoch\": a row a pass) or "
    return "can never run out: \(updates) with \(every) are \(beforeEnd + 2) rows of the history; "
      + "use \(advice)a smaller patience"
  }
}

extension Configuration {
  /// What is to be said of a patience that can never run out, where that takes the number of
  /// examples to tell; nil where it can, or the configuration alone tells.
  package func endlessPatience(examples m: Int) -> String? {
    let hyper = hyperparameters
    let isFullBatch = hyper.batchSize == 0
    guard let patience = hyper.earlyStopping?.patience,
      HistoryRows(hyper.duration, logEvery: hyper.logEvery, isFullBatch: isFullBatch) == nil
    else { return nil }
    let batchSize = isFullBatch ? m : min(hyper.batchSize, m)
    let rows = HistoryRows(
      hyper.duration, logEvery: hyper.logEvery, updatesPerEpoch: (m + batchSize - 1) / batchSize)
    return rows.warning(patience: patience).map { "earlyStopping.patience: \($0)" }
  }
}
