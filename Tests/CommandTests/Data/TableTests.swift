import Foundation
import TestSupport
import Testing

/// Tables as people have them, by the commands that read them.
struct TableTests {
  /// A network for two classes, trained on the source for a moment.
  private func configuration(_ source: String) -> String {
    """
    {"n": [0, 4, 1], "activations": {"hidden": "tanh", "output": "sigmoid"}, "alpha": 0.05,
     "iterations": 60, "optimizer": {"method": "adam"}, "initialization": {"method": "he"},
     "data": {"train": \(source)}}
    """
  }

  /// Sixty rows that `row` makes of their number, behind a header unless that is empty.
  private func table(_ header: String = "", _ row: (Int) -> String) -> String {
    (header.isEmpty ? "" : header + "\n") + (0..<60).map { row($0) + "\n" }.joined()
  }

  private func decimal(_ i: Int) -> String { "\(Double(i * 37 % 60 - 30) / 8)" }

  private func comma(_ i: Int) -> String { decimal(i).replacing(".", with: ",") }

  @Test func `decimal commas train to the same bytes as decimal points`() throws {
    try Workbench.use { bench in
      try bench.write(
        table("x;z;y") { "\(decimal($0));\(decimal($0 + 9));\($0 % 2)" }, to: "points.csv")
      try bench.write(
        table("x;z;y") { "\(comma($0));\(comma($0 + 9));\($0 % 2)" }, to: "commas.csv")
      try bench.write(configuration("{\"path\": \"points.csv\"}"), to: "points.json")
      try bench.write(configuration("{\"path\": \"commas.csv\"}"), to: "commas.json")
      let cost = { (result: CommandResult) in
        result.stdout.split(separator: "\n").filter {
          !$0.hasPrefix("seconds") && !$0.hasPrefix("model")
        }
      }
      let points = try bench.train("points.json")
      #expect(try cost(bench.train("commas.json")) == cost(points))
      let suggestion = try bench.dnn("init", "commas.csv")
      #expect(suggestion.stdout.contains("\"n\": [2, "))
      #expect(!suggestion.stdout.contains("categories"))
      // What the model settled is not guessed again.
      let other = try bench.dnn("predict", "--model", "runs/commas", "points.csv")
      #expect(other.status == 1)
      #expect(other.stderr.contains("row 1 (line 2), column \"x\": the text \"-3.75\", expected"))
    }
  }

  @Test func `a model knows its columns by numbers and whether it had a header`() throws {
    try Workbench.use { bench in
      try bench.write(
        table("label,7,3") { "\($0 % 2),\($0 % 2 * 200 + $0 % 9),\($0 % 7)" }, to: "pixels.csv")
      try bench.write(
        configuration("{\"path\": \"pixels.csv\", \"y\": \"label\"}"), to: "pixels.json")
      try bench.train("pixels.json")
      try bench.write("7,3\n200,5\n3,1\n", to: "new.csv")
      try bench.write("3,7\n5,200\n1,3\n", to: "swapped.csv")
      let answers = try bench.dnn("predict", "--model", "runs/pixels", "new.csv").stdout
      #expect(answers.split(separator: "\n").count == 2)
      let swapped = try bench.dnn("predict", "--model", "runs/pixels", "swapped.csv").stdout
      #expect(swapped.replacing("swapped", with: "new") == answers)

      try bench.write(table { ["x,p,e", "y,q,p", "x,q,e", "z,p,p"][$0 % 4] }, to: "letters.csv")
      try bench.write(
        configuration("{\"path\": \"letters.csv\", \"categories\": true}"), to: "letters.json")
      try bench.train("letters.json")
      try bench.write("x,p\n", to: "one.csv")
      let one = try bench.dnn("predict", "--model", "runs/letters", "one.csv")
      #expect(one.stdout.split(separator: "\n").count == 1)
      try bench.write("x,p,e\ny,q,p\n", to: "labelled.csv")
      let judged = try bench.dnn(
        "evaluate", "--model", "runs/letters", "--data", "labelled.csv")
      #expect(judged.stdout.contains("examples: 2\n"))
    }
  }

  @Test func `other codings are read and said by every command that reads tables`() throws {
    try Workbench.use { bench in
      let text = table("größe,y") { "\(decimal($0)),\(["grün", "rot"][$0 % 2])" }
      let windows = try #require(text.data(using: .windowsCP1252))
      try windows.write(to: bench.file("t.csv"))
      let said = "t.csv: not UTF-8, so read as Windows-1252: \"größe\" in line 1\n"
      let suggestion = try bench.dnn("init", "t.csv")
      #expect(suggestion.stderr.contains(said))
      #expect(suggestion.stderr.contains("classes: grün 30, rot 30"))
      try bench.write(configuration("{\"path\": \"t.csv\"}"), to: "net.json")
      #expect(try bench.train("net.json").stderr.contains(said))
      for arguments in [
        ["check", "--config", "net.json"], ["convert", "t.csv", "t.npz"],
        ["predict", "--model", "runs/net", "t.csv"],
        ["evaluate", "--model", "runs/net", "--data", "t.csv"],
      ] {
        let result = try runDNN(arguments, in: bench.folder)
        #expect(result.status == 0, "\(result.stderr)")
        #expect(result.stderr.components(separatedBy: said).count == 2, "\(arguments)")
      }
      let wide = try #require(text.data(using: .utf16LittleEndian))
      try (Data([0xFF, 0xFE]) + wide).write(to: bench.file("wide.csv"))
      #expect(try bench.dnn("init", "wide.csv").stderr.contains("wide.csv: read as UTF-16\n"))
    }
  }

  @Test(arguments: ["unknown", "$47", "\"47,000\"", "47 %", "\u{2212}47", "1 234"])
  func `one odd field ends every command that reads it with its place`(text: String) throws {
    try Workbench.use { bench in
      try bench.write(
        table("age,y") { "\($0 == 17 ? text : "\(18 + $0)"),\($0 % 2)" }, to: "odd.csv")
      try bench.write(
        configuration("{\"path\": \"odd.csv\", \"categories\": true}"), to: "odd.json")
      let place = "odd.csv: row 18 (line 19), column \"age\": the text "
      for arguments in [
        ["init", "odd.csv"], ["train", "--config", "odd.json"], ["check", "--config", "odd.json"],
        ["convert", "odd.csv", "odd.npy"],
      ] {
        let result = try runDNN(arguments, in: bench.folder)
        #expect(result.status == 1)
        #expect(result.stderr.contains(place), "\(result.stderr)")
        #expect(result.stderr.split(separator: "\n").count == 1)
        #expect(!result.stderr.contains("categories"))
      }
    }
  }

  @Test func `the keys of tables are part of a source`() throws {
    try Workbench.use { bench in
      try bench.write(table { "\($0 % 5);1,\(234 + $0);\($0 % 2)" }, to: "t.csv")
      try bench.write(
        configuration(
          #"{"path": "t.csv", "header": false, "delimiter": ";", "decimal": "."}"#),
        to: "net.json")
      let check = try bench.dnn("check", "--config", "net.json")
      #expect(check.stderr.contains("float64 0 to 1293"))
      try bench.train("net.json")
      let resolved = try bench.text("runs/net/config.json")
      #expect(resolved.contains(#""header": false,"#))
      #expect(resolved.contains(#""delimiter": ";","#))
      #expect(resolved.contains(#""decimal": ".","#))
      let decimals = try bench.dnn(
        "check", "--config", "net.json", "--set", "data.train.decimal=,")
      #expect(decimals.stderr.contains("float64 0 to 4)"))
      let wrong = try bench.dnn("check", "--config", "net.json", "--set", "data.train.decimal=;")
      #expect(
        wrong.stderr.contains("data.train.decimal: must be one of \".\", \",\", but is \";\""))
      let builtIn = try bench.dnn(
        "check", "--config", "net.json", "--set",
        #"data.train={"builtin": "moons", "header": true}"#)
      #expect(builtIn.stderr.contains("data.train.header: is for files only"))
    }
  }

  @Test func `data that cannot be read are the only thing that check complains of`() throws {
    try Workbench.use { bench in
      try bench.write(configuration("{\"path\": \"t.npy\"}"), to: "net.json")
      try Data([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 0, 0, 0, 0]).write(to: bench.file("t.npy"))
      let result = try bench.dnn("check", "--config", "net.json")
      #expect(result.status == 1)
      #expect(result.stderr.contains("t.npy"))
      #expect(!result.stderr.contains("n[0]"))
      #expect(result.stderr.split(separator: "\n").count == 1)
    }
  }

  @Test func `a model answers later tables by what training measured`() throws {
    try Workbench.use { bench in
      try bench.write(
        table("id,age,color,y") {
          "u\($0),\($0 % 6 == 0 ? "" : "\(20 + $0)"),\(["red", "blue"][$0 % 2]),\($0 % 2)"
        }, to: "t.csv")
      let keys = """
        "ignore": ["id"], "categories": true, "missing": "category", "unseen": "other",
        "normalize": "standardize"
        """
      try bench.write(
        configuration("{\"path\": \"t.csv\", \(keys)}"), to: "c.json")
      let check = try bench.dnn("check", "--config", "c.json")
      #expect(check.stdout.contains("age     number           2  21 to 79       16.7 %, filled"))
      try bench.train("c.json")
      let listed = try bench.dnn("check", "--model", "runs/c")
      #expect(check.stdout.hasSuffix(listed.stdout))
      try bench.write("color,extra,age\npink,1,\nred,2,900\n", to: "later.csv")
      let later = try bench.dnn("predict", "--model", "runs/c", "later.csv")
      #expect(later.status == 0)
      #expect(later.stdout.split(separator: "\n").count == 2)
      #expect(
        later.stderr == """
          later.csv: columns that the model does not use are passed over: "extra"
          later.csv: column "color": 1 of 2 values are categories that training did not see (such as \
          "pink"); their features are 0
          later.csv: column "age": 1 of 2 values lie far outside what training saw (21 to 79), such as 900

          """)
      // The file of ONNX is held against the network, with gaps too.
      let exported = try bench.dnn("export", "--model", "runs/c", "--output", "c.onnx")
      #expect(exported.status == 0)
      #expect(try bench.dnn("export", "--model", "runs/c", "--output", "c.html").status == 0)
      let both = try bench.dnn("check", "--model", "runs/c", "--config", "c.json")
      #expect(both.status == 64)
    }
  }

  @Test func `answers keep the places of their rows where others are left out`() throws {
    try Workbench.use { bench in
      try bench.write(table("x,z,y") { "\(decimal($0)),\($0 % 7),\($0 % 2)" }, to: "t.csv")
      try bench.write(
        configuration("{\"path\": \"t.csv\", \"missing\": \"drop\"}"), to: "c.json")
      try bench.train("c.json")
      try bench.write("x,z\n1,2\n,3\n4,?\n5,6\n", to: "gaps.csv")
      let answers = try bench.dnn(
        "predict", "--model", "runs/c", "gaps.csv", "--format", "csv")
      let rows = answers.stdout.split(separator: "\n").dropFirst().map {
        $0.split(separator: ",").prefix(2).joined(separator: " ")
      }
      #expect(rows == ["gaps.csv 0", "gaps.csv 3"])
      #expect(answers.stderr == "gaps.csv: 2 of 4 rows lack a value and are left out\n")
    }
  }
}
