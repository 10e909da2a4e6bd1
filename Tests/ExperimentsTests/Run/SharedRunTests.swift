import DeepNetwork
import Foundation
import Ranks
import TestSupport
import Testing

@testable import Experiments

/// Runs that several ranks share leave the files of one process behind.
struct SharedRunTests {
  private static let spirals = """
    {"n": [0, 9, 1], "activations": ["tanh", "sigmoid"], "alpha": 0.3, "iterations": 6,
     "logEvery": 2, "initialization": {"method": "he"}, "checkpointEvery": 3,
     "data": {"train": {"builtin": "spirals", "examples": 2600},
              "test": {"builtin": "spirals", "examples": 1500}}}
    """

  private static func configuration(_ settings: [String]) throws -> Configuration {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("shared.json")
      try Data(spirals.utf8).write(to: file)
      return try Configuration(contentsOf: file, settings: settings)
    }
  }

  private static func run(
    _ settings: [String], ranks count: Int, into folder: URL, entry: RunFolder.Entry = .new,
    until iteration: Int = .max
  ) throws -> [TrainingRun.Ending] {
    let configuration = try configuration(settings)
    return try LocalRanks.run(count) { ranks in
      var reached = 0
      return try TrainingRun(
        configuration, dataFolder: folder, folder: RunFolder(folder), entry: entry
      ).execute(
        .init(advance: { now, _ in reached = now }, shouldStop: { reached >= iteration }),
        among: ranks)
    }
  }

  private static func files(_ folder: URL) throws -> [String: Data] {
    let names = ["model.safetensors", "history.csv", "norms.csv", "config.json"]
    return try names.reduce(into: [:]) {
      $0[$1] = try Data(contentsOf: folder.appendingPathComponent($1))
    }
  }

  static let settings = [
    ["firstLayer=direct"],
    ["batchSize=1200", "optimizer.method=adam", "keepProbability=0.7"],
    ["n=[2,1]", "activations=[\"sigmoid\"]", "batchSize=1500"],
    [
      "data.validation.fraction=0.2", "data.train.normalize=standardize", "precision=float64",
      "batchSize=1100", "classWeights=balanced",
    ],
    [
      "data.train.builtin=digits", "data.test.builtin=digits", "n=[0,12,10]",
      "activations=[\"relu\",\"softmax\"]", "firstLayer=direct", "optimizer.method=momentum",
      "l2=0.1", "clipNorm=0.5", "iterations=3",
    ],
    ["batchSize=100"],
    [
      "data.train.builtin=houses", "data.test.builtin=houses", "n=[0,5,1]",
      "activations=[\"tanh\",\"linear\"]", "data.validation={\"fold\": 1, \"folds\": 4}",
      "data.train.normalize=standardize", "data.train.normalizeLabels=standardize",
      "batchSize=1100", "alpha=0.1",
    ],
    [
      "data.validation.fraction=0.2", "batchSize=1100", "iterations=40", "alpha=3",
      "logEvery=epoch", "earlyStopping.patience=3", "earlyStopping.monitor=f1",
    ],
  ]

  @Test(arguments: settings) func `the files are those of one process`(_ settings: [String]) throws
  {
    try withTemporaryFolder { scratch in
      let alone = scratch.appendingPathComponent("1")
      _ = try Self.run(settings, ranks: 1, into: alone)
      let expected = try Self.files(alone)
      for count in [2, 3, 4] {
        let folder = scratch.appendingPathComponent("\(count)")
        let endings = try Self.run(settings, ranks: count, into: folder)
        guard case .finished = endings[0] else {
          Issue.record("the first of \(count) ended with \(endings[0])")
          continue
        }
        #expect(endings.dropFirst().allSatisfy { $0 == .knownToFirstRank })
        for (name, bytes) in try Self.files(folder) {
          #expect(bytes == expected[name], "\(name) of \(count) ranks")
        }
      }
    }
  }

  @Test func `a shared run goes on with another number of ranks`() throws {
    try withTemporaryFolder { scratch in
      let settings = ["batchSize=1200", "optimizer.method=adam", "keepProbability=0.7"]
      let (alone, shared) = (
        scratch.appendingPathComponent("alone"), scratch.appendingPathComponent("shared")
      )
      _ = try Self.run(settings, ranks: 1, into: alone)
      let stopped = try Self.run(settings, ranks: 3, into: shared, until: 2)
      #expect(stopped[0] == .interrupted(iteration: 3))
      _ = try Self.run(settings, ranks: 2, into: shared, entry: .resume)
      #expect(try Self.files(shared) == Self.files(alone))
      let again = try Self.run(settings, ranks: 4, into: shared, entry: .resume)
      #expect(again[0] == .alreadyComplete(iteration: 6))
    }
  }

  @Test func `what cannot be shared is refused by all`() throws {
    try withTemporaryFolder { folder -> Void in
      #expect(throws: SharingRefusal.self) {
        try Self.run(["firstLayer=dual"], ranks: 2, into: folder)
      }
    }
  }

  @Test func `a divergence leaves the files of one process behind`() throws {
    let settings = [
      "alpha=10", "iterations=200", "logEvery=1", "firstLayer=direct",
      "data.validation.fraction=0.2",
      "activations=[\"linear\",\"linear\"]",
    ]
    try withTemporaryFolder { scratch in
      let files = try [1, 2, 3].map { count -> [Data] in
        let folder = scratch.appendingPathComponent("\(count)")
        let error = #expect(throws: Divergence.self) {
          try Self.run(settings, ranks: count, into: folder)
        }
        #expect(error?.description.contains("of the lowest validation cost") == true)
        let run = RunFolder(folder)
        let model = try TrainedModel(contentsOf: folder)
        #expect(model.description.bestIteration != nil)
        return try [run.model, run.history].map { try Data(contentsOf: $0) }
      }
      #expect(Set(files).count == 1)
      // And goes on with another number of them.
      let models = try [1, 2].map { count -> Data in
        let folder = scratch.appendingPathComponent("\(count)")
        let ending = try Self.run(
          settings + ["alpha=0.01", "iterations=9"], ranks: 4 - count, into: folder, entry: .resume)
        guard case .finished = ending[0] else {
          Issue.record("\(ending[0])")
          return Data()
        }
        return try Data(contentsOf: RunFolder(folder).model)
      }
      #expect(models[0] == models[1])
    }
  }
}
