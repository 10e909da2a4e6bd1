import Foundation
import TestSupport
import Testing

struct ReportTests {
  @Test func everyTrainingLeavesAPageThatStandsByItself() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      try bench.train("flower.json")
      let page = try bench.text("runs/flower/report.html")
      for part in [
        "<h1>flower</h1>", "Learning", "chart-cost", "chart-accuracy", "Decision boundary",
        "Confusion matrix", "chart-roc", "chart-probabilities", "Most wrong", "chart-weights",
        "chart-gradients", "Dimensions", "(4, 2)", "Configuration", "95\u{202F}% interval",
      ] { #expect(page.contains(part), "\(part) is missing") }
      #expect(!page.contains("http://") && !page.contains("https://"))
      #expect(page.utf8.count < 200_000)
    }
  }

  @Test func theCommandWritesTheSamePageAgain() throws {
    try Workbench.use { bench in
      try bench.write(Small.moons, to: "moons.json")
      try bench.train("moons.json", "--set", "data.validation={\"fraction\": 0.2}")
      let page = try bench.text("runs/moons/report.html")
      let result = try bench.dnn("report", "runs/moons", "--output", "again.html")
      #expect(result.status == 0)
      #expect(result.stdout == "")
      #expect(result.stderr == "wrote again.html\n")
      #expect(try bench.text("again.html") == page)
      #expect(try bench.dnn("report", "runs/moons").stderr == "wrote runs/moons/report.html\n")
    }
  }

  @Test func picturesShowMistakesAndWhatTheFirstLayerLooksFor() throws {
    try Workbench.use { bench in
      try bench.write(Small.cats, to: "cats.json")
      try bench.train("cats.json")
      let page = try bench.text("runs/cats/report.html")
      #expect(page.contains("What the first layer looks for"))
      #expect(page.contains("alt=\"unit 3\""))
      #expect(page.contains("taken for"))
      #expect(!page.contains("Decision boundary"))
    }
  }

  @Test func severalRunsAreComparedByWhatTheyDifferIn() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      try bench.train("flower.json", "--out", "slow", "--set", "alpha=0.1")
      try bench.train("flower.json", "--out", "fast", "--set", "alpha=1.5")
      let result = try bench.dnn("report", "slow", "fast")
      #expect(result.status == 0)
      #expect(result.stderr == "wrote report.html\n")
      let page = try bench.text("report.html")
      #expect(page.contains("2 runs compared"))
      #expect(page.contains("lowest cost: fast"))
      #expect(page.contains(">alpha</th>"))
      #expect(!page.contains(">seed</th>"))
      #expect(page.contains(">0.1</td>") && page.contains(">1.5</td>"))
    }
  }

  @Test func namesFromOutsideStayText() throws {
    try Workbench.use { bench in
      let rows = (0..<40).map { i in
        "\(i % 7),\((i * 5) % 11),\(i % 3 == 0 ? "<script>alert(1)</script>" : "</td>&\"'")"
      }
      try bench.write(
        "<img src=x onerror=alert(1)>,b\"c,label\n" + rows.joined(separator: "\n"),
        to: "<b>.csv")
      try bench.write(
        """
        {"n": [0, 3, 2], "activations": ["tanh", "softmax"], "alpha": 0.1, "iterations": 20,
         "name": "<script>", "data": {"train": {"path": "<b>.csv"}}}
        """, to: "net.json")
      try bench.train("net.json", "--out", "<i>run")
      let page = try bench.text("<i>run/report.html")
      #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
      #expect(page.components(separatedBy: "<script").count == 2)
      #expect(!page.contains("onerror=alert(1)>,") && !page.contains("<img src=x"))
      #expect(!page.contains("<b>.csv") && !page.contains("<i>run"))
    }
  }

  @Test func aReportThatCannotBeWrittenDoesNotLoseTheRun() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      let whole = try bench.model(of: "flower.json", out: "whole")
      try bench.write("", to: "run/report.html/in-the-way")
      let result = try bench.dnn(
        "train", "--config", "flower.json", "--out", "run", "--resume", "--progress", "none")
      #expect(result.status == 0)
      #expect(result.stderr.contains("the report was not written: cannot write "))
      #expect(result.stdout.contains("test accuracy: "))
      #expect(try bench.bytes("run/model.safetensors") == whole)
    }
  }

  @Test func aDivergedRunIsShownWithWhatIsLeftOfIt() throws {
    try Workbench.use { bench in
      try bench.write(
        """
        {"n": [0, 8, 1], "activations": ["relu", "linear"], "alpha": 1e6, "iterations": 50,
         "logEvery": 1, "data": {"train": {"builtin": "houses"}}}
        """, to: "houses.json")
      let result = try bench.dnn("train", "--config", "houses.json", "--progress", "none")
      #expect(result.status == 1)
      let page = try bench.text("runs/houses/report.html")
      #expect(page.contains("Training diverged: "))
      #expect(page.contains("chart-cost") && page.contains("Predicted and true"))
      _ = try bench.dnn("report", "runs/houses")
      #expect(try bench.text("runs/houses/report.html") == page)
    }
  }

  @Test func whereTheDataAreGoneThePageSaysSo() throws {
    try Workbench.use { bench in
      let rows = (0..<20).map { "\($0),\($0 % 2)" }.joined(separator: "\n")
      try bench.write("x,y\n\(rows)\n", to: "data.csv")
      try bench.write(
        """
        {"n": [0, 1], "activations": ["sigmoid"], "alpha": 0.01, "iterations": 20,
         "data": {"train": {"path": "data.csv"}}}
        """, to: "net.json")
      try bench.train("net.json")
      try FileManager.default.removeItem(at: bench.file("data.csv"))
      #expect(try bench.dnn("report", "runs/net").status == 0)
      let page = try bench.text("runs/net/report.html")
      #expect(page.contains("The data could not be read again"))
      #expect(page.contains("chart-cost") && !page.contains("Confusion matrix"))
    }
  }

  @Test func whatIsNoRunIsRefused() throws {
    try Workbench.use { bench in
      let missing = try bench.dnn("report", "nowhere")
      #expect(missing.status == 1)
      #expect(missing.stderr.hasPrefix("error: "))
      #expect(missing.stderr.contains("nowhere"))
      #expect(try bench.dnn("report").status == 64)
    }
  }
}
