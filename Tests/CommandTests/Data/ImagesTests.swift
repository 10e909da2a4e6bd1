import Foundation
import TestSupport
import Testing

/// Folders of pictures as people have them, through the commands.
struct ImagesTests {
  /// Two classes of two pictures each in `two`, and pictures of no class in `flat`.
  private func withImages(_ body: (Workbench) throws -> Void) throws {
    try Workbench.use { bench in
      let made = try runShell(
        """
        mkdir -p two/cat two/dog flat
        for i in 1 2; do
          printf 'P6 2 2 255 %s' 111111111111 > two/cat/$i.ppm
          printf 'P6 2 2 255 %s' zzzzzzzzzzzz > two/dog/$i.ppm
        done
        cp two/cat/1.ppm flat/a.ppm; cp two/dog/1.ppm flat/b.ppm
        """, in: bench.folder)
      #expect(made.status == 0, "\(made.stderr)")
      try body(bench)
    }
  }

  /// A configuration whose n[L] and loss fit the classes.
  private func write(_ bench: Workbench, n: String, output: String, data: String, to name: String)
    throws
  {
    try bench.write(
      """
      {"n": \(n), "activations": ["tanh", "\(output)"], "alpha": 0.5, "iterations": 20,
       "initialization": {"method": "xavier"}, "data": \(data)}
      """, to: name)
  }

  @Test(arguments: [
    ("flat", "sigmoid", "2 pictures of no class"), ("flat", "linear", "2 pictures of no class"),
    ("flat", "softmax", "2 pictures of no class"),
    ("flat/a.ppm", "sigmoid", "a single picture, of no class"),
  ])
  func `no command learns from pictures of no class`(path: String, output: String, found: String)
    throws
  {
    try withImages { bench in
      let size = output == "softmax" ? 2 : 1
      for (name, data) in [
        ("train", #"{"train": {"path": "\#(path)"}}"#),
        ("validation", #"{"train": {"path": "two"}, "validation": {"path": "\#(path)"}}"#),
        ("test", #"{"train": {"path": "two"}, "test": {"path": "\#(path)"}}"#),
      ] {
        try write(
          bench, n: "[0, 3, \(size)]", output: output == "linear" ? "linear" : output, data: data,
          to: "\(name).json")
        if output == "linear", name != "train" { continue }
        for arguments in [
          ["train", "--progress", "none"], ["check"], ["gradcheck"], ["trace"], ["graph"],
          ["sweep", "--vary", "alpha=0.1,0.2", "--progress", "none"],
        ] where name == "train" || !["gradcheck", "trace", "graph"].contains(arguments[0]) {
          let result = try runDNN(arguments + ["--config", "\(name).json"], in: bench.folder)
          #expect(result.status == 1, "\(arguments), \(name): \(result.status)")
          #expect(
            result.stderr.hasPrefix("error: \(bench.folder.path)/\(path): \(found), expected "),
            "\(arguments), \(name): \(result.stderr)")
          #expect(result.stdout == "", "\(arguments), \(name)")
        }
      }
      #expect(bench.names(in: "runs") == [])
      #expect(try bench.dnn("init", path).status == 1)
    }
  }

  @Test func `pictures of no class are answered and not evaluated`() throws {
    try withImages { bench in
      try write(
        bench, n: "[0, 3, 1]", output: "sigmoid", data: #"{"train": {"path": "two"}}"#, to: "n.json"
      )
      try bench.train("n.json")
      let evaluation = try bench.dnn("evaluate", "--model", "runs/n", "--data", "flat")
      #expect(evaluation.status == 1)
      #expect(
        evaluation.stderr
          == "error: flat: 2 pictures of no class, expected a folder that has a folder of pictures "
          + "for each class, or \"labelsPath\"\n")
      let answers = try bench.dnn("predict", "--model", "runs/n", "flat")
      #expect(answers.stdout.contains("flat/a.ppm: cat "), "\(answers.stdout)")
      #expect(answers.stdout.contains("flat/b.ppm: dog "), "\(answers.stdout)")
    }
  }

  @Test func `pictures with a table of labels are learnt as those in folders are`() throws {
    try withImages { bench in
      try bench.write("file,label\nb.ppm,dog\na.ppm,cat\n", to: "flat/labels.csv")
      for (name, source) in [
        ("folders", #"{"path": "two"}"#),
        ("table", #"{"path": "flat", "labelsPath": "flat/labels.csv"}"#),
      ] {
        try write(
          bench, n: "[0, 3, 1]", output: "sigmoid", data: "{\"train\": \(source)}",
          to: "\(name).json")
        try bench.train("\(name).json")
      }
      let judged = try bench.dnn(
        "evaluate", "--model", "runs/folders", "--data",
        #"{"path": "flat", "labelsPath": "flat/labels.csv"}"#)
      #expect(judged.status == 0, "\(judged.stderr)")
      #expect(judged.stdout.contains("1.0"), "\(judged.stdout)")
      let answers = try bench.dnn("predict", "--model", "runs/table", "flat/a.ppm", "flat/b.ppm")
      #expect(answers.stdout.contains("flat/a.ppm: cat "), "\(answers.stdout)")
      #expect(answers.stdout.contains("flat/b.ppm: dog "), "\(answers.stdout)")
      let checked = try bench.dnn(
        "check", "--config", "table.json", "--set", "data.train.labelsPath=none.csv")
      #expect(checked.status == 1)
      #expect(checked.stderr.contains("none.csv: no such file or folder"), "\(checked.stderr)")
    }
  }

  @Test func `a name that is no UTF-8 is learnt from, answered and typed`() throws {
    try withImages { bench in
      let made = try runShell(
        """
        mv two/cat/1.ppm "two/cat/$(printf 'caf\\351').ppm" &&
        cp -r two/dog "two/$(printf 'h\\374nd')" && ln -s nowhere.ppm two/dog/gone.ppm
        """, in: bench.folder)
      // A file system that takes UTF-8 alone has nothing to show.
      guard made.status == 0 else { return }
      try write(
        bench, n: "[0, 3, 3]", output: "softmax", data: #"{"train": {"path": "two"}}"#,
        to: "n.json")
      let training = try bench.train("n.json")
      #expect(training.stderr.contains("two: a link leads to nothing, passed over: dog/gone.ppm\n"))
      #expect(training.stderr.contains(#"for such a byte: h\xfcnd, cat/caf\xe9.ppm"#))
      let folder = try bench.dnn("predict", "--model", "runs/n", "--format", "csv", "two/cat")
      let inputs = folder.stdout.split(separator: "\n").dropFirst().map { $0.prefix { $0 != "," } }
      #expect(inputs == ["two/cat/2.ppm", #"two/cat/caf\xe9.ppm"#])
      let typed = try runShell(
        "\"$dnn\" predict --model runs/n \"$(printf 'two/cat/caf\\351').ppm\"", in: bench.folder)
      #expect(typed.stdout.hasPrefix(#"two/cat/caf\xe9.ppm: "#), "\(typed.stderr)")
      #expect(try bench.dnn("predict", "--model", "runs/n", #"two/h\xfcnd"#).status == 0)
      let copy = try bench.dnn("convert", "two", "copy/")
      #expect(copy.status == 0, "\(copy.stderr)")
      #expect(bench.names(in: "copy") == ["cat", "dog", "h_xfcnd"])
    }
  }

  @Test func `a test set may have an empty class, a training set may not`() throws {
    try withImages { bench in
      #expect(
        try runShell("mkdir part; cp -r two/cat part; mkdir part/dog", in: bench.folder).status == 0
      )
      try write(
        bench, n: "[0, 3, 2]", output: "softmax",
        data: #"{"train": {"path": "two"}, "test": {"path": "part"}}"#, to: "n.json")
      let result = try bench.train("n.json")
      #expect(result.stderr.contains("part: no pictures in the folder of dog\n"))
      #expect(result.stdout.contains("test accuracy: 1.00000"))
      #expect(try bench.dnn("check", "--config", "n.json").status == 0)
      let empty = try bench.dnn(
        "train", "--config", "n.json", "--out", "e", "--set", "data.train.path=part")
      #expect(empty.status == 1)
      #expect(empty.stderr.contains("part/dog: an empty folder"), "\(empty.stderr)")
    }
  }
}
