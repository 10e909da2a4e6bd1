import TestSupport
import Testing

@testable import DeepNetwork

/// The dual first layer trains the same network as the direct one: exact algebra.
@Suite struct DualDenseTests {
  /// A random network and training of which the dual first layer must change nothing.
  struct RandomTraining: CustomStringConvertible {
    let network: TestNetwork
    let hyperparameters: Hyperparameters
    let keepProbability: Double
    let description: String

    init(seed: Int) {
      var random = RandomState(seed: UInt32(seed))
      func pick<Element>(_ values: [Element]) -> Element {
        values[random.index(upTo: values.count - 1)]
      }
      let n0 = pick([1, 2, 3, 6, 12])
      let m = pick([1, 2, n0, n0 + 1, 3 * n0, max(1, n0 / 2)])
      let hidden: [Activation] = [.sigmoid, .tanh, .relu, .leakyRelu(slope: 0.1), .linear]
      let depth = pick([1, 2, 3])
      let n = [n0] + (0..<depth).map { _ in pick([1, 2, 3, 5]) }
      let last = pick([Activation.sigmoid, .softmax, .linear, .tanh])
      let activations = (1..<depth).map { _ in pick(hidden) } + [last]
      let keep = depth > 1 ? pick([1, 1, 0.7]) : 1
      var hyperparameters = Hyperparameters(
        alpha: pick([0.01, 0.05]), duration: .iterations(pick([1, 10, 40])))
      hyperparameters.optimizer = pick([
        .gradientDescent, .momentum(), .momentum(beta: 0.5), .momentum(nesterov: true),
      ])
      hyperparameters.l2 = pick([0, 0, 0.1, 2])
      hyperparameters.alphaDecay = pick([
        .none, .inverse(rate: 0.1), .exponential(rate: 0.95), .step(rate: 0.5, every: 7),
        .cosine(minimum: 0.001),
      ])
      hyperparameters.clipNorm = pick([0, 0, 0.5])
      hyperparameters.logEvery = 5
      self.hyperparameters = hyperparameters
      keepProbability = keep
      network = TestNetwork(n, activations: activations, m: m, seed: UInt32(1000 + seed))
      description = "n = \(n), m = \(m), \(activations), keep \(keep), \(hyperparameters)"
    }

    func run(_ form: FirstLayer) throws -> (rows: [HistoryRow], model: Model<Double>) {
      var hyperparameters = hyperparameters
      hyperparameters.firstLayer = form
      let trainer = try network.trainer(hyperparameters, keepProbability: keepProbability)
      #expect(trainer.firstLayer.isDual == (form == .dual))
      return (try trainer.rows(), trainer.model)
    }
  }

  @Test(arguments: 0..<150)
  func `dual and direct end in the same weights`(_ seed: Int) throws {
    let training = RandomTraining(seed: seed)
    let (direct, dual) = (try training.run(.direct), try training.run(.dual))
    for (x, y) in zip(direct.model.layers, dual.model.layers) {
      expectClose(y.W, x.W, within: 1e-9, "\(training)")
      expectClose(y.b, x.b, within: 1e-9, "\(training)")
    }
    for (x, y) in zip(direct.rows, dual.rows) {
      #expect(x.iteration == y.iteration && x.alpha == y.alpha)
      expectClose(y.cost, x.cost, within: 1e-9)
    }
  }

  @Test func `the random trainings reach every border`() {
    let trainings = (0..<150).map(RandomTraining.init)
    let sizes = trainings.map { ($0.network.X.rows, $0.network.X.columns) }
    #expect(sizes.contains { $0.1 == 1 } && sizes.contains { $0.1 > 1 && $0.1 < $0.0 })
    #expect(sizes.contains { $0.1 > 1 && $0.1 == $0.0 } && sizes.contains { $0.1 > $0.0 })
    #expect(trainings.contains { $0.keepProbability < 1 })
    #expect(trainings.contains { $0.network.layers.count == 1 })
  }

  private let dense = Dense<Double>(
    W: randomMatrix(3, 6), b: randomMatrix(3, 1, seed: 2), activation: .tanh)
  private let X: Matrix<Double> = randomMatrix(6, 4, seed: 3)

  private func dual(_ dense: Dense<Double>) -> DualDense<Double> {
    DualDense(dense, in: DualSpace(GramMatrix(of: X), initialW: dense.W))
  }

  @Test func `the dual layer starts as the dense layer`() {
    let dual = dual(dense)
    expectClose(dual.primal.W, dense.W, within: 1e-15)
    expectClose(dual.forward(X).a, dense.forward(X).a, within: 1e-14)
    expectClose(dual.linear(X).z, dense.linear(X).z, within: 1e-14)
    expectClose(dual.infer(randomMatrix(6, 9)), dense.infer(randomMatrix(6, 9)), within: 1e-14)
    #expect(dual.W.shape == Shape(3, 7) && dual.inputSize == 6 && dual.outputSize == 3)
  }

  @Test func `the step times the basis is dW`() {
    let dual = dual(dense)
    let dA: Matrix<Double> = randomMatrix(3, 4, seed: 5)
    let (dAPrev, step, db) = dual.backward(dA, cache: dual.forward(X).cache)
    let expected = dense.backward(dA, cache: dense.forward(X).cache)
    expectClose(step * dual.space.basis, expected.dW, within: 1e-13)
    expectClose(db, expected.db, within: 1e-13)
    expectClose(dAPrev, expected.dAPrev, within: 1e-13)
  }

  @Test func `the norm is that of W`() {
    var dual = dual(dense)
    expectClose(dual.squaredNorm(of: dual.W), dense.W.sumOfSquares(), within: 1e-14)
    dual.W += randomMatrix(3, 7, seed: 6)
    expectClose(dual.squaredNorm(of: dual.W), dual.primal.W.sumOfSquares(), within: 1e-13)
  }

  @Test func `a Gram matrix can serve several trainings`() throws {
    let network = TestNetwork([40, 3, 1], activations: [.relu, .sigmoid], m: 7, seed: 1)
    let gram = GramMatrix(of: network.X)
    let models = try [nil, gram, gram].map { gram in
      let trainer = try Trainer(
        try network.model(), on: network.examples, hyperparameters { $0.firstLayer = .dual },
        random: network.random, dropoutSeed: 2, gram: gram)
      _ = try trainer.train()
      return trainer.model.parameters
    }
    #expect(Set(models).count == 1)
  }

  @Test func `a shared Gram matrix has no say in the form`() throws {
    let network = TestNetwork([40, 3, 1], activations: [.relu, .sigmoid], m: 7, seed: 1)
    let shared = SharedGram<Double>()
    let trainers = try [nil, shared, shared].map { shared in
      try Trainer(
        try network.model(), on: network.examples, hyperparameters { $0.firstLayer = .auto },
        random: network.random, dropoutSeed: 2, gram: nil, sharedGram: shared)
    }
    #expect(Set(trainers.map(\.firstLayer)).count == 1)
    for trainer in trainers { _ = try trainer.train() }
    #expect(Set(trainers.map(\.model.parameters)).count == 1)
    let X = network.X
    #expect(shared.matrix(of: X) === shared.matrix(of: X))
  }

  @Test func `floats keep to the course of doubles`() throws {
    let network = TestNetwork([300, 7, 1], activations: [.relu, .sigmoid], m: 20, seed: 4)
    let double = try network.trainer(hyperparameters(iterations: 100) { $0.firstLayer = .dual })
    let layers = network.layers.map {
      Dense<Float>(W: Matrix($0.W), b: Matrix($0.b), activation: $0.activation)
    }
    let float = try Trainer(
      try Model<Float>(layers), on: MatrixExamples(X: Matrix(network.X), Y: Matrix(network.Y)),
      hyperparameters(iterations: 100) { $0.firstLayer = .dual }, random: network.random,
      dropoutSeed: 2)
    for (x, y) in zip(try double.rows(), try float.rows()) {
      #expect(abs(x.cost - y.cost) <= 1e-5 * x.cost)
    }
  }
}

@Suite struct FirstLayerDecisionTests {
  private func decision(
    n0: Int = 12288, m: Int = 209, isDense: Bool = true, isFrozen: Bool = false,
    iterations: Int = 2500, hasGram: Bool = false,
    _ change: (inout Hyperparameters) -> Void = { _ in }
  ) -> FirstLayerDecision {
    var hyperparameters = Hyperparameters(alpha: 0.0075, duration: .iterations(iterations))
    change(&hyperparameters)
    return FirstLayerDecision(
      hyperparameters, isDense: isDense, isFrozen: isFrozen, n0: n0, n1: 20, m: m,
      iterations: iterations,
      scalarSize: 4, hasGram: hasGram)
  }

  @Test func `the form of fewer operations is taken`() {
    #expect(decision().isDual)
    #expect(decision(isFrozen: true).description == "first layer: direct (it is frozen)")
    #expect(!decision(n0: 10).isDual)
    #expect(!decision(iterations: 5).isDual)
    #expect(decision(iterations: 5, hasGram: true).isDual)
    #expect(!decision { $0.firstLayer = .direct }.isDual)
    #expect(decision(n0: 10) { $0.firstLayer = .dual }.isDual)
  }

  @Test func `what scales weights on their own is trained directly`() {
    #expect(!decision { $0.optimizer = .adam() }.isDual)
    #expect(!decision { $0.optimizer = .rmsprop() }.isDual)
    #expect(decision { $0.optimizer = .momentum() }.isDual)
    #expect(!decision { $0.batchSize = 64 }.isDual)
    #expect(decision { $0.batchSize = 209 }.isDual)
    #expect(!decision(isDense: false).isDual)
    #expect(!decision(m: 1_000_000).isDual)
    #expect(!decision(m: .max).isDual)
    #expect(
      decision { $0.optimizer = .adam() }.description
        == "first layer: direct (the optimizer scales each weight on its own)")
  }
}
