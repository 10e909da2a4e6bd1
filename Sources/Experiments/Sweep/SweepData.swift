import Datasets
import Foundation
import Synchronization

/// The data of a sweep's trials, read once for all that share them.
///
/// Every set is read before the first trial starts, so that what does not fit is told at once. A
/// division into folds or by a fraction is a list of examples over the same memory. What belongs to
/// one division, its G above all, is let go after its last trial.
final class SweepData: Sendable {
  /// What a trial trains on.
  struct Share: Sendable {
    let data: TrainingData
    let products: SharedProducts
  }

  /// What must be the same for two trials to read the same examples.
  private struct Reading: Hashable {
    let sources: Configuration.Sources
    let kind: LabelKind
    let classCount: Int?
  }

  private enum Division: Hashable {
    case whole
    case fraction(Double, seed: UInt32)
    case fold(Int, count: Int, seed: UInt32)
  }

  private struct Key: Hashable {
    let reading: Reading
    let division: Division
  }

  private struct State {
    var wholes: [Reading: TrainingData] = [:]
    var shares: [Key: Share] = [:]
    /// The trials that are still to come, by what they train on.
    var waiting: [Key: Int] = [:]
  }

  private let state: Mutex<State>
  private let keys: [Key]

  /// Reads all data and proves every trial's shapes on them.
  ///
  /// - Throws: `DataError`, `DimensionError` or `MemoryError` of the first trial that cannot be.
  init(
    _ trials: [Trial], relativeTo folder: URL, cache: ImageCache? = nil,
    note: @escaping (String) -> Void
  ) throws {
    keys = trials.map { Self.key(of: $0.configuration) }
    var state = State()
    for (trial, key) in zip(trials, keys) {
      state.waiting[key, default: 0] += 1
      var whole = trial.configuration
      whole.data = key.reading.sources
      let data =
        try state.wholes[key.reading] ?? whole.loadData(from: folder, cache: cache, note: note)
      state.wholes[key.reading] = data
      // A first look at the parts: shapes do not depend on which examples are held out.
      _ = try trial.configuration.requireFit(data)
    }
    self.state = Mutex(state)
  }

  /// The order in which the trials should run: those that share data one after the other.
  var order: [Int] {
    var first: [Key: Int] = [:]
    for (index, key) in keys.enumerated() where first[key] == nil { first[key] = index }
    return keys.indices.sorted { (first[keys[$0]] ?? 0, $0) < (first[keys[$1]] ?? 0, $1) }
  }

  /// The data of a trial.
  ///
  /// - Throws: `DataError` where the examples cannot be divided as asked for.
  func share(of trial: Int) throws -> Share {
    let key = keys[trial]
    return try state.withLock { state in
      if let share = state.shares[key] { return share }
      guard let whole = state.wholes[key.reading] else {
        preconditionFailure("all data are read at first")
      }
      let data =
        switch key.division {
        case .whole: whole
        case .fraction(let fraction, let seed):
          try whole.holdingOut(fraction: fraction, seed: seed)
        case .fold(let fold, let count, let seed):
          try whole.fold(fold - 1, of: count, seed: seed)
        }
      let share = Share(data: data, products: SharedProducts())
      state.shares[key] = share
      return share
    }
  }

  /// Says that a trial needs its data no more.
  func release(_ trial: Int) {
    state.withLock { state in
      state.waiting[keys[trial], default: 1] -= 1
      if state.waiting[keys[trial]] == 0 { state.shares[keys[trial]] = nil }
    }
  }

  private static func key(of configuration: Configuration) -> Key {
    let division: Division =
      switch configuration.data.validation {
      case .fraction(let fraction, let seed)?: .fraction(fraction, seed: seed)
      case .fold(let fold, let count, let seed)?: .fold(fold, count: count, seed: seed)
      case .source?, nil: .whole
      }
    var sources = configuration.data
    if division != .whole { sources.validation = nil }
    // Pictures are read as they are, however a trial changes them.
    sources.train.augment = nil
    let kind = configuration.loss.labelKind
    return Key(
      reading: Reading(
        sources: sources, kind: kind,
        classCount: kind == .oneHot ? configuration.architecture.outputSize : nil),
      division: division)
  }
}
