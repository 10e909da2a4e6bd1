import DeepNetwork
import Foundation
import Text

/// The warnings of what a training is too short for.
enum LengthRules {
  static let warnings: [Rule] = [tooShort]

  /// Warns of what never comes about, where the configuration alone tells.
  @Sendable static func tooShort(_ checked: CheckedConfiguration) -> [ConfigurationProblem] {
    guard let length = TrainingLength(checked) else { return [] }
    return length.tooShortFor(updatesPerEpoch: nil).map { path, text in
      checked.problem(.doubtful(text), at: path)
    }
  }
}

extension Configuration {
  /// What never comes about in the training, where that takes the number of examples to tell.
  func tooShortFor(examples m: Int) -> [String] {
    let length = TrainingLength(hyperparameters)
    let batchSize = hyperparameters.batchSize == 0 ? m : min(hyperparameters.batchSize, m)
    let told = length.tooShortFor(updatesPerEpoch: nil).map(\.path)
    return length.tooShortFor(updatesPerEpoch: (m + batchSize - 1) / batchSize)
      .filter { !told.contains($0.path) }.map { "\($0.path): \($0.text)" }
  }
}

/// How long a training is, and what waits in it.
private struct TrainingLength {
  private let duration: Hyperparameters.Duration
  private let logEvery: Interval
  private let isFullBatch: Bool
  /// The rows that early stopping waits for.
  private let patience: Int?
  /// The rows that a plateau takes.
  private let plateau: Int?
  private let warmup: Int
  /// The key that says what a plateau takes.
  private var plateauPath: JSONPath = "alphaDecay"

  init(_ hyperparameters: Hyperparameters) {
    duration = hyperparameters.duration
    logEvery = hyperparameters.logEvery
    isFullBatch = hyperparameters.batchSize == 0
    patience = hyperparameters.earlyStopping?.patience
    let schedule = hyperparameters.alphaDecay.kind
    plateau = schedule.plateauAfter
    if schedule.members.contains(where: { $0.name == "patience" }) {
      plateauPath = "alphaDecay.patience"
    }
    warmup = hyperparameters.warmup
  }

  /// nil where the configuration is not complete.
  init?(_ checked: CheckedConfiguration) {
    guard let configuration = checked.configuration(named: "", folder: URL(fileURLWithPath: "/"))
    else { return nil }
    self.init(configuration.hyperparameters)
  }

  /// Each key that never takes effect, and why; less where the updates of an epoch are not known.
  func tooShortFor(updatesPerEpoch: Int?) -> [(path: JSONPath, text: String)] {
    let known = isFullBatch ? 1 : updatesPerEpoch
    var result: [(JSONPath, String)] = []
    if let rows = HistoryRows(duration, logEvery: logEvery, updatesPerEpoch: known) {
      if let patience, let text = rows.warning(patience: patience) {
        result.append(("earlyStopping.patience", "can never run out: \(text)"))
      }
      // What a plateau changes is known from the row behind it on.
      if let plateau, let text = rows.warning(patience: plateau + 1) {
        result.append((plateauPath, "can never lower alpha: \(text)"))
      }
    }
    if let updates = updates(updatesPerEpoch: known), warmup > updates {
      let text =
        "is longer than the training: alpha still rises at its end, after \(updates) updates"
      result.append(("warmup", text))
    }
    return result
  }

  /// nil where that depends on the number of examples.
  private func updates(updatesPerEpoch: Int?) -> Int? {
    if case .iterations(let count) = duration { return count }
    return updatesPerEpoch.map { duration.updates(perEpoch: $0) }
  }
}

/// How many rows the history of a training gets that nothing cuts short.
private struct HistoryRows {
  private let updates: String
  private let logEvery: Interval
  /// Rows before the last update, but for the first: those that a patience can be used up by.
  private let beforeEnd: Int

  /// nil where that depends on the number of examples, and the updates of an epoch are not known.
  init?(_ duration: Hyperparameters.Duration, logEvery: Interval, updatesPerEpoch: Int?) {
    let perEpoch: Int
    switch (duration, logEvery) {
    case (_, _) where updatesPerEpoch != nil: perEpoch = updatesPerEpoch ?? 1
    // Updates in the one case, passes in the other: a pass is then as long as an update.
    case (.iterations, .updates), (.epochs, .epoch): perEpoch = 1
    default: return nil
    }
    switch duration {
    case .iterations(let count): updates = "\(count) updates"
    case .epochs(let count): updates = "\(count) epochs"
    }
    self.logEvery = logEvery
    let total = duration.updates(perEpoch: perEpoch)
    beforeEnd = (total - 1) / logEvery.updates(perEpoch: perEpoch)
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
    return "\(updates) with \(every) are \(beforeEnd + 2) rows of the history; "
      + "use \(advice)a smaller patience"
  }
}
