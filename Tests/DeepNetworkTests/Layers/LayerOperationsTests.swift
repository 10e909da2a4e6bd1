import TestSupport
import Testing

@testable import DeepNetwork

/// The operations of each layer on random shapes, in both precisions.
@Suite struct LayerOperationsTests {
  private static let activations: [Activation] = [
    .sigmoid, .tanh, .relu, .leakyRelu(slope: 0.2), .elu(alpha: 0.7), .gelu, .silu, .softplus,
    .linear, .softmax,
  ]

  /// Expects the layers that `make` draws, in float32 and in float64, to state what they compute.
  private func expectEach(
    _ seed: Int, rounds: Int = 12,
    _ make: (inout RandomState, Activation) throws -> (
      any NetworkLayer<Float>, any NetworkLayer<Double>
    )
  ) throws {
    var random = RandomState(seed: UInt32(seed))
    for round in 0..<rounds {
      let activation = Self.activations[round % Self.activations.count]
      let (single, double) = try make(&random, activation)
      try expectStated(single)
      try expectStated(double)
    }
  }

  private func image(_ random: inout RandomState, channels: Int? = nil) -> ImageShape {
    ImageShape(
      height: random.number(in: 1...7), width: random.number(in: 1...7),
      channels: channels ?? random.number(in: 1...4))
  }

  private func padding(_ size: Int, _ random: inout RandomState) -> Padding {
    [.same, .valid, .zeros(random.number(in: 0...(size - 1)))][random.number(in: 0...2)]
  }

  @Test(arguments: 0..<3) func `dense layers state theirs`(seed: Int) throws {
    try expectEach(seed) { random, activation in
      let (n, units) = (random.number(in: 1...9), random.number(in: 1...9))
      return (
        Dense<Float>(
          W: random.normal(units, n), b: random.normal(units, 1), activation: activation),
        Dense<Double>(
          W: random.normal(units, n), b: random.normal(units, 1), activation: activation)
      )
    }
  }

  @Test(arguments: 0..<6) func `convolutions state theirs`(seed: Int) throws {
    try expectEach(seed) { random, activation in
      let groups = random.number(in: 1...3)
      let input = image(&random, channels: groups * random.number(in: 1...3))
      let filters = groups * random.number(in: 1...3)
      let kernel = random.number(in: 1...min(3, input.height, input.width))
      let stride = random.number(in: 1...(kernel + 1))
      let padding = padding(kernel, &random)
      func layer<Scalar: NetworkScalar>(_: Scalar.Type) -> Convolution2D<Scalar> {
        Convolution2D(
          input, W: random.normal(filters, kernel * kernel * input.channels / groups),
          b: stride == 1 ? .empty : random.normal(filters, 1), kernel: kernel, stride: stride,
          padding: padding, groups: groups, activation: activation)
      }
      return (layer(Float.self), layer(Double.self))
    }
  }

  @Test(arguments: 0..<4) func `pools state theirs`(seed: Int) throws {
    try expectEach(seed, rounds: 8) { random, _ in
      let input = image(&random)
      let size = random.number(in: 1...min(3, input.height, input.width))
      let stride = random.number(in: 1...(size + 1))
      let padding = padding(size, &random)
      switch random.number(in: 0...2) {
      case 0:
        return (
          MaxPool2D<Float>(input, size: size, stride: stride, padding: padding),
          MaxPool2D<Double>(input, size: size, stride: stride, padding: padding)
        )
      case 1:
        return (
          AveragePool2D<Float>(input, size: size, stride: stride, padding: padding),
          AveragePool2D<Double>(input, size: size, stride: stride, padding: padding)
        )
      default:
        return (GlobalAveragePool2D<Float>(input), GlobalAveragePool2D<Double>(input))
      }
    }
  }

  @Test(arguments: 0..<3) func `batch normalizations state their running statistics`(seed: Int)
    throws
  {
    try expectEach(seed) { random, activation in
      let input = image(&random)
      let (isOfPictures, epsilon) = (random.number(in: 0...1) == 1, random.rand() + 1e-7)
      func layer<Scalar: NetworkScalar>(_: Scalar.Type) -> BatchNormalization<Scalar> {
        var layer =
          isOfPictures
          ? BatchNormalization<Scalar>(image: input, activation: activation, epsilon: epsilon)
          : BatchNormalization(input.count, activation: activation, epsilon: epsilon)
        let units = layer.gamma.rows
        (layer.gamma, layer.beta) = (random.normal(units, 1), random.normal(units, 1))
        layer.state = ["mean": random.normal(units, 1), "variance": abs(random.normal(units, 1))]
        return layer
      }
      return (layer(Float.self), layer(Double.self))
    }
  }

  @Test(arguments: 0..<3) func `layer normalizations state theirs`(seed: Int) throws {
    try expectEach(seed) { random, activation in
      let input = image(&random)
      let isOfPictures = random.number(in: 0...1) == 1
      func layer<Scalar: NetworkScalar>(_: Scalar.Type) -> LayerNormalization<Scalar> {
        var layer =
          isOfPictures
          ? LayerNormalization<Scalar>(image: input, activation: activation, epsilon: 0.01)
          : LayerNormalization(input.count, activation: activation, epsilon: 0.01)
        let units = layer.gamma.rows
        (layer.gamma, layer.beta) = (random.normal(units, 1), random.normal(units, 1))
        return layer
      }
      return (layer(Float.self), layer(Double.self))
    }
  }

  @Test(arguments: 0..<2) func `activations, dropout and flatten state theirs`(seed: Int) throws {
    try expectEach(seed) { random, activation in
      let input = image(&random)
      switch random.number(in: 0...3) {
      case 0:
        return (
          ActivationLayer<Float>(image: input, activation),
          ActivationLayer<Double>(image: input, activation)
        )
      case 1:
        return (
          ActivationLayer<Float>(input.count, activation),
          ActivationLayer<Double>(input.count, activation)
        )
      case 2: return (DropoutLayer<Float>(7, rate: 0.5), DropoutLayer<Double>(7, rate: 0.5))
      default: return (Flatten<Float>(input), Flatten<Double>(input))
      }
    }
  }

  @Test(arguments: 0..<3) func `residual blocks state those of their layers`(seed: Int) throws {
    try expectEach(seed) { random, activation in
      let input = image(&random)
      let hasShortcut = random.number(in: 0...1) == 1
      let filters = hasShortcut ? 5 : input.channels
      func layer<Scalar: NetworkScalar>(_: Scalar.Type) throws -> Residual<Scalar> {
        let first = Convolution2D<Scalar>(
          input, filters: 3, kernel: 1, activation: .relu, from: &random)
        let second = Convolution2D<Scalar>(
          first.output, filters: filters, kernel: 1, activation: .linear, from: &random)
        let shortcut = Convolution2D<Scalar>(
          input, filters: filters, kernel: 1, activation: .linear, from: &random)
        return try Residual(
          [Dropout(first, keepProbability: 0.5), BatchNormalization(image: first.output), second],
          shortcut: hasShortcut ? [shortcut] : [], activation: activation)
      }
      return (try layer(Float.self), try layer(Double.self))
    }
  }

  @Test func `own layers state none unless given`() {
    #expect(throws: UnstatedOperations("Unstated 2 -> 2")) {
      try OperationCheck().check(Unstated(size: 2))
    }
  }
}
