import Foundation
import TestSupport
import Testing

/// A split has a seed of its own, so that trainings of other seeds are judged on the same examples.
struct SplitSeedTests {
  /// Nothing is random but the split.
  private static let split = """
    {"n": [0, 1], "activations": ["sigmoid"], "alpha": 0.3, "iterations": 20,
     "initialization": {"method": "zeros"},
     "data": {"train": {"builtin": "moons", "examples": 60}, "validation": {"fraction": 0.2}}}
    """

  private func using(_ body: (Workbench) throws -> Void) throws {
    try Workbench.use { bench in
      try bench.write(Self.split, to: "net.json")
      try body(bench)
    }
  }

  @Test func `trials of other seeds have the same validation set`() throws {
    try using { bench in
      let result = try bench.dnn(
        "sweep", "--config", "net.json", "--vary", "seed=1,2,3", "--out", "s", "--progress", "none")
      #expect(result.stdout.contains("± 0.00000"))
      let folded = try bench.dnn(
        "sweep", "--config", "net.json", "--vary", "seed=1,2", "--folds", "2", "--out", "f",
        "--progress", "none")
      #expect(folded.status == 0)
      for fold in [1, 2] {
        let models = try ["1", "2"].map {
          try bench.text("f/seed=\($0),fold=\(fold)/history.csv")
        }
        #expect(models[0] == models[1])
      }
    }
  }

  @Test func `the seed of a split is heeded everywhere`() throws {
    try using { bench in
      let settings = ["seed=4", "data.validation.seed=9"]
      let set = settings.flatMap { ["--set", $0] }
      _ = try bench.model(of: "net.json", out: "r", settings: settings)
      let other = try bench.model(of: "net.json", out: "o", settings: ["seed=4"])
      #expect(try bench.bytes("r/model.safetensors") != other)
      #expect(try bench.text("r/config.json").contains("\"seed\": 9"))
      struct Figures: Decodable, Equatable { let cost: Double, examples: Int }
      struct Metrics: Decodable { let train: Figures, validation: Figures }
      let metrics = try JSONDecoder().decode(Metrics.self, from: bench.bytes("r/metrics.json"))
      for (part, expected) in [("train", metrics.train), ("validation", metrics.validation)] {
        let result = try bench.dnn(
          "evaluate", "--model", "r", "--split", part, "--format", "json")
        #expect(try JSONDecoder().decode(Figures.self, from: Data(result.stdout.utf8)) == expected)
        #expect(!result.stderr.contains("changed"))
      }
      // The folds of a sweep are drawn from it too, here and elsewhere.
      let sweep = ["sweep", "--config", "net.json", "--folds", "3"] + set
      #expect(try runDNN(sweep + ["--out", "here"], in: bench.folder).status == 0)
      #expect(try bench.text("here/fold=2/config.json").contains("\"seed\": 9"))
      let list = try runDNN(sweep + ["--out", "there", "--emit", "shell"], in: bench.folder)
      #expect(try runShell("sh \(list.stdout)", in: bench.folder).status == 0)
      for file in ["model.safetensors", "config.json"] {
        let both = try ["here", "there"].map { try bench.bytes("\($0)/fold=2/\(file)") }
        #expect(both[0] == both[1])
      }
      #expect(
        try bench.bytes("here/fold=2/model.safetensors")
          != bench.model(
            of: "net.json", out: "one",
            settings: ["seed=4", #"data.validation={"fold":2,"folds":3}"#]))
    }
  }

  @Test func `an emitted sweep takes keys away too`() throws {
    try using { bench in
      let sweep = [
        "sweep", "--config", "net.json", "--unset", "iterations", "--set", "epochs=5",
        "--vary", "alpha=0.1,0.2", "--out", "s",
      ]
      let list = try runDNN(sweep + ["--emit", "shell"], in: bench.folder)
      #expect(list.status == 0, "\(list.stderr)")
      #expect(list.stderr.contains("--unset iterations"))
      #expect(try runShell("sh \(list.stdout)", in: bench.folder).status == 0)
      let collected = try runDNN(sweep + ["--collect"], in: bench.folder)
      #expect(collected.status == 0, "\(collected.stderr)")
      // Trials of another sweep are not trained on.
      let other = try runDNN(
        sweep + ["--set", "logEvery=1", "--emit", "shell"], in: bench.folder)
      #expect(other.status == 1)
      #expect(other.stderr.contains("is of another sweep: logEvery was 100 and is now 1"))
    }
  }
}
