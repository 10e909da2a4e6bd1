import Foundation
import TestSupport
import Testing

/// The bytes of a model depend on the configuration's network and data, and on nothing else.
struct SameBytesTests {
  private static let configurations =
    [Small.flower, Small.moons, Small.cats, Small.augmented, wide]
    + ["float32", "float64"].map(everyActivation)

  /// Wide enough for the work to be shared among threads.
  private static let wide = """
    {
      "n": [0, 150, 1],
      "activations": ["relu", "sigmoid"],
      "alpha": 0.05,
      "iterations": 8,
      "initialization": {"method": "he"},
      "data": {"train": {"builtin": "cats", "examples": 150, "imageSize": [20, 20]}}
    }

    """

  /// A layer of every activation, wide enough for the work to be shared, with the state of Adam.
  private static func everyActivation(precision: String) -> String {
    """
    {
      "n": [0, 200, 160, 120, 80, 40, 10],
      "activations": ["sigmoid", "tanh", "relu", "leakyRelu", "linear", "softmax"],
      "alpha": 0.01,
      "epochs": 2,
      "batchSize": 270,
      "optimizer": {"method": "adam"},
      "initialization": {"method": "xavier"},
      "precision": "\(precision)",
      "data": {"train": {"builtin": "digits", "examples": 600}}
    }

    """
  }

  @Test(arguments: configurations) func `threads do not matter`(config: String) throws {
    try Workbench.use { bench in
      try bench.write(config, to: "net.json")
      let one = try bench.model(of: "net.json", out: "one", arguments: ["--threads", "1"])
      for count in ["2", "5", "16"] {
        let other = try bench.model(
          of: "net.json", out: "threads-\(count)", arguments: ["--threads", count])
        #expect(other == one, "\(count) threads")
      }
    }
  }

  @Test(arguments: configurations) func `the vector level does not matter`(config: String) throws {
    try Workbench.use { bench in
      try bench.write(config, to: "net.json")
      let widest = try bench.model(of: "net.json", out: "widest")
      // A level that the processor does not have is passed over in favour of the widest.
      for level in ["avx2", "avx512"] {
        let other = try bench.model(
          of: "net.json", out: level, environment: ["DNN_KERNELS": level])
        #expect(other == widest, "\(level)")
      }
    }
  }

  @Test(arguments: configurations) func `logging and saving do not matter`(config: String) throws {
    try Workbench.use { bench in
      try bench.write(config, to: "net.json")
      let plain = try bench.model(of: "net.json", out: "plain")
      for (logEvery, checkpointEvery) in [(1, 1), (7, 0), (1000, 3)] {
        let other = try bench.model(
          of: "net.json", out: "log-\(logEvery)",
          settings: ["logEvery=\(logEvery)", "checkpointEvery=\(checkpointEvery)"])
        #expect(other == plain, "logEvery \(logEvery), checkpointEvery \(checkpointEvery)")
      }
    }
  }

  @Test func `the seed matters`() throws {
    try Workbench.use { bench in
      try bench.write(Small.moons, to: "moons.json")
      let first = try bench.model(of: "moons.json", out: "first")
      let second = try bench.model(of: "moons.json", out: "second", settings: ["seed=2"])
      #expect(first != second)
    }
  }
}
