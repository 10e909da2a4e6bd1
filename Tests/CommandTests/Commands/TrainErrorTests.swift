import Foundation
import TestSupport
import Testing

struct TrainErrorTests {
  /// What training the configuration says; it must fail and leave no run behind.
  private func failure(
    _ bench: Workbench, _ config: String, _ settings: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let before = bench.names(in: ".")
    let result = try runDNN(
      ["train", "--config", config] + settings.flatMap { ["--set", $0] }, in: bench.folder)
    #expect(result.status == 1, sourceLocation: sourceLocation)
    #expect(result.stdout == "", sourceLocation: sourceLocation)
    #expect(result.stderr.contains("error: "), sourceLocation: sourceLocation)
    #expect(bench.names(in: ".") == before, sourceLocation: sourceLocation)
    return result.stderr
  }

  @Test func `every problem of a file is shown with its place`() throws {
    try Workbench.use { bench in
      let text = Small.flower
        .replacing("\"alpha\"", with: "\"alhpa\"").replacing("30", with: "\"many\"")
      try bench.write(text, to: "bad.json")
      #expect(
        try failure(bench, "bad.json") == """
          error: bad.json: 2 problems
          bad.json:4:3: alhpa: unknown key; did you mean "alpha"?
              "alhpa": 1.2,
              ^
          bad.json:5:17: iterations: must be an integer from 1 to 1000000000000, but is "many"
              "iterations": "many",
                            ^

          """)
    }
  }

  @Test func `what is no JSON is shown where it ends`() throws {
    try Workbench.use { bench in
      try bench.write(String(Small.flower.prefix(60)), to: "cut.json")
      #expect(try failure(bench, "cut.json").contains("cut.json:"))
      try bench.write("", to: "empty.json")
      #expect(try failure(bench, "empty.json").contains("empty.json"))
    }
  }

  @Test func `a missing configuration is named`() throws {
    try Workbench.use { bench in
      #expect(try failure(bench, "none.json") == "error: none.json: there is no such file\n")
      try bench.write("x", to: "folder/file")
      #expect(try failure(bench, "folder").contains("folder"))
    }
  }

  @Test func `a missing data file is named with what to do`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      let text = try failure(bench, "flower.json", #"data={"train":{"path":"data/none.h5"}}"#)
      #expect(text.contains(bench.file("data/none.h5").path))
      #expect(text.contains("--set data.train.path="))
    }
  }

  @Test func `a sigmoid refuses three classes with what it takes`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      try bench.write("a,b,y\n1,2,0\n2,3,2\n1,1,1\n", to: "labels.csv")
      let text = try failure(bench, "flower.json", #"data={"train":{"path":"labels.csv"}}"#)
      #expect(
        text.contains(
          "labels.csv: row 2, column \"y\": the label 2 (3 distinct labels), expected 0 or 1, or two "
            + "whole numbers, since the labels are binary; several classes need a softmax output"))
    }
  }

  @Test func `a truncated data file is named with its size`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      #expect(try bench.dnn("convert", "builtin:flower", "points.npz").status == 0)
      let whole = try bench.bytes("points.npz")
      try whole.prefix(whole.count / 2).write(to: bench.file("cut.npz"))
      let text = try failure(bench, "flower.json", #"data={"train":{"path":"cut.npz"}}"#)
      #expect(text.contains("cut.npz"))
    }
  }

  @Test(.enabled(if: SharedData.isPresent)) func `a truncated HDF5 file is named with its size`()
    throws
  {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      let whole = try Data(contentsOf: SharedData.file("cats/test_catvnoncat.h5"))
      try whole.prefix(100_000).write(to: bench.file("cut.h5"))
      let text = try failure(bench, "flower.json", #"data={"train":{"path":"cut.h5"}}"#)
      #expect(text.contains("cut.h5: HDF5 file: found 100000 bytes, expected 616958"))
    }
  }

  @Test func `an HDF5 signature alone is no file`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      try Data([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]).write(to: bench.file("cut.h5"))
      let text = try failure(bench, "flower.json", #"data={"train":{"path":"cut.h5"}}"#)
      #expect(text.contains("cut.h5"))
    }
  }

  @Test func `a diverging training keeps its last good weights`() throws {
    try Workbench.use { bench in
      try bench.write("a,y\n1,1\n2,3\n3,5\n", to: "line.csv")
      try bench.write(
        """
        {"n": [1, 1], "activations": ["linear"], "alpha": 1000, "iterations": 1000,
         "data": {"train": {"path": "line.csv"}}}
        """, to: "line.json")
      let result = try bench.dnn("train", "--config", "line.json")
      #expect(result.status == 1)
      #expect(result.stdout == "")
      let error = try #require(result.stderr.split(separator: "error: ").last)
      #expect(error.contains("iteration"))
      #expect(error.contains("alpha"))
      #expect(bench.names(in: "runs/line").contains("checkpoint.safetensors"))
      #expect(bench.names(in: "runs/line").contains("model.safetensors"))
    }
  }

  @Test func `a file in the place of the folder is refused`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      try bench.write("mine", to: "taken")
      let result = try bench.dnn("train", "--config", "flower.json", "--out", "taken")
      #expect(result.status == 1)
      #expect(result.stderr.contains("taken is a file"))
      #expect(try bench.text("taken") == "mine")
    }
  }
}
