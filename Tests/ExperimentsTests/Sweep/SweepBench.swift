import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Experiments

/// A folder with a configuration in it, to sweep over.
struct SweepBench {
  let folder: URL

  func plan(
    _ vary: String..., settings: [String] = [], folds: Int? = nil
  ) throws -> SweepPlan {
    try SweepPlan(
      folder.appendingPathComponent("net.json"), settings: settings,
      variations: try vary.map { try #require(Variation($0)) }, folds: folds)
  }

  func sweep(_ plan: SweepPlan, _ name: String = "sweep") -> Sweep {
    Sweep(plan, dataFolder: folder, folder: folder.appendingPathComponent(name))
  }

  /// A sweep that halves its trials.
  func search(_ plan: SweepPlan, _ name: String = "search", by figure: Figure = .cost) throws
    -> Sweep
  {
    Sweep(
      plan, dataFolder: folder, folder: folder.appendingPathComponent(name), sortedBy: figure,
      halving: try Halving(plan))
  }

  func model(_ sweep: Sweep, _ trial: Trial) throws -> Data {
    try Data(contentsOf: sweep.folder(of: trial).model)
  }

  /// The model of a training alone with the settings of a trial.
  func modelAlone(_ trial: Trial) throws -> Data {
    let place = RunFolder(folder.appendingPathComponent("alone-\(trial.name)"))
    _ = try TrainingRun(
      trial.configuration, dataFolder: folder, folder: place, entry: .new
    ).execute()
    return try Data(contentsOf: place.model)
  }
}

/// Calls the body with a folder that has a configuration in it.
func withSweepBench(
  _ text: String = SweepNetworks.moons, _ body: (SweepBench) throws -> Void
) throws {
  try withTemporaryFolder { folder in
    try Data(text.utf8).write(to: folder.appendingPathComponent("net.json"))
    try body(SweepBench(folder: folder))
  }
}

/// Counts the trials that end, and stops a sweep after some.
final class TrialCount: Sendable {
  private let count = Atomic<Int>(0)
  let limit: Int

  init(limit: Int = .max) { self.limit = limit }

  var value: Int { count.load(ordering: .relaxed) }

  var observer: Sweep.Observer {
    Sweep.Observer(
      ended: { _ in self.count.add(1, ordering: .relaxed) },
      shouldStop: { self.value >= self.limit })
  }
}
