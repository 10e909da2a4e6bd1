import TestSupport
import Testing

@testable import DeepNetwork

@Suite struct TapeTests {
  private let network = TestNetwork([3, 4, 2], activations: [.tanh, .softmax], m: 7, seed: 1)

  private func batchNormalized() throws -> Model<Double> {
    try Model([network.layers[0], BatchNormalization<Double>(4), network.layers[1]])
  }

  @Test func `forward gives the A of the layers, and backward the gradients of a training`() throws
  {
    let model = try network.model()
    let (A, tape) = try model.forward(network.X)
    #expect(A == model.layers[1].forward(model.layers[0].forward(network.X).a).a)
    let (cost, dA) = Loss.categoricalCrossEntropy.evaluate(a: A, y: network.Y)
    let (dX, gradients) = try tape.backward(dA)
    let whole = try model.gradients(X: network.X, Y: network.Y)
    expectClose(cost, whole.cost, within: 1e-14)
    #expect(dX.shape == network.X.shape && gradients.count == 2)
    for (own, other) in zip(gradients, whole.gradients) {
      for (a, b) in zip(own.values, other.values) { expectClose(a, b, within: 1e-12) }
    }
    let (_, again) = try model.forward(network.X)
    let alone = try again.parameterGradients(dA)
    #expect(alone.map(\.values) == gradients.map(\.values))
  }

  @Test func `dX is the gradient of the loss summed over the examples`() throws {
    let model = try batchNormalized()
    let cost = { (X: Matrix<Double>) throws -> Double in
      let A = try model.forward(X).A
      return Loss.categoricalCrossEntropy.evaluate(a: A, y: network.Y).cost * Double(X.columns)
    }
    let (A, tape) = try model.forward(network.X)
    let dX = try tape.backward(
      Loss.categoricalCrossEntropy.evaluate(a: A, y: network.Y).dA
    ).dX
    for (row, column) in [(0, 0), (1, 3), (2, 6)] {
      let h = 1e-5
      var (plus, minus) = (network.X, network.X)
      plus[row, column] += h
      minus[row, column] -= h
      expectClose(dX[row, column], try (cost(plus) - cost(minus)) / (2 * h), within: 1e-6)
    }
  }

  @Test func `a frozen layer hands dX on and has no gradients`() throws {
    let model = try Model([network.layers[0].frozen(), network.layers[1]])
    let (A, tape) = try model.forward(network.X)
    let (dX, gradients) = try tape.backward(A)
    #expect(gradients[0].values.allSatisfy(\.isEmpty) && !gradients[1].dW.isEmpty)
    let (_, plain) = try network.model().forward(network.X)
    #expect(try plain.backward(A).dX == dX)
  }

  @Test(arguments: [Optimizer.gradientDescent, .adam(), .adamW(weightDecay: 0.1)])
  func `a loop of one's own is the trainer's with statistics, dropout, clipping and L2`(
    _ optimizer: Optimizer
  ) throws {
    var model = try Model([
      Dropout(network.layers[0], keepProbability: 0.7), BatchNormalization<Double>(4),
      network.layers[1],
    ])
    var hyperparameters = Hyperparameters(alpha: 0.1, duration: .iterations(12))
    hyperparameters.firstLayer = .direct
    hyperparameters.optimizer = optimizer
    hyperparameters.l2 = 0.7
    let trainer = try Trainer(model, on: network.examples, hyperparameters, dropoutSeed: 8)
    try trainer.train()

    var random = RandomState(seed: 8)
    var own = ModelOptimizer<Double>(optimizer)
    for _ in 1...12 {
      let (_, gradients) = try model.gradients(X: network.X, Y: network.Y, from: &random)
      try own.update(&model, by: gradients, alpha: 0.1, l2: 0.7 / 7)
    }
    #expect(own.updates == 12)
    #expect(model.parameters == trainer.model.parameters)
    #expect(model.layers.map { $0.state } == trainer.model.layers.map { $0.state })
  }

  @Test func `an update shows statistics every pass behind its gradients, and no other`() throws {
    var model = try batchNormalized()
    let start = model.layers[1].state
    _ = try model.forward(network.X)
    let (A, tape) = try model.forward(network.X)
    let gradients = try tape.parameterGradients(A)
    #expect(model.layers[1].state == start)
    var once = model
    var optimizer = ModelOptimizer<Double>(.gradientDescent)
    try optimizer.update(&once, by: gradients, alpha: 0.1)
    #expect(once.layers[1].state != start)
    var again = ModelOptimizer<Double>(.gradientDescent)
    try again.update(&model, by: 0.5 * (gradients + gradients), alpha: 0.1)
    #expect(model.layers[1].state != once.layers[1].state)
    expectClose(model.layers[0].W, once.layers[0].W, within: 1e-14)
  }

  @Test func `gradients add, scale and are clipped`() throws {
    let model = try network.model()
    let gradients = try model.gradients(X: network.X, Y: network.Y).gradients
    let twice = gradients + gradients
    #expect(twice[0].dW == 2 * gradients[0].dW && twice[1].db == 2 * gradients[1].db)
    expectClose(twice.norm, 2 * gradients.norm, within: 1e-14)
    let squares = gradients.reduce(0) { $0 + $1.values.reduce(0) { $0 + $1.sumOfSquares() } }
    expectClose(gradients.norm, squares.squareRoot(), within: 1e-14)
    let limit = gradients.norm / 3
    expectClose(gradients.clipped(to: limit).norm, limit, within: 1e-4)
    #expect(gradients.clipped(to: 100)[0].dW == gradients[0].dW)
    #expect(gradients.isFinite && !(Double.nan * gradients).isFinite)
  }

  @Test func `an update changes W in place`() throws {
    var model = try Model([
      Dense<Double>(W: randomMatrix(5, 4), b: randomMatrix(5, 1), activation: .relu)
    ])
    let place = { (model: Model<Double>) in model.layers[0].W.withElements { $0 } }
    let before = place(model)
    let (A, tape) = try model.forward(randomMatrix(4, 3))
    let gradients = try tape.parameterGradients(A)
    var optimizer = ModelOptimizer<Double>(.gradientDescent)
    try optimizer.update(&model, by: gradients, alpha: 0.1)
    #expect(place(model) == before)
    withExtendedLifetime(tape) {}
  }

  @Test func `a tape serves one way back`() async {
    expectSaid(
      "the tape of a forward pass serves one way back: run forward again",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let layer = Dense<Double>(W: Matrix([[1]]), b: Matrix([[0]]), activation: .relu)
        let (A, tape) = try Model([layer]).forward(Matrix([[1]]))
        _ = try tape.backward(A)
        _ = try tape.backward(A)
      })
  }

  @Test func `what a layer of one's own returns in a wrong shape is named`() throws {
    let (A, tape) = try Model([
      BrokenDense(.dWTransposed, W: network.layers[0].W, b: network.layers[0].b)
    ]).forward(network.X)
    let error = #expect(throws: DimensionError.self) { try tape.backward(A) }
    #expect("\(error as Any)".contains("dW must be (n[1], n[0]) = (4, 3)"))
  }
}
