import Foundation
import TestSupport
import Testing

struct ResumeTests {
  @Test func `a finished run says so`() throws {
    try Workbench.use { bench in
      try bench.write(Small.moons, to: "moons.json")
      try bench.train("moons.json")
      let model = try bench.bytes("runs/moons/model.safetensors")
      let result = try bench.dnn("train", "--config", "moons.json", "--resume")
      #expect(result.status == 0)
      #expect(result.stdout == "")
      #expect(result.stderr.hasPrefix("runs/moons is complete after 300 iterations"))
      #expect(try bench.bytes("runs/moons/model.safetensors") == model)
    }
  }

  @Test func `a training without a checkpoint starts from the beginning`() throws {
    try Workbench.use { bench in
      try bench.write(Small.moons, to: "moons.json")
      let whole = try bench.model(of: "moons.json", out: "whole")
      let resumed = try bench.model(of: "moons.json", out: "resumed", arguments: ["--resume"])
      #expect(resumed == whole)
      try FileManager.default.removeItem(at: bench.file("resumed/checkpoint.safetensors"))
      #expect(
        try bench.model(of: "moons.json", out: "resumed", arguments: ["--resume"]) == whole)
    }
  }

  @Test(arguments: [
    ("batchSize=16", "batchSize was 32 and is now 16"), ("seed=7", "seed was 1 and is now 7"),
    ("precision=float64", "precision was \"float32\" and is now \"float64\""),
    ("optimizer.method=momentum", "optimizer was "), ("l2=0.5", "l2 was 0 and is now 0.5"),
  ]) func `another configuration is refused with what differs`(setting: String, says: String) throws
  {
    try Workbench.use { bench in
      try bench.write(Small.moons, to: "moons.json")
      try bench.train("moons.json")
      let model = try bench.bytes("runs/moons/model.safetensors")
      let result = try bench.dnn("train", "--config", "moons.json", "--resume", "--set", setting)
      #expect(result.status == 1)
      #expect(result.stdout == "")
      #expect(result.stderr.contains("error: "))
      #expect(result.stderr.contains(says), "\(result.stderr)")
      #expect(try bench.bytes("runs/moons/model.safetensors") == model)
    }
  }

  @Test func `other data are refused`() throws {
    try Workbench.use { bench in
      try bench.write("a,b,y\n0,1,0\n1,0,1\n1,1,1\n0,0,0\n", to: "table.csv")
      try bench.write(
        """
        {"n": [2, 2, 1], "activations": ["tanh", "sigmoid"], "alpha": 0.1, "iterations": 10,
         "data": {"train": {"path": "table.csv"}}}
        """, to: "table.json")
      try bench.train("table.json")
      try bench.write("a,b,y\n0,1,0\n1,0,1\n1,1,0\n0,0,0\n", to: "table.csv")
      let result = try bench.dnn(
        "train", "--config", "table.json", "--resume", "--set", "iterations=20")
      #expect(result.status == 1)
      #expect(result.stderr.contains("was trained on other data"))
    }
  }

  @Test func `a damaged checkpoint is refused`() throws {
    try Workbench.use { bench in
      try bench.write(Small.moons, to: "moons.json")
      try bench.train("moons.json")
      let checkpoint = bench.file("runs/moons/checkpoint.safetensors")
      let whole = try Data(contentsOf: checkpoint)
      for length in [0, 7, 100, whole.count / 2, whole.count - 1] {
        try whole.prefix(length).write(to: checkpoint)
        let result = try bench.dnn(
          "train", "--config", "moons.json", "--resume", "--set", "iterations=400")
        #expect(result.status == 1, "\(length) bytes")
        #expect(result.stderr.contains("error: "), "\(length) bytes")
      }
    }
  }

  @Test(arguments: [Small.flower, Small.moons])
  func `more iterations end with the model of one long run`(config: String) throws {
    try Workbench.use { bench in
      try bench.write(config, to: "net.json")
      let long = try bench.model(of: "net.json", out: "long", settings: ["iterations=437"])
      for iterations in [1, 64, 171, 300, 437] {
        _ = try bench.model(
          of: "net.json", out: "parts", settings: ["iterations=\(iterations)"],
          arguments: ["--resume"])
      }
      #expect(try bench.bytes("parts/model.safetensors") == long)
    }
  }

  /// A run that was killed after its last checkpoint holds the model of the shorter one.
  @Test func `a model older than the checkpoint is no finished run`() throws {
    try Workbench.use { bench in
      try bench.write(Small.moons, to: "moons.json")
      let long = try bench.model(of: "moons.json", out: "long", settings: ["iterations=400"])
      try bench.train("moons.json", "--out", "short")
      try bench.bytes("long/checkpoint.safetensors")
        .write(to: bench.file("short/checkpoint.safetensors"))
      let resumed = try bench.model(
        of: "moons.json", out: "short", settings: ["iterations=400"], arguments: ["--resume"])
      #expect(resumed == long)
      #expect(try bench.text("short/metrics.json").contains("\"iterations\": 400"))
    }
  }

  /// The model holds the best weights, but a training goes on from the last ones.
  @Test(arguments: [1, 100]) func `a run stopped after its training keeps its last row`(
    patience: Int
  ) throws {
    let stopping = #""alpha": 0.3, "earlyStopping": {"patience": \#(patience)}"#
    let config = Small.moons
      .replacing(#""test": {"builtin": "moons"}"#, with: #""validation": {"fraction": 0.3}"#)
      .replacing(#""alpha": 0.01"#, with: stopping)
      .replacing(#""logEvery": 70"#, with: #""logEvery": 10"#)
    try Workbench.use { bench in
      try bench.write(config, to: "net.json")
      let whole = try bench.train("net.json")
      #expect(whole.stderr.contains("the weights are those after "))
      #expect(!whole.stderr.contains("the weights are those after 300 "))
      #expect(whole.stdout.contains("iterations: 300 ") == (patience == 100))
      let files = ["history.csv", "norms.csv", "model.safetensors"]
      let before = try files.map { try bench.bytes("runs/net/\($0)") }
      try FileManager.default.removeItem(at: bench.file("runs/net/metrics.json"))
      try bench.train("net.json", "--resume")
      let after = try files.map { try bench.bytes("runs/net/\($0)") }
      #expect(after == before)
    }
  }
}
