import Foundation
import TestSupport
import Testing

struct CheckTests {
  @Test func `the shapes of every layer are printed`() throws {
    try Workbench.use { bench in
      try bench.write(Small.cats, to: "cats.json")
      let result = try bench.dnn(
        "check", "--config", "cats.json", "--set", "firstLayer=direct")
      #expect(result.status == 0)
      let lines = result.stdout.split(separator: "\n")
      let rows = lines.map { $0.split(separator: " ").joined(separator: " ") }
      #expect(
        rows.prefix(4) == [
          "layer W, dW b, db Z, A, dZ cache: A_prev, A activation parameters operations bytes",
          // Forward and dW: 4 · 3 · 192 · 20 operations. Numbers read and written: W, b, X and A;
          // X, A, dA, dZ, dW and db; W and b twice, dW and db: 5 · 579 + 2 · 3840 + 4 · 60.
          "1 (3, 192) (3, 1) (3, 20) (192, 20), (3, 20) relu 579 46080 42.2 kB",
          // Forward, dW and dA_prev: 6 · 1 · 3 · 20. W is read once more, dA_prev written.
          "2 (1, 3) (1, 1) (1, 20) (3, 20), (1, 20) sigmoid 4 360 1.11 kB",
          "X (192, 20), Y (1, 20); 583 parameters",
        ])
      #expect(rows[4].hasPrefix("an iteration: 46440 operations, "))
      #expect(rows[5].hasPrefix("memory: "))
      #expect(rows[6].hasPrefix("first layer: direct"))
      // In the space of the examples: 2 · 3 · 20 · (20 + 3) operations.
      let dual = try bench.dnn("check", "--config", "cats.json", "--set", "firstLayer=dual")
      #expect(dual.stdout.contains("  2760  "))
      #expect(dual.stdout.contains("\nfirst layer: dual"))
      #expect(result.stderr.contains("train: 20 examples of 192 features"))
      #expect(bench.names(in: ".") == ["cats.json"])
    }
  }

  @Test func `JSON says the same`() throws {
    struct Table: Decodable {
      struct Layer: Decodable {
        let layer: Int
        let W: [Int]
        let b: [Int]
        let Z: [Int]
        let cache: [[Int]]
        let dW: [Int]
        let activation: String
        let parameters: Int
        let operations: Double
        let bytes: Double
      }
      let layers: [Layer]
      let parameters: Int
      let m: Int
      let operations: Double
      let bytes: Double
      let memory: Int
      let memoryOfParameters: Int
      let memoryOfBatch: Int
      let firstLayer: String
    }
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      let result = try bench.dnn("check", "--config", "flower.json", "--format", "json")
      let table = try JSONDecoder().decode(Table.self, from: Data(result.stdout.utf8))
      #expect(table.layers.map(\.W) == [[4, 2], [1, 4]])
      #expect(table.layers.map(\.b) == [[4, 1], [1, 1]])
      #expect(table.layers.map(\.Z) == [[4, 400], [1, 400]])
      #expect(table.layers.map(\.activation) == ["tanh", "sigmoid"])
      #expect(table.layers.map(\.parameters) == [12, 5])
      #expect(table.layers.map(\.cache) == [[[2, 400], [4, 400]], [[4, 400], [1, 400]]])
      #expect(table.layers.map(\.dW) == [[4, 2], [1, 4]])
      #expect(table.layers.map(\.operations) == [12_800, 9600])
      #expect(table.operations == 22_400)
      #expect(table.layers.map(\.bytes).reduce(0, +) == table.bytes)
      #expect(table.memory == table.memoryOfParameters + table.memoryOfBatch)
      #expect(table.firstLayer == "direct")
      #expect(table.parameters == 17)
      #expect(table.m == 400)
    }
  }

  struct Mismatch: Sendable, CustomTestStringConvertible {
    let setting: String
    let message: String

    init(_ setting: String, says message: String) {
      self.setting = setting
      self.message = message
    }

    var testDescription: String { setting }
  }

  /// What only the check says: why, most likely.
  private static let causes = [
    Mismatch(
      "n=[64,3,1]", says: "the pictures have three colours; \"channels\": 1 makes them grey"),
    Mismatch("n=[300,3,1]", says: "\"imageSize\": [10, 10] would make them fit"),
    Mismatch("n=[20,3,1]", says: "n[0] is the number of examples"),
    Mismatch("n=[193,3,1]", says: "does n[0] count the label or a bias too?"),
    Mismatch("n=[192,3,2]", says: "two classes take one sigmoid unit, or two with softmax"),
    Mismatch("n=[191,3,2]", says: "X must be (n[0], m) = (191, m)"),
    Mismatch("n=[191,3,2]", says: "Y must be (n[2], m) = (2, m)"),
  ]

  @Test func `test examples that are in the training set are counted`() throws {
    try Workbench.use { bench in
      try bench.write("a,b,y\n1,2,0\n1,2,0\n1,2,0\n3,4,1\n5,9,1\n", to: "train.csv")
      try bench.write("a,b,y\n1,2,0\n7,8,1\n", to: "test.csv")
      try bench.write(
        """
        {"n": [2, 1], "activations": ["sigmoid"], "alpha": 1, "iterations": 1,
         "data": {"train": {"path": "train.csv"}, "test": {"path": "test.csv"}}}
        """, to: "net.json")
      let result = try bench.dnn("check", "--config", "net.json")
      #expect(result.stderr.contains("test: 1 examples are in the training set too"))
      #expect(result.stderr.contains("train: 2 of 5 examples repeat an earlier one"))
    }
  }

  @Test(arguments: causes) func `the likely cause is named`(example: Mismatch) throws {
    try Workbench.use { bench in
      try bench.write(Small.cats, to: "cats.json")
      let result = try bench.dnn("check", "--config", "cats.json", "--set", example.setting)
      #expect(result.status == 1)
      #expect(result.stdout == "")
      #expect(result.stderr.contains(example.message), "\(result.stderr)")
    }
  }

  private static let mismatches = [
    Mismatch("L=3", says: "L: must be count(n) - 1 = 2, but is 3"),
    Mismatch(
      #"activations=["relu"]"#,
      says: "activations: must be a list of L = 2 names, one per layer, but is a list of 1"),
    Mismatch(
      "n=[7,3,1]",
      says: "X must be (n[0], m) = (7, m), but the data have 192 features per example"),
    Mismatch(
      "n=[0,3,2]", says: "Y must be (n[2], m) = (2, m), but the data have 1 outputs per example"),
    Mismatch("n=[0,3,0]", says: "n[2]: must be an integer from 1 to 1000000000, but is 0"),
    Mismatch("n=[0]", says: "n: must be a list of 2 or more integers, but is a list of 1"),
    Mismatch(
      #"activations=["relu","softmax"]"#, says: "softmax over one unit is always 1"),
    Mismatch(
      "keepProbability=[0.5,0.5]",
      says: "keepProbability: must be a list of L - 1 = 1 numbers, one per hidden layer, but is a "
        + "list of 2"),
    Mismatch(
      #"initialization={"method":"normal","scale":[1,2,3]}"#,
      says: "initialization.scale: must be a list of L = 2 numbers, one per layer, but is a list "
        + "of 3"),
    Mismatch("data.test.imageSize=[4,4]", says: "48 features an example"),
    Mismatch(#"loss="categoricalCrossEntropy""#, says: "loss: "),
  ]

  @Test(arguments: mismatches) func `a mismatch is found`(example: Mismatch) throws {
    try Workbench.use { bench in
      try bench.write(Small.cats, to: "cats.json")
      for command in ["check", "train"] {
        let result = try bench.dnn(command, "--config", "cats.json", "--set", example.setting)
        #expect(result.status == 1)
        #expect(result.stdout == "")
        #expect(result.stderr.contains("error: "))
        #expect(result.stderr.contains(example.message), "\(result.stderr)")
      }
      #expect(bench.names(in: ".") == ["cats.json"])
    }
  }

  @Test func `check and train find weights of another shape`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      try bench.train("flower.json", "--out", "earlier")
      let start = #"initialization={"method":"file","path":"earlier/model.safetensors"}"#
      let fitting = try bench.dnn(
        "train", "--config", "flower.json", "--set", start, "--out", "fitting")
      #expect(fitting.status == 0, "\(fitting.stderr)")
      for command in ["check", "train"] {
        let other = try bench.dnn(
          command, "--config", "flower.json", "--set", start, "--set", "n=[0,3,1]", "--set",
          "name=other")
        #expect(other.status == 1)
        #expect(other.stdout == "")
        #expect(other.stderr.contains("W1 must be (n[1], n[0]) = (3, 2), but the file has (4, 2)"))
        #expect(other.stderr.contains("W2 must be (n[2], n[1]) = (1, 3), but the file has (1, 4)"))
      }
      let missing = try bench.dnn(
        "check", "--config", "flower.json", "--set",
        #"initialization={"method":"file","path":"nowhere.npz"}"#)
      #expect(missing.status == 1)
      #expect(missing.stderr.contains("nowhere.npz: no such file"))
    }
  }

  /// The header of an array tells enough: it claims more examples than the file holds.
  @Test func `the table comes before any data are read`() throws {
    try Workbench.use { bench in
      let path = "x.npy"
      let shape = "{'descr': '<f4', 'fortran_order': False, 'shape': (6, 2), }"
      let padded = shape + String(repeating: " ", count: 117 - shape.count) + "\n"
      var bytes = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, 118, 0]) + Data(padded.utf8)
      bytes += Data(repeating: 0xFF, count: 48)
      try bytes.write(to: bench.file(path))
      try (bytes.replacing("(6, 2), }".utf8, with: "(6, 1), }".utf8).prefix(152))
        .write(to: bench.file("y.npy"))
      try bench.write(
        Small.flower.replacing(
          #"{"train": {"builtin": "flower"}, "test": {"builtin": "flower"}}"#,
          with: #"{"train": {"xPath": "x.npy", "yPath": "y.npy"}}"#), to: "nan.json")
      let result = try bench.dnn("check", "--config", "nan.json")
      // Every number is NaN, which only reading shows.
      #expect(result.status == 1)
      #expect(result.stdout.contains("X (2, 6), Y (1, 6)"))
      #expect(result.stderr.contains("error: "), "\(result.stderr)")
    }
  }

  @Test func `a training that does not fit the memory is refused`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      let result = try bench.dnn(
        "check", "--config", "flower.json", "--set", "n=[2,1000000000,1000000000,1]", "--set",
        #"activations={"hidden":"tanh","output":"sigmoid"}"#)
      #expect(result.status == 1)
      #expect(result.stdout.contains("(1000000000, 1000000000)"))
      #expect(result.stderr.contains("the training needs "))
    }
  }

  @Test func `data that are not there are a remark`() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      let result = try bench.dnn(
        "check", "--config", "flower.json", "--set", "n=[2,4,1]", "--set",
        #"data={"train":{"path":"missing.h5"}}"#)
      #expect(result.status == 0)
      #expect(result.stderr.hasPrefix("remark: "))
      #expect(result.stderr.contains("missing.h5"))
      #expect(result.stdout.contains("(4, 2)"))
    }
  }
}
