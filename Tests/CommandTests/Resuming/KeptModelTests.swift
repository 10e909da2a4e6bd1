import Foundation
import TestSupport
import Testing

/// What a training leaves that does not come to its end.
struct KeptModelTests {
  /// A line that full steps overshoot: the validation cost falls for some rows, then all explodes.
  private static let overshoot = """
    {"n": [1, 1], "activations": ["linear"], "alpha": 0.5, "iterations": 100000, "logEvery": 1,
     "initialization": {"method": "zeros"},
     "data": {"train": {"path": "line.csv"}, "validation": {"path": "watch.csv"}}}
    """

  private func withOvershoot(_ body: (Workbench) throws -> Void) throws {
    try Workbench.use { bench in
      try bench.write("x,y\n1,1\n2,3\n3,5\n", to: "line.csv")
      try bench.write("x,y\n1,3\n", to: "watch.csv")
      try bench.write(Self.overshoot, to: "net.json")
      try body(bench)
    }
  }

  /// The iteration of the lowest validation cost, as the history has it.
  private func lowest(_ bench: Workbench, _ folder: String) throws -> Int {
    let rows = try bench.text("\(folder)/history.csv").split(separator: "\n").dropFirst()
    let costs = rows.map { $0.split(separator: ",") }.compactMap { fields in
      Double(fields[fields.count - 1]).map { (iteration: Int(fields[0]) ?? -1, cost: $0) }
    }
    return try #require(costs.min { $0.cost < $1.cost }).iteration
  }

  private func figure(_ name: String, _ bench: Workbench, _ folder: String) throws -> Int? {
    let metrics = try JSONSerialization.jsonObject(with: bench.bytes("\(folder)/metrics.json"))
    return (metrics as? [String: Any])?[name] as? Int
  }

  @Test(arguments: [[], ["--set", "earlyStopping.patience=90000"]])
  func `a training that diverged leaves its best weights`(more: [String]) throws {
    try withOvershoot { bench in
      let result = try runDNN(
        ["train", "--config", "net.json", "--out", "r"] + more, in: bench.folder)
      #expect(result.status == 1 && result.stdout == "")
      let best = try lowest(bench, "r")
      let error = try #require(result.stderr.split(separator: "error: ").last)
      #expect(error.contains("training diverged: the cost is not finite at iteration "), "\(error)")
      #expect(
        error.contains(
          "model.safetensors holds the weights after \(best) iterations, of the lowest validation cost"
        ))
      #expect(error.contains("--resume --set alpha=… goes on from iteration \(best)"))
      #expect(!bench.names(in: "r").contains("metrics.json"))

      // The same network as a training of so many updates leaves.
      try bench.train("net.json", "--out", "short", "--set", "iterations=\(best)")
      for command in [["predict", "watch.csv"], ["evaluate", "--split", "validation"]] {
        let answers = try ["r", "r/checkpoint.safetensors", "short"].map {
          try runDNN(command + ["--model", $0], in: bench.folder)
        }
        #expect(answers.allSatisfy { $0.status == 0 })
        #expect(Set(answers.map(\.stdout)).count == 1)
      }
      let page = try bench.text("r/report.html")
      #expect(page.contains("Training diverged: the cost is not finite"))
      #expect(page.contains("best: iteration \(best)<"))
    }
  }

  @Test func `a training that diverged goes on from its best row with a smaller alpha`() throws {
    try withOvershoot { bench in
      let train = ["train", "--config", "net.json", "--progress", "none"]
      #expect(try runDNN(train + ["--out", "r"], in: bench.folder).status == 1)
      let best = try lowest(bench, "r")
      let files = ["checkpoint.safetensors", "model.safetensors", "history.csv"]
      let before = try files.map { try bench.bytes("r/\($0)") }
      for more in [[], ["--set", "iterations=200000"], ["--set", "name=other"]] {
        let same = try runDNN(train + ["--out", "r", "--resume"] + more, in: bench.folder)
        #expect(same.status == 1)
        #expect(same.stderr.contains("nothing has changed that would keep it from doing so again"))
        #expect(same.stderr.contains("go on from iteration \(best) with a smaller alpha"))
        #expect(try files.map { try bench.bytes("r/\($0)") } == before)
      }

      let slower = ["--resume", "--set", "alpha=0.02", "--set", "iterations=300"]
      let resumed = try runDNN(train + ["--out", "r"] + slower, in: bench.folder)
      #expect(resumed.status == 0, "\(resumed.stderr)")
      #expect(resumed.stderr.contains("it goes on from iteration \(best)"))
      #expect(resumed.stderr.contains("alpha was 0.5 and is now 0.02, from iteration \(best) on"))
      #expect(bench.names(in: "r").contains("metrics.json"))
      // It is the training that had changed alpha there.
      try bench.train("net.json", "--out", "s", "--set", "iterations=\(best)")
      _ = try runDNN(train + ["--out", "s"] + slower, in: bench.folder)
      for file in ["model.safetensors", "history.csv", "norms.csv", "config.json"] {
        #expect(try bench.bytes("r/\(file)") == bench.bytes("s/\(file)"), "\(file)")
      }
    }
  }

  @Test func `without a validation set the last finite weights are left`() throws {
    try withOvershoot { bench in
      let config = Self.overshoot.replacing(#", "validation": {"path": "watch.csv"}"#, with: "")
      try bench.write(config, to: "net.json")
      let train = ["train", "--config", "net.json", "--progress", "none"]
      let result = try runDNN(train + ["--out", "r"], in: bench.folder)
      let text = try #require(
        result.stderr.firstMatch(
          of: /not finite at iteration (\d+).* after (\d+) iterations, the last/))
      #expect(text.1 == text.2)
      #expect(result.stderr.contains("--resume --set alpha=… begins again"))
      #expect(try bench.dnn("predict", "--model", "r", "watch.csv").status == 0)
      let slower = ["alpha=0.02", "iterations=300"]
      let resumed = try bench.model(
        of: "net.json", out: "r", settings: slower, arguments: ["--resume"])
      #expect(try resumed == bench.model(of: "net.json", out: "s", settings: slower))
    }
  }

  @Test func `a checkpoint before the divergence is gone on from`() throws {
    try withOvershoot { bench in
      // alpha is sound until iteration 50 and then far too large.
      let config = Self.overshoot.replacing(#", "validation": {"path": "watch.csv"}"#, with: "")
      try bench.write(config, to: "net.json")
      try bench.train("net.json", "--out", "r", "--set", "alpha=0.01", "--set", "iterations=50")
      let train = ["train", "--config", "net.json", "--progress", "none", "--out", "r", "--resume"]
      let diverged = try runDNN(train, in: bench.folder)
      #expect(diverged.status == 1)
      #expect(diverged.stderr.contains("goes on from iteration 50)"), "\(diverged.stderr)")
      #expect(!bench.names(in: "r").contains("metrics.json"))
      let settings = ["alpha=0.01", "iterations=300"]
      let resumed = try bench.model(
        of: "net.json", out: "r", settings: settings, arguments: ["--resume"])
      #expect(try resumed == bench.model(of: "net.json", out: "s", settings: settings))
      #expect(try bench.bytes("r/history.csv") == bench.bytes("s/history.csv"))
    }
  }

  @Test func `a checkpoint in the middle of an explosion is none to go on from`() throws {
    try withOvershoot { bench in
      let config = Self.overshoot.replacing(#", "validation": {"path": "watch.csv"}"#, with: "")
      try bench.write(config, to: "net.json")
      let result = try bench.dnn(
        "train", "--config", "net.json", "--out", "r", "--set", "checkpointEvery=1")
      #expect(result.stderr.contains("--resume --set alpha=… begins again"), "\(result.stderr)")
    }
  }

  @Test func `a sweep counts what diverged and does not go on with it`() throws {
    try withOvershoot { bench in
      let sweep = [
        "sweep", "--config", "net.json", "--vary", "alpha=0.5,0.02", "--out", "s", "--progress",
        "none",
      ]
      for iterations in ["3000", "3000", "3100"] {
        let result = try runDNN(
          sweep + ["--set", "iterations=\(iterations)"], in: bench.folder)
        #expect(result.status == 0, "\(result.stderr)")
        #expect(result.stdout.split(separator: "\n").last?.hasSuffix("diverged") == true)
        #expect(try figure("iterations", bench, "s/alpha=0.02") == Int(iterations))
      }
    }
  }

  // MARK: Stopped

  /// Stops a training when its history has so many rows.
  private func stop(
    _ bench: Workbench, _ arguments: [String], after rows: Int, history: String
  ) throws -> CommandResult {
    try runDNN(arguments, in: bench.folder) { process in
      for _ in 0..<3000 {
        let text = (try? bench.text(history)) ?? ""
        if text.split(separator: "\n").count > rows { break }
        usleep(10_000)
      }
      kill(process, SIGINT)
    }
  }

  private static let watched = Small.moons.replacing(
    #""test": {"builtin": "moons"}"#, with: #""validation": {"fraction": 0.3}"#)

  private static let endless = [
    "--set", "iterations=1000000000", "--set", "logEvery=1", "--progress", "none",
  ]

  @Test(arguments: [[], ["--set", #"earlyStopping={"patience":100000,"monitor":"f1"}"#]])
  func `a training that was stopped leaves its best weights, and goes on to the same bytes`(
    more: [String]
  ) throws {
    try Workbench.use { bench in
      try bench.write(Self.watched, to: "net.json")
      let train = ["train", "--config", "net.json"] + Self.endless + more
      let stopped = try stop(
        bench, train + ["--out", "r"], after: 40, history: "r/history.csv")
      #expect(stopped.status == 128 + SIGINT)
      let figure = more.isEmpty ? "lowest validation cost" : "highest validation f1"
      let best = try #require(
        stopped.stderr.firstMatch(
          of: /model\.safetensors holds the weights after (\d+) iterations, of the (.*)\n/))
      #expect(best.2 == figure)
      if more.isEmpty { #expect(try lowestOfMany(bench, "r") == Int(best.1)) }
      #expect(try bench.dnn("evaluate", "--model", "r", "--split", "validation").status == 0)
      #expect(try bench.dnn("report", "r").status == 0)
      let iterations = try #require(
        stopped.stderr.firstMatch(of: /stopped after (\d+) iterations/)
      ).1
      let total = try #require(Int(iterations)) + 50
      let length = ["--set", "iterations=\(total)"]
      let resumed = try runDNN(train + length + ["--out", "r", "--resume"], in: bench.folder)
      #expect(resumed.status == 0, "\(resumed.stderr)")
      #expect(try runDNN(train + length + ["--out", "w"], in: bench.folder).status == 0)
      // Norms are written the more seldom the longer a training is to last.
      for file in ["model.safetensors", "history.csv", "config.json"] {
        #expect(try bench.bytes("r/\(file)") == bench.bytes("w/\(file)"), "\(file)")
      }
    }
  }

  /// The same where a row has the cost in its last field but one.
  private func lowestOfMany(_ bench: Workbench, _ folder: String) throws -> Int {
    let rows = try bench.text("\(folder)/history.csv").split(separator: "\n").dropFirst()
    let costs = rows.map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      .compactMap { fields in
        Double(fields[fields.count - 2]).map { (iteration: Int(fields[0]) ?? -1, cost: $0) }
      }
    return try #require(costs.min { $0.cost < $1.cost }).iteration
  }

  @Test func `figures of a shorter training do not stay beside a newer model`() throws {
    try Workbench.use { bench in
      try bench.write(Self.watched, to: "net.json")
      try bench.train("net.json", "--out", "r")
      #expect(try figure("iterations", bench, "r") == 300)
      let stopped = try stop(
        bench, ["train", "--config", "net.json", "--out", "r", "--resume"] + Self.endless,
        after: 40,
        history: "r/history.csv")
      #expect(stopped.status == 128 + SIGINT)
      #expect(!bench.names(in: "r").contains("metrics.json"))
      #expect(bench.names(in: "r").contains("model.safetensors"))
    }
  }

  @Test func `a folder with a checkpoint alone says what can be done`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "net.json")
      try bench.train("net.json", "--out", "r")
      try FileManager.default.removeItem(at: bench.file("r/model.safetensors"))
      let result = try bench.dnn("evaluate", "--model", "r")
      #expect(result.status == 1)
      #expect(
        result.stderr.contains("--model") || result.stderr.contains("r/checkpoint.safetensors"))
      #expect(try bench.dnn("evaluate", "--model", "r/checkpoint.safetensors").status == 0)
      try FileManager.default.removeItem(at: bench.file("r/checkpoint.safetensors"))
      let none = try bench.dnn("evaluate", "--model", "r")
      #expect(none.status == 1 && !none.stderr.contains("checkpoint"))
    }
  }
}
