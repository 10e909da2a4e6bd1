import Foundation
import TestSupport
import Testing

/// What the command says of a training that looks wrong.
struct DiagnosticsTests {
  /// 120 examples of two inputs, the second `scale` times as large, and their class.
  private func table(scale: Double = 1) -> String {
    let rows = (0..<120).map { i -> String in
      let (a, b) = (cos(Double(i)), sin(2.4 * Double(i)))
      return "\(a),\(scale * b),\(a + b > 0 ? "yes" : "no")"
    }
    return "a,b,answer\n" + rows.joined(separator: "\n") + "\n"
  }

  private let network = """
    {"n": [2, 6, 1], "activations": ["relu", "sigmoid"], "alpha": 0.01, "iterations": 40, "logEvery": 1,
     "batchSize": 1, "initialization": {"method": "he"}, "data": {"train": {"path": "t.csv"}}}
    """

  /// What the training says in the words of its remarks.
  private func remarks(_ bench: Workbench, _ settings: [String]) throws -> [String] {
    let result = try runDNN(
      ["train", "--config", "t.json", "--overwrite", "--progress", "none"]
        + settings.flatMap { ["--set", $0] }, in: bench.folder)
    #expect(result.status == 0, "\(result.stderr)")
    return result.stderr.split(separator: "\n").map(String.init)
      .filter { !$0.hasPrefix("data: ") && !$0.hasPrefix("first layer: ") }
  }

  @Test func `inputs are told as far as they reach, unless they were scaled`() throws {
    try Workbench.use { bench in
      try bench.write(table(scale: 300), to: "t.csv")
      try bench.write(network, to: "t.json")
      let largest = (0..<120).map { abs(300 * sin(2.4 * Double($0))) }.max() ?? 0
      #expect(largest > 299.5 && largest < 300)
      #expect(
        try remarks(bench, []).contains(
          "the inputs reach 300: they were never scaled; try \"normalize\": \"standardize\" "
            + "(\"unit\" for 0 to 255)"))
      #expect(try remarks(bench, ["data.train.normalize=standardize"]).isEmpty)
    }
  }

  @Test func `a healthy training of single examples draws no remark`() throws {
    try Workbench.use { bench in
      try bench.write(table(), to: "t.csv")
      try bench.write(network, to: "t.json")
      for method in ["gradientDescent", "momentum", "rmsprop", "adam"] {
        #expect(try remarks(bench, ["optimizer.method=\(method)"]).isEmpty, "\(method)")
      }
    }
  }

  @Test func `a cost far above the entropy names the initial weights`() throws {
    try Workbench.use { bench in
      try bench.write(table(), to: "t.csv")
      try bench.write(network, to: "t.json")
      let loud = [
        "initialization={\"method\":\"normal\",\"scale\":50}", "alpha=1e-6", "batchSize=0",
        "precision=float64",
      ]
      let said = try remarks(bench, loud)
      let row = try bench.text("runs/t/history.csv").split(separator: "\n")[1]
      let cost = try #require(Double(row.split(separator: ",")[3]))
      let told = String(format: "%.3g", cost)
      #expect(
        said == [
          "the initial cost is \(told), far above 0.693, the entropy of the labels: the initial weights "
            + "are too large; try the initialization he or xavier"
        ])
    }
  }

  @Test func `dropout is the part left out`() throws {
    try Workbench.use { bench in
      try bench.write(table(), to: "t.csv")
      try bench.write(network, to: "t.json")
      let left = try bench.model(of: "t.json", out: "left", settings: ["dropout=0.3"])
      let kept = try bench.model(of: "t.json", out: "kept", settings: ["keepProbability=0.7"])
      #expect(left == kept)
      let config = try bench.text("left/config.json")
      #expect(config.contains("\"keepProbability\": 0.7") && !config.contains("dropout"))
      let both = try bench.dnn(
        "train", "--config", "t.json", "--set", "dropout=0.3", "--set", "keepProbability=0.7")
      #expect(both.status == 1)
      #expect(
        both.stderr.contains(
          "dropout: either keepProbability or dropout, which is 1 - keepProbability, not both"))
      let resumed = try bench.dnn(
        "train", "--config", "t.json", "--out", "kept", "--resume", "--set", "dropout=0.3",
        "--set", "iterations=50")
      #expect(resumed.status == 0, "\(resumed.stderr)")
    }
  }

  @Test func `class weights count at every size of a batch`() throws {
    try Workbench.use { bench in
      try bench.write(table(), to: "t.csv")
      try bench.write(network, to: "t.json")
      for batchSize in [0, 1, 8] {
        let models = try ["[1,10]", "[10,1]", "[2,20]"].enumerated().map { index, weights in
          try bench.model(
            of: "t.json", out: "run\(batchSize)-\(index)",
            settings: ["batchSize=\(batchSize)", "classWeights=\(weights)"])
        }
        #expect(models[0] != models[1], "\(batchSize)")
        #expect(models[0] == models[2], "\(batchSize)")
      }
    }
  }
}
