import Foundation
import TestSupport
import Testing

struct CheckTests {
  @Test func printsTheShapesOfEveryLayer() throws {
    try Workbench.use { bench in
      try bench.write(Small.cats, to: "cats.json")
      let result = try bench.dnn("check", "--config", "cats.json")
      #expect(result.status == 0)
      let lines = result.stdout.split(separator: "\n")
      #expect(
        lines.prefix(3) == [
          "layer  W         b       Z, A     activation  parameters",
          "    1  (3, 192)  (3, 1)  (3, 20)  relu               579",
          "    2  (1, 3)    (1, 1)  (1, 20)  sigmoid              4",
        ])
      #expect(lines.last?.hasPrefix("X (192, 20), Y (1, 20); 583 parameters") == true)
      #expect(result.stderr.contains("train: 20 examples of 192 features"))
      #expect(bench.names(in: ".") == ["cats.json"])
    }
  }

  @Test func printsTheSameAsJSON() throws {
    struct Table: Decodable {
      struct Layer: Decodable {
        let layer: Int
        let W: [Int]
        let b: [Int]
        let Z: [Int]
        let activation: String
        let parameters: Int
      }
      let layers: [Layer]
      let parameters: Int
      let m: Int
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

  @Test(arguments: mismatches) func findsAMismatch(example: Mismatch) throws {
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

  @Test func trainFindsWeightsOfAnotherShape() throws {
    try Workbench.use { bench in
      try bench.write(Small.flower, to: "flower.json")
      try bench.train("flower.json", "--out", "earlier")
      let start = #"initialization={"method":"file","path":"earlier/model.safetensors"}"#
      let fitting = try bench.dnn(
        "train", "--config", "flower.json", "--set", start, "--out", "fitting")
      #expect(fitting.status == 0, "\(fitting.stderr)")
      let other = try bench.dnn(
        "train", "--config", "flower.json", "--set", start, "--set", "n=[0,3,1]", "--set",
        "name=other")
      #expect(other.status == 1)
      #expect(other.stderr.contains("W1 must be (n[1], n[0]) = (3, 2), but the file has (4, 2)"))
      #expect(other.stderr.contains("W2 must be (n[2], n[1]) = (1, 3), but the file has (1, 4)"))
    }
  }

  @Test func dataThatAreNotThereAreARemark() throws {
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
