import DeepNetwork
import TestSupport
import Testing

/// Whole trainings against PyTorch's, from the same weights, batches and masks.
@Suite struct OptimizerTests {
  struct Training: Sendable {
    var hidden = Activation.tanh
    var last = Activation.softmax
    var alpha = 0.1
    var iterations = 7
    var keepProbability = 1.0
    var change: @Sendable (inout Hyperparameters) -> Void = { _ in }
  }

  static let trainings: [String: Training] = [
    "gradient descent": Training(),
    "momentum": Training { $0.optimizer = .momentum() },
    "momentum 0.5": Training { $0.optimizer = .momentum(beta: 0.5) },
    "nesterov": Training { $0.optimizer = .momentum(nesterov: true) },
    "nesterov l2": Training {
      $0.batchSize = 4
      $0.optimizer = .momentum(beta: 0.5, nesterov: true)
      $0.l2 = 0.7
    },
    "rmsprop": Training(alpha: 0.01) { $0.optimizer = .rmsprop() },
    "rmsprop 0.9": Training(alpha: 0.01) { $0.optimizer = .rmsprop(beta: 0.9, epsilon: 1e-3) },
    "adam": Training(alpha: 0.01) { $0.optimizer = .adam() },
    "adam 0.8 0.95": Training(alpha: 0.01) {
      $0.optimizer = .adam(beta1: 0.8, beta2: 0.95, epsilon: 1e-4)
    },
    "adamW": Training(alpha: 0.01) { $0.optimizer = .adamW() },
    "adamW 0.8 0.95 0.5": Training(alpha: 0.01) {
      $0.batchSize = 4
      $0.optimizer = .adamW(beta1: 0.8, beta2: 0.95, epsilon: 1e-4, weightDecay: 0.5)
    },
    "adamW l2": Training(alpha: 0.01) {
      $0.optimizer = .adamW(weightDecay: 0.5)
      $0.l2 = 0.7
    },
    "sigmoid outputs": Training(hidden: .leakyRelu(), last: .sigmoid),
    "values": Training(hidden: .relu, last: .linear),
    "l2": Training { $0.l2 = 0.7 },
    "momentum l2": Training(last: .linear) {
      $0.optimizer = .momentum()
      $0.l2 = 0.7
    },
    "rmsprop l2": Training(alpha: 0.01) {
      $0.optimizer = .rmsprop()
      $0.l2 = 0.7
    },
    "adam l2": Training(alpha: 0.01) {
      $0.optimizer = .adam()
      $0.l2 = 0.7
    },
    "clip": Training { $0.clipNorm = 0.05 },
    "clip nothing": Training { $0.clipNorm = 100 },
    "clip mini-batches": Training {
      $0.clipNorm = 0.1
      $0.batchSize = 4
      $0.optimizer = .momentum()
    },
    "class weights": Training { $0.classWeights = .values([1, 2.5, 0.5]) },
    "balanced": Training { $0.classWeights = .balanced },
    "balanced mini-batches": Training {
      $0.classWeights = .balanced
      $0.batchSize = 4
    },
    "mini-batches": Training { $0.batchSize = 4 },
    "mini-batches l2 adam": Training(alpha: 0.01) {
      $0.batchSize = 4
      $0.l2 = 0.7
      $0.optimizer = .adam()
    },
    "batches of one": Training(iterations: 12) { $0.batchSize = 1 },
    "dropout": Training(keepProbability: 0.6),
    "dropout mini-batches": Training(hidden: .relu, keepProbability: 0.6) { $0.batchSize = 4 },
    "inverse": Training {
      $0.batchSize = 4
      $0.alphaDecay = .inverse(rate: 0.5)
    },
    "exponential": Training {
      $0.batchSize = 4
      $0.alphaDecay = .exponential(rate: 0.5)
    },
    "step": Training { $0.alphaDecay = .step(rate: 0.5, every: 3) },
    "cosine": Training { $0.alphaDecay = .cosine(minimum: 0.02) },
  ]

  @Test func `every training of the fixture is replayed`() throws {
    #expect(try FixtureReader.names(in: "PyTorchTrainings") == Set(Self.trainings.keys))
  }

  @Test(arguments: trainings.keys.sorted())
  func `costs and weights are PyTorch's`(_ name: String) throws {
    let training = try #require(Self.trainings[name])
    var hyperparameters = Hyperparameters(
      alpha: training.alpha, duration: .iterations(training.iterations))
    hyperparameters.logEvery = 1
    training.change(&hyperparameters)
    let network = TestNetwork(
      [4, 5, 3], activations: [training.hidden, training.last], m: 9, seed: 7)
    let trainer = try network.trainer(hyperparameters, keepProbability: training.keepProbability)
    var costs: [Double] = []
    #expect(try trainer.train(onHistoryRow: { costs.append($0.cost) }) == .finished)

    var expected = try FixtureReader("PyTorchTrainings", name)
    #expect(costs.count == training.iterations + 1)
    for cost in costs.dropLast() { expectClose(cost, expected.number(), within: 1e-12) }
    for layer in trainer.model.layers {
      expectClose(layer.W, expected.matrix(layer.W.rows, layer.W.columns), within: 1e-12)
      expectClose(layer.b, expected.matrix(layer.b.rows, 1), within: 1e-12)
    }
    #expect(expected.isAtEnd)
  }
}

@Suite struct LearningRateScheduleTests {
  @Test func `the learning rate follows its formula`() {
    func alphas(_ decay: LearningRateSchedule) -> [Double] {
      (0..<5).map { decay.alpha(from: 8, iteration: $0, of: 4, epoch: $0) }
    }
    #expect(alphas(.none) == [8, 8, 8, 8, 8])
    #expect(alphas(.inverse(rate: 1)) == [8, 4, 8.0 / 3, 2, 1.6])
    #expect(alphas(.exponential(rate: 0.5)) == [8, 4, 2, 1, 0.5])
    #expect(alphas(.step(rate: 0.5, every: 2)) == [8, 8, 4, 4, 2])
    let plateaus = LearningRateSchedule.plateau(patience: 3, factor: 0.5, minimum: 1.5)
    #expect(
      (0..<5).map {
        plateaus.kind.alpha(
          from: 8, at: SchedulePoint(iteration: 0, of: 4, epoch: 0, plateaus: $0))
      } == [8, 4, 2, 1.5, 1.5])
    for (actual, expected) in zip(
      alphas(.cosine(minimum: 2)), [8, 5 + 3 * 0.5.squareRoot(), 5, 5 - 3 * 0.5.squareRoot(), 2])
    {
      #expect(abs(actual - expected) < 1e-14)
    }
  }
}
