import DeepNetwork
import TestSupport
import Testing

/// Single layers, there and back, against PyTorch's, from the same numbers.
@Suite struct PyTorchVariantTests {
  static let layers: [String: @Sendable () throws -> any NetworkLayer<Double>] = [
    "layer normalization": { LayerNormalization(7, activation: .tanh) },
    "layer normalization of pictures": {
      LayerNormalization(image: ImageShape(height: 2, width: 3, channels: 4), epsilon: 1e-3)
    },
    "global means": { GlobalAveragePool2D(ImageShape(height: 2, width: 3, channels: 4)) },
    "sigmoid": { ActivationLayer(4, .sigmoid) },
    "softmax": { ActivationLayer(4, .softmax) },
    "shortcut": {
      try Residual(
        [dense(3, 4, .tanh), dense(4, 2)], shortcut: [dense(3, 2)], activation: .sigmoid)
    },
    "largest with padding": { MaxPool2D(image, size: 3, stride: 2, padding: .zeros(1)) },
    "largest, same": { MaxPool2D(image, size: 2, stride: 1, padding: .same) },
    "largest, same with a stride": { MaxPool2D(image, size: 4, stride: 3, padding: .same) },
    "means with padding": { AveragePool2D(image, size: 3, stride: 2, padding: .zeros(1)) },
    "means, same": { AveragePool2D(image, size: 2, stride: 1, padding: .same) },
    "means, same with a stride": { AveragePool2D(image, size: 4, stride: 3, padding: .same) },
    "convolution, same, an even kernel": { convolution(kernel: 2) },
    "convolution, same with a stride": { convolution(kernel: 3, stride: 2) },
    "convolution, same, wide steps": { convolution(kernel: 2, stride: 3) },
    "convolution without bias": {
      convolution(kernel: 3, stride: 2, padding: .zeros(1), bias: false)
    },
    "convolution of groups": {
      convolution(9, kernel: 3, stride: 2, padding: .zeros(1), groups: 3)
    },
    "convolution of groups, same": { convolution(4, kernel: 2, groups: 2, bias: false) },
    "depthwise convolution": { convolution(6, kernel: 3, groups: 6) },
    "depthwise convolution, same with a stride": {
      convolution(6, kernel: 4, stride: 3, groups: 6)
    },
    "depthwise convolution, two filters a channel": {
      convolution(12, kernel: 3, stride: 2, padding: .valid, groups: 6)
    },
  ]

  private static let image = ImageShape(height: 5, width: 4, channels: 3)

  private static func dense(_ inputs: Int, _ outputs: Int, _ activation: Activation = .linear)
    -> Dense<Double>
  {
    Dense(
      W: Matrix(rows: outputs, columns: inputs), b: Matrix(rows: outputs, columns: 1),
      activation: activation)
  }

  private static func convolution(
    _ filters: Int = 5, kernel: Int, stride: Int = 1, padding: Padding = .same, groups: Int = 1,
    bias: Bool = true
  ) -> Convolution2D<Double> {
    var random = RandomState(seed: 1)
    return Convolution2D(
      ImageShape(height: 5, width: 4, channels: 6), filters: filters, kernel: kernel,
      stride: stride, padding: padding, groups: groups, bias: bias, activation: .tanh,
      from: &random)
  }

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

  private func check<L: NetworkLayer<Double>>(_ layer: L, _ expected: inout FixtureReader) throws {
    var (layer, random) = (layer, RandomState(seed: 13))
    let aPrev: Matrix<Double> = random.normal(layer.inputSize, 3)
    // The fixture has all weights of a block before all of its biases.
    func isBias(_ name: String) -> Bool { name.hasPrefix("b") }
    let names = layer.parameterNames.filter { !isBias($0) } + layer.parameterNames.filter(isBias)
    for name in names {
      let shape = layer[parameter: name].shape
      layer[parameter: name] = random.normal(shape.rows, shape.columns)
    }
    let (a, cache) = layer.forward(aPrev)
    let (dAPrev, gradients) = layer.backward(random.normal(layer.outputSize, 3), cache: cache)
    let named = Dictionary(
      uniqueKeysWithValues: zip(layer.parameters.map(\.name), gradients))
    for matrix in [a, dAPrev] + names.compactMap({ named[$0] }) {
      expectClose(
        matrix, expected.matrix(matrix.rows, matrix.columns), within: 1e-10, "\(layer.name)")
    }
  }
}
