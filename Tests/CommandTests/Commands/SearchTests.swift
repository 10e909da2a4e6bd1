import Foundation
import TestSupport
import Testing

/// Random and halving searches and the learning-rate test.
struct SearchTests {
  private static let search = [
    "sweep", "--config", "net.json", "--vary", "alpha=log:0.01..10", "--vary",
    "n[1]=logInteger:2..16", "--random", "8", "--halving",
  ]

  @Test func `a search says what it made, and its page shows the settings`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "net.json")
      let result = try runDNN(Self.search + ["--jobs", "2"], in: bench.folder)
      #expect(result.status == 0, "\(result.stderr)")
      let lines = result.stdout.split(separator: "\n")
      #expect(lines.count == 9)
      #expect(lines[0].hasPrefix("alpha   n[1]  iterations  train cost"))
      #expect(result.stdout.components(separatedBy: "stopped\n").count == 8)
      #expect(result.stderr.contains("warning: there is no validation set: --halving chooses by"))
      #expect(result.stderr.contains("rung 4 of 4: 1 trial, to their end\n[15/15] alpha="))
      #expect(result.stderr.contains(" % of the 240 of all trials"))
      let page = try bench.text("runs/net-sweep/report.html")
      for text in [
        "All settings and the test cost", "chart-setting-0", "chart-setting-1", "stopped",
      ] {
        #expect(page.contains(text), "\(text)")
      }
      let again = try runDNN(Self.search + ["--progress", "none"], in: bench.folder)
      #expect(again.stdout == result.stdout)
      let collected = try runDNN(Self.search + ["--collect"], in: bench.folder)
      #expect(collected.status == 0)
      #expect(collected.stdout == result.stdout)
      #expect(
        collected.stderr.contains("8 of 8 trials have come to a rung, 7 of them stopped there"))
    }
  }

  @Test(arguments: [1, 2]) func `a killed search goes on to the same table`(jobs: Int) throws {
    try Workbench.use { bench in
      try bench.write(Small.moons, to: "net.json")
      let options =
        Self.search + [
          "--set", "iterations=600", "--set", "checkpointEvery=20", "--jobs", "\(jobs)",
          "--progress", "none",
        ]
      let whole = try runDNN(options + ["--out", "whole"], in: bench.folder)
      #expect(whole.status == 0, "\(whole.stderr)")
      for part in 0..<12 {
        let killed = try runDNN(options + ["--out", "s"], in: bench.folder) { process in
          usleep(UInt32(40_000 + 17_000 * part))
          kill(process, SIGKILL)
        }
        if killed.status == 0 { break }
      }
      let last = try runDNN(options + ["--out", "s"], in: bench.folder)
      #expect(last.stdout == whole.stdout)
      #expect(try bench.bytes("s/comparison.csv") == bench.bytes("whole/comparison.csv"))
    }
  }

  @Test func `what a shell runs in rungs is the search itself`() throws {
    try Workbench.use { bench in
      try bench.write(Small.moons, to: "it's 5 %/net.json")
      func run(_ options: [String], out: String) throws -> CommandResult {
        var words = Self.search
        words[2] = "it's 5 %/net.json"
        return try runDNN(words + options + ["--out", out], in: bench.folder)
      }
      let here = try run([], out: "here")
      let emitted = try run(["--emit", "shell", "--jobs", "2"], out: "it's 5 %/there")
      #expect(emitted.status == 0, "\(emitted.stderr)")
      let script = String(emitted.stdout.dropLast())
      #expect(script.hasSuffix("/search.sh"))
      for _ in 0..<2 {
        let ran = try runCommand(
          URL(fileURLWithPath: "/bin/sh"), [script], in: URL(fileURLWithPath: "/"))
        #expect(ran.status == 0, "\(ran.stderr)")
      }
      let collected = try run(["--collect"], out: "it's 5 %/there")
      #expect(collected.stdout == here.stdout)
      let tables = try ["here", "it's 5 %/there"].map { try bench.bytes("\($0)/comparison.csv") }
      #expect(tables[0] == tables[1])
      let best = try #require(here.stdout.split(separator: "\n").dropFirst().first).split(
        separator: " ")
      let name = try #require(
        bench.names(in: "here").first { $0.hasPrefix("alpha=\(best[0]),n-1-=\(best[1])~") })
      let alone = try bench.model(
        of: "it's 5 %/net.json", out: "alone", settings: ["alpha=\(best[0])", "n[1]=\(best[1])"])
      #expect(try bench.bytes("here/\(name)/model.safetensors") == alone)
      #expect(try bench.bytes("it's 5 %/there/\(name)/model.safetensors") == alone)
    }
  }

  @Test func `Slurm gets a job array for each rung`() throws {
    try Workbench.use { bench in
      try bench.write(Small.moons, to: "net.json")
      let result = try runDNN(
        Self.search + ["--emit", "slurm", "--jobs", "3", "--out", "s"], in: bench.folder)
      #expect(result.status == 0, "\(result.stderr)")
      #expect(result.stderr.contains("  sh "))
      let script = try bench.text("s/search.sh")
      #expect(script.components(separatedBy: "--dependency=\"afterok:$job\"").count == 4)
      for (rung, count) in [(1, 8), (2, 4), (3, 2), (4, 1)] {
        let array = try bench.text("s/rung-\(rung).sbatch")
        #expect(array.contains("\n#SBATCH --array=1-\(count)%3\n"))
        #expect(array.contains("--task \"\(rung):$SLURM_ARRAY_TASK_ID\""))
      }
    }
  }

  @Test func `the learning-rate test prints an alpha and draws its curve`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "net.json")
      let result = try bench.dnn("sweep", "--config", "net.json", "--vary", "alpha=range:1e-3..100")
      #expect(result.status == 0, "\(result.stderr)")
      let lines = result.stdout.split(separator: "\n")
      #expect(lines.count == 2)
      let alpha = try #require(Double(lines[1].dropFirst("suggested alpha: ".count)))
      #expect((0.1...10).contains(alpha))
      #expect(result.stderr.contains("a third of it is suggested"))
      let page = try bench.text("runs/net-alpha/learning-rates.html")
      #expect(page.contains("suggested: alpha = \(alpha)"))
      let csv = try bench.text("runs/net-alpha/learning-rates.csv")
      #expect(csv.hasPrefix("alpha,cost,smoothed_cost\n0.001,"))
      let again = try bench.dnn("sweep", "--config", "net.json", "--vary", "alpha=range:1e-3..100")
      #expect(again.stdout == result.stdout)
      #expect(try bench.text("runs/net-alpha/learning-rates.csv") == csv)
    }
  }

  @Test(arguments: [
    (["--vary", "alpha=log:1..2"], 1, "is a range to draw from"),
    (["--vary", "alpha=1,2", "--random", "0"], 64, "1 or more"),
    (["--vary", "alpha=1,2", "--random", "3"], 1, "there are only 2 combinations"),
    (["--vary", "alpha=1,2", "--draw-seed", "3"], 64, "is for '--random <count>' alone"),
    (["--vary", "alpha=1,2", "--random", "1", "--draw-seed", "-1"], 64, "from 0 to 4294967295"),
    (["--vary", "seed=1,2", "--halving"], 1, "chooses among combinations"),
    (["--vary", "alpha=1,2", "--task", "1:1"], 64, "is for '--halving' alone"),
    (["--vary", "alpha=1,2", "--halving", "--task", "0:1"], 64, "such as 2:5"),
    (["--vary", "alpha=1,2", "--halving", "--task", "9:1"], 1, "this search has 2 rungs"),
    (["--vary", "alpha=1,2", "--halving", "--task", "2:1"], 1, "rung 1 has not ended: alpha=1"),
    (["--vary", "alpha=1,2", "--halving", "--task", "1:1", "--collect"], 64, "exclude each other"),
    (["--vary", "alpha=range:1e-3..1", "--random", "2"], 64, "not for the learning-rate test"),
    (["--vary", "alpha=range:1e-3..1", "--folds", "2"], 64, "not for the learning-rate test"),
    (["--vary", "alpha=range:1e-3..1", "--collect"], 64, "not for the learning-rate test"),
    (["--vary", "n[1]=linear:2..8", "--random", "2"], 1, "n[1]: must be an integer"),
  ])
  func `what makes no sense is refused`(options: [String], status: Int32, reason: String) throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "net.json")
      let result = try runDNN(["sweep", "--config", "net.json"] + options, in: bench.folder)
      #expect(result.status == status, "\(result.stderr)")
      #expect(result.stdout == "")
      #expect(result.stderr.contains(reason), "\(result.stderr)")
      #expect(!bench.names(in: "runs/net-sweep").contains("comparison.csv"))
    }
  }
}
