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

  @Test func `every set has the figures that the run ended with`() throws {
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

  @Test func `the test set counts unless another is asked for`() throws {
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

  @Test func `a lone model is judged by data that are named`() throws {
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

  @Test func `changed training data are noticed`() throws {
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

  /// A run on a table whose label is what the text column says, beside a column that says nothing.
  private static func withColors(_ body: (Workbench) throws -> Void) throws {
    try Workbench.use { bench in
      let rows = (0..<6).map { "7,\($0 % 2 == 0 ? "red" : "blue"),\(1 - $0 % 2)\n" }.joined()
      try bench.write("size,color,answer\n\(rows)", to: "colors.csv")
      try bench.write(
        """
        {"n": [0, 1], "activations": ["sigmoid"], "alpha": 1, "iterations": 50,
         "data": {"train": {"path": "colors.csv", "categories": true}}}
        """, to: "colors.json")
      try bench.train("colors.json")
      try body(bench)
    }
  }

  private struct Importance: Decodable {
    struct Column: Decodable {
      let column: String
      let falls: [Double]
    }
    struct Figures: Decodable {
      let figure: String
      let score: Double
      let columns: [Column]
    }
    let importance: Figures
  }

  // y = [1,0,1,0,1,0]; the falls are 1 - (y == y[o]).mean() for the orders o of ImportanceTests.
  @Test func `a column is shuffled with all its features, and one of no use costs nothing`() throws
  {
    try Self.withColors { bench in
      let words = ["evaluate", "--model", "runs/colors", "--importance", "--repeats", "2"]
      let result = try runDNN(words + ["--format", "json"], in: bench.folder)
      let found = try JSONDecoder().decode(Importance.self, from: Data(result.stdout.utf8))
        .importance
      #expect(found.figure == "accuracy" && found.score == 1)
      #expect(found.columns.map(\.column) == ["size", "color"])
      #expect(found.columns[0].falls == [0, 0])
      let fall = 1 - 2 / 6.0
      #expect(found.columns[1].falls == [fall, fall])
      let text = try runDNN(words, in: bench.folder).stdout
      let lines = "(2 times, seed 1)\ncolumn  importance  deviation\ncolor     0.666667"
      #expect(text.contains(lines), "\(text)")
      let plain = try bench.dnn("evaluate", "--model", "runs/colors").stdout
      #expect(text.hasPrefix(plain) && !plain.contains("importance"))
      let page = try bench.text("runs/colors/report.html")
      #expect(page.contains("Importance of the columns") && page.contains("chart-calibration"))
    }
  }

  @Test func `importance is asked for in words that mean something`() throws {
    try Self.withColors { bench in
      for (words, status, sentence) in [
        (["--repeats", "3"], 64, "missing argument '--importance'"),
        (["--seed", "3"], 64, "missing argument '--importance'"),
        (["--importance", "--seed", "-1"], 64, "a whole number from 0 to 4294967295"),
        (["--importance", "--repeats", "0"], 64, "a whole number, 1 or more"),
        (["--importance", "--data", "one.csv"], 1, "one.csv: 1 example, expected two or more"),
      ] as [([String], Int32, String)] {
        try bench.write("size,color,answer\n7,red,1\n", to: "one.csv")
        let result = try runDNN(
          ["evaluate", "--model", "runs/colors"] + words, in: bench.folder)
        #expect(result.status == status, "\(words)")
        #expect(result.stderr.contains(sentence), "\(words): \(result.stderr)")
      }
      try bench.write(Small.cats, to: "cats.json")
      try bench.train("cats.json")
      let pictures = try bench.dnn("evaluate", "--model", "runs/cats", "--importance")
      #expect(pictures.status == 1)
      #expect(pictures.stderr.contains("expected a table: the importance is that of its columns"))
    }
  }

  @Test func `what does not fit is refused`() throws {
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

  /// Z of 15 examples, whose outputs are rounded to 0 or 1 for the most part.
  private static let saturated = (
    rows: [-104, -61, -3, 2, 18, 39, 44, 52, 57, 63, 70, 81, 96, 110, 133],
    labels: [0, 0, 0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 1]
  )

  @Test(arguments: ["float32", "float64"])
  func `outputs that are rounded to 1 are ranked by Z everywhere`(precision: String) throws {
    try Workbench.use { bench in
      let rows = zip(Self.saturated.rows, Self.saturated.labels).map { "\($0),\($1)" }
      try bench.write("x,y\n" + rows.joined(separator: "\n") + "\n", to: "t.csv")
      // With seed 1 the only weight is 1.62: Z is 1.62 x.
      try bench.write(
        """
        {"n": [1, 1], "activations": ["sigmoid"], "alpha": 1e-9, "iterations": 1,
         "precision": "\(precision)", "initialization": {"method": "normal", "scale": 1},
         "data": {"train": {"path": "t.csv"}}}
        """, to: "t.json")
      try bench.train("t.json")
      // sklearn.metrics.roc_auc_score(labels, rows), average_precision_score(labels, rows)
      let result = try bench.dnn("evaluate", "--model", "runs/t")
      #expect(result.stdout.contains("\nROC AUC: 0.857143\naverage precision: 0.859957\n"))
      let json = try bench.dnn("evaluate", "--model", "runs/t", "--format", "json").stdout
      for text in [json, try bench.text("runs/t/metrics.json")] {
        #expect(text.contains("\"auc\": 0.8571428571428571,"))
        #expect(text.contains("\"averagePrecision\": 0.85995"))
      }
      #expect(try bench.text("runs/t/report.html").contains("ROC curve, area 0.8571"))
    }
  }

  @Test func `a model whose rows are all of one class has no area, and says so`() throws {
    try Workbench.use { bench in
      try bench.write("x,y\n1,1\n2,1\n0,1\n", to: "t.csv")
      try bench.write(
        """
        {"n": [1, 1], "activations": ["sigmoid"], "alpha": 0.1, "iterations": 2,
         "data": {"train": {"path": "t.csv"}}}
        """, to: "t.json")
      try bench.train("t.json")
      let result = try bench.dnn("evaluate", "--model", "runs/t")
      #expect(result.stdout.contains("\nROC AUC: not defined: all examples are of one class\n"))
      let metrics = try bench.text("runs/t/metrics.json")
      #expect(metrics.contains("\"auc\": null"))
      #expect(!metrics.contains("nan"))
      #expect(try bench.text("runs/t/report.html").contains("all examples are of one class"))
    }
  }

  @Test func `several outputs have their figures, by name where they have one`() throws {
    try Workbench.use { bench in
      try Several.train(bench)
      let result = try bench.dnn("evaluate", "--model", "runs/labels", "--threshold", "0.3")
      #expect(result.status == 0, "\(result.stderr)")
      #expect(result.stdout.contains("\noutput  accuracy  precision    recall        F1   ROC AUC"))
      #expect(result.stdout.contains("\nrain "))
      #expect(result.stdout.contains(" (mean of the 3 outputs)\n"))
      let strict = try bench.dnn("evaluate", "--model", "runs/labels", "--threshold", "0.9")
      #expect(strict.stdout != result.stdout)
      let values = try bench.dnn("evaluate", "--model", "runs/values")
      #expect(values.stdout.contains(/\noutput +rmse +mae +R²\n0\s/), "\(values.stdout)")
      let metrics = try bench.text("runs/values/metrics.json")
      #expect(
        metrics.contains("\"outputs\": [\n      {\n        \"output\": \"0\",\n        \"rmse\": "))
    }
  }

  @Test func `the checkpoint in a run's folder is judged by the run's data`() throws {
    try Self.withMoons { bench in
      let result = try bench.dnn(
        "evaluate", "--model", "runs/moons/checkpoint.safetensors", "--split", "validation")
      #expect(result.status == 0, "\(result.stderr)")
      #expect(result.stderr.hasPrefix("validation: "))
    }
  }

  @Test func `a threshold is refused where nothing is decided by it`() throws {
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
