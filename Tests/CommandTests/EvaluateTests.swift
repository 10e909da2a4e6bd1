import Foundation
import TestSupport
import Testing

struct EvaluateTests {
  /// A run on points with all three sets.
  private static func withMoons(_ body: (Workbench) throws -> Void) throws {
    try Workbench.use { bench in
      try bench.write(Small.moons, to: "moons.json")
      try bench.train(
        "moons.json", "--set", "data.validation={\"fraction\": 0.25}", "--set", "iterations=50")
      try body(bench)
    }
  }

  /// The numbers of the run's metrics or of an evaluation.
  private struct Figures: Decodable, Equatable {
    let cost: Double
    let accuracy: Double
    let f1: Double
    let confusionMatrix: [[Int]]
    let examples: Int
  }

  private struct Metrics: Decodable {
    let train: Figures
    let validation: Figures
    let test: Figures
  }

  private func figures(_ text: String) throws -> Figures {
    try JSONDecoder().decode(Figures.self, from: Data(text.utf8))
  }

  @Test func everySetHasTheFiguresThatTheRunEndedWith() throws {
    try Self.withMoons { bench in
      let metrics = try JSONDecoder().decode(
        Metrics.self, from: bench.bytes("runs/moons/metrics.json"))
      for (split, expected) in [
        ("train", metrics.train), ("validation", metrics.validation), ("test", metrics.test),
      ] {
        let result = try bench.dnn(
          "evaluate", "--model", "runs/moons", "--split", split, "--format", "json")
        #expect(result.status == 0)
        #expect(try figures(result.stdout) == expected)
        let count = expected.examples
        #expect(result.stderr == "\(split): \(count) examples of builtin:moons\n")
      }
    }
  }

  @Test func unlessAskedOtherwiseTheTestSetCounts() throws {
    try Self.withMoons { bench in
      let standard = try bench.dnn("evaluate", "--model", "runs/moons")
      let test = try bench.dnn(
        "evaluate", "--model", "runs/moons/model.safetensors", "--split", "test")
      #expect(standard.status == 0)
      #expect(standard.stdout == test.stdout)
      #expect(standard.stdout.contains("\nROC AUC: 0."))
      #expect(standard.stdout.contains("\nmacro average "))
    }
  }

  @Test func aLoneModelIsJudgedByDataThatAreNamed() throws {
    try Self.withMoons { bench in
      try FileManager.default.moveItem(
        at: bench.file("runs/moons/model.safetensors"), to: bench.file("lone.safetensors"))
      #expect(try bench.dnn("convert", "builtin:moons", "points.npz").status == 0)
      let sources = ["points.npz", "builtin:moons", "{\"path\": \"points.npz\"}"]
      var texts: Set<String> = []
      for source in sources {
        let result = try bench.dnn(
          "evaluate", "--model", "lone.safetensors", "--data", source, "--split", "train")
        #expect(result.status == 0, "\(source): \(result.stderr)")
        texts.insert(result.stdout)
      }
      #expect(texts.count == 1)
      let refused = try bench.dnn("evaluate", "--model", "lone.safetensors")
      #expect(refused.status == 1)
      #expect(refused.stderr.contains("--data"))
    }
  }

  @Test func changedTrainingDataAreNoticed() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      #expect(try bench.dnn("convert", "builtin:flower", "points.npz").status == 0)
      try bench.train("flower.json", "--set", "data.train={\"path\": \"points.npz\"}")
      let evaluate = ["evaluate", "--model", "runs/flower", "--split", "train"]
      let same = try runDNN(evaluate, in: bench.folder)
      #expect(!same.stderr.contains("changed"))
      #expect(try bench.dnn("convert", "builtin:moons", "points.npz").status == 0)
      let changed = try runDNN(evaluate, in: bench.folder)
      #expect(changed.status == 0)
      #expect(changed.stderr.contains("the data have changed"))
    }
  }

  @Test func whatDoesNotFitIsRefused() throws {
    try Self.withMoons { bench in
      try bench.write("a,b\n1,2\n", to: "unlabelled.csv")
      let cases: [([String], String)] = [
        (["--data", "missing.csv"], "missing.csv"),
        (["--data", "unlabelled.csv"], "unlabelled.csv"),
        (["--data", "builtin:houses"], "n[0] = 2"),
        (["--data", "builtin:moon"], "moons"),
        (["--data", "{\"path\": \"x.csv\", \"colour\": 1}"], "colour"),
        (["--data", "{\"builtin\": \"moons\", \"normalize\": \"standardize\"}"], "none"),
      ]
      for (arguments, word) in cases {
        let result = try runDNN(
          ["evaluate", "--model", "runs/moons"] + arguments, in: bench.folder)
        #expect(result.status == 1, "\(arguments)")
        #expect(result.stdout == "", "\(arguments)")
        #expect(result.stderr.hasPrefix("error: "), "\(arguments)")
        #expect(result.stderr.contains(word), "\(arguments): \(result.stderr)")
      }
    }
  }

  @Test func aThresholdIsRefusedWhereNothingIsDecidedByIt() throws {
    try Workbench.use { bench in
      let config = """
        {"n": [0, 1], "activations": ["linear"], "alpha": 0.01, "iterations": 5,
         "data": {"train": {"builtin": "houses", "normalize": "standardize"}}}
        """
      try bench.write(config, to: "houses.json")
      try bench.train("houses.json")
      let plain = try bench.dnn("evaluate", "--model", "runs/houses")
      #expect(plain.status == 0)
      #expect(plain.stdout.contains("\nR²: "))
      for command in [["evaluate"], ["predict", "houses.csv"]] {
        let result = try runDNN(
          command + ["--model", "runs/houses", "--threshold", "0.3"], in: bench.folder)
        #expect(result.status == 1)
        #expect(result.stderr.contains("--threshold"))
      }
    }
  }
}
