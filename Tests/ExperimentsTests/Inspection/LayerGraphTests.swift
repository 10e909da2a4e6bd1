import DeepNetwork
import Experiments
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

struct LayerGraphTests {
  private func graph(_ layers: [LayerSpecification], m: Int? = 5) throws -> LayerGraph {
    let image = ImageShape(height: 4, width: 4, channels: 2)
    let plan = try DimensionChecker.check(
      Architecture(inputSize: image.count, image: image, layers: layers))
    return try LayerGraph(plan, loss: .categoricalCrossEntropy, l2: 0, m: m)
  }

  private static let residual: [LayerSpecification] = [
    .convolution2D(filters: 3, kernel: 3, stride: 2, activation: .relu),
    .residual(
      [
        .convolution2D(filters: 3, kernel: 3, activation: .linear),
        .batchNormalization(),
      ], activation: .relu),
    .flatten, .dense(units: 2, activation: .softmax),
  ]

  @Test func `a residual block shows its layers and the shortcut around them`() throws {
    #expect(
      try graph(Self.residual).text == """
        forward

        X   (32, 5), pictures 4x4x2

        layer 1: convolution2D, relu
          W1 (3, 18), b1 (3, 1)
          Reshape1 = Reshape(X, [0, 4, 4, 2])
          Transpose1 = Transpose(Reshape1, [0, 3, 1, 2])
          Z1 = Conv(Transpose1, W1, stride 2, pads [0, 0, 1, 1]) + b1
          A1 = relu(Z1)   (12, 5), pictures 2x2x3

        layer 2: residual, relu
          +-- A1
          |   layer 2.1: convolution2D
          |     W2.1 (3, 27), b2.1 (3, 1)
          |     A2.1 = Conv(A1, W2.1, pads 1) + b2.1   (12, 5), pictures 2x2x3
          |   layer 2.2: batchNormalization
          |     gamma2.2 (3, 1), beta2.2 (3, 1)
          |     A2.2 = gamma2.2 * (A2.1 - mean2.2) / sqrt(variance2.2 + 1e-05) + beta2.2   (12, 5), pictures 2x2x3
          |   shortcut: A1 itself
          +-> Z2 = A2.2 + A1
              A2 = relu(Z2)   (12, 5), pictures 2x2x3

        layer 3: flatten
          Transpose3 = Transpose(A2, [0, 2, 3, 1])
          A3 = Flatten(Transpose3)   (12, 5)

        layer 4: dense, softmax
          W4 (2, 12), b4 (2, 1)
          Z4 = W4 A3 + b4
          A4 = softmax(Z4)   (2, 5)

        Y   (2, 5)
        J = -sum(Y * log(A4)) / m

        backward

        dZ4 = A4 - Y   (2, 5)
        dW4 (2, 12), db4 (2, 1)
        dA3   (12, 5)
        dA2   (12, 5)
        dW2.1 (3, 27), db2.1 (3, 1), dgamma2.2 (3, 1), dbeta2.2 (3, 1)
        dA1   (12, 5)
        dW1 (3, 18), db1 (3, 1)

        """)
  }

  @Test func `Graphviz gets an edge for each path through a block`() throws {
    let plain = try graph(Self.residual).dot
    #expect(plain.contains("  layer1 -> layer2_1 [label=\"A1\"];"))
    #expect(plain.contains("  layer2_2 -> layer2 [label=\"A2.2\"];"))
    #expect(plain.contains("  layer1 -> layer2 [label=\"shortcut, A1\"];"))
    let projected = try graph([
      .residual(
        [.convolution2D(filters: 3, kernel: 3, activation: .relu)],
        shortcut: [.convolution2D(filters: 3, kernel: 1, activation: .linear)]),
      .flatten, .dense(units: 2, activation: .softmax),
    ])
    #expect(projected.dot.contains("  X -> layer1_shortcut_1 [label=\"X\"];"))
    #expect(
      projected.dot.contains("  layer1_shortcut_1 -> layer1 [label=\"shortcut, A1.shortcut.1\"];"))
    #expect(projected.text.contains("\n  +-> A1 = A1.1 + A1.shortcut.1   (48, 5)"))
  }

  @Test func `JSON has the parameters, formulas and paths of each layer`() throws {
    let json = try graph(Self.residual, m: nil).json.prettyText
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect(object["X"] as? [AnyHashable] == [32, "m"])
    let layers = try #require(object["layers"] as? [[String: Any]])
    #expect(layers.map { $0["layer"] as? String } == ["1", "2", "3", "4"])
    #expect((layers[0]["parameters"] as? [String: [Int]]) == ["W1": [3, 18], "b1": [3, 1]])
    let paths = try #require(layers[1]["paths"] as? [[[String: Any]]])
    #expect(paths.map(\.count) == [2, 0])
    #expect(
      paths[0][0]["forward"] as? [String: String] == ["A2.1": "Conv(A1, W2.1, pads 1) + b2.1"])
  }

  @Test func `a layer without operations shows its name, its sizes and its parameters`() throws {
    let graph = try graph([
      .flatten, LayerSpecification(SilentKind()), .dense(units: 2, activation: .softmax),
    ])
    let lines = """
      layer 2: silent
        s2 (1, 1)
        Silent<Float> 32 -> 32, without operations
        A2   (32, 5)

      layer 3: dense, softmax
        W3 (2, 32), b3 (2, 1)
        Z3 = W3 A2 + b3

      """
    #expect(graph.text.contains(lines), "\(graph.text)")
    // Nothing is handed back to layers before the first that learns.
    #expect(graph.text.hasSuffix("\ndA2   (32, 5)\nds2 (1, 1)\n"))
    #expect(
      graph.dot.contains("layer2 [label=\"2 \u{b7} silent\\ns2 (1, 1)\\nwithout operations\"]"))
  }

  @Test func `the drawing has a box for every layer`() throws {
    let svg = try graph(Self.residual).svg
    #expect(XMLParser(data: Data(svg.utf8)).parse())
    for title in ["1 \u{b7} convolution2D, relu", "2.2 \u{b7} batchNormalization", "shortcut"] {
      #expect(svg.contains(">\(title)</text>"), "\(title)")
    }
  }
}
