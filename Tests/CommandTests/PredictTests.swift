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
      #expect(try bench.dnn("convert", "builtin:cats", "pictures/").status == 0)
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

  @Test func namesTheClassOfPicturesOfAnySize() throws {
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

  @Test func everyFormatSaysTheSame() throws {
    try Self.withCats { bench throws in
      let picture = "pictures/cat/0001.png"
      func predict(_ format: String) throws -> String {
        let result = try bench.dnn(
          "predict", "--model", "runs/cats", "--format", format, picture)
        return result.stdout
      }
      let answers = try decoded(predict("json"))
      #expect(answers.count == 1)
      let answer = try #require(answers.first)
      let probability = try #require(answer.probabilities.first)
      #expect(answer.input == picture)
      #expect(answer.label == (probability > 0.5 ? 1 : 0))
      #expect(answer.class == ["non-cat", "cat"][answer.label])
      let rows = try predict("csv").split(separator: "\n")
      #expect(rows.first == "input,index,probability,label,class")
      #expect(rows.last == "\(picture),0,\(Float(probability)),\(answer.label),\(answer.class)")
      #expect(try predict("table").hasPrefix("\(picture): \(answer.class) "))
    }
  }

  @Test func aModelIsAFolderOrAFile() throws {
    try Self.withCats { bench in
      let picture = "pictures/cat/0001.png"
      let folder = try bench.dnn("predict", "--model", "runs/cats", picture)
      let file = try bench.dnn("predict", "--model", "runs/cats/model.safetensors", picture)
      #expect(file.status == 0)
      #expect(file.stdout == folder.stdout)
    }
  }

  @Test func aFolderOfPicturesIsAnsweredPictureByPicture() throws {
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

  @Test func aFileNamedAsAPictureThatIsNoneIsRefusedAsOne() throws {
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

  @Test(arguments: ["points.npz", "points.npy"]) func dataFilesAreReadWhole(name: String) throws {
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

  @Test func aTableGivesWhatItsNumbersGiveElsewhere() throws {
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

  @Test func theThresholdDecidesTheLabel() throws {
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

  @Test func theOutputFileHoldsWhatWouldBePrinted() throws {
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

  @Test func anInputThatFailsLeavesNoOutputFile() throws {
    try Self.withFlower { bench in
      let result = try bench.dnn(
        "predict", "--model", "runs/flower", "--output", "answers", "points.npy", "missing.npy")
      #expect(result.status == 1)
      #expect(result.stderr.hasPrefix("error: "))
      #expect(result.stderr.contains("missing.npy"))
      #expect(!bench.names(in: ".").contains("answers"))
    }
  }

  @Test func whatIsNoPictureIsRefused() throws {
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

  @Test func dataOfAnotherWidthAreRefusedWithBothWidths() throws {
    try Self.withFlower { bench in
      try bench.write("a,b,c,d\n1,2,3,4\n", to: "wide.csv")
      let result = try bench.dnn("predict", "--model", "runs/flower", "wide.csv")
      #expect(result.status == 1)
      #expect(result.stderr.contains("4 features"))
      #expect(result.stderr.contains("n[0] = 2"))
    }
  }

  @Test func whatIsNoModelIsRefused() throws {
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
}
