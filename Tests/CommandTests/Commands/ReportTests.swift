import Foundation
import TestSupport
import Testing

struct ReportTests {
  @Test func `every training leaves a page that stands by itself`() throws {
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

  @Test func `the command writes the same page again`() throws {
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

  @Test func `images show mistakes and what the first layer looks for`() throws {
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

  @Test(arguments: [
    #""n": [0, 3, 1], "activations": ["relu", "sigmoid"]"#,
    #""layers": [{"type": "convolution2D", "filters": 2, "kernel": 3, "activation": "relu"}, "#
      + #"{"type": "batchNormalization"}, {"type": "globalAveragePool2D"}, {"type": "dropout", "rate": 0.2}, "#
      + #"{"type": "dense", "units": 1, "activation": "sigmoid"}]"#,
  ])
  func `wrong pictures stand class by class, each beside what the answer hangs on`(
    network: String
  ) throws {
    try Workbench.use { bench in
      try bench.write(
        """
        {\(network), "alpha": 0.001, "epochs": 1, "batchSize": 8, "initialization": {"method": "he"},
         "data": {"train": {"builtin": "cats", "examples": 40}, "test": {"builtin": "cats", "examples": 80}}}
        """, to: "net.json")
      try bench.train("net.json")
      let page = try bench.text("runs/net/report.html")
      func count(_ part: String) -> Int { page.components(separatedBy: part).count - 1 }
      let pairs = count("<span class=\"pair\">")
      #expect((1...12).contains(pairs))
      #expect(count("alt=\"the pixels that the answer hangs on\"") == pairs)
      #expect(page.contains(" of 40 wrong</small>"))
      #expect(page.contains("cost/\u{2202}X"))
      #expect(page.utf8.count < 600_000)
      #expect(try bench.dnn("report", "runs/net", "--output", "again.html").status == 0)
      #expect(try bench.text("again.html") == page)
    }
  }

  @Test func `the examples on which two runs disagree are counted and shown`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      for (name, settings) in [
        ("slow", ["alpha=0.05"]), ("fast", ["alpha=1.5", "iterations=400"]),
      ] {
        let result = try runDNN(
          [
            "train", "--config", "flower.json", "--out", name, "--progress", "none", "--set",
            "data.validation={\"fraction\": 0.5}",
          ] + settings.flatMap { ["--set", $0] },
          in: bench.folder)
        #expect(result.status == 0)
      }
      _ = try bench.dnn("report", "slow", "fast")
      let page = try bench.text("report.html")
      func number(_ pattern: Regex<(Substring, Substring)>) throws -> Int {
        let match = try #require(page.firstMatch(of: pattern))
        return try #require(Int(match.1))
      }
      let both = try number(/validation examples both answer (\d+) rightly/)
      let none = try number(/rightly and (\d+) wrongly/)
      let slow = try number(/>(\d+) right by slow and wrong by fast/)
      let fast = try number(/>(\d+) right by fast and wrong by slow/)
      #expect(both + none + slow + fast == 200)
      for (name, right) in [("slow", both + slow), ("fast", both + fast)] {
        let text = try bench.text("\(name)/metrics.json")
        let part = try #require(text.range(of: "\"validation\""))
        let accuracy = try #require(
          text[part.upperBound...].firstMatch(of: /"accuracy": ([0-9.]+)/))
        #expect(Int((200 * (Double(accuracy.1) ?? 0)).rounded()) == right, "\(name)")
      }
      #expect(fast > 0)
      // Other examples cannot be held against each other.
      try bench.train(
        "flower.json", "--out", "other", "--set", "data.validation={\"fraction\": 0.4}")
      _ = try bench.dnn("report", "slow", "other")
      #expect(try !bench.text("report.html").contains("Where they disagree"))
    }
  }

  @Test func `curves can be drawn over epochs and seconds`() throws {
    try Workbench.use { bench in
      try bench.write(Small.moons, to: "moons.json")
      try bench.train("moons.json", "--out", "small")
      try bench.train("moons.json", "--out", "large", "--set", "batchSize=100")
      _ = try bench.dnn("report", "small", "large")
      let page = try bench.text("report.html")
      for part in [
        "id=\"over-iterations\"", "id=\"over-epochs\"", "id=\"over-seconds\"", "chart-costepochs",
        "chart-costseconds", "spread evenly", "<h2>Differences</h2>", "<td>batchSize</td>",
      ] { #expect(page.contains(part), "\(part)") }
      // 400 points in batches of 100 are 4 updates, in batches of 32 they are 13; the better run is first.
      let chart = try #require(page.range(of: "id=\"chart-costepochs\""))
      let ends = page[chart.upperBound...].matches(of: /data-x="[^"]* ([0-9.]+)"/).prefix(2)
      let expected = [300.0 / 4, 300.0 / 13]
      for (end, epochs) in zip(ends, expected) {
        expectClose(try #require(Double(end.1)), epochs, within: 1e-4)
      }
      // Of full batches an iteration is an epoch.
      try bench.write(Small.flower, to: "flower.json")
      try bench.train("flower.json", "--out", "a")
      try bench.train("flower.json", "--out", "b", "--set", "alpha=0.1")
      _ = try bench.dnn("report", "a", "b")
      #expect(try !bench.text("report.html").contains("over-epochs"))
    }
  }

  @Test func `several runs are compared by what they differ in`() throws {
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

  @Test func `names from outside stay text`() throws {
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

  @Test func `a report that cannot be written does not lose the run`() throws {
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

  @Test func `a diverged run is shown with what is left of it`() throws {
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

  @Test func `a page says so where the data are gone`() throws {
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

  @Test func `a share is 100 % on the page only where nothing is wrong`() throws {
    try Workbench.use { bench in
      let rows = (0..<3600).map { "\($0 < 1800 ? -3 : 3),\($0 < 1800 && $0 != 5 ? 0 : 1)\n" }
        .joined()
      try bench.write("x,y\n\(rows)", to: "most.csv")
      try bench.write(
        """
        {"n": [1, 1], "activations": ["sigmoid"], "alpha": 1e-9, "iterations": 1,
         "initialization": {"method": "normal", "scale": 1},
         "data": {"train": {"path": "most.csv"}, "test": {"path": "most.csv"}}}
        """, to: "most.json")
      let summary = try bench.train("most.json").stdout
      #expect(summary.contains("\ntrain accuracy: 0.99972\n"))
      #expect(summary.contains("\ntest accuracy: 0.99972 [0.99843, 0.99995]\n"))
      let page = try bench.text("runs/most/report.html")
      #expect(page.contains("<dt>test accuracy</dt><dd>99.9\u{202F}%</dd>"))
      #expect(page.contains("95\u{202F}% interval 99.8\u{2013}99.9\u{202F}%"))
      let evaluated = try bench.dnn("evaluate", "--model", "runs/most").stdout
      #expect(evaluated.contains("\naccuracy: 0.999722\n"))
    }
  }

  @Test func `the curve of the cost says that L2 is in it, and the figure that it is not`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      let summary = try bench.train(
        "flower.json", "--set", "l2=4", "--set", #"data.validation={"fraction": 0.2}"#
      ).stdout
      let page = try bench.text("runs/flower/report.html")
      #expect(page.contains(">training, with L2</li>"))
      #expect(page.contains(">validation, without L2</li>"))
      #expect(page.contains("<dd class=\"remark\">without L2</dd>"))
      // Of a full batch the last row is of the last weights.
      let row = try bench.text("runs/flower/history.csv").split(separator: "\n").last
      let last = try #require(row?.split(separator: ",")[3]).prefix(7)
      #expect(summary.hasPrefix("cost: \(last)"), "\(summary)")
      #expect(try #require(summary.split(separator: "\n").first).hasSuffix(" (with L2)"))
    }
  }

  @Test func `runs that differ in their seed alone are one row`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      for seed in 1...3 {
        try bench.train("flower.json", "--out", "r\(seed)", "--set", "seed=\(seed)")
      }
      try bench.train("flower.json", "--out", "slow", "--set", "alpha=0.01")
      #expect(try bench.dnn("report", "r1", "r2", "r3", "slow").status == 0)
      let page = try bench.text("report.html")
      #expect(page.contains("lowest mean cost: alpha=1.2, on the test set"))
      #expect(page.contains(" \u{B1} ") && page.contains("All 4 runs"))
      #expect(page.contains(">alpha=1.2 (mean)</li>"))
    }
  }

  @Test func `what is no run is refused`() throws {
    try Workbench.use { bench in
      let missing = try bench.dnn("report", "nowhere")
      #expect(missing.status == 1)
      #expect(missing.stderr.hasPrefix("error: "))
      #expect(missing.stderr.contains("nowhere"))
      #expect(!missing.stderr.contains("--data"))
      #expect(try bench.dnn("report").status == 64)
      try bench.write(Small.flower, to: "flower.json")
      try bench.train("flower.json")
      #expect(
        try bench.dnn("sweep", "--config", "flower.json", "--vary", "alpha=0.1", "--out", "s")
          .status
          == 0)
      for (path, words) in [
        ("flower.json", "is a configuration; train it first"),
        ("runs/flower/model.safetensors", "is a file; the run's folder is runs/flower"),
        ("runs/flower/config.json", "is a configuration; the run's folder is runs/flower"),
        ("runs", "give one of them, such as runs/flower"), ("s", "its page is report.html in it"),
        (".", "is no run's folder: it holds no config.json"),
      ] {
        let result = try bench.dnn("report", path)
        #expect(result.status == 1, "\(path)")
        #expect(result.stderr.contains(words), "\(path): \(result.stderr)")
      }
    }
  }
}
