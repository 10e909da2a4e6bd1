import Foundation
import TestSupport
import Testing

/// What labels and columns mean to the command.
struct LabelMeaningTests {
  private func config(_ output: String, _ activation: String, _ train: String) -> String {
    """
    {"n": [0, 4, \(output)], "activations": ["tanh", "\(activation)"], "alpha": 0.05,
     "iterations": 200, "optimizer": {"method": "adam"}, "initialization": {"method": "he"},
     "data": {"train": \(train)}}
    """
  }

  /// Examples whose feature tells the class: 30 of each.
  private func table(_ classes: [String], count: Int = 90) -> String {
    let rows = (0..<count).map { i in
      "\(Double(i % classes.count) * 3 + Double(i * 7 % 10) / 10),\(classes[i % classes.count])"
    }
    return (["x,label"] + rows).joined(separator: "\n") + "\n"
  }

  private func accuracy(_ text: String) throws -> Double? {
    struct Figures: Decodable { let accuracy: Double }
    return try JSONDecoder().decode(Figures.self, from: Data(text.utf8)).accuracy
  }

  @Test(arguments: [
    (["1", "2", "3+"], "1 2"), (["10", "20", "other"], "10 20"), (["0", "1", "2"], "0 1 2"),
  ])
  func `evaluate judges a file that has numbers alone by the classes of training`(
    classes: [String], later: String
  ) throws {
    try Workbench.use { bench in
      try bench.write(config("3", "softmax", #"{"path": "t.csv"}"#), to: "t.json")
      try bench.write(table(classes), to: "t.csv")
      try bench.train("t.json")
      try bench.write(table(later.split(separator: " ").map(String.init)), to: "later.csv")
      let result = try bench.dnn(
        "evaluate", "--model", "runs/t", "--data", "later.csv", "--format", "json")
      #expect(try accuracy(result.stdout) == 1)
      #expect(result.stderr == "")
      try bench.write(table(["1", "2", "unknown"]), to: "other.csv")
      let refused = try bench.dnn("evaluate", "--model", "runs/t", "--data", "other.csv")
      #expect(refused.status == 1)
      #expect(
        refused.stderr.hasPrefix("error: other.csv: row ")
          && refused.stderr.contains("expected one of \(classes.joined(separator: ", ")), as in"))
    }
  }

  @Test(arguments: [["1", "2"], ["-1", "1"], ["1", "2+"]])
  func `a sigmoid learns two classes of any name`(classes: [String]) throws {
    try Workbench.use { bench in
      try bench.write(config("1", "sigmoid", #"{"path": "t.csv"}"#), to: "t.json")
      try bench.write(table(classes), to: "t.csv")
      let trained = try bench.train("t.json")
      #expect(trained.stdout.contains("train accuracy: 1.00000"))
      let isNumbers = classes.allSatisfy { Double($0) != nil }
      #expect(trained.stderr.contains("are two classes") == isNumbers)
      try bench.write(table([classes[0]]), to: "one.csv")
      let result = try bench.dnn(
        "evaluate", "--model", "runs/t", "--data", "one.csv", "--format", "json")
      #expect(try accuracy(result.stdout) == 1)
      try bench.write("x\n0.2\n3.1\n", to: "new.csv")
      let answers = try bench.dnn("predict", "--model", "runs/t", "new.csv", "--format", "csv")
      let named = answers.stdout.split(separator: "\n").dropFirst().map {
        $0.split(separator: ",").last.map(String.init)
      }
      #expect(named == classes)
    }
  }

  @Test func `a label's name twice, an unknown name and an index are told by the command`() throws {
    try Workbench.use { bench in
      let train = #"{"path": "t.csv", "y": "y"}"#
      try bench.write(config("1", "sigmoid", train), to: "t.json")
      try bench.write("y,a,y\n1,2,1\n0,3,0\n1,2,1\n", to: "t.csv")
      let twice = try bench.dnn("train", "--config", "t.json", "--progress", "none")
      #expect(twice.status == 1)
      #expect(twice.stderr.contains("t.csv: 2 columns \"y\", the label's name, expected one"))
      try bench.write(",a,y\n0,2,1\n1,3,0\n2,2.5,1\n", to: "t.csv")
      for command in [
        ["train", "--progress", "none", "--config", "t.json"], ["check", "--config", "t.json"],
        ["init", "t.csv"],
      ] {
        let result = try runDNN(command, in: bench.folder)
        #expect(result.status == 0)
        let remark = "column 0 counts the rows and looks like an index"
        #expect(result.stderr.components(separatedBy: remark).count == 2, "\(result.stderr)")
      }
      try bench.write("a,,y,more\n2,0,1,x\n3,1,0,y\n", to: "later.csv")
      let later = try bench.dnn("evaluate", "--model", "runs/t", "--data", "later.csv")
      #expect(later.status == 0)
      #expect(
        later.stderr == "later.csv: columns that the training data lack are passed over: \"more\"\n"
      )
    }
  }

  @Test func `convert advises what it has, and finds a column by a name that is a number`() throws {
    try Workbench.use { bench in
      try bench.write("v,w,y\n1,a,0\n2,b,1\n", to: "words.csv")
      let refused = try bench.dnn("convert", "words.csv", "o.npy")
      #expect(refused.status == 1)
      #expect(!refused.stderr.contains("categories"))
      #expect(refused.stderr.contains("which --y names"))
      #expect(try bench.dnn("convert", "words.csv", "o.npy", "--y", "w").status == 0)
      try bench.write("label,0,1,2\n5,7,8,9\n6,7,8,9\n", to: "pixels.csv")
      #expect(try bench.dnn("convert", "pixels.csv", "p.npy", "--y", "2").status == 0)
      let values = try bench.bytes("p.npy").dropFirst(128).withUnsafeBytes { bytes in
        (0..<3).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self) }
      }
      #expect(values.map { Double(bitPattern: UInt64(littleEndian: $0)) } == [5, 7, 8])
    }
  }

  // MARK: Labels that are scaled

  /// 100 homes whose price is nearly a plane.
  private var homes: String {
    let rows = (0..<100).map { i -> String in
      let (area, rooms) = (40 + i * 37 % 160, 1 + i % 6)
      return "\(area),\(rooms),\(50_000 + area * 3000 + rooms * 12_000 + i * 13 % 7 * 500)"
    }
    return (["area,rooms,price"] + rows).joined(separator: "\n") + "\n"
  }

  @Test func `init proposes to scale prices, and both optimizers learn them`() throws {
    try Workbench.use { bench in
      try bench.write(homes, to: "homes.csv")
      let suggestion = try bench.dnn("init", "homes.csv")
      #expect(suggestion.stdout.contains("\"normalizeLabels\": \"standardize\""))
      #expect(suggestion.stderr.contains("data.train.normalizeLabels: labels reach 7"))
      try bench.write(suggestion.stdout, to: "t.json")
      struct Metrics: Decodable {
        struct Part: Decodable { let cost, rmse, mae, r2: Double }
        let train, validation: Part
      }
      for optimizer in ["adam", "gradientDescent"] {
        let result = try bench.train(
          "t.json", "--out", optimizer, "--set", "optimizer.method=\(optimizer)", "--set", "l2=0",
          "--set", "alpha=\(optimizer == "adam" ? 0.01 : 0.1)")
        let metrics = try JSONDecoder().decode(
          Metrics.self, from: bench.bytes("\(optimizer)/metrics.json"))
        #expect(metrics.validation.r2 > 0.98, "\(optimizer)")
        #expect(metrics.train.cost < 0.01)
        #expect(metrics.train.rmse > 100)
        #expect(result.stdout.contains("train rmse: \(metrics.train.rmse)\n"))
        let evaluation = try bench.dnn(
          "evaluate", "--model", optimizer, "--split", "validation", "--format", "json")
        let judged = try JSONDecoder().decode(Metrics.Part.self, from: Data(evaluation.stdout.utf8))
        #expect(judged.rmse == metrics.validation.rmse)
        #expect(judged.cost == metrics.validation.cost)
      }
      try bench.write("area,rooms\n100,3\n", to: "new.csv")
      for format in ["table", "json", "csv"] {
        let answer = try bench.dnn(
          "predict", "--model", "adam", "new.csv", "--format", format)
        let number =
          answer.stdout.split { !$0.isNumber && $0 != "." }.compactMap { Double($0) }
          .max() ?? 0
        #expect(abs(number - 387_500) < 10_000, "\(answer.stdout)")
      }
    }
  }

  @Test func `weights alone say how their answers are scaled, a graph needs not`() throws {
    try Workbench.use { bench in
      try bench.write(homes, to: "homes.csv")
      try bench.write(
        """
        {"n": [2, 1], "activations": ["linear"], "alpha": 0.1, "iterations": 100,
         "data": {"train": {"path": "homes.csv", "normalize": "standardize",
                            "normalizeLabels": "standardize"}}}
        """, to: "t.json")
      try bench.train("t.json")
      for (name, isSaid) in [("w.npz", true), ("w.safetensors", true), ("w.onnx", false)] {
        let result = try bench.dnn("export", "--model", "runs/t", "--output", name)
        #expect(result.status == 0)
        #expect(
          result.stderr.contains("the value is output * deviation + mean, with the deviation ")
            == isSaid)
      }
      let traced = try bench.dnn("trace", "--config", "t.json")
      #expect(traced.stdout.contains("Y are the scaled labels"))
      let refused = try bench.dnn(
        "evaluate", "--model", "runs/t", "--data",
        #"{"path": "homes.csv", "normalizeLabels": "none"}"#)
      #expect(refused.status == 1)
      #expect(refused.stderr.contains("expected \"standardize\", as for the training data"))
    }
  }

  @Test func `folds of a sweep scale their labels each by its own examples`() throws {
    try Workbench.use { bench in
      try bench.write(homes, to: "homes.csv")
      try bench.write(
        """
        {"n": [2, 1], "activations": ["linear"], "alpha": 0.1, "iterations": 200,
         "data": {"train": {"path": "homes.csv", "normalize": "standardize",
                            "normalizeLabels": "standardize"}}}
        """, to: "t.json")
      let sweep = try bench.dnn(
        "sweep", "--config", "t.json", "--vary", "alpha=0.1,0.2", "--folds", "2", "--out", "s",
        "--progress", "none")
      #expect(sweep.status == 0, "\(sweep.stderr)")
      let trials = bench.names(in: "s").filter { $0.hasPrefix("alpha") }
      #expect(trials.count == 4)
      for trial in trials {
        let fold = trial.contains("fold=1") ? 1 : 2
        let alone = try bench.model(
          of: "t.json", out: "alone-\(trial)",
          settings: [
            "alpha=\(trial.contains("0.2") ? 0.2 : 0.1)",
            "data.validation={\"fold\": \(fold), \"folds\": 2}",
          ])
        let folded = try bench.bytes("s/\(trial)/model.safetensors")
        #expect(alone.suffix(24) == folded.suffix(24), "\(trial)")
      }
    }
  }
}
