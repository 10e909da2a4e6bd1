@testable import DeepNetwork
import TestSupport
import Testing

/// Trainings of networks with layers beside the dense one against PyTorch's, from the same weights
/// and batches.
@Suite struct PyTorchLayerTests {
  struct Training: Sendable {
    let m: Int
    var batchSize = 0
    var optimizer = Optimizer.momentum()
    let sizes: (inputs: Int, outputs: Int)
    let layers: @Sendable (inout Drawing) throws -> [any NetworkLayer<Double>]
  }

  /// Draws the parameters as make_layer_fixtures.py does, in the order of the layers.
  struct Drawing {
    var random: RandomState

    mutating func dense(_ inputs: Int, _ outputs: Int, _ activation: Activation = .linear)
      -> Dense<Double>
    {
      let W: Matrix<Double> = random.normal(outputs, inputs) * 0.5
      return Dense(W: W, b: random.normal(outputs, 1) * 0.1, activation: activation)
    }

    mutating func drawn(_ layer: BatchNormalization<Double>) -> BatchNormalization<Double> {
      var layer = layer
      layer.gamma = 1 + random.normal(layer.gamma.rows, 1) * 0.2
      layer.beta = random.normal(layer.beta.rows, 1) * 0.1
      return layer
    }
  }

  static let trainings: [String: Training] = [
    "units": units(),
    "units, mini-batches": units(m: 11, batchSize: 4),
    "units, momentum and epsilon": units(momentum: 0.7, epsilon: 1e-2),
    "pictures": images(),
    "pictures, batches of one": images(batchSize: 1),
    "residual": residual(),
    "residual, mini-batches": residual(m: 11, batchSize: 4),
    "residual in residual": Training(m: 9, sizes: (4, 2)) { draw in
      let dense = draw.dense(4, 4, .tanh)
      let normalization = draw.drawn(BatchNormalization(4, activation: .leakyRelu()))
      let block = try Residual([dense, Residual([normalization])], activation: .sigmoid)
      return [block, draw.dense(4, 2)]
    },
    "dropout": dropout(),
    "dropout, mini-batches": dropout(m: 11, batchSize: 4),
  ]

  static func units(
    m: Int = 9, batchSize: Int = 0, momentum: Double = 0.9, epsilon: Double = 1e-5
  ) -> Training {
    Training(m: m, batchSize: batchSize, sizes: (3, 2)) { draw in
      let first = draw.dense(3, 5)
      let normalization = draw.drawn(
        BatchNormalization(5, activation: .relu, momentum: momentum, epsilon: epsilon))
      return [first, normalization, draw.dense(5, 2)]
    }
  }

  static func images(batchSize: Int = 0) -> Training {
    Training(
      m: 7, batchSize: batchSize, optimizer: batchSize > 0 ? .adam() : .momentum(), sizes: (24, 2)
    ) { draw in
      let image = ImageShape(height: 3, width: 2, channels: 4)
      let normalization = draw.drawn(BatchNormalization(image: image, activation: .tanh))
      return [normalization, draw.dense(24, 2)]
    }
  }

  static func residual(m: Int = 9, batchSize: Int = 0) -> Training {
    Training(
      m: m, batchSize: batchSize, optimizer: batchSize > 0 ? .adam() : .momentum(), sizes: (3, 2)
    ) { draw in
      let first = draw.dense(3, 4, .tanh)
      let inner: [any NetworkLayer<Double>] = [
        draw.dense(4, 6, .tanh), draw.drawn(BatchNormalization(6)), draw.dense(6, 4),
      ]
      return [first, try Residual(inner, activation: .relu), draw.dense(4, 2)]
    }
  }

  static func dropout(m: Int = 9, batchSize: Int = 0) -> Training {
    Training(
      m: m, batchSize: batchSize, optimizer: batchSize > 0 ? .adam() : .momentum(), sizes: (3, 2)
    ) { draw in
      let first = Dropout(draw.dense(3, 6, .tanh), keepProbability: 0.7)
      let second = Dropout(draw.dense(6, 5, .relu), keepProbability: 0.5)
      return [first, second, draw.dense(5, 2)]
    }
  }

  @Test func `every training of the fixture is replayed`() throws {
    #expect(try FixtureReader.names(in: "PyTorchLayers") == Set(Self.trainings.keys))
  }

  @Test(arguments: trainings.keys.sorted())
  func `costs, parameters, statistics and answers are PyTorch's`(_ name: String) throws {
    let training = try #require(Self.trainings[name])
    var drawing = Drawing(random: RandomState(seed: 7))
    let (inputs, outputs) = training.sizes
    let X: Matrix<Double> = drawing.random.normal(inputs, training.m)
    let Y: Matrix<Double> = drawing.random.normal(outputs, training.m)
    var hyperparameters = Hyperparameters(
      alpha: training.optimizer == .adam() ? 0.05 : 0.1, duration: .iterations(20))
    hyperparameters.optimizer = training.optimizer
    hyperparameters.batchSize = training.batchSize
    hyperparameters.logEvery = 1
    let model = try Model(try training.layers(&drawing))
    let trainer = try Trainer(
      model, on: MatrixExamples(X: X, Y: Y), hyperparameters, random: drawing.random,
      dropoutSeed: 8)
    var costs: [Double] = []
    #expect(try trainer.train(onHistoryRow: { costs.append($0.cost) }) == .finished)

    var expected = try FixtureReader("PyTorchLayers", name)
    for cost in costs.dropLast() { expectClose(cost, expected.number(), within: 1e-10) }
    for layer in trainer.model.layers { expectLayer(layer, &expected) }
    expectClose(
      try trainer.model.predict(X), expected.matrix(outputs, training.m), within: 1e-10)
    #expect(expected.isAtEnd)
  }

  private func expectLayer(_ layer: any NetworkLayer<Double>, _ expected: inout FixtureReader) {
    if let block = layer as? Residual<Double> {
      for inner in block.layers { expectLayer(inner, &expected) }
      return
    }
    for matrix in layer.values + ["mean", "variance"].compactMap({ layer.state[$0] }) {
      expectClose(
        matrix, expected.matrix(matrix.rows, matrix.columns), within: 1e-10, "\(layer.name)")
    }
  }
}
