import ArrayFiles
import Foundation
import TestSupport
import Testing

/// Networks of any layers through every command.
struct LayersTests {
  private static func configuration(_ layers: String) -> String {
    """
    {
      "layers": [
        \(layers)
      ],
      "alpha": 0.02,
      "iterations": 12,
      "batchSize": 16,
      "optimizer": {"method": "adam"},
      "initialization": {"method": "he"},
      "logEvery": 4,
      "checkpointEvery": 4,
      "earlyStopping": {"patience": 2},
      "data": {
        "train": {"builtin": "digits", "examples": 60},
        "validation": {"builtin": "digits", "examples": 20},
        "test": {"builtin": "digits", "examples": 20}
      }
    }

    """
  }

  private static let digits = configuration(
    """
    {"type": "convolution2D", "filters": 4, "kernel": 3, "activation": "linear"},
    {"type": "batchNormalization", "activation": "relu"},
    {"type": "maxPool2D", "size": 4},
    {"type": "residual", "activation": "relu", "layers": [
      {"type": "convolution2D", "filters": 4, "kernel": 3, "activation": "relu",
       "keepProbability": 0.9},
      {"type": "batchNormalization"}]},
    {"type": "averagePool2D", "size": 2},
    {"type": "flatten"},
    {"type": "dense", "units": 8, "activation": "tanh", "keepProbability": 0.8},
    {"type": "dense", "units": 10, "activation": "softmax"}
    """)

  /// The other kinds, and what the first ones have beside.
  private static let others = configuration(
    """
    {"type": "convolution2D", "filters": 4, "kernel": 3, "stride": 2, "bias": false,
     "activation": "linear"},
    {"type": "layerNormalization", "activation": "gelu"},
    {"type": "maxPool2D", "size": 3, "stride": 2, "padding": 1},
    {"type": "residual", "activation": "elu", "layers": [
      {"type": "convolution2D", "filters": 8, "kernel": 3, "groups": 4, "activation": "relu"},
      {"type": "dropout", "rate": 0.1}, {"type": "batchNormalization"}],
     "shortcut": [
      {"type": "convolution2D", "filters": 8, "kernel": 1, "activation": "linear"},
      {"type": "batchNormalization"}]},
    {"type": "activation", "activation": "silu"},
    {"type": "averagePool2D", "size": 2, "stride": 1, "padding": "same"},
    {"type": "parallel", "branches": [
      [{"type": "convolution2D", "filters": 2, "kernel": 1, "activation": "relu"}], [],
      [{"type": "sequential", "layers": [
        {"type": "convolution2D", "filters": 3, "kernel": 3, "activation": "linear"},
        {"type": "batchNormalization", "activation": "relu"}]}]]},
    {"type": "globalAveragePool2D"},
    {"type": "dropout", "rate": 0.2},
    {"type": "dense", "units": 10, "activation": "linear"},
    {"type": "activation", "activation": "softmax"}
    """)

  @Test func `check shows images and parameters`() throws {
    try Workbench.use { bench in
      try bench.write(Self.digits, to: "digits.json")
      let result = try bench.dnn("check", "--config", "digits.json")
      #expect(result.status == 0, "\(result.stderr)")
      #expect(result.stdout.contains("20x20x4"))
      #expect(result.stdout.contains("\n4.1    convolution2D"))
      #expect(result.stdout.contains("first layer: direct (it is not a dense layer)"))
      let json = try bench.dnn("check", "--config", "digits.json", "--format", "json")
      #expect(json.stdout.contains("\"type\": \"batchNormalization\""))
    }
  }

  @Test func `frozen layers keep every byte, and the model goes on, answers and is tabled`() throws
  {
    try Workbench.use { bench in
      try bench.write(Self.digits, to: "digits.json")
      var result = try bench.dnn("train", "--config", "digits.json", "--out", "before")
      #expect(result.status == 0, "\(result.stderr)")
      let frozen = Self.digits
        .replacing(
          "\"activation\": \"linear\"}", with: "\"activation\": \"linear\", \"trainable\": false}"
        )
        .replacing(
          "\"activation\": \"relu\"},", with: "\"activation\": \"relu\", \"trainable\": false},"
        )
        .replacing(
          "{\"method\": \"he\"}",
          with: "{\"method\": \"file\", \"path\": \"before/model.safetensors\"}")
      try bench.write(
        frozen.replacing("\"earlyStopping\": {\"patience\": 2},", with: ""), to: "frozen.json")
      result = try bench.dnn("train", "--config", "frozen.json", "--out", "after")
      #expect(result.status == 0, "\(result.stderr)")
      let (before, after) = (
        try ArrayFile(contentsOf: bench.file("before/model.safetensors")),
        try ArrayFile(contentsOf: bench.file("after/model.safetensors"))
      )
      for name in ["W1", "b1", "gamma2", "beta2", "state2.mean", "state2.variance"] {
        #expect(try after.array(named: name) == before.array(named: name), "\(name)")
      }
      #expect(try after.array(named: "W4.1") != before.array(named: "W4.1"))
      result = try bench.dnn("evaluate", "--model", "after")
      #expect(result.status == 0, "\(result.stderr)")
      let check = try bench.dnn("check", "--config", "frozen.json").stdout
      #expect(check.contains("W (4, 9), b (4, 1), frozen"))
      #expect(check.contains("first layer: direct (it is frozen)"))
      let graph = try bench.dnn("graph", "--config", "frozen.json").stdout
      #expect(graph.contains("layer 1: convolution2D, frozen\n  W1 (4, 9), b1 (4, 1)"))
      #expect(!graph.contains("dW1 (") && !graph.contains("dA2   (") && graph.contains("dW4.1 ("))
    }
  }

  @Test(arguments: ["check", "gradcheck", "train"])
  func `a network of frozen layers alone is refused`(_ command: String) throws {
    try Workbench.use { bench in
      let layer = #"{"type": "dense", "units": 10, "activation": "softmax", "trainable": false}"#
      try bench.write(Self.configuration(layer), to: "frozen.json")
      let result = try bench.dnn(command, "--config", "frozen.json")
      #expect(result.status == 1)
      #expect(
        result.stderr.contains("layers: no layer learns anything: each is frozen"),
        "\(result.stderr)")
    }
  }

  @Test func `check shows the other kinds`() throws {
    try Workbench.use { bench in
      try bench.write(Self.others, to: "others.json")
      let result = try bench.dnn("check", "--config", "others.json")
      #expect(result.status == 0, "\(result.stderr)")
      for row in [
        "\n4.2           dropout", "\n4.shortcut.1  convolution2D", "10x10x4", "(13, 16)",
      ] {
        #expect(result.stdout.contains(row), "\(result.stdout)")
      }
    }
  }

  @Test(arguments: [digits, others])
  func `a stopped run ends with the bytes of one that never stopped`(_ configuration: String) throws
  {
    try Workbench.use { bench in
      try bench.write(configuration, to: "digits.json")
      let whole = try bench.model(of: "digits.json", out: "whole")
      for stop in ["4", "7"] {
        _ = try bench.model(
          of: "digits.json", out: "part\(stop)", settings: ["iterations=\(stop)"])
        let resumed = try bench.model(
          of: "digits.json", out: "part\(stop)", arguments: ["--resume"])
        #expect(resumed == whole)
        #expect(
          try bench.text("part\(stop)/history.csv") == bench.text("whole/history.csv"))
      }
      let threads = try bench.model(
        of: "digits.json", out: "one", arguments: ["--threads", "1"])
      #expect(threads == whole)
    }
  }

  @Test(arguments: [digits, others])
  func `every command takes the model`(_ configuration: String) throws {
    try Workbench.use { bench in
      try bench.write(configuration, to: "digits.json")
      try bench.train("digits.json")
      let evaluated = try bench.dnn("evaluate", "--model", "runs/digits")
      #expect(evaluated.status == 0 && evaluated.stdout.contains("accuracy"))
      let images = try bench.dnn(
        "convert", "builtin:digits", "pictures/", "--normalize", "none")
      #expect(images.status == 0, "\(images.stderr)")
      let predicted = try bench.dnn(
        "predict", "--model", "runs/digits", "pictures", "--format", "csv")
      #expect(predicted.status == 0, "\(predicted.stderr)")
      #expect(predicted.stdout.split(separator: "\n").count > 10)
      let report = try bench.dnn("report", "runs/digits")
      #expect(report.status == 0, "\(report.stderr)")
      #expect(try bench.text("runs/digits/report.html").contains("batchNormalization"))
      for file in ["out.npz", "out.onnx", "out.html", "out.safetensors"] {
        let exported = try bench.dnn("export", "--model", "runs/digits", "--output", file)
        #expect(exported.status == 0, "\(exported.stderr)")
      }
      let again = try bench.dnn("evaluate", "--model", "out.safetensors", "--data", "pictures")
      #expect(again.status == 0, "\(again.stderr)")
      let swept = try bench.dnn(
        "sweep", "--config", "digits.json", "--vary", "alpha=0.01,0.02", "--set", "iterations=1",
        "--progress", "none")
      #expect(swept.status == 0, "\(swept.stderr)")
      let checked = try bench.dnn("gradcheck", "--config", "digits.json", "--examples", "4")
      #expect(checked.status == 0, "\(checked.stderr)")
    }
  }

  @Test func `the graph of any network has its operations and shortcuts`() throws {
    try Workbench.use { bench in
      try bench.write(Self.others, to: "others.json")
      let text = try bench.dnn("graph", "--config", "others.json")
      #expect(text.status == 0, "\(text.stderr)")
      for line in [
        "layer 4: residual, elu", "  +-- A3", "  |   shortcut", "  +-> Z4 = A4.3 + A4.shortcut.2",
        "  |   branch 2: A6 itself",
      ] {
        #expect(text.stdout.contains("\n\(line)\n"), "\(line)")
      }
      for (format, start) in [("json", "{\n"), ("dot", "digraph {\n"), ("svg", "<svg ")] {
        let result = try bench.dnn("graph", "--config", "others.json", "--format", format)
        #expect(result.status == 0 && result.stdout.contains(start), "\(format) \(result.stderr)")
      }
    }
  }

  @Test func `any network is traced, before training and after`() throws {
    try Workbench.use { bench in
      try bench.write(Self.digits, to: "digits.json")
      try bench.train("digits.json", "--set", "iterations=1")
      for trace in [
        try bench.dnn("trace", "--config", "digits.json", "--example", "0", "--example", "3"),
        try bench.dnn("trace", "--model", "runs/digits"),
      ] {
        #expect(trace.status == 0, "\(trace.stderr)")
        for head in [
          "A1 = Conv(Reshape1, W1, pads 1) + b1   (", "Z4 = A4.2 + A3   (", "A2 of inference   (",
          "dZ8 = A8 - Y   (", "dgamma4.2 = mean over the examples   (4, 1)", "W4.1 := W4.1 - ",
        ] {
          #expect(trace.stdout.contains("\n  \(head)"), "\(head)")
        }
        #expect(trace.stdout.contains("A1 at row 10, column 10 = "))
      }
      // The running variance starts at 1, of which an update keeps 0.9: the run has made one before.
      let after = try bench.dnn("trace", "--model", "runs/digits").stdout
      let kept = try #require(after.split(separator: "  variance2 of inference   (4, 1)\n").last)
      let variances = kept.split(separator: "\n").prefix(4).compactMap {
        Double($0.drop { $0 == " " })
      }
      #expect(variances.count == 4 && variances.allSatisfy { $0 < 0.9 }, "\(variances)")
      let page = try bench.dnn("trace", "--config", "digits.json", "--output", "trace.html")
      #expect(page.status == 0, "\(page.stderr)")
      #expect(try bench.text("trace.html").contains("<b>Z4</b> = A4.2 + A3"))
    }
  }

  @Test(arguments: ["torch", "keras"])
  func `a new head starts afresh on weights of a layout, and is named`(layout: String) throws {
    try Workbench.use { bench in
      try bench.write(Self.digits, to: "digits.json")
      try bench.train("digits.json", "--set", "iterations=1")
      let exported = try bench.dnn(
        "export", "--model", "runs/digits", "--output", "w.npz", "--layout", layout)
      #expect(exported.status == 0, "\(exported.stderr)")
      try bench.write(Self.digits.replacing("\"units\": 8", with: "\"units\": 9"), to: "head.json")
      let file = "\"method\": \"file\", \"path\": \"w.npz\", \"layout\": \"\(layout)\""
      let partial = "initialization={\(file), \"partial\": true}"
      let remark =
        "w.npz has no weights of their shapes, so these start afresh: layer 7 (dense), "
        + "layer 8 (dense)\n"
      let checked = try bench.dnn("check", "--config", "head.json", "--set", partial)
      #expect(checked.status == 0 && checked.stderr.contains(remark), "\(checked.stderr)")
      let train = ["train", "--config", "head.json", "--set", "iterations=1", "--set"]
      let trained = try runDNN(train + [partial], in: bench.folder)
      #expect(trained.status == 0 && trained.stderr.contains(remark), "\(trained.stderr)")
      let whole = try runDNN(train + ["initialization={\(file)}", "--out", "no"], in: bench.folder)
      #expect(whole.status == 1 && whole.stderr.contains("layer 7"), "\(whole.stderr)")
    }
  }

  @Test func `a table has no images`() throws {
    try Workbench.use { bench in
      try bench.write("a,b,y\n0,1,0\n1,0,1\n1,1,1\n0,0,0\n", to: "table.csv")
      try bench.write(
        """
        {"layers": [{"type": "maxPool2D", "size": 2},
                    {"type": "dense", "units": 1, "activation": "sigmoid"}],
         "alpha": 0.1, "iterations": 10, "data": {"train": {"path": "table.csv"}}}
        """, to: "table.json")
      for command in ["check", "train"] {
        let result = try bench.dnn(command, "--config", "table.json")
        #expect(result.status == 1)
        #expect(
          result.stderr.contains(
            "layer 1 (maxPool2D): takes pictures, but the 2 features of an example have no height, "
              + "width and channels"), "\(result.stderr)")
      }
    }
  }

  @Test func `planar images are refused before anything is read`() throws {
    try Workbench.use { bench in
      try bench.write(
        """
        {"layers": [{"type": "maxPool2D", "size": 2},
                    {"type": "dense", "units": 1, "activation": "sigmoid"}],
         "alpha": 0.1, "iterations": 10,
         "data": {"train": {"builtin": "cats", "examples": 10, "pixelOrder": "planar"}}}
        """, to: "cats.json")
      let result = try bench.dnn("check", "--config", "cats.json")
      #expect(result.status == 1)
      #expect(result.stderr.contains("planar"), "\(result.stderr)")
    }
  }
}
