import Foundation
import TestSupport
import Testing

struct TrainTests {
  private static let runFiles = [
    ".lock", "checkpoint.safetensors", "config.json", "history.csv", "metrics.json",
    "model.safetensors", "norms.csv",
  ]

  @Test func `a training ends with the summary and the files of a run`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      let result = try bench.dnn("train", "--config", "flower.json")
      #expect(result.status == 0)
      let lines = result.stdout.split(separator: "\n").map(String.init)
      let keys = lines.map { $0.prefix { $0 != ":" } }
      #expect(
        keys == ["cost", "train accuracy", "test accuracy", "iterations", "seconds", "model"])
      #expect(lines[2].wholeMatch(of: /test accuracy: 0\.\d{5} \[0\.\d{3}, 0\.\d{3}\]/) != nil)
      #expect(lines[3] == "iterations: 30")
      #expect(lines[5] == "model: runs/flower/model.safetensors")
      #expect(bench.names(in: "runs/flower").filter { $0 != "report.html" } == Self.runFiles)
      #expect(result.stderr.contains("iteration 10 "))
      #expect(result.stderr.contains("data: 400 examples of 2 features"))
      #expect(!result.stderr.contains("\u{1B}"))
    }
  }

  @Test func `there is no test accuracy without a test set`() throws {
    try Workbench.use { bench in
      let data = #""data": {"train": {"builtin": "flower"}}}"#
      let text = Small.flower.split(separator: #""data""#)[0] + data
      try bench.write(String(text), to: "flower.json")
      let result = try bench.train("flower.json")
      #expect(!result.stdout.contains("test"))
      #expect(result.stdout.contains("\niterations: 30\n"))
    }
  }

  @Test func `values are summed up by their errors`() throws {
    try Workbench.use { bench in
      let rows = (0..<20).map { "\($0),\(2 * $0 + 1)" }
      try bench.write("a,y\n" + rows.joined(separator: "\n") + "\n", to: "line.csv")
      try bench.write(
        """
        {"n": [1, 1], "activations": ["linear"], "alpha": 0.1, "iterations": 200,
         "data": {"train": {"path": "line.csv", "normalize": "standardize"}}}
        """, to: "line.json")
      let lines = try bench.train("line.json").stdout.split(separator: "\n")
      #expect(lines[1].hasPrefix("train rmse: "))
      #expect(lines[2].hasPrefix("train r2: 0.99") || lines[2].hasPrefix("train r2: 1"))
    }
  }

  @Test func `the summary has the figures of the validation set`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      let validation = #"data.validation={"fraction": 0.2}"#
      let classes = try bench.train("flower.json", "--set", validation).stdout
      #expect(classes.contains(/\nvalidation accuracy: 0\.\d{5} \[0\.\d{3}, 0\.\d{3}\]\n/))
      try bench.write(
        """
        {"n": [0, 1], "activations": ["linear"], "alpha": 0.1, "iterations": 50,
         "data": {"train": {"builtin": "houses", "normalize": "standardize"}}}
        """, to: "houses.json")
      let values = try bench.train("houses.json", "--set", validation).stdout.split(separator: "\n")
      #expect(
        values.map { $0.prefix { $0 != ":" } } == [
          "cost", "train rmse", "train r2", "validation rmse", "validation r2", "iterations",
          "seconds", "model",
        ])
    }
  }

  @Test func `the cost is the one that was minimized`() throws {
    try Workbench.use { bench in
      try bench.write("a,y\n1,0\n2,1\n3,0\n4,1\n5,1\n6,1\n", to: "t.csv")
      try bench.write(
        """
        {"n": [1, 1], "activations": ["sigmoid"], "alpha": 0.3, "iterations": 40, "logEvery": 40,
         "precision": "float64", "data": {"train": {"path": "t.csv"}}}
        """, to: "t.json")
      for (settings, remark) in [
        ([], nil), (["l2=2"], "(with L2)"), (["classWeights=balanced"], "(with class weights)"),
        (["classWeights=[1,3]", "l2=0.5"], "(with L2 and class weights)"),
      ] as [([String], String?)] {
        let result = try runDNN(
          ["train", "--config", "t.json", "--overwrite", "--progress", "none"]
            + settings.flatMap { ["--set", $0] }, in: bench.folder)
        let words = try #require(result.stdout.split(separator: "\n").first).dropFirst(
          "cost: ".count)
        let cost = try #require(Double(words.prefix { $0 != " " }))
        // The last row of a full batch has the cost of the last weights.
        let row = try #require(bench.text("runs/t/history.csv").split(separator: "\n").last)
        expectClose(cost, try #require(Double(row.split(separator: ",")[3])))
        #expect(
          words.dropFirst(words.prefix { $0 != " " }.count) == (remark.map { " \($0)" } ?? ""))
      }
    }
  }

  @Test func `the history has a row for every logged iteration and for the end`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      try bench.train("flower.json", "--set", "iterations=25")
      let rows = try bench.text("runs/flower/history.csv").split(separator: "\n")
      #expect(rows[0] == "iteration,epoch,alpha,cost,train_accuracy")
      #expect(rows.dropFirst().map { $0.prefix { $0 != "," } } == ["0", "10", "20", "25"])
    }
  }

  @Test func `the resolved configuration trains the same model`() throws {
    try Workbench.use { bench in
      try bench.write(Small.moons, to: "moons.json")
      try bench.train("moons.json")
      let again = try bench.model(of: "runs/moons/config.json", out: "again")
      #expect(try again == bench.bytes("runs/moons/model.safetensors"))
    }
  }

  @Test func `a path in the wrong case finds its file`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "Configs/Flower.json")
      try bench.train("configs/flower.json")
      #expect(bench.names(in: "runs").count == 1)
    }
  }

  @Test func `data are looked for beside the configuration`() throws {
    try Workbench.use { bench in
      try bench.write("a,b,y\n0,1,0\n1,0,1\n1,1,1\n0,0,0\n", to: "plans/data/table.csv")
      let data = #""data": {"train": {"path": "data/table.csv"}}}"#
      let text = Small.flower.split(separator: #""data""#)[0] + data
      try bench.write(String(text), to: "plans/table.json")
      try bench.train("plans/table.json")
      #expect(bench.names(in: "runs") == ["table"])
    }
  }

  @Test func `a run is replaced only when asked`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      try bench.train("flower.json")
      let model = try bench.bytes("runs/flower/model.safetensors")
      let refused = try bench.dnn("train", "--config", "flower.json", "--set", "alpha=0.5")
      #expect(refused.status == 1)
      #expect(refused.stdout == "")
      #expect(refused.stderr.hasPrefix("error: "))
      for option in ["--resume", "--overwrite", "--out"] {
        #expect(refused.stderr.contains(option))
      }
      #expect(try bench.bytes("runs/flower/model.safetensors") == model)
      try bench.train("flower.json", "--set", "alpha=0.5", "--overwrite")
      #expect(try bench.bytes("runs/flower/model.safetensors") != model)
    }
  }
}
