import Foundation
import Text

/// Every hyperparameter of a training that cannot be.
public struct HyperparameterError: Error, Hashable, Sendable {
  /// A hyperparameter that cannot be.
  public struct Problem: Hashable, Sendable, CustomStringConvertible {
    /// What it is called, that of a kind behind the kind: `alpha`, `optimizer.beta1`.
    public let name: String
    /// What is allowed, as it goes on after "must be".
    public let allowed: String
    /// What it is.
    public let value: String

    public var description: String { "\(name) must be \(allowed), but is \(value)" }
  }

  /// What is wrong, in the order in which ``Hyperparameters`` has them.
  public let problems: [Problem]
}

extension HyperparameterError: LocalizedError, CustomStringConvertible {
  /// A line for each problem.
  public var description: String { problems.map(\.description).joined(separator: "\n") }
  public var errorDescription: String? { description }
}

extension Hyperparameters {
  /// What cannot be, whatever the network and the examples.
  public var problems: [HyperparameterError.Problem] {
    var found = Problems()
    found.require(alpha > 0 && alpha.isFinite, "alpha", "a number > 0", alpha)
    switch duration {
    case .iterations(let count): found.require(count, "iterations", 1...maximumCount)
    case .epochs(let count): found.require(count, "epochs", 1...maximumSize)
    }
    found.require(settingsOf: alphaDecay.kind, "alphaDecay")
    found.require(warmup, "warmup", 0...maximumCount)
    found.require(settingsOf: optimizer.kind, "optimizer")
    found.require(batchSize, "batchSize", 0...maximumCount)
    found.require(l2 >= 0 && l2.isFinite, "l2", "a number ≥ 0", l2)
    found.require(clipNorm >= 0 && clipNorm.isFinite, "clipNorm", "a number ≥ 0", clipNorm)
    if case .values(let weights) = classWeights {
      found.require(
        !weights.isEmpty && weights.allSatisfy { $0 > 0 && $0.isFinite }, "classWeights",
        "one or more numbers > 0", weights)
    }
    if let loss { found.require(settingsOf: loss.kind, "loss") }
    if case .updates(let count) = logEvery { found.require(count, "logEvery", 1...maximumCount) }
    if let earlyStopping {
      let (patience, minDelta) = (earlyStopping.patience, earlyStopping.minDelta)
      found.require(patience, "earlyStopping.patience", 1...maximumCount)
      found.require(
        minDelta >= 0 && minDelta.isFinite, "earlyStopping.minDelta", "a number ≥ 0", minDelta)
    }
    return found.all
  }

  /// Makes sure that a training can be governed so.
  ///
  /// - Parameters:
  ///   - loss: the loss of the training.
  ///   - outputs: n[L].
  ///   - hasFigure: whether the figure that early stopping watches is computed elsewhere.
  ///   - isStream: whether the examples have no end.
  /// - Throws: `HyperparameterError` with everything that cannot be.
  func check(
    loss: Loss, outputs: Int, hasFigure: Bool, isStream: Bool = false
  ) throws(HyperparameterError) {
    var found = Problems(all: problems)
    if isStream { found.requireNoEnd(self) }
    if let classWeights, !isStream {
      let classes = max(outputs, 2)
      if !loss.namesOneClass(outputs: outputs) {
        found.add("classWeights", "nil where an example has no class of several", classWeights.text)
      } else if case .values(let weights) = classWeights {
        found.require(
          weights.count == classes, "classWeights", "one number for each of the \(classes) classes",
          weights)
      }
    }
    if hasFigure {
      found.require(
        earlyStopping != nil, "earlyStopping", "on where there is a figure for it to watch", "nil")
    } else if let monitor = earlyStopping?.monitor {
      found.require(
        monitor == .cost || monitor == .accuracy && loss.hasClasses, "earlyStopping.monitor",
        loss.hasClasses
          ? "cost, accuracy, or a figure that Trainer is handed"
          : "cost, or a figure that Trainer is handed", monitor.name)
    }
    guard found.all.isEmpty else { throw HyperparameterError(problems: found.all) }
  }
}

extension Hyperparameters.ClassWeights {
  fileprivate var text: String {
    switch self {
    case .balanced: "balanced"
    case .values(let weights): "\(weights)"
    }
  }
}

/// Hyperparameters that were found to be impossible.
private struct Problems {
  private(set) var all: [HyperparameterError.Problem] = []

  mutating func add(_ name: String, _ allowed: String, _ value: Any) {
    all.append(.init(name: name, allowed: allowed, value: "\(value)"))
  }

  mutating func require(_ isAllowed: Bool, _ name: String, _ allowed: String, _ value: Any) {
    if !isAllowed { add(name, allowed, value) }
  }

  mutating func require(_ count: Int, _ name: String, _ range: ClosedRange<Int>) {
    require(range.contains(count), name, Form.integer(range).sentence, count)
  }

  /// That nothing asks for all examples, or for a pass over them.
  mutating func requireNoEnd(_ hyperparameters: Hyperparameters) {
    let stream = "where the examples are a stream"
    if case .epochs(let count) = hyperparameters.duration {
      add("duration", "a number of iterations \(stream)", "\(count) epochs")
    }
    let schedule = hyperparameters.alphaDecay.kind
    // One with settings that cannot be is told already.
    let epochs = schedule.misfits.isEmpty ? [0, 1, maximumCount] : []
    let alphas = epochs.map { epoch in
      schedule.alpha(from: 1, at: SchedulePoint(iteration: 0, of: 1, epoch: epoch))
    }
    if Set(alphas).count > 1 {
      add("alphaDecay", "one that does not count epochs \(stream)", type(of: schedule).name)
    }
    require(
      hyperparameters.batchSize != 0, "batchSize", "1 or more \(stream)",
      hyperparameters.batchSize)
    if let weights = hyperparameters.classWeights {
      add("classWeights", "nil \(stream)", weights.text)
    }
    if hyperparameters.logEvery == .epoch {
      add("logEvery", "a number of updates \(stream)", "epoch")
    }
  }

  /// The settings of a kind, each by the range of its key.
  mutating func require(settingsOf kind: some Kind, _ name: String) {
    all += kind.misfits.map { misfit in
      .init(name: "\(name).\(misfit.name)", allowed: misfit.allowed, value: misfit.value)
    }
  }
}

extension Kind {
  /// The settings that lie outside of the range of their keys.
  var misfits: [(name: String, allowed: String, value: String)] {
    let start = Self()
    let written = Dictionary(members.map { ($0.name, $0.value) }) { first, _ in first }
    return Self.settings.compactMap { key in
      let form = key.form(start).form
      guard let value = written[key.name], !form.contains(value) else { return nil }
      return (key.name, form.sentence, value.compactText)
    }
  }
}

extension Form {
  /// Whether a number lies in the range; other values are not looked at.
  fileprivate func contains(_ value: JSONValue) -> Bool {
    switch self {
    case .number(let range): value.double.map(range.contains) ?? false
    case .integer(let range): value.integer.map(range.contains) ?? false
    case .integerChoice(let values): value.integer.map(values.contains) ?? false
    default: true
    }
  }
}
