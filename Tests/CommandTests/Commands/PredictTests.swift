import Foundation
import TestSupport
import Testing

struct PredictTests {
  /// What `--format json` says of an example.
  private struct Answer: Decodable, Equatable {
    let input: String
    let index: Int
    let probabilities: [Double]
    let label: Int
    let `class`: String
  }

  /// A network trained on small pictures, and a few pictures to ask it about.
  private static func withCats(_ body: (Workbench) throws -> Void) throws {
    try Workbench.use { bench in
      try bench.write(Small.cats, to: "cats.json")
      try bench.train("cats.json")
      try bench.addPictures()
      try body(bench)
    }
  }

  /// A network trained on points, and the points as files.
  private static func withFlower(_ body: (Workbench) throws -> Void) throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      try bench.train("flower.json", "--set", "iterations=300")
      for name in ["points.npz", "points.npy"] {
        #expect(try bench.dnn("convert", "builtin:flower", name).status == 0)
      }
      try body(bench)
    }
  }

  private func decoded(_ text: String) throws -> [Answer] {
    try JSONDecoder().decode([Answer].self, from: Data(text.utf8))
  }

  @Test func `pictures of any size get their class`() throws {
    try Self.withCats { bench in
      let result = try bench.dnn(
        "predict", "--model", "runs/cats", "pictures/cat/0001.png", "pictures/non-cat/0000.png")
      #expect(result.status == 0)
      #expect(result.stderr == "")
      let lines = result.stdout.split(separator: "\n")
      #expect(lines.count == 2)
      #expect(
        lines.first?.wholeMatch(of: /pictures\/cat\/0001\.png: (non-)?cat \d\.\d{4}/) != nil)
    }
  }

  @Test func `every format says the same`() throws {
    try Self.withCats { bench throws in
      let image = "pictures/cat/0001.png"
      func predict(_ format: String) throws -> String {
        let result = try bench.dnn(
          "predict", "--model", "runs/cats", "--format", format, image)
        return result.stdout
      }
      let answers = try decoded(predict("json"))
      #expect(answers.count == 1)
      let answer = try #require(answers.first)
      let probability = try #require(answer.probabilities.first)
      #expect(answer.input == image)
      #expect(answer.label == (probability > 0.5 ? 1 : 0))
      #expect(answer.class == ["non-cat", "cat"][answer.label])
      let rows = try predict("csv").split(separator: "\n")
      #expect(rows.first == "input,index,probability,label,class")
      #expect(rows.last == "\(image),0,\(Float(probability)),\(answer.label),\(answer.class)")
      #expect(try predict("table").hasPrefix("\(image): \(answer.class) "))
    }
  }

  @Test func `a model is a folder or a file`() throws {
    try Self.withCats { bench in
      let image = "pictures/cat/0001.png"
      let folder = try bench.dnn("predict", "--model", "runs/cats", image)
      let file = try bench.dnn("predict", "--model", "runs/cats/model.safetensors", image)
      #expect(file.status == 0)
      #expect(file.stdout == folder.stdout)
    }
  }

  @Test func `a folder of images is answered image by image`() throws {
    try Self.withCats { bench in
      let result = try bench.dnn(
        "predict", "--model", "runs/cats", "--format", "json", "pictures/cat/")
      let answers = try decoded(result.stdout)
      #expect(answers.count == bench.names(in: "pictures/cat").count)
      #expect(Set(answers.map(\.input)).count == answers.count)
      #expect(answers.first?.input == "pictures/cat/0001.png")
      let whole = try bench.dnn("predict", "--model", "runs/cats", "pictures")
      #expect(whole.stdout.contains("\npictures/non-cat/0000.png: "))
      #expect(whole.stdout.hasPrefix("pictures/cat/0001.png: "))
    }
  }

  @Test func `a file that is named as a picture and is none is refused as a picture`() throws {
    try Self.withCats { bench in
      try bench.write("this is no picture\n", to: "text.png")
      try bench.write("", to: "empty.JPG")
      for (name, reason) in [
        ("text.png", "not a picture that can be read"), ("empty.JPG", "the file is empty"),
      ] {
        let result = try bench.dnn("predict", "--model", "runs/cats", name)
        #expect(result.status == 1)
        #expect(result.stderr.contains(reason), "\(result.stderr)")
      }
    }
  }

  @Test(arguments: ["points.npz", "points.npy"]) func `data files are read whole`(name: String)
    throws
  {
    try Self.withFlower { bench in
      let result = try bench.dnn("predict", "--model", "runs/flower", "--format", "json", name)
      let answers = try decoded(result.stdout)
      #expect(answers.map(\.index) == Array(0..<400))
      #expect(answers.allSatisfy { $0.input == name })
      let summary = try bench.text("runs/flower/metrics.json")
      let reds = answers.filter { $0.label == 0 }.count
      #expect(summary.contains("\"confusionMatrix\""))
      #expect((1..<400).contains(reds))
    }
  }

  @Test func `a table gives what its numbers give elsewhere`() throws {
    try Self.withFlower { bench in
      try bench.write("a,b\n1.5,-2\n0.25,3\n", to: "table.csv")
      try bench.write("a,b\n1.5,-2\n", to: "row.csv")
      func rows(_ name: String) throws -> [Substring] {
        try bench.dnn("predict", "--model", "runs/flower", "--format", "csv", name)
          .stdout.split(separator: "\n")
      }
      let table = try rows("table.csv")
      #expect(table.count == 3)
      let row = try rows("row.csv")
      #expect(table[1].dropFirst("table.csv".count) == row[1].dropFirst("row.csv".count))
    }
  }

  @Test func `the threshold decides the label`() throws {
    try Self.withFlower { bench throws in
      func labels(_ threshold: String) throws -> Set<Int> {
        let result = try bench.dnn(
          "predict", "--model", "runs/flower", "--format", "json", "--threshold", threshold,
          "points.npy")
        return try Set(decoded(result.stdout).map(\.label))
      }
      #expect(try labels("1") == [0])
      #expect(try labels("0.5") == [0, 1])
      #expect(try labels("0") == [1])
    }
  }

  @Test func `several labels are those above the threshold, by name`() throws {
    try Workbench.use { bench in
      try Several.train(bench)
      func lines(_ format: String, _ threshold: String) throws -> [String] {
        let result = try bench.dnn(
          "predict", "--model", "runs/labels", "--format", format, "--threshold", threshold, "x.npy"
        )
        #expect(result.status == 0, "\(result.stderr)")
        return result.stdout.split(separator: "\n").map(String.init)
      }
      struct Labels: Decodable {
        let probabilities: [Double]
        let labels: [String]
      }
      for threshold in [0.1, 0.5, 0.9] {
        let text = try lines("json", "\(threshold)").joined()
        let answers = try JSONDecoder().decode([Labels].self, from: Data(text.utf8))
        let (csv, table) = (try lines("csv", "\(threshold)"), try lines("table", "\(threshold)"))
        #expect(
          csv[0] == "input,index,probability_rain,probability_wind,probability_sun,labels")
        for (index, answer) in answers.enumerated() {
          let named = zip(["rain", "wind", "sun"], answer.probabilities)
          #expect(answer.labels == named.filter { $0.1 > threshold }.map(\.0))
          #expect(csv[index + 1].hasSuffix("," + answer.labels.joined(separator: ";")))
          let words = answer.labels.isEmpty ? "none (" : answer.labels[0] + " 0."
          #expect(table[index].hasPrefix("x.npy \(index): \(words)"), "\(table[index])")
        }
      }
    }
  }

  @Test func `labels without names are their indices`() throws {
    try Workbench.use { bench in
      try Several.train(bench)
      let configuration = try bench.text("labels.json")
      try bench.write(
        configuration.replacing(#", "classes": ["rain", "wind", "sun"]"#, with: ""),
        to: "plain.json")
      try bench.train("plain.json", "--out", "plain")
      let result = try bench.dnn(
        "predict", "--model", "plain", "--format", "json", "--threshold", "0", "x.npy")
      #expect(result.stdout.contains(#""labels": [0, 1, 2]}"#), "\(result.stdout)")
    }
  }

  @Test func `a probability is 1 only where it is exactly`() throws {
    try Workbench.use { bench in
      try bench.write("x,y\n1,1\n0,0\n", to: "t.csv")
      try bench.write(
        """
        {"n": [1, 1], "activations": ["sigmoid"], "alpha": 1e-9, "iterations": 1,
         "initialization": {"method": "normal", "scale": 1},
         "data": {"train": {"path": "t.csv"}}}
        """, to: "t.json")
      try bench.train("t.json")
      try bench.write("x\n7\n400\n", to: "two.csv")
      let result = try bench.dnn("predict", "--model", "runs/t", "two.csv")
      #expect(result.stdout == "two.csv 0: 1 0.9999\ntwo.csv 1: 1 1.0000\n")
    }
  }

  // MARK: Standard input and pipes

  @Test(arguments: ["points.npz", "points.npy", "points.csv"])
  func `what comes through a pipe is read as a file is`(name: String) throws {
    try Self.withFlower { bench in
      try bench.write("a,b\n1.5,-2\n0.25,3\n", to: "points.csv")
      let command = "$dnn predict --model runs/flower --format csv"
      func answers(_ line: String) throws -> [Substring] {
        let result = try runShell(line, in: bench.folder)
        #expect(result.status == 0, "\(line): \(result.stderr)")
        return result.stdout.split(separator: "\n").dropFirst().map { $0.drop { $0 != "," } }
      }
      let expected = try answers("\(command) \(name)")
      #expect(!expected.isEmpty)
      for line in [
        "cat \(name) | \(command) -", "cat \(name) | \(command) /dev/stdin",
        "\(command) - < \(name)",
        "mkfifo f; cat \(name) > f & \(command) f",
      ] { #expect(try answers(line) == expected, "\(line)") }
      let first = try runShell("cat \(name) | \(command) -", in: bench.folder).stdout
      #expect(first.split(separator: "\n")[1].hasPrefix("-,0,"))
    }
  }

  @Test func `pictures and models come through pipes too`() throws {
    try Self.withCats { bench in
      let command = "$dnn predict --model runs/cats"
      let image = "pictures/cat/0001.png"
      let expected = try runShell("\(command) \(image)", in: bench.folder).stdout
      let piped = try runShell("cat \(image) | \(command) -", in: bench.folder)
      #expect(piped.stdout == expected.replacing(image, with: "-"), "\(piped.stderr)")
      let model = try runShell(
        "mkfifo m; cat runs/cats/model.safetensors > m & $dnn predict --model m \(image)",
        in: bench.folder)
      #expect(model.stdout == expected, "\(model.stderr)")
    }
  }

  @Test func `a pipe is read on from where it stands, and what is empty is said to be`() throws {
    try Self.withFlower { bench in
      try bench.write("a,b\n1.5,-2\n0.25,3\n", to: "points.csv")
      let rest = try runShell(
        "{ read line; read line; $dnn predict --model runs/flower -; } < points.csv",
        in: bench.folder)
      #expect(rest.stdout.hasPrefix("-: "), "\(rest.stderr)")
      let empty = try runShell("$dnn predict --model runs/flower - < /dev/null", in: bench.folder)
      #expect(empty.status == 1)
      #expect(empty.stderr.contains("/dev/stdin"))
    }
  }

  @Test func `other commands read standard input, and init says why it does not`() throws {
    try Self.withFlower { bench in
      let evaluated = try runShell(
        "cat points.npz | $dnn evaluate --model runs/flower --data -; $dnn evaluate --model runs/flower"
          + " --data points.npz", in: bench.folder)
      let halves = evaluated.stdout.components(separatedBy: "examples: 400")
      #expect(halves.count == 3 && halves[1].trimmed == halves[2].trimmed, "\(evaluated.stderr)")
      let converted = try runShell(
        "cat points.npz | $dnn convert - copy.npz && cmp points.npz copy.npz", in: bench.folder)
      #expect(converted.status == 0, "\(converted.stderr)")
      let suggested = try runShell("cat points.npz | $dnn init -", in: bench.folder)
      #expect(suggested.status == 1)
      #expect(suggested.stderr.contains("save what comes through the pipe to a file"))
    }
  }

  @Test func `the output file holds what would be printed`() throws {
    try Self.withFlower { bench in
      for format in ["table", "json", "csv"] {
        let inputs = ["points.npy", "points.npz"]
        let options = ["predict", "--model", "runs/flower", "--format", format]
        let printed = try runDNN(options + inputs, in: bench.folder)
        let written = try runDNN(options + ["--output", "answers"] + inputs, in: bench.folder)
        #expect(written.status == 0)
        #expect(written.stdout == "")
        #expect(try bench.text("answers") == printed.stdout)
      }
    }
  }

  @Test func `an input that fails leaves no output file`() throws {
    try Self.withFlower { bench in
      let result = try bench.dnn(
        "predict", "--model", "runs/flower", "--output", "answers", "points.npy", "missing.npy")
      #expect(result.status == 1)
      #expect(result.stderr.hasPrefix("error: "))
      #expect(result.stderr.contains("missing.npy"))
      #expect(!bench.names(in: ".").contains("answers"))
    }
  }

  @Test func `what is no image is refused`() throws {
    try Self.withCats { bench in
      let whole = try bench.bytes("pictures/cat/0001.png")
      try whole.prefix(whole.count / 2).write(to: bench.file("half.png"))
      try bench.write("this is no picture\n", to: "text.png")
      try bench.write("", to: "empty.png")
      for name in ["half.png", "text.png", "empty.png", "missing.png", "cats.json"] {
        let result = try bench.dnn("predict", "--model", "runs/cats", name)
        #expect(result.status == 1, "\(name)")
        #expect(result.stdout == "", "\(name)")
        #expect(result.stderr.hasPrefix("error: "), "\(name)")
        #expect(result.stderr.contains(name), "\(name)")
      }
    }
  }

  @Test func `data of another width are refused with both widths`() throws {
    try Self.withFlower { bench in
      try bench.write("a,b,c,d\n1,2,3,4\n", to: "wide.csv")
      let result = try bench.dnn("predict", "--model", "runs/flower", "wide.csv")
      #expect(result.status == 1)
      #expect(result.stderr.contains("4 features"))
      #expect(result.stderr.contains("n[0] = 2"))
    }
  }

  @Test func `what is no model is refused`() throws {
    try Workbench.use { bench in
      try bench.write("no model", to: "model.safetensors")
      try bench.write("a,b\n1,2\n", to: "row.csv")
      for name in ["model.safetensors", "missing", "."] {
        let result = try bench.dnn("predict", "--model", name, "row.csv")
        #expect(result.status == 1, "\(name)")
        #expect(result.stdout == "", "\(name)")
        if name == "missing" { #expect(result.stderr.contains("missing")) }
      }
    }
  }

  @Test func `what is given for data and is none of them is named`() throws {
    try Self.withFlower { bench in
      let export = ["export", "--model", "runs/flower", "--output", "net.onnx"]
      #expect(try runDNN(export, in: bench.folder).status == 0)
      for (path, name) in [
        ("runs/flower", "the folder of a run"), ("runs/flower/model.safetensors", "a model of dnn"),
        ("runs/flower/config.json", "a configuration"),
        ("net.onnx", "an ONNX model"),
      ] {
        for command in [["predict", path], ["evaluate", "--data", path]] {
          let result = try runDNN(command + ["--model", "runs/flower"], in: bench.folder)
          #expect(result.status == 1, "\(path)")
          #expect(
            result.stderr == "error: \(path): \(name), expected pictures or data\n",
            "\(result.stderr)")
        }
      }
    }
  }

  @Test func `what is given for a model is named, with what to do`() throws {
    try Self.withFlower { bench in
      try bench.train("flower.json", "--out", "gone")
      try FileManager.default.removeItem(at: bench.file("gone/model.safetensors"))
      try bench.write("", to: "empty/unrelated")
      try bench.write("a,b\n1,2\n", to: "table.csv")
      #expect(
        try bench.dnn("sweep", "--config", "flower.json", "--vary", "alpha=0.1", "--out", "s")
          .status
          == 0)
      for name in ["net.onnx", "net.npz", "torch.safetensors"] {
        let layout = name.hasPrefix("torch") ? ["--layout", "torch"] : []
        let export = ["export", "--model", "runs/flower", "--output", name] + layout
        #expect(try runDNN(export, in: bench.folder).status == 0)
      }
      let model = try bench.bytes("runs/flower/model.safetensors")
      for (name, change) in [("later", "dnn model 2"), ("odd", "dnn model 1")] {
        var bytes = model
        let place = try #require(bytes.range(of: Data("dnn model 1".utf8)))
        bytes.replaceSubrange(place, with: Data(change.utf8))
        if name == "odd" {
          let loss = try #require(bytes.range(of: Data("binaryCrossEntropy".utf8)))
          bytes.replaceSubrange(loss, with: Data("ternaryCrossEntrop".utf8))
        }
        try bytes.write(to: bench.file("\(name).safetensors"))
      }
      for (name, found, advice) in [
        ("nowhere", "nowhere is not there", "give the folder of a run"),
        ("runs/flowr", "runs/flowr is not there", "did you mean runs/flower?"),
        ("flower.json", "is a configuration", "train it first"),
        ("runs/flower/config.json", "is a configuration", "the run's folder is runs/flower"),
        ("runs/flower/metrics.json", "is a JSON file", "the run's folder is runs/flower"),
        ("runs/flower/history.csv", "is text", "the run's folder is runs/flower"),
        (
          "runs/flower/report.html", "is a page of the web (HTML)",
          "the run's folder is runs/flower"
        ),
        (
          "table.csv", "is text, such as a table",
          "give the folder of a run or its model.safetensors"
        ),
        ("net.onnx", "is an ONNX model", "dnn import makes a run of it"),
        ("net.npz", "is a file of arrays (NPZ: W1, b1, W2, b2)", "if they are weights"),
        ("torch.safetensors", "(safetensors: layers.0.weight", "\"method\": \"file\""),
        ("later.safetensors", "in a format of a later version", "the version that wrote it"),
        ("odd.safetensors", "makes no sense to this version", "damaged"),
        ("gone", "holds no model.safetensors", "dnn train --resume"),
        ("empty", "is no run's folder", "give the folder of a run"),
        ("s", "holds runs in folders of their own", "such as s/alpha=0.1"),
      ] {
        for command in [["predict", "points.npy"], ["evaluate"], ["export", "--output", "x.npz"]] {
          let result = try runDNN(command + ["--model", name], in: bench.folder)
          #expect(result.status == 1, "\(name)")
          #expect(result.stdout == "", "\(name)")
          #expect(result.stderr.contains(found), "\(name): \(result.stderr)")
          #expect(result.stderr.contains(advice), "\(name): \(result.stderr)")
        }
      }
    }
  }
}

extension String {
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
