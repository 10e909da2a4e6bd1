import ArrayFiles
import Bytes
import DeepNetwork
import TestSupport
import Testing

@testable import Interchange

/// Graphs of a few nodes, and what is said of those that no layer stands for.
struct ImportRefusalTests {
  private typealias Node = ONNXGraph.Node

  /// A graph from `x` to `y`, of which the nodes are given.
  static func graph(
    _ shape: [Int?], _ nodes: [ONNXGraph.Node], _ constants: [String: NumericArray] = [:]
  ) -> ONNXGraph {
    ONNXGraph(
      name: "test", nodes: nodes,
      initializers: constants.sorted { $0.key < $1.key }.map {
        .init(name: $0.key, array: $0.value)
      },
      inputs: [.init(name: "x", type: .float32, shape: shape)],
      outputs: [.init(name: "y", type: .float32, shape: [nil, nil])])
  }

  static func network(_ graph: ONNXGraph) throws(ImportError) -> ImportedNetwork {
    try ImportedNetwork(onnx: graph.modelMessage(version: "1", metadata: [:]).encoded)
  }

  static func floats(_ shape: [Int], _ value: Float = 0.5) -> NumericArray {
    NumericArray(shape: shape, values: [Float](repeating: value, count: shape.reduce(1, *)))
  }

  private static func integers(_ numbers: [Int64]) -> NumericArray {
    NumericArray(shape: [numbers.count], values: numbers)
  }

  private func problems(_ graph: ONNXGraph) -> [String] {
    do throws(ImportError) {
      _ = try Self.network(graph)
      return []
    } catch {
      guard case .refused(let problems) = error else { return ["\(error)"] }
      return problems.map(\.description)
    }
  }

  /// Operators behind pictures of 6x6x1 with attributes and constants, and what is said of each.
  private static let ofPictures: [(String, [String: ONNXGraph.Attribute], [NumericArray], String)] =
    [
      ("Conv", ["dilations": .integers([2, 2])], [floats([2, 1, 3, 3])], "dilations"),
      ("Conv", [:], [floats([2, 1, 3, 1])], "its window is 3x1; windows are square here"),
      ("Conv", ["strides": .integers([1, 2])], [floats([2, 1, 3, 3])], "its strides are [1, 2]"),
      (
        "Conv", ["pads": .integers([1, 0, 0, 0])], [floats([2, 1, 3, 3])], "its pads [1, 0, 0, 0]"
      ),
      ("Conv", ["auto_pad": .string("SAME_LOWER")], [floats([2, 1, 2, 2])], "auto_pad SAME_LOWER"),
      ("Conv", [:], [floats([2, 1, 3])], "slides over 1 axes; pictures have two"),
      ("Conv", ["group": .integer(2)], [floats([2, 1, 3, 3])], "in 2 groups do not fit"),
      ("Conv", [:], [floats([2, 1, 3, 3]), floats([3])], "not one number for each of 2 filters"),
      (
        "AveragePool",
        ["kernel_shape": .integers([3, 3]), "pads": .integers([1, 1, 1, 1])], [],
        "its means leave out the zeros"
      ),
      (
        "MaxPool",
        [
          "kernel_shape": .integers([5, 5]), "strides": .integers([2, 2]), "ceil_mode": .integer(1),
        ],
        [], "ceil_mode"
      ),
      (
        "MaxPool", ["kernel_shape": .integers([7, 7])], [],
        "its windows are larger than the pictures"
      ),
      ("LayerNormalization", ["axis": .integer(1)], [floats([1, 6, 6])], "normalizes the axes"),
      ("Softmax", ["axis": .integer(1)], [], "is not over all units of an example"),
      ("Resize", [:], [floats([4])], "no layer here does what it does"),
      ("MatMul", [:], [floats([6, 6])], "a dense layer takes numbers without axes"),
      ("ReduceMean", ["axes": .integers([2])], [], "takes means over the axes [2]"),
      ("Transpose", ["perm": .integers([1, 0, 2, 3])], [], "perm [1, 0, 2, 3]"),
      ("Flatten", ["axis": .integer(2)], [], "puts numbers of different examples together"),
      ("Reshape", [:], [integers([-1, 6, 2, 3])], "makes [6, 2, 3] of [1, 6, 6]"),
      ("Reshape", [:], [integers([-1, 7])], "makes [-1, 7] of an example's [1, 6, 6]"),
    ]

  @Test(arguments: ofPictures.indices)
  func `what has no layer of pictures is named with its reason`(index: Int) throws {
    let (operation, attributes, arrays, reason) = Self.ofPictures[index]
    let names = arrays.indices.map { "c\($0)" }
    let graph = Self.graph(
      [nil, 1, 6, 6],
      [
        Node(
          operation: operation, inputs: ["x"] + names, output: "y", attributes: attributes,
          name: "the one")
      ], Dictionary(uniqueKeysWithValues: zip(names, arrays)))
    let problems = problems(graph)
    try #require(problems.count == 1, "\(problems)")
    #expect(problems[0].hasPrefix("node \"the one\" (\(operation)): "), "\(problems)")
    #expect(problems[0].contains(reason), "\(problems)")
  }

  private static let ofNumbers: [(String, [String: ONNXGraph.Attribute], [NumericArray], String)] =
    [
      ("Gemm", ["transA": .integer(1)], [floats([4, 3])], "transA"),
      ("Gemm", [:], [floats([3, 4])], "do not fit 4 numbers"),
      ("Gemm", [:], [floats([4, 3]), floats([4])], "not one number for each of 3 units"),
      ("Gelu", ["approximate": .string("tanh")], [], "approximate"),
      ("LeakyRelu", ["alpha": .float(1.5)], [], "its slope is 1.5"),
      (
        "PRelu", [:], [NumericArray(shape: [4], values: [Float(0.1), 0.2, 0.3, 0.4])],
        "has 4 slopes"
      ),
      ("Elu", ["alpha": .float(-1)], [], "its alpha is -1"),
      (
        "BatchNormalization", [:], [floats([4]), floats([4]), floats([3]), floats([4])], "its mean"
      ),
      (
        "BatchNormalization", ["training_mode": .integer(1)],
        [floats([4]), floats([4]), floats([4]), floats([4])], "training_mode"
      ),
      ("Conv", [:], [floats([2, 1, 3, 3])], "takes pictures, but what comes in are 4 numbers"),
      ("Add", [:], [floats([3])], "its constant [3] does not fit [4]"),
      ("Div", [:], [floats([1], 0)], "scales by what is no finite number"),
      ("LSTM", [:], [floats([1, 4, 4])], "no layer here does what it does"),
      ("Erf", [:], [], "what it computes of single numbers is no activation here"),
      ("Cast", ["to": .integer(7)], [], "makes whole numbers"),
      ("Concat", [:], [floats([1, 4])], "side by side"),
      ("ai.onnx.ml.Scaler", ["offset": .floats([1, 2])], [], "its offset and scale"),
    ]

  @Test(arguments: ofNumbers.indices)
  func `what has no layer of numbers is named with its reason`(index: Int) throws {
    let (key, attributes, arrays, reason) = Self.ofNumbers[index]
    let names = arrays.indices.map { "c\($0)" }
    let parts = key.split(separator: ".")
    let node = Node(
      operation: String(parts.last ?? ""), inputs: ["x"] + names, output: "y",
      attributes: attributes, domain: parts.dropLast().joined(separator: "."))
    let problems = problems(
      Self.graph([nil, 4], [node], Dictionary(uniqueKeysWithValues: zip(names, arrays))))
    #expect(problems.count == 1 && problems[0].contains(reason), "\(problems)")
  }

  @Test func `everything that does not fit is said in one go`() {
    let nodes = [
      Node(operation: "Relu", inputs: ["x"], output: "a"),
      Node(operation: "LSTM", inputs: ["a"], output: "b", name: "first"),
      Node(operation: "Tanh", inputs: ["b"], output: "c"),
      Node(operation: "GRU", inputs: ["a"], output: "d", name: "second"),
      Node(operation: "Add", inputs: ["c", "d"], output: "y"),
    ]
    let problems = problems(Self.graph([nil, 4], nodes))
    #expect(problems.map { $0.prefix(12) } == ["node \"first\"", "node \"second"])
  }

  @Test func `nodes that no output needs do not count`() throws {
    let nodes = [
      Node(operation: "LSTM", inputs: ["x"], output: "unused"),
      Node(operation: "Relu", inputs: ["x"], output: "y"),
    ]
    let network = try Self.network(Self.graph([nil, 4], nodes))
    #expect(network.architecture.layers == [.activation(.relu)])
  }

  @Test func `two ways that do not meet in one sum are refused`() {
    let nodes = [
      Node(operation: "Gemm", inputs: ["x", "w"], output: "a"),
      Node(operation: "Gemm", inputs: ["a", "w"], output: "b"),
      Node(operation: "Gemm", inputs: ["a", "w"], output: "c"),
      Node(operation: "Add", inputs: ["b", "c"], output: "d"),
      Node(operation: "Gemm", inputs: ["b", "w"], output: "e"),
      Node(operation: "Add", inputs: ["d", "e"], output: "y"),
    ]
    let problems = problems(Self.graph([nil, 4], nodes, ["w": Self.floats([4, 4])]))
    #expect(
      problems.count == 1 && problems[0].hasPrefix("node \"Gemm:b\" (Gemm): what it gives goes"))
  }

  @Test func `products of two ways and sums with themselves are refused`() {
    for (operation, reason) in [("Mul", "not as a sum"), ("Add", "adds numbers to themselves")] {
      let nodes = [
        Node(operation: "Gemm", inputs: ["x", "w"], output: "a"),
        Node(operation: "Softmax", inputs: ["a"], output: "b"),
        Node(operation: operation, inputs: ["a", operation == "Add" ? "a" : "b"], output: "y"),
      ]
      let problems = problems(Self.graph([nil, 4], nodes, ["w": Self.floats([4, 4])]))
      #expect(problems.count == 1 && problems[0].contains(reason), "\(problems)")
    }
  }

  @Test(
    arguments: [
      ([nil], "does not say how many numbers"), ([nil, nil], "does not say how many numbers"),
      ([nil, 1, 2, 3, 4], "has 4 axes"), ([nil, 1 << 30], "more numbers an example than are read"),
      ([nil, 1 << 40, 1 << 40], "more numbers an example than are read"),
      ([nil, 2, 6, 6], "pictures of 2 channels"),
    ] as [([Int?], String)])
  func `inputs that no example here has are refused`(shape: [Int?], reason: String) {
    let node = Node(
      operation: shape.count == 4 ? "GlobalAveragePool" : "Relu", inputs: ["x"], output: "y")
    let problems = problems(Self.graph(shape, [node]))
    #expect(problems.count == 1 && problems[0].hasPrefix("input \"x\": "), "\(problems)")
    #expect(problems[0].contains(reason))
  }

  @Test func `answers that are pictures with the channels first are refused`() throws {
    let nodes = [
      Node(operation: "Conv", inputs: ["x", "w"], output: "a"),
      Node(operation: "Flatten", inputs: ["a"], output: "y"),
    ]
    let problems = problems(
      Self.graph([nil, 1, 6, 6], nodes, ["w": Self.floats([2, 1, 3, 3])]))
    #expect(problems.count == 1 && problems[0].contains("the answers are a picture"))
  }

  @Test func `weights that are no finite numbers are refused`() throws {
    let graph = Self.graph(
      [nil, 4], [Node(operation: "Gemm", inputs: ["x", "w"], output: "y")],
      ["w": Self.floats([4, 2], .nan)])
    let network = try Self.network(graph)
    #expect(throws: ImportError.self) { try network.model(Float.self) }
  }

  @Test(arguments: [8, 23]) func `operator sets of other times are refused`(version: Int) {
    var graph = Self.graph([nil, 4], [Node(operation: "Relu", inputs: ["x"], output: "y")])
    graph.operatorSet = version
    #expect(
      problems(graph) == ["ONNX model: found operator set \(version), expected one from 9 to 22"])
  }

  @Test func `every prefix and every changed byte of a file is an error or a network`() throws {
    let graph = Self.graph(
      [nil, 1, 4, 4],
      [
        Node(
          operation: "Conv", inputs: ["x", "w", "b"], output: "a",
          attributes: ["pads": .integers([1, 1, 1, 1]), "kernel_shape": .integers([3, 3])]),
        Node(operation: "Reshape", inputs: ["a", "s"], output: "c"),
        Node(operation: "Add", inputs: ["c", "k"], output: "y"),
      ],
      [
        "w": Self.floats([1, 1, 3, 3]), "b": Self.floats([1]), "s": Self.integers([-1, 16]),
        "k": Self.floats([16]),
      ])
    let whole = graph.modelMessage(version: "1", metadata: [:]).encoded.array
    func read(_ bytes: [UInt8]) -> Bool {
      guard let network = try? ImportedNetwork(onnx: SharedBytes(bytes)) else { return false }
      return (try? network.model(Float.self)) != nil
    }
    #expect(read(whole))
    for length in 0..<whole.count { #expect(!read(Array(whole.prefix(length)))) }
    for place in whole.indices {
      for bit in [UInt8(1), 0x10, 0x80] {
        var bytes = whole
        bytes[place] ^= bit
        _ = read(bytes)
      }
    }
  }
}
