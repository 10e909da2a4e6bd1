import DeepNetwork
import Foundation
import TestSupport
import Testing

@testable import Experiments
import Text

/// Runs of an earlier version, which `Fixtures/make_earlier_runs.py` made: they mean what they meant.
struct EarlierRunTests {
  /// A copy of a run's folder, with the configuration that it was made with and these settings.
  private func with(
    _ name: String, _ settings: String..., body: (URL, Configuration) throws -> Void
  ) throws {
    try withTemporaryFolder { scratch in
      let folder = scratch.appendingPathComponent("run")
      try FileManager.default.copyItem(
        at: Bundle.module.bundleURL.appendingPathComponent("Fixtures/runs/\(name)"), to: folder)
      let file = folder.appendingPathComponent("config.json")
      try body(folder, Configuration(contentsOf: file, settings: settings))
    }
  }

  @discardableResult
  private func train(
    _ configuration: Configuration, into folder: URL, _ entry: RunFolder.Entry = .resume,
    note: @escaping (String) -> Void = { _ in }
  ) throws -> TrainingRun.Ending {
    try TrainingRun(
      configuration, dataFolder: folder, folder: RunFolder(folder), entry: entry
    ).execute(.init(note: note))
  }

  /// The model of the configuration trained from the start.
  private func straight(_ configuration: Configuration) throws -> Data {
    try withTemporaryFolder { folder in
      let run = folder.appendingPathComponent("straight")
      try train(configuration, into: run, .new)
      return try Data(contentsOf: RunFolder(run).model)
    }
  }

  @Test func `a split without a seed is that of the run's seed`() throws {
    try with("split") { folder, _ in
      let run = try RunData(RunFolder(folder))
      #expect(run.configuration.data.validation == .fraction(0.25, seed: 5))
      let model = try TrainedModel(contentsOf: folder)
      let metrics = try #require(
        JSONValue(text: String(contentsOf: RunFolder(folder).metrics, encoding: .utf8)))
      for part in [DataRole.train, .validation] {
        let data = try run.examples(part, for: model)
        let cost = try Evaluation(of: Predictor(model), on: data).cost
        #expect(cost == metrics[part.rawValue]?["cost"]?.double)
      }
    }
  }

  @Test func `a run goes on with the split that it had, once that is said`() throws {
    try with("split", "iterations=60") { folder, configuration in
      let error = #expect(throws: CheckpointError.self) { try train(configuration, into: folder) }
      #expect(
        error?.description.contains(
          "data.validation.seed was 5 and is now 1 (the split decides what is trained on; before it "
            + "had a seed of its own, it had the run's: setting data.validation.seed=5)") == true)
    }
    try with("split", "iterations=60", "data.validation.seed=5") { folder, configuration in
      try train(configuration, into: folder)
      #expect(try Data(contentsOf: RunFolder(folder).model) == straight(configuration))
    }
  }

  @Test func `what is best before nobody watched is not claimed`() throws {
    try with("split", "iterations=1000000", "data.validation.seed=5") { folder, configuration in
      var notes: [String] = []
      var rows = 0
      let ending = try TrainingRun(
        configuration, dataFolder: folder, folder: RunFolder(folder), entry: .resume
      ).execute(
        .init(note: { notes.append($0) }, row: { _ in rows += 1 }, shouldStop: { rows > 2 }))
      guard case .interrupted = ending else {
        Issue.record("\(ending)")
        return
      }
      #expect(notes.last?.hasSuffix("of the lowest validation cost since iteration 20") == true)
    }
  }

  @Test func `early stopping goes on to the same bytes`() throws {
    try with("watched", "iterations=60", "data.validation.seed=5") { folder, configuration in
      try train(configuration, into: folder)
      #expect(try Data(contentsOf: RunFolder(folder).model) == straight(configuration))
    }
  }

  @Test func `what an earlier version did not keep is not made up`() throws {
    try with("stopped", "data.validation.seed=5") { folder, configuration in
      let ending = try train(configuration, into: folder)
      #expect(ending == .alreadyComplete(iteration: 10, bestIteration: 0))
      var patient = configuration
      patient.hyperparameters.earlyStopping?.patience = 20
      #expect(throws: CheckpointError.earlierVersion(path: folder.path)) {
        try train(patient, into: folder)
      }
    }
    try with("delta", "iterations=60", "data.validation.seed=5") { folder, configuration in
      #expect(throws: CheckpointError.earlierVersion(path: folder.path)) {
        try train(configuration, into: folder)
      }
    }
  }

  @Test func `a divergence kept no state to go on from`() throws {
    try with("diverged", "data.validation.seed=5") { folder, configuration in
      #expect(throws: CheckpointError.diverged(path: folder.path, at: 3, from: 0)) {
        try train(configuration, into: folder)
      }
      var slower = configuration
      slower.hyperparameters.alpha = 0.05
      var notes: [String] = []
      try train(slower, into: folder) { notes.append($0) }
      #expect(notes.contains("\(folder.path) diverged: the training begins anew"))
      #expect(try Data(contentsOf: RunFolder(folder).model) == straight(slower))
    }
  }
}
