import Foundation
import TestSupport
import Testing

struct SweepTests {
  @Test func `the table goes to standard output and the rest into the folder`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      let result = try bench.dnn(
        "sweep", "--config", "flower.json", "--vary", "alpha=0.1,1", "--vary", "seed=1,2",
        "--jobs", "2")
      #expect(result.status == 0, "\(result.stderr)")
      let lines = result.stdout.split(separator: "\n")
      #expect(lines.count == 3)
      #expect(lines.first?.hasPrefix("alpha  trials  train cost") == true)
      #expect(result.stderr.contains("[4/4] alpha="))
      #expect(result.stderr.contains("runs/flower-sweep/report.html"))
      #expect(
        bench.names(in: "runs/flower-sweep").filter { !$0.hasPrefix(".") } == [
          "alpha=0.1,seed=1", "alpha=0.1,seed=2", "alpha=1,seed=1", "alpha=1,seed=2",
          "comparison.csv", "comparison.json", "report.html",
        ])
      let again = try bench.dnn(
        "sweep", "--config", "flower.json", "--vary", "alpha=0.1,1", "--vary", "seed=1,2",
        "--progress", "none")
      #expect(again.stdout == result.stdout)
    }
  }

  @Test func `any figure can decide the order, the best first`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      func values(_ figure: String) throws -> [Double] {
        let result = try bench.dnn(
          "sweep", "--config", "flower.json", "--vary", "alpha=0.001,0.1,1.5", "--vary", "seed=1,2",
          "--progress", "none", "--sort-by", figure)
        #expect(result.status == 0, "\(result.stderr)")
        let rows = try bench.text("runs/flower-sweep/comparison.csv").split(separator: "\n")
          .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        let column = try #require(rows[0].firstIndex(of: Substring("test_\(figure)")))
        return try rows.dropFirst().map { try #require(Double($0[column])) }
      }
      for figure in ["cost", "accuracy", "precision", "recall", "f1", "auc", "averagePrecision"] {
        let all = try values(figure)
        #expect(all == (figure == "cost" ? all.sorted() : all.sorted(by: >)), "\(figure): \(all)")
        let json = try bench.text("runs/flower-sweep/comparison.json")
        #expect(json.contains("\"sortedBy\": \"test \(figure)\""))
      }
      let page = try bench.text("runs/flower-sweep/report.html")
      #expect(page.contains("highest mean average precision: alpha="))
    }
  }

  @Test func `the page of folds names none of them as the best`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      let result = try bench.dnn(
        "sweep", "--config", "flower.json", "--folds", "4", "--vary",
        "alpha=0.01,0.02,0.05,0.1,0.2,0.5,1,2", "--progress", "none")
      let best = try #require(result.stdout.split(separator: "\n").dropFirst().first)
      let alpha = best.prefix { $0 != " " }
      let page = try bench.text("runs/flower-sweep/report.html")
      #expect(page.contains("lowest mean cost: alpha=\(alpha), on the validation set"))
      // The means of the page are those of the terminal.
      let cells = best.split(separator: "  ").map { $0.trimmingCharacters(in: .whitespaces) }
      for cell in cells.dropFirst(2) { #expect(page.contains(">\(cell)</td>"), "\(cell)") }
      // Each of the four charts is there over iterations and over seconds.
      #expect(page.components(separatedBy: "class=\"quiet\"").count == 1 + 2 * 4 * 4)
      #expect(page.components(separatedBy: ">4 more</li>").count == 1 + 2 * 4)
    }
  }

  @Test func `a trial can be asked like any run`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      let sweep = try bench.dnn(
        "sweep", "--config", "flower.json", "--vary", "alpha=0.5", "--out", "s")
      #expect(sweep.status == 0)
      let alone = try bench.model(of: "flower.json", out: "alone", settings: ["alpha=0.5"])
      #expect(try bench.bytes("s/alpha=0.5/model.safetensors") == alone)
    }
  }

  @Test(arguments: [
    (["--vary", "alhpa=1,2"], 1, #"did you mean "alpha"?"#),
    (["--vary", "alpha="], 64, "a key, an equals sign and values"),
    (["--vary", "alpha=1,,2"], 64, "a key, an equals sign and values"),
    ([], 1, "nothing to sweep over"), (["--folds", "1"], 64, "2 or more"),
    (["--vary", "alpha=1", "--jobs", "0"], 64, "1 or more"),
    (["--vary", "alpha=1", "--sort-by", "F2"], 64, "did you mean 'f1'?"),
    (["--vary", "alpha=1", "--sort-by", "r2"], 1, "they have cost, accuracy, precision"),
    (["--vary", "alpha=1", "--vary", "alpha=2"], 1, "given twice"),
    (["--folds", "1000"], 1, "1000 folds of 400 examples"),
    (["--vary", "n=[3,1],[2,1]", "--set", "activations=[\"sigmoid\"]"], 1, "n[0]"),
  ])
  func `what makes no sense is refused`(options: [String], status: Int32, reason: String) throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      let result = try runDNN(["sweep", "--config", "flower.json"] + options, in: bench.folder)
      #expect(result.status == status, "\(result.stderr)")
      #expect(result.stdout == "")
      #expect(result.stderr.contains(reason), "\(result.stderr)")
    }
  }

  @Test func `an interrupted sweep saves and goes on`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "net.json")
      let options = ["sweep", "--config", "net.json", "--out", "s", "--vary", "alpha=0.1,0.2"]
      let history = bench.file("s/alpha=0.1/history.csv")
      let stopped = try runDNN(
        options + ["--set", "iterations=1000000000", "--set", "logEvery=1"], in: bench.folder
      ) { process in
        for _ in 0..<3000 {
          let text = (try? String(contentsOf: history, encoding: .utf8)) ?? ""
          if text.split(separator: "\n").count > 20 { break }
          usleep(10_000)
        }
        #expect(kill(process, SIGINT) == 0)
      }
      #expect(stopped.status == 130)
      #expect(stopped.stderr.contains("stopped after 0 of 2 trials"))
      #expect(!bench.names(in: "s").contains("alpha=0.2"))
      let rows = try bench.text("s/alpha=0.1/history.csv").split(separator: "\n").count
      let settings = ["--set", "iterations=\(rows + 50)", "--set", "logEvery=1"]
      let resumed = try runDNN(options + settings, in: bench.folder)
      #expect(resumed.status == 0, "\(resumed.stderr)")
      let whole = try bench.model(
        of: "net.json", out: "whole",
        settings: ["iterations=\(rows + 50)", "logEvery=1", "alpha=0.1"])
      #expect(try bench.bytes("s/alpha=0.1/model.safetensors") == whole)
    }
  }
}
