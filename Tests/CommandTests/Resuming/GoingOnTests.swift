import Foundation
import TestSupport
import Testing

/// What may change where a run goes on, and what is said of it.
struct GoingOnTests {
  private static let watched = """
    {"n": [0, 6, 1], "activations": ["tanh", "sigmoid"], "alpha": 0.05, "iterations": 900,
     "optimizer": {"method": "adam"}, "logEvery": 2, "initialization": {"method": "he"},
     "data": {"train": {"builtin": "moons", "examples": 60}, "validation": {"fraction": 0.5}}}
    """

  private func using(_ body: (Workbench) throws -> Void) throws {
    try Workbench.use { bench in
      try bench.write(Self.watched, to: "net.json")
      try body(bench)
    }
  }

  private func expectSame(_ bench: Workbench, _ folder: String, _ other: String) throws {
    for file in ["model.safetensors", "history.csv", "norms.csv", "config.json"] {
      #expect(try bench.bytes("\(folder)/\(file)") == bench.bytes("\(other)/\(file)"), "\(file)")
    }
  }

  @Test func `a run that stopped early goes on with more patience as if it had had it`() throws {
    try using { bench in
      let short = try bench.train("net.json", "--out", "r", "--set", "earlyStopping.patience=1")
      let summary = try #require(
        short.stdout.firstMatch(of: /\niterations: (\d+) \(best: (\d+)\)\n/))
      #expect(
        short.stderr.contains(
          "the weights are those after \(summary.2) iterations, "
            + "of the lowest validation cost\n"))
      let metrics = try bench.text("r/metrics.json")
      #expect(metrics.contains("\"bestIteration\": \(summary.2),"))
      #expect(try bench.text("r/report.html").contains("best: iteration \(summary.2)<"))

      for settings in [
        ["earlyStopping.patience=1"], ["earlyStopping.patience=1", "iterations=5000"],
      ] {
        let again = try runDNN(
          ["train", "--config", "net.json", "--out", "r", "--resume"]
            + settings.flatMap { ["--set", $0] }, in: bench.folder)
        #expect(again.status == 0 && again.stdout == "")
        #expect(
          again.stderr.hasSuffix(
            "r is complete after \(summary.1) iterations: early stopping ended it, with the weights of "
              + "iteration \(summary.2); it goes on with more patience than 1 rows, "
              + "--set earlyStopping.patience=…\n"), "\(again.stderr)")
      }

      let patient = try bench.train(
        "net.json", "--out", "r", "--resume", "--set", "earlyStopping.patience=12")
      #expect(
        patient.stderr.contains(
          #"earlyStopping was {"patience": 1, "minDelta": 0} and is now "#
            + #"{"patience": 12, "minDelta": 0}, from iteration "# + "\(summary.1) on\n"))
      try bench.train("net.json", "--out", "w", "--set", "earlyStopping.patience=12")
      try expectSame(bench, "r", "w")
    }
  }

  @Test func `early stopping may be switched on and off`() throws {
    try using { bench in
      let settings = ["iterations=60"]
      let plain = try bench.model(of: "net.json", out: "plain", settings: settings)
      let chosen = try bench.model(
        of: "net.json", out: "chosen", settings: settings + ["earlyStopping.patience=50"])
      #expect(plain != chosen)
      // What ended without takes the best row, and the other way round.
      let on = try bench.model(
        of: "net.json", out: "plain", settings: settings + ["earlyStopping.patience=50"],
        arguments: ["--resume"])
      let off = try bench.model(
        of: "net.json", out: "chosen", settings: settings, arguments: ["--resume"])
      #expect(on == chosen && off == plain)
    }
  }

  @Test func `a figure of the validation set decides which row is the best`() throws {
    try using { bench in
      let result = try bench.train(
        "net.json", "--out", "r", "--set", "iterations=60",
        "--set", #"earlyStopping={"patience":60,"monitor":"accuracy"}"#)
      let rows = try bench.text("r/history.csv").split(separator: "\n").dropFirst()
        .map { $0.split(separator: ",") }
      let accuracies = rows.map { Double($0[$0.count - 1]) ?? 0 }
      let best = try #require(accuracies.firstIndex(of: accuracies.max() ?? 0))
      #expect(
        result.stderr.contains(
          "the weights are those after \(rows[best][0]) iterations, of the highest validation "
            + "accuracy\n"))
      #expect(result.stdout.contains("(best: \(rows[best][0]))\n"))
      let f1 = try bench.train(
        "net.json", "--out", "f", "--set", "iterations=60",
        "--set", #"earlyStopping={"patience":60,"monitor":"f1"}"#)
      #expect(f1.stderr.contains("of the highest validation f1\n"))
    }
  }

  @Test func `every change is said, and counts from there on`() throws {
    try using { bench in
      try bench.train("net.json", "--out", "r", "--set", "iterations=40")
      let changes = [
        "alpha=0.01", "logEvery=5", "checkpointEvery=epoch", "iterations=80", "name=new",
      ]
      let result = try runDNN(
        ["train", "--config", "net.json", "--out", "r", "--resume", "--progress", "none"]
          + changes.flatMap { ["--set", $0] }, in: bench.folder)
      #expect(result.status == 0, "\(result.stderr)")
      for text in [
        #"name was "net" and is now "new""#, "alpha was 0.05 and is now 0.01",
        "iterations was 40 and is now 80", "logEvery was 2 and is now 5",
        #"checkpointEvery was 1000 and is now "epoch""#,
      ] { #expect(result.stderr.contains("\(text), from iteration 40 on\n"), "\(text)") }
      let rows = try bench.text("r/history.csv").split(separator: "\n").dropFirst()
        .map { $0.split(separator: ",") }
      #expect(
        rows.map { $0[0] }.suffix(9).joined(separator: " ")
          == "38 40 45 50 55 60 65 70 75 80"
          .split(separator: " ").suffix(9).joined(separator: " "))
      #expect(rows.filter { $0[2] == "0.01" }.first?[0] == "40")
    }
  }

  @Test func `a schedule that follows the length is said to be drawn anew`() throws {
    try using { bench in
      let cosine = ["--set", "alphaDecay.method=cosine"]
      let train = ["train", "--config", "net.json", "--out", "r", "--progress", "none"] + cosine
      #expect(
        try runDNN(train + ["--set", "iterations=40"], in: bench.folder).status == 0)
      let longer = try runDNN(train + ["--set", "iterations=80", "--resume"], in: bench.folder)
      #expect(longer.status == 0)
      #expect(
        longer.stderr.contains(
          "alphaDecay follows the number of iterations and is drawn anew for 80: alpha goes on with "
            + "0.025, and the end is not that of a run of 80 from the start\n"), "\(longer.stderr)")
      let same = try runDNN(train + ["--set", "iterations=80", "--resume"], in: bench.folder)
      #expect(!same.stderr.contains("drawn anew"))
      // A sweep compares trainings of their whole length.
      let sweep = ["sweep", "--config", "net.json", "--vary", "alpha=0.05", "--out", "s"] + cosine
      #expect(try runDNN(sweep + ["--set", "iterations=20"], in: bench.folder).status == 0)
      let refused = try runDNN(sweep + ["--set", "iterations=40"], in: bench.folder)
      #expect(refused.status == 1)
      #expect(refused.stderr.contains("iterations was 20 and is now 40"))
    }
  }

  @Test func `where there is no run it is said that one begins`() throws {
    try using { bench in
      let result = try bench.train("net.json", "--out", "typo", "--resume")
      #expect(
        result.stderr.hasPrefix("\(bench.file("typo").path) holds no run: the training begins\n"))
      try FileManager.default.removeItem(at: bench.file("typo/checkpoint.safetensors"))
      let second = try bench.train("net.json", "--out", "typo", "--resume")
      #expect(
        second.stderr.contains("typo holds no checkpoint to go on from: the training begins\n"))
      let third = try bench.train("net.json", "--out", "typo", "--resume")
      #expect(!third.stderr.contains("begins"))
    }
  }

  @Test func `going on and starting over exclude each other`() throws {
    try using { bench in
      try bench.train("net.json", "--out", "r")
      let before = try bench.bytes("r/model.safetensors")
      let result = try bench.dnn(
        "train", "--config", "net.json", "--out", "r", "--resume", "--overwrite")
      #expect(result.status == 64)
      #expect(result.stderr.hasPrefix("error: '--resume' and '--overwrite' exclude each other\n"))
      #expect(try bench.bytes("r/model.safetensors") == before)
    }
  }

  @Test func `epochs become iterations by taking the key away`() throws {
    try using { bench in
      let config = Self.watched.replacing(
        #""iterations": 900"#, with: #""epochs": 3, "batchSize": 8"#)
      try bench.write(config, to: "net.json")
      try bench.train("net.json", "--out", "r")
      let hint = try bench.dnn("train", "--config", "net.json", "--out", "r", "--resume")
      #expect(
        hint.stderr
          == "r is complete after 12 iterations; more can be asked for with --set epochs=…\n")
      try bench.train("net.json", "--out", "r", "--resume", "--set", "epochs=5")
      let result = try bench.train(
        "net.json", "--out", "r", "--resume", "--unset", "epochs", "--set", "iterations=31")
      #expect(result.stdout.contains("iterations: 31\n"))
      try bench.train("net.json", "--out", "w", "--unset", "epochs", "--set", "iterations=31")
      try expectSame(bench, "r", "w")
      for command in [["check"], ["gradcheck"], ["graph"], ["train"], ["trace"]] {
        let refused = try runDNN(
          command + ["--config", "net.json", "--unset", "epoch"], in: bench.folder)
        #expect(refused.status == 1, "\(command)")
        #expect(
          refused.stderr == "error: --unset epoch: epoch: unknown key; did you mean \"epochs\"?\n")
      }
      let usage = try bench.dnn("check", "--config", "net.json", "--unset", "epochs=3")
      #expect(usage.status == 64)
    }
  }

  @Test func `more than is left can be asked for, and less is refused`() throws {
    try using { bench in
      try bench.train("net.json", "--out", "r", "--set", "iterations=40")
      try FileManager.default.removeItem(at: bench.file("r/metrics.json"))
      let result = try bench.dnn(
        "train", "--config", "net.json", "--out", "r", "--resume", "--set", "iterations=30")
      #expect(result.status == 1)
      #expect(result.stderr.contains("has made 40 updates already, and 30 are asked for"))
    }
  }

  @Test(arguments: [
    (["iterations=60", "logEvery=100"], true, "60 updates with logEvery 100 are 2 rows"),
    (
      ["iterations=60", "logEvery=epoch", "batchSize=2"], false,
      #"60 updates with logEvery "epoch" are 5 rows"#
    ),
  ]) func `a patience that can never run out is told by check and by train`(
    settings: [String], isOfFile: Bool, says: String
  ) throws {
    try using { bench in
      let set = (settings + ["earlyStopping.patience=5"]).flatMap { ["--set", $0] }
      for command in ["check", "train"] {
        let result = try runDNN([command, "--config", "net.json"] + set, in: bench.folder)
        #expect(result.status == 0)
        let warning = "earlyStopping.patience: can never run out: \(says) of the history; "
        // What takes the examples to tell has no place in a file.
        let place = isOfFile ? "--set earlyStopping.patience=5: " : ""
        #expect(
          result.stderr.components(separatedBy: "warning: \(place)\(warning)").count == 2,
          "\(result.stderr)")
      }
    }
  }

  // MARK: The folder's files

  @Test(arguments: [0, 1, 2]) func `a limit of file sizes is an error, and nothing is left over`(
    blocks: Int
  ) throws {
    try using { bench in
      let train = "\"$dnn\" train --config net.json --out r --progress none"
      let result = try runShell("(ulimit -f \(blocks); \(train)) 2>&1 | cat", in: bench.folder)
      let error = try #require(result.stdout.split(separator: "error: ").last)
      #expect(
        error.contains("the file would be larger than is allowed; allow larger files (ulimit -f)"))
      #expect(bench.names(in: "r") == [".lock"])
      let output = try runShell(
        "(ulimit -f \(blocks); \"$dnn\" convert builtin:flower x.npz; echo $?) 2>&1 | cat",
        in: bench.folder)
      #expect(output.stdout.hasSuffix("\n1\n") && output.stdout.hasPrefix("error: "))
      #expect(!bench.names(in: ".").contains { $0.hasPrefix("x") || $0.hasSuffix(".tmp") })
    }
  }
}
