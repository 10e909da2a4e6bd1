import DeepNetwork
import TestSupport
import Testing

/// Twenty updates of convolutional networks against PyTorch's, from the same pictures and weights.
@Suite struct PyTorchImageTests {
  private static let image = ImageShape(height: 6, width: 7, channels: 2)
  private static let m = 5

  /// A layer as make_picture_fixtures.py describes it.
  enum Part: Sendable {
    case convolution(Int, kernel: Int, stride: Int, zeros: Int, Activation)
    case largest(Int, stride: Int)
    case mean(Int, stride: Int)
    case dense(Int, Activation)
  }

  struct Training: Sendable {
    let parts: [Part]
    let last: Activation
    var outputs = 1
    var optimizer = Optimizer.gradientDescent
    var batchSize = 0
    var alpha = 0.1
  }

  static let trainings: [String: Training] = [
    "same and valid": Training(
      parts: [
        .convolution(3, kernel: 3, stride: 1, zeros: 1, .tanh),
        .convolution(2, kernel: 2, stride: 1, zeros: 0, .leakyRelu()), .dense(3, .softmax),
      ], last: .softmax, outputs: 3),
    "strides and zeros": Training(
      parts: [
        .convolution(3, kernel: 3, stride: 2, zeros: 2, .tanh),
        .convolution(4, kernel: 2, stride: 3, zeros: 1, .sigmoid), .dense(1, .sigmoid),
      ], last: .sigmoid, optimizer: .momentum()),
    "a convolution at the end": Training(
      parts: [
        .convolution(2, kernel: 3, stride: 1, zeros: 1, .relu),
        .convolution(1, kernel: 1, stride: 1, zeros: 0, .sigmoid),
      ], last: .sigmoid, outputs: 42),
    "largest": Training(
      parts: [
        .convolution(3, kernel: 3, stride: 1, zeros: 1, .relu), .largest(2, stride: 2),
        .dense(3, .softmax),
      ], last: .softmax, outputs: 3),
    "largest of windows that overlap": Training(
      parts: [
        .largest(2, stride: 1), .convolution(3, kernel: 2, stride: 1, zeros: 1, .relu),
        .largest(3, stride: 2), .dense(2, .linear),
      ], last: .linear, outputs: 2, optimizer: .adam(), batchSize: 2, alpha: 0.01),
    "means": Training(
      parts: [
        .convolution(3, kernel: 3, stride: 1, zeros: 1, .tanh), .mean(2, stride: 2),
        .dense(3, .softmax),
      ], last: .softmax, outputs: 3),
    "means of windows that overlap": Training(
      parts: [
        .convolution(3, kernel: 3, stride: 1, zeros: 1, .tanh), .mean(3, stride: 1),
        .convolution(2, kernel: 2, stride: 2, zeros: 0, .tanh), .dense(1, .sigmoid),
      ], last: .sigmoid, optimizer: .adam(), batchSize: 2, alpha: 0.01),
  ]

  @Test func `every training of PyTorch is here`() throws {
    #expect(try FixtureReader.names(in: "PyTorchPictures") == Set(Self.trainings.keys))
  }

  @Test(arguments: trainings.keys.sorted())
  func `twenty updates are those of PyTorch`(_ name: String) throws {
    let training = try #require(Self.trainings[name])
    var expected = try FixtureReader("PyTorchPictures", name)
    var random = RandomState(seed: 11)
    let X: Matrix<Double> = random.normal(Self.image.count, Self.m)
    let Y = labels(random.normal(training.outputs, Self.m), for: training.last)
    let layers = layers(training.parts, &random)

    var hyperparameters = hyperparameters(iterations: 20, alpha: training.alpha)
    hyperparameters.optimizer = training.optimizer
    hyperparameters.batchSize = training.batchSize
    let trainer = try Trainer(
      Model(layers), on: MatrixExamples(X: X, Y: Y), hyperparameters, random: random,
      dropoutSeed: 1)
    let rows = try trainer.rows()
    let costs = expected.matrix(20, 1)
    if training.batchSize == 0 {
      for (row, cost) in zip(rows, costs.elements) { expectClose(row.cost, cost, within: 1e-10) }
    } else {
      expectClose(trainer.lastCost, costs[19, 0], within: 1e-10)
    }
    for layer in trainer.model.layers {
      for actual in [layer.W, layer.b] {
        expectClose(
          actual, expected.matrix(actual.rows, actual.columns), within: 1e-10, "\(layer.name)")
      }
    }
    #expect(expected.isAtEnd)
  }

  private func layers(_ parts: [Part], _ random: inout RandomState) -> [any NetworkLayer<Double>] {
    var image = Self.image
    return parts.map { part in
      switch part {
      case .convolution(let filters, let kernel, let stride, let zeros, let activation):
        let W: Matrix<Double> = random.normal(filters, kernel * kernel * image.channels) * 0.5
        let layer = Convolution2D(
          image, W: W, b: random.normal(filters, 1) * 0.1, kernel: kernel, stride: stride,
          padding: .zeros(zeros), activation: activation)
        image = layer.output
        return layer
      case .largest(let size, let stride):
        let layer = MaxPool2D<Double>(image, size: size, stride: stride)
        image = layer.output
        return layer
      case .mean(let size, let stride):
        let layer = AveragePool2D<Double>(image, size: size, stride: stride)
        image = layer.output
        return layer
      case .dense(let units, let activation):
        let W: Matrix<Double> = random.normal(units, image.count) * 0.5
        return Dense(W: W, b: random.normal(units, 1) * 0.1, activation: activation)
      }
    }
  }
}
