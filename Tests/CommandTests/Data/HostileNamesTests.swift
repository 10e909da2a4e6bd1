import Foundation
import TestSupport
import Testing

/// Names of classes, files and columns come from outside and may hold anything.
struct HostileNamesTests {
  private static let classes = [
    "<script>x", "a\nb", "\u{1B}[31mred\u{7}", "🐈\u{202E}gpj", "\"&'", "x..", "a,b;c", "%s%n",
  ]
  private static let image =
    Data("P6 2 2 255 ".utf8) + Data([9, 200, 3, 77, 0, 255, 128, 64, 32, 16, 8, 250])

  /// A folder with a class of each name, whose pictures have names of that kind too.
  private func withImages(_ body: (Workbench) throws -> Void) throws {
    try Workbench.use { bench in
      for name in Self.classes {
        let folder = bench.file("pictures").appendingPathComponent(name, isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for file in ["<img src=x>\u{1B}]0;t\u{7}.ppm", "2\n.ppm", "é.ppm"] {
          try Self.image.write(to: folder.appendingPathComponent(file))
        }
      }
      try bench.write(
        """
        {"n": [0, 8], "activations": ["softmax"], "alpha": 0.1, "iterations": 5,
         "data": {"train": {"path": "pictures"}}}
        """, to: "net.json")
      try body(bench)
    }
  }

  private func expectHarmless(
    _ text: String, _ what: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let steering = text.unicodeScalars.filter {
      ($0.properties.generalCategory == .control && $0 != "\n") || $0.properties.isBidiControl
    }
    #expect(steering.isEmpty, "\(what): \(steering)", sourceLocation: sourceLocation)
  }

  @Test func `nothing that is printed steers a terminal`() throws {
    try withImages { bench in
      let first = "pictures/\(Self.classes[2])/<img src=x>\u{1B}]0;t\u{7}.ppm"
      for arguments in [
        ["train", "--config", "net.json", "--progress", "lines"],
        ["predict", "--model", "runs/net", "pictures"], ["predict", "--model", "runs/net", first],
        ["predict", "--model", "runs/net", "pictures", "--format", "json"],
        ["evaluate", "--model", "runs/net"],
        ["evaluate", "--model", "runs/net", "--format", "json"],
        ["check", "--config", "net.json"], ["init", "pictures"], ["trace", "--model", "runs/net"],
        ["gradcheck", "--config", "net.json"], ["convert", "pictures", "copy/"],
        ["sweep", "--config", "net.json", "--vary", "alpha=0.1,0.2"],
      ] {
        let result = try runDNN(arguments, in: bench.folder)
        #expect(result.status == 0, "\(arguments): \(result.stderr)")
        expectHarmless(result.stdout, "\(arguments) on stdout")
        expectHarmless(result.stderr, "\(arguments) on stderr")
      }
    }
  }

  @Test func `messages about them steer no terminal`() throws {
    try withImages { bench in
      let name = Self.classes[2]
      try bench.write("no picture", to: "pictures/\(name)/4\u{1B}[2J.ppm")
      try bench.write("a\u{1B}[2J,b\u{7},y\n1,2,\u{1B}x\n3,4,\u{1B}z\n5,\u{1B}[0m,1\n", to: "t.csv")
      for arguments in [
        ["train", "--config", "net.json"], ["evaluate", "--model", "\u{1B}[2J"],
        ["\u{1B}[2J"], ["train", "--\u{1B}[2J"], ["graph", "\u{1B}[2J+a"],
        ["train", "--config", "net.json", "--set", "a\u{1B}=\u{7}"],
        ["train", "--config", "net.json", "--set", "data.train.path=t.csv"],
        ["init", "t.csv"], ["convert", "pictures", "x\u{7}.txt"],
      ] {
        let result = try runDNN(arguments, in: bench.folder)
        expectHarmless(result.stdout, "\(arguments) on stdout")
        expectHarmless(result.stderr, "\(arguments) on stderr")
      }
    }
  }

  @Test func `nothing gets into a page as markup`() throws {
    try withImages { bench in
      try bench.train("net.json")
      try bench.train("net.json", "--out", "runs/<script>x")
      let several = try bench.dnn("report", "runs/net", "runs/<script>x")
      #expect(several.status == 0, "\(several.stderr)")
      #expect(
        try bench.dnn("trace", "--model", "runs/net", "--output", "trace.html").status == 0)
      for page in [
        "runs/net/report.html", "runs/<script>x/report.html", "report.html", "trace.html",
      ] {
        let html = try bench.text(page)
        for mark in ["<script>x", "<img src=x", "\u{1B}", "\u{7}"] {
          #expect(!html.contains(mark), "\(page) holds \(mark.debugDescription)")
        }
      }
    }
  }

  @Test func `links are followed once and loops end`() throws {
    try withImages { bench in
      let shell = """
        mkdir links && cd links && ln -s ../pictures/x.. cat && ln -s ../pictures/%s%n dog &&
        ln -s ../../pictures ../pictures/x../loop && ln -s me ../pictures/%s%n/me &&
        ln -s nowhere bird && ln -s itself itself
        """
      #expect(try runShell(shell, in: bench.folder).status == 0)
      let loop = try bench.dnn("init", "links")
      #expect(loop.status == 1)
      #expect(loop.stderr.contains("folders inside it (loop)"), "\(loop.stderr)")
      try FileManager.default.removeItem(at: bench.file("pictures/x../loop"))
      let result = try bench.dnn("init", "links")
      #expect(result.status == 0, "\(result.stderr)")
      #expect(result.stdout.contains("\"cat\"") || result.stderr.contains("cat"))
    }
  }

  @Test func `a link to a file that is no image tells nothing of it`() throws {
    try withImages { bench in
      try bench.write("secret", to: "secret.txt")
      #expect(
        try runShell("ln -s ../../secret.txt 'pictures/x../9.ppm'", in: bench.folder).status == 0)
      let result = try bench.dnn("train", "--config", "net.json")
      #expect(result.status == 1)
      #expect(result.stderr.contains("9.ppm"), "\(result.stderr)")
      #expect(!result.stderr.contains("secret"))
    }
  }

  @Test func `names that are no text are read or refused in a sentence`() throws {
    try withImages { bench in
      let made = try runShell(
        "cp -r pictures/x.. \"pictures/$(printf 'z\\377z')\"", in: bench.folder)
      guard made.status == 0 else { return }
      let result = try bench.dnn("train", "--config", "net.json", "--set", "n=[0,9]")
      #expect([0, 1].contains(result.status), "\(result.stderr)")
      #expect(result.status == 0 || result.stderr.contains("error: "), "\(result.stderr)")
    }
  }

  @Test func `a zero in a path is refused`() throws {
    try Workbench.use { bench in
      try bench.write(
        Small.flower.replacing(#"{"builtin": "flower"}"#, with: #"{"path": "a\u0000b"}"#),
        to: "zero.json")
      let result = try bench.dnn("train", "--config", "zero.json")
      #expect(result.status == 1)
      #expect(result.stderr.contains("error: "), "\(result.stderr)")
    }
  }
}
