import ArrayFiles
import DeepNetwork
import Testing

@testable import Interchange

/// Activations and normalizations that a graph computes in parts.
struct ImportedPartsTests {
  private typealias Node = ONNXGraph.Node

  private static let constants = ["half", "one", "root"].reduce(into: [String: NumericArray]()) {
    $0[$1] = ImportRefusalTests.floats([], ["half": 0.5, "one": 1, "root": 0.70710677][$1] ?? 0)
  }

  private func layers(
    _ shape: [Int?], _ nodes: [ONNXGraph.Node], _ constants: [String: NumericArray]
  ) throws -> [LayerSpecification] {
    try ImportRefusalTests.network(ImportRefusalTests.graph(shape, nodes, constants))
      .architecture.layers
  }

  /// y = 0.5 x (1 + erf(x / √2)) of a tensor.
  private func gelu(_ x: String) -> [ONNXGraph.Node] {
    [
      Node(operation: "Mul", inputs: [x, "root"], output: "g1"),
      Node(operation: "Erf", inputs: ["g1"], output: "g2"),
      Node(operation: "Add", inputs: ["g2", "one"], output: "g3"),
      Node(operation: "Mul", inputs: [x, "g3"], output: "g4"),
      Node(operation: "Mul", inputs: ["g4", "half"], output: "y"),
    ]
  }

  @Test func `an activation in parts is one behind another activation, too`() throws {
    let nodes = [Node(operation: "Tanh", inputs: ["x"], output: "t")] + gelu("t")
    #expect(
      try layers([nil, 4], nodes, Self.constants) == [.activation(.tanh), .activation(.gelu)])
    #expect(try layers([nil, 4], gelu("x"), Self.constants) == [.activation(.gelu)])
  }

  @Test func `a part that is used elsewhere is refused`() {
    let nodes =
      gelu("x").dropLast() + [Node(operation: "Add", inputs: ["g4", "g2"], output: "y")]
    #expect(throws: ImportError.self) { try layers([nil, 4], Array(nodes), Self.constants) }
  }

  @Test(arguments: [[nil, 4], [nil, 1, 6, 6]] as [[Int?]])
  func `a normalization of an example or of pixels in parts is a layer`(shape: [Int?]) throws {
    let axes: [String: ONNXGraph.Attribute] = ["axes": .integers([1])]
    let nodes = [
      Node(operation: "ReduceMean", inputs: ["x"], output: "m", attributes: axes),
      Node(operation: "Sub", inputs: ["x", "m"], output: "c"),
      Node(operation: "Mul", inputs: ["c", "c"], output: "s"),
      Node(operation: "ReduceMean", inputs: ["s"], output: "v", attributes: axes),
      Node(operation: "Add", inputs: ["v", "half"], output: "e"),
      Node(operation: "Sqrt", inputs: ["e"], output: "d"),
      Node(operation: "Div", inputs: ["c", "d"], output: "n"),
      Node(operation: "Mul", inputs: ["n", "half"], output: "k"),
      Node(operation: "Relu", inputs: ["k"], output: "y"),
    ]
    let expected = LayerSpecification.layerNormalization(activation: .relu, epsilon: 0.5)
    #expect(try layers(shape, nodes, Self.constants) == [expected])
  }
}
