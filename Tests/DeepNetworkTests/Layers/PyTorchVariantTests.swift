import DeepNetwork
import TestSupport
import Testing

/// Single layers, there and back, against PyTorch's, from the same numbers.
@Suite struct PyTorchVariantTests {
  static let layers: [String: @Sendable () throws -> any Layer<Double>] = [
    "layer normalization": { LayerNormalization(7, activation: .tanh) },
    "layer normalization of pictures": {
      LayerNormalization(image: ImageShape(height: 2, width: 3, channels: 4), epsilon: 1e-3)
    },
  ]

  @Test func `every layer of the fixture is here`() throws {
    #expect(try FixtureReader.names(in: "PyTorchVariants") == Set(Self.layers.keys))
  }

  @Test(arguments: layers.keys.sorted())
  func `outputs and gradients are PyTorch's`(_ name: String) throws {
    var expected = try FixtureReader("PyTorchVariants", name)
    let make = try #require(Self.layers[name])
    try check(make(), &expected)
    #expect(expected.isAtEnd)
  }

  private func check<L: Layer<Double>>(_ layer: L, _ expected: inout FixtureReader) throws {
    var (layer, random) = (layer, RandomState(seed: 13))
    let aPrev: Matrix<Double> = random.normal(layer.inputSize, 5)
    if !layer.W.isEmpty { layer.W = random.normal(layer.W.rows, layer.W.columns) }
    if !layer.b.isEmpty { layer.b = random.normal(layer.b.rows, 1) }
    let (a, cache) = layer.forward(aPrev)
    let (dAPrev, dW, db) = layer.backward(random.normal(layer.outputSize, 5), cache: cache)
    for matrix in [a, dAPrev, dW, db] where !matrix.isEmpty {
      expectClose(
        matrix, expected.matrix(matrix.rows, matrix.columns), within: 1e-10, "\(layer.name)")
    }
  }
}
