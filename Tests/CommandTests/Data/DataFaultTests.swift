import Foundation
import TestSupport
import Testing

/// Data that mean something else than in training, or no number at all, in the command.
struct DataFaultTests {
  private static let points =
    ["a,b,y"]
    + (0..<60).map { "\(Double($0 % 7) / 7),\(Double($0 % 5)),\($0 % 7 > 3 ? 1 : 0)" }

  /// A network trained on a table, standardized.
  private static func withPoints(_ body: (Workbench) throws -> Void) throws {
    try Workbench.use { bench in
      try bench.write(points.joined(separator: "\n") + "\n", to: "ab.csv")
      try bench.write(
        """
        {"n": [0, 4, 1], "activations": ["relu", "sigmoid"], "alpha": 0.5, "iterations": 20,
         "initialization": {"method": "he"},
         "data": {"train": {"path": "ab.csv", "y": "y", "normalize": "standardize"}}}
        """, to: "net.json")
      try bench.train("net.json", "--out", "run")
      try body(bench)
    }
  }

  @Test func `a feature that float32 cannot hold is refused by row and column`() throws {
    try Self.withPoints { bench in
      try bench.write("a,b\n0.5,1\n1e300,1\n", to: "huge.csv")
      let predicted = try bench.dnn("predict", "--model", "run", "huge.csv", "--format", "json")
      #expect(predicted.status == 1)
      #expect(
        predicted.stderr.contains(
          "\nerror: huge.csv: row 2, column \"a\": 1e+300, expected a number that float32 holds"))
      #expect(!predicted.stdout.contains("label"))
      try bench.write("a,b,y\n0.5,1,1\n1e300,1,0\n", to: "labelled.csv")
      let evaluated = try bench.dnn("evaluate", "--model", "run", "--data", "labelled.csv")
      #expect(evaluated.status == 1)
      #expect(evaluated.stderr.contains("row 2, column \"a\": 1e+300"))
      #expect(evaluated.stdout == "")
    }
  }

  @Test(arguments: [["train"], ["check"], ["gradcheck"], ["trace"]])
  func `every command refuses what the precision cannot hold`(command: [String]) throws {
    try Self.withPoints { bench in
      try bench.write("a,b,y\n0.5,1,1\n1e39,1,0\n", to: "huge.csv")
      let settings = [
        "--config", "net.json", "--set",
        #"data={"train":{"path":"huge.csv","y":"y","normalize":"none"}}"#,
      ]
      let result = try runDNN(command + settings, in: bench.folder)
      #expect(result.status == 1)
      #expect(result.stderr.contains("huge.csv: row 2, column \"a\": 1e+39"))
      #expect(result.stderr.contains("\"precision\": \"float64\" has room for more"))
    }
  }

  @Test func `an answer that is no number is an error, never a class`() throws {
    try Self.withPoints { bench in
      // Large enough for the sums of the layers to overflow, in a file that float32 holds.
      try bench.write("a,b\n1e38,-1e38\n", to: "large.csv")
      try bench.write("a,b,y\n0.5,1,1\n1e38,-1e38,1\n", to: "labelled.csv")
      try bench.write(
        """
        {"n": [0, 4, 1], "activations": ["linear", "sigmoid"], "alpha": 0.1, "iterations": 1,
         "initialization": {"method": "normal", "scale": [1e3, 1e3]}, "seed": 3,
         "data": {"train": {"path": "ab.csv", "y": "y", "normalize": "none"}}}
        """, to: "wild.json")
      try bench.train("wild.json", "--out", "wild")
      let predicted = try bench.dnn("predict", "--model", "wild", "large.csv", "--format", "csv")
      #expect(predicted.status == 1)
      #expect(predicted.stderr.contains("large.csv: row 1: the network answers nan"))
      let evaluated = try bench.dnn("evaluate", "--model", "wild", "--data", "labelled.csv")
      #expect(evaluated.status == 1)
      #expect(evaluated.stderr.contains("labelled.csv: row 2: the network answers nan"))
    }
  }

  @Test func `an array of another range than unit knows is refused`() throws {
    try Workbench.use { bench in
      try bench.write(Small.cats, to: "cats.json")
      try bench.train("cats.json")
      let pixels = [UInt8](repeating: 200, count: 8 * 8 * 3)
      func npy(_ descriptor: String, _ bytes: [UInt8]) throws {
        let header =
          "{'descr': '\(descriptor)', 'fortran_order': False, 'shape': (1, 8, 8, 3), }"
        let start = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0]
        try Data(start + Array(header.utf8) + bytes).write(to: bench.file("x.npy"))
      }
      try npy("|u1", pixels)
      let same = try bench.dnn("predict", "--model", "runs/cats", "x.npy")
      #expect(same.status == 0)
      try npy("<i2", pixels.flatMap { [$0, 0] })
      let wide = try bench.dnn("predict", "--model", "runs/cats", "x.npy")
      #expect(wide.stdout == same.stdout)
      try npy("<u2", pixels.flatMap { [$0, $0] })
      let deep = try bench.dnn("predict", "--model", "runs/cats", "x.npy")
      #expect(deep.status == 1)
      #expect(
        deep.stderr
          == "error: x.npy: row 0, feature 0: 51400 among numbers from 51400 to 51400, expected "
          + "whole numbers from 0 to 255, which are divided by 255 as the training data were\n")
    }
  }

  @Test func `labels of text survive a conversion`() throws {
    try Workbench.use { bench in
      let rows = (0..<60).map { "\(Double($0 % 7) / 7),\($0 % 7 > 3 ? "größer" : "kleiner")" }
      try bench.write((["a,y"] + rows).joined(separator: "\n") + "\n", to: "t.csv")
      #expect(
        try bench.dnn("convert", "t.csv", "t.npz").stderr
          == "wrote x (60, 1) float64, y (60,) text to t.npz\n")
      try bench.write(
        """
        {"n": [0, 2], "activations": ["softmax"], "alpha": 0.5, "iterations": 20,
         "data": {"train": {"path": "t.npz"}}}
        """, to: "net.json")
      try bench.train("net.json", "--out", "run")
      let table = try bench.dnn("evaluate", "--model", "run", "--data", "t.csv")
      #expect(table.status == 0)
      #expect(table.stdout.contains("größer"))
    }
  }
}
