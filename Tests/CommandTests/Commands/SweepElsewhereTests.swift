import Foundation
import TestSupport
import Testing

/// Sweeps whose trials others run.
struct SweepElsewhereTests {
  /// What no shell takes as it is.
  private static let hostile = "a 'b\" $(c) \\ é\n%d;&*"

  private static let trials = ["--vary", "alpha=0.1,1", "--folds", "3", "--set", "logEvery=7"]

  private func sweep(
    _ bench: Workbench, _ options: [String], out: String, config: String = "net.json"
  ) throws -> CommandResult {
    try runDNN(["sweep", "--config", config, "--out", out] + options, in: bench.folder)
  }

  private func shell(_ words: String..., environment: [String: String] = [:]) throws
    -> CommandResult
  {
    try runCommand(
      URL(fileURLWithPath: "/bin/sh"), words, in: URL(fileURLWithPath: "/"),
      environment: environment)
  }

  /// The path that emitting prints.
  private func emit(
    _ bench: Workbench, _ runner: String, _ options: [String], out: String,
    config: String = "net.json"
  ) throws -> String {
    let result = try sweep(bench, options + ["--emit", runner], out: out, config: config)
    #expect(result.status == 0, "\(result.stderr)")
    return String(result.stdout.dropLast())
  }

  private func expectSameTrials(_ bench: Workbench, _ folder: String, _ other: String) throws {
    let trials = bench.names(in: other).filter { $0.hasPrefix("alpha") }
    #expect(!trials.isEmpty)
    for trial in trials {
      for file in ["model.safetensors", "config.json", "history.csv"] {
        let same =
          try bench.bytes("\(folder)/\(trial)/\(file)")
          == bench.bytes("\(other)/\(trial)/\(file)")
        #expect(same, "\(trial)/\(file)")
      }
    }
  }

  @Test func `what a shell runs is what the sweep would have`() throws {
    try Workbench.use { bench in
      let place = Self.hostile
      try bench.write(Small.flower, to: "\(place)/net.json")
      let options = Self.trials
      let here = try sweep(bench, options, out: "here", config: "\(place)/net.json")
      let list = try emit(
        bench, "shell", options, out: "\(place)/there", config: "\(place)/net.json")
      #expect(list == bench.file("\(place)/there/trials.sh").path)
      let text = try bench.text("\(place)/there/trials.sh")
      #expect(text.split(separator: "\n").count == 6)
      let run = try shell(list)
      #expect(run.status == 0, "\(run.stderr)")
      try expectSameTrials(bench, "\(place)/there", "here")

      let collected = try sweep(
        bench, options + ["--collect"], out: "\(place)/there", config: "\(place)/net.json")
      #expect(collected.status == 0, "\(collected.stderr)")
      #expect(collected.stdout == here.stdout)
      #expect(collected.stderr.contains("6 of 6 trials have ended"))
      let tables = try ["here", "\(place)/there"].map { try bench.bytes("\($0)/comparison.csv") }
      #expect(tables[0] == tables[1])

      let again = try shell(list)
      #expect(again.status == 0)
      #expect(again.stdout == "")
      #expect(again.stderr.components(separatedBy: "is complete after 30 iterations").count == 7)
    }
  }

  @Test func `several run at once`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "net.json")
      let result = try sweep(
        bench, ["--vary", "alpha=0.1,1", "--jobs", "2", "--emit", "shell", "--progress", "none"],
        out: "s")
      #expect(result.stdout == bench.file("s/trials.sh").path + "\n")
      let commands = result.stderr.split(separator: "\n").filter { $0.hasPrefix("  ") }
      try #require(commands.count == 2)
      #expect(commands[0].contains("xargs -0 -n 1 -P 2 sh -c"))
      let run = try shell("-c", String(commands[0]))
      #expect(run.status == 0)
      #expect(!run.stderr.contains("iteration 0 "))
      let collected = try shell("-c", String(commands[1]))
      #expect(collected.status == 0, "\(collected.stderr)")
      #expect(collected.stdout.hasPrefix("alpha  train cost"))
    }
  }

  @Test func `a task of an array runs its trial`() throws {
    try Workbench.use { bench in
      let place = "a 'b\" $(c) é %d"
      try bench.write(Small.moons, to: "\(place)/net.json")
      let script = try emit(
        bench, "slurm", ["--vary", "alpha=0.1,0.2", "--jobs", "1"], out: "\(place)/s",
        config: "\(place)/net.json")
      let text = try bench.text("\(place)/s/trials.sbatch")
      #expect(text.contains("\n#SBATCH --array=1-2%1\n"))
      let log = bench.file("\(place)/s/logs/%a.log").path
      let option = log.replacing("\"", with: "\\\"").replacing("%d", with: "%%d")
      #expect(text.contains("\n#SBATCH --output=\"\(option)\"\n"))
      let task = ["SLURM_ARRAY_TASK_ID": "2", "SLURM_CPUS_PER_TASK": "1"]
      let run = try shell(script, environment: task)
      #expect(run.status == 0, "\(run.stderr)")
      #expect(run.stdout.hasPrefix("== "))
      #expect(!bench.names(in: "\(place)/s").contains("alpha=0.1"))
      let alone = try bench.model(of: "\(place)/net.json", out: "alone", settings: ["alpha=0.2"])
      #expect(try bench.bytes("\(place)/s/alpha=0.2/model.safetensors") == alone)

      #expect(try shell(script).stderr.contains("run this with sbatch"))
      let beyond = try shell(script, environment: ["SLURM_ARRAY_TASK_ID": "3"])
      #expect(beyond.status == 1)
      #expect(beyond.stderr.contains("has no trial 3"))
    }
  }

  @Test func `what has not ended is listed`() throws {
    try Workbench.use { bench in
      try bench.write(Small.moons, to: "net.json")
      let options = ["--vary", "alpha=0.01,0.02,1e30,0.04,0.05"]
      let list = try emit(bench, "slurm", options, out: "s")
      let commands = try bench.text("s/trials.sh").split(separator: "\n").map(String.init)
      #expect(try shell("-c", commands[0]).status == 0)
      #expect(try shell("-c", commands[2]).status == 1)
      // A trial that is cut off, one that failed in another way, and one that no task was for.
      let stopped = try shell("-c", "\(commands[1]) --set iterations=100 --progress none")
      #expect(stopped.status == 0, "\(stopped.stderr)")
      try bench.write("== \(commands[3])\nerror: no room\n", to: "s/logs/4.log")
      try bench.write("== \(commands[3])\nerror: no room\n", to: "s/logs/5.log")
      let result = try sweep(bench, options + ["--collect"], out: "s")
      #expect(result.status == 1)
      #expect(result.stdout.split(separator: "\n").count == 3)
      #expect(result.stdout.contains("diverged"))
      let lines = result.stderr.split(separator: "\n")
      #expect(
        lines == [
          "alpha=0.02: saved after 100 iterations",
          "alpha=0.04: failed (not begun): no room", "alpha=0.05: not begun",
          "2 of 5 trials have ended, 1 of them diverged; 1 failed", "compared in s/report.html",
        ])
      // A log of the task before says nothing of the one that goes on.
      try bench.write("== \(commands[3])\nerror: x\n== \(commands[3])\nok\n", to: "s/logs/4.log")
      let now = try sweep(bench, options + ["--collect"], out: "s")
      #expect(now.stderr.contains("alpha=0.04: not begun"))
      #expect(list.hasSuffix("s/trials.sbatch"))
    }
  }

  @Test func `a killed trial goes on to the same bytes`() throws {
    try Workbench.use { bench in
      try bench.write(Small.moons, to: "net.json")
      let options = ["--vary", "alpha=0.01,0.02", "--set", "iterations=8000"]
      let list = try emit(bench, "shell", options, out: "there")
      let first = try #require(
        try bench.text("there/trials.sh").split(separator: "\n").first.map(String.init))
      let checkpoint = bench.file("there/alpha=0.01/checkpoint.safetensors").path
      let killed = try runCommand(
        URL(fileURLWithPath: "/bin/sh"), ["-c", "exec \(first)"], in: bench.folder
      ) { process in
        for _ in 0..<3000 where !FileManager.default.fileExists(atPath: checkpoint) {
          usleep(10_000)
        }
        // It is to live as long as the second one asks.
        kill(process, SIGSTOP)
        let second = try shell("-c", first)
        #expect(second.status == 1)
        #expect(second.stderr.contains("another training is writing into"), "\(second.stderr)")
        kill(process, SIGKILL)
      }
      #expect(killed.status == -SIGKILL)
      let part = try sweep(bench, options + ["--collect"], out: "there")
      #expect(part.status == 1)
      #expect(part.stdout == "")
      #expect(part.stderr.contains("alpha=0.01: saved after "))
      #expect(part.stderr.contains("0 of 2 trials have ended"))
      #expect(try shell(list).status == 0)
      #expect(try sweep(bench, options, out: "here").status == 0)
      try expectSameTrials(bench, "there", "here")
    }
  }

  @Test func `an interrupted sweep is collected and emitted too`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "net.json")
      let one = try sweep(bench, ["--vary", "alpha=0.1"], out: "s")
      #expect(one.status == 0)
      let options = ["--vary", "alpha=0.1,1"]
      let part = try sweep(bench, options + ["--collect"], out: "s")
      #expect(part.status == 1)
      #expect(part.stderr.contains("alpha=1: not begun\n1 of 2 trials have ended\n"))
      #expect(try shell(emit(bench, "shell", options, out: "s")).status == 0)
      let whole = try sweep(bench, options + ["--collect"], out: "s")
      #expect(whole.status == 0)
      // The sweep itself finds all done.
      let again = try sweep(bench, options + ["--progress", "none"], out: "s")
      #expect(again.stdout == whole.stdout)
      let other = try sweep(bench, options + ["--set", "l2=1", "--collect"], out: "s")
      #expect(other.status == 1)
      #expect(other.stderr.contains("of another sweep: l2 was 0 and is now 1"), "\(other.stderr)")
    }
  }

  @Test(arguments: [
    (["--vary", "alpha=1", "--emit", "slurm", "--collect"], 64, "exclude each other"),
    (["--vary", "alpha=1", "--jobs", "2", "--collect"], 64, "exclude each other"),
    (["--vary", "alpha=1", "--emit", "pbs"], 64, "'slurm' or 'shell'"),
    (["--vary", "alpha=1", "--collect"], 1, "run the sweep first"),
    (["--emit", "shell"], 1, "nothing to sweep over"),
    (["--vary", "n=[3,4,1]", "--emit", "shell"], 1, "n[0]"),
    (["--vary", "alpha=1", "--emit", "slurm", "--out", "a\\b"], 1, "Slurm's options cannot name"),
    (["--vary", "alpha=1", "--emit", "shell", "--out", "a\n"], 1, "ends in a line break"),
    (["--vary", "alpha=1", "--emit", "shell", "--set", "seed=1\n"], 1, "ends in a line break"),
    (["--vary", "alpha=1", "--emit", "shell", "--out", "net.json"], 1, "is a file"),
  ])
  func `what makes no sense is refused`(options: [String], status: Int32, reason: String) throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "net.json")
      let result = try runDNN(["sweep", "--config", "net.json"] + options, in: bench.folder)
      #expect(result.status == status, "\(result.stderr)")
      #expect(result.stdout == "")
      #expect(result.stderr.contains(reason), "\(result.stderr)")
      #expect(bench.names(in: ".") == ["net.json"])
    }
  }

  @Test func `what is missing here is only a warning`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "net.json")
      let result = try sweep(
        bench,
        ["--vary", "alpha=1,2", "--emit", "shell", "--set", #"data.test={"path":"/none.h5"}"#],
        out: "s")
      #expect(result.status == 0)
      #expect(result.stderr.hasPrefix("warning: /none.h5"), "\(result.stderr)")
      #expect(result.stderr.components(separatedBy: "warning").count == 2)
    }
  }

  /// A fold's folder tells which examples it was judged by.
  @Test func `a fold is evaluated on what it held out`() throws {
    try Workbench.use { bench in
      try bench.write(Small.moons, to: "net.json")
      #expect(try sweep(bench, ["--folds", "3"], out: "s").status == 0)
      #expect(try bench.text("s/fold=2/config.json").contains(#""fold": 2"#))
      let metrics = try #require(
        JSONSerialization.jsonObject(with: bench.bytes("s/fold=2/metrics.json")) as? [String: Any])
      for part in ["train", "validation"] {
        let result = try bench.dnn(
          "evaluate", "--model", "s/fold=2", "--split", part, "--format", "json")
        #expect(result.status == 0, "\(result.stderr)")
        let evaluation = try #require(
          JSONSerialization.jsonObject(with: Data(result.stdout.utf8)) as? [String: Any])
        let figures = try #require(metrics[part] as? [String: Any])
        #expect(evaluation["cost"] as? Double == figures["cost"] as? Double)
        #expect(evaluation["examples"] as? Int == figures["examples"] as? Int)
      }
    }
  }
}
