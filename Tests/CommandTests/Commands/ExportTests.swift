import Foundation
import TestSupport
import Testing

struct ExportTests {
  private static func withFlower(_ body: (Workbench) throws -> Void) throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      try bench.train("flower.json")
      try body(bench)
    }
  }

  @Test func `every format is written and nothing else`() throws {
    try Self.withFlower { bench in
      for name in ["out/f.onnx", "out/f.safetensors", "out/f.npz", "out/f.NPZ", "out/f.html"] {
        try FileManager.default.createDirectory(
          at: bench.file("out"), withIntermediateDirectories: true)
        let result = try bench.dnn("export", "--model", "runs/flower", "--output", name)
        #expect(result.status == 0, "\(result.stderr)")
        #expect(result.stdout == "")
      }
      #expect(bench.names(in: "out") == ["f.NPZ", "f.html", "f.npz", "f.onnx", "f.safetensors"])
      // Without another layout the weights are the model file itself.
      #expect(
        try bench.bytes("out/f.safetensors") == bench.bytes("runs/flower/model.safetensors"))
    }
  }

  @Test(arguments: ["w.npz", "w.safetensors"], ["", "torch", "keras"])
  func `a training starts from exported weights`(name: String, layout: String) throws {
    try Self.withFlower { bench in
      let wish = layout.isEmpty ? [] : ["--layout", layout]
      let export = ["export", "--model", "runs/flower", "--output", name] + wish
      #expect(try runDNN(export, in: bench.folder).status == 0)
      try bench.train(
        "flower.json", "--out", "next", "--set",
        "initialization={\"method\": \"file\", \"path\": \"\(name)\"}")
      func costs(_ run: String) throws -> [Substring] {
        try bench.text("\(run)/history.csv").split(separator: "\n").map {
          $0.split(separator: ",")[3]
        }
      }
      // The first row has the cost of the weights as they were read.
      #expect(try costs("next")[1] == costs("runs/flower").last)
    }
  }

  @Test func `a page tells how good its run was, and of what range the features are`() throws {
    try Self.withFlower { bench in
      for model in ["runs/flower", "runs/flower/model.safetensors"] {
        let result = try bench.dnn("export", "--model", model, "--output", "page.html")
        #expect(result.status == 0 && result.stderr == "wrote flower to page.html\n")
        let page = try bench.text("page.html")
        #expect(page.contains("training accuracy"))
        #expect(page.contains("\"low\": -4.2"))
      }
      try FileManager.default.copyItem(
        at: bench.file("runs/flower/model.safetensors"), to: bench.file("alone.safetensors"))
      let alone = try bench.dnn("export", "--model", "alone.safetensors", "--output", "page.html")
      #expect(alone.status == 0)
      let page = try bench.text("page.html")
      #expect(!page.contains("training accuracy") && page.contains("\"low\": -3"))
    }
  }

  @Test func `a page without the training data guesses the ranges, and says so`() throws {
    try Workbench.use { bench in
      let rows = (0..<40).map { "\($0 % 7),\(Double($0) / 2),\($0 < 20 ? "no" : "yes")" }
      try bench.write("a,b,y\n" + rows.joined(separator: "\n") + "\n", to: "t.csv")
      try bench.write(
        """
        {"n": [2, 3, 1], "activations": ["tanh", "sigmoid"], "alpha": 0.1, "iterations": 5,
         "data": {"train": {"path": "t.csv"}}}
        """, to: "t.json")
      try bench.train("t.json")
      let export = ["export", "--model", "runs/t", "--output", "t.html"]
      #expect(try runDNN(export, in: bench.folder).stderr == "wrote t to t.html\n")
      #expect(try bench.text("t.html").contains("\"high\": 19.5"))
      try FileManager.default.removeItem(at: bench.file("t.csv"))
      let result = try runDNN(export, in: bench.folder)
      #expect(result.status == 0)
      #expect(result.stderr.contains("t.html: the ranges of columns are guessed"))
      #expect(try bench.text("t.html").contains("\"high\": 3"))
    }
  }

  @Test func `what cannot be exported is refused`() throws {
    try Self.withFlower { bench in
      let cases: [([String], Int32, String)] = [
        (["--output", "model.bin"], 1, ".onnx, .safetensors, .npz or .html"),
        (["--output", "m.onnx", "--layout", "torch"], 1, "--layout"),
        (["--output", "m.html", "--layout", "torch"], 1, "--layout"),
        (["--output", "m.npz", "--layout", "jax"], 64, "'torch' or 'keras'"),
        (["--output", "none/m.onnx"], 1, "none/m.onnx"),
        ([], 64, "--output"),
      ]
      for (arguments, status, word) in cases {
        let result = try runDNN(
          ["export", "--model", "runs/flower"] + arguments, in: bench.folder)
        #expect(result.status == status, "\(arguments)")
        #expect(result.stderr.contains(word), "\(arguments): \(result.stderr)")
      }
      #expect(bench.names(in: ".") == ["flower.json", "runs"])
    }
  }

  /// Times of a few minutes, as seconds since 1970: float32 has them in steps of 128.
  @Test(arguments: [
    ("float32", "1.7e9", true), ("float32", "100", false), ("float64", "1.7e9", false),
  ])
  func `a feature that float32 would round makes the input of ONNX float64, which is said`(
    precision: String, origin: String, isWide: Bool
  ) throws {
    try Workbench.use { bench in
      let start = try #require(Double(origin))
      let rows = (0..<40).map { "\(start + Double($0) * 10.5),\($0 % 7),\($0 < 20 ? 0 : 1)" }
      try bench.write("t,other,y\n" + rows.joined(separator: "\n") + "\n", to: "t.csv")
      try bench.write(
        """
        {"n": [2, 1], "activations": ["sigmoid"], "alpha": 1, "iterations": 50,
         "precision": "\(precision)",
         "data": {"train": {"path": "t.csv", "normalize": "standardize"}}}
        """, to: "n.json")
      try bench.train("n.json")
      let result = try bench.dnn("export", "--model", "runs/n", "--output", "n.onnx")
      #expect(result.status == 0)
      let note =
        "n.onnx: the input x is float64, since float32 would round features so far from 0: "
        + "column \"t\" (mean 1.7"
      #expect(result.stderr.hasPrefix(note) == isWide, "\(result.stderr)")
      #expect(result.stderr.contains("other") == false)
      if !isWide { #expect(result.stderr == "wrote n to n.onnx\n") }
    }
  }
}
