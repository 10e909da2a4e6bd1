import Foundation
import TestSupport
import Testing

struct ImportTests {
  /// A trained flower in `runs/flower`, exported as `net.onnx`, and points in `points.npy`.
  private static func withFlower(_ body: (Workbench) throws -> Void) throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      try bench.train("flower.json")
      try expectSuccess(bench.dnn("export", "--model", "runs/flower", "--output", "net.onnx"))
      try expectSuccess(bench.dnn("convert", "builtin:flower", "points.npy"))
      try body(bench)
    }
  }

  private static func expectSuccess(_ result: CommandResult) {
    #expect(result.status == 0, "\(result.stderr)")
  }

  /// A file that another tool made: `InterchangeTests/Fixtures/make_onnx.py` says how.
  private static func fixture(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("InterchangeTests/Fixtures/\(name).onnx")
      .path
  }

  @Test func `an imported network answers as the one that was exported`() throws {
    try Self.withFlower { bench in
      let result = try bench.dnn("import", "net.onnx", "again/")
      Self.expectSuccess(result)
      #expect(result.stdout == "")
      #expect(
        result.stderr.contains(
          "net.onnx: the loss is binaryCrossEntropy, since sigmoid comes last\n"))
      #expect(result.stderr.contains("wrote again to again/\n"))
      #expect(
        result.stderr.contains("dnn train --config again/config.json --set data.train.path=DATA"))
      #expect(
        bench.names(in: "again").filter { $0 != ".lock" } == ["config.json", "model.safetensors"])
      func answers(_ run: String) throws -> String {
        let result = try bench.dnn("predict", "--model", run, "--format", "json", "points.npy")
        // The file does not say what the classes are called.
        return result.stdout.replacing(/, "class": "[a-z]+"/, with: "")
      }
      #expect(try answers("again") == answers("runs/flower"))
      #expect(try answers("again").contains("probabilities"))
      Self.expectSuccess(try bench.dnn("export", "--model", "again", "--output", "twice.onnx"))
      Self.expectSuccess(try bench.dnn("import", "twice.onnx", "twice"))
      #expect(try answers("twice") == answers("runs/flower"))
    }
  }

  @Test func `an imported network is evaluated and trained on`() throws {
    try Self.withFlower { bench in
      Self.expectSuccess(try bench.dnn("import", "net.onnx", "again"))
      let data = ["--data", #"{"builtin": "flower"}"#]
      func accuracy(_ run: String) throws -> String? {
        let result = try runDNN(["evaluate", "--model", run] + data, in: bench.folder)
        Self.expectSuccess(result)
        return result.stdout.split(separator: "\n").first { $0.contains("accuracy") }.map(
          String.init)
      }
      #expect(try accuracy("again") == accuracy("runs/flower"))
      try bench.train(
        "again/config.json", "--set", #"data.train={"builtin": "flower"}"#, "--set", "batchSize=0",
        "--set", "epochs=1", "--out", "on")
      func costs(_ run: String) throws -> [Substring] {
        try bench.text("\(run)/history.csv").split(separator: "\n").map {
          $0.split(separator: ",")[3]
        }
      }
      // The first row has the cost of the weights as they were read.
      #expect(try costs("on")[1] == costs("runs/flower").last)
    }
  }

  @Test func `a network of pictures takes pictures`() throws {
    try Workbench.use { bench in
      let result = try bench.dnn("import", Self.fixture("keras-bytes"), "net")
      Self.expectSuccess(result)
      #expect(result.stderr.contains("raw features are pictures of 8x8x3"))
      Self.expectSuccess(
        try bench.dnn("convert", "builtin:cats", "pictures/", "--image-size", "8x8"))
      let predicted = try bench.dnn("predict", "--model", "net", "--format", "csv", "pictures")
      Self.expectSuccess(predicted)
      #expect(predicted.stdout.split(separator: "\n").count > 100)
      let config = try bench.text("net/config.json")
      #expect(config.contains(#""normalize": "unit""#) && config.contains(#""imageSize": [8, 8]"#))
      try bench.train(
        "net/config.json", "--set", "data.train.path=../pictures", "--set", "epochs=1", "--set",
        #"layers[4].units=2"#, "--set", #"initialization={"method": "he"}"#, "--out", "on")
    }
  }

  @Test func `unit divides what a file takes as it is`() throws {
    try Workbench.use { bench in
      Self.expectSuccess(
        try bench.dnn("import", Self.fixture("torch-cnn"), "net", "--normalize", "unit"))
      #expect(try bench.text("net/config.json").contains(#""normalize": "unit""#))
      let scaled = try bench.dnn(
        "import", Self.fixture("sklearn-names"), "names", "--normalize", "unit")
      #expect(scaled.status == 1)
      #expect(scaled.stderr.contains("scales its features itself"), "\(scaled.stderr)")
      #expect(bench.names(in: ".") == ["net"])
    }
  }

  @Test func `classes keep the names that the file has`() throws {
    try Workbench.use { bench in
      Self.expectSuccess(try bench.dnn("import", Self.fixture("sklearn-names"), "net"))
      try bench.write("3,20,0.1,5\n-3,1,0.2,4\n", to: "x.csv")
      let predicted = try bench.dnn("predict", "--model", "net", "--format", "csv", "x.csv")
      Self.expectSuccess(predicted)
      let lines = predicted.stdout.split(separator: "\n").dropFirst()
      #expect(lines.count == 2)
      #expect(lines.allSatisfy { line in ["ant", "bee", "cat"].contains { line.contains($0) } })
    }
  }

  @Test func `values say what to do if they are logits`() throws {
    try Workbench.use { bench in
      let result = try bench.dnn("import", Self.fixture("torch-resnet"), "net")
      #expect(result.stderr.contains("if they are logits of classes"), "\(result.stderr)")
      #expect(try bench.text("net/config.json").contains("meanSquaredError"))
    }
  }

  @Test func `what cannot be imported is refused and leaves nothing behind`() throws {
    try Self.withFlower { bench in
      let whole = try bench.bytes("net.onnx")
      try whole.prefix(whole.count / 2).write(to: bench.file("half.onnx"))
      var other = whole
      while let place = other.range(of: Data("Sigmoid".utf8)) {
        other.replaceSubrange(place, with: Data("Sigmund".utf8))
      }
      try other.write(to: bench.file("other.onnx"))
      let before = bench.names(in: ".")
      for (words, status, reason) in [
        (["half.onnx", "run"], 1, "half.onnx cannot be imported: ONNX"),
        (["other.onnx", "run"], 1, "(Sigmund): no layer here does what it does"),
        (["flower.json", "run"], 1, "flower.json cannot be imported"),
        (["missing.onnx", "run"], 1, "missing.onnx: no such file"),
        (["net.onnx", "runs/flower"], 1, "already holds a run"),
        (["net.onnx", "flower.json"], 1, "is a file where the run's folder should be"),
        (["net.onnx"], 64, "<run>"),
      ] as [([String], Int32, String)] {
        let result = try runDNN(["import"] + words, in: bench.folder)
        #expect(result.status == status, "\(words): \(result.stderr)")
        #expect(result.stderr.contains(reason), "\(words): \(result.stderr)")
      }
      #expect(bench.names(in: ".") == before)
    }
  }
}
