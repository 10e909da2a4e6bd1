import DeepNetwork
import TestSupport
import Testing

/// What a program of one's own can do without knowing the library's inside.
@Suite struct TrainingByHandTests {
  private let network = TestNetwork([3, 4, 2], activations: [.tanh, .softmax], m: 7, seed: 1)

  private func hyperparameters(_ iterations: Int) -> Hyperparameters {
    var hyperparameters = Hyperparameters(alpha: 0.1, duration: .iterations(iterations))
    hyperparameters.firstLayer = .direct
    return hyperparameters
  }

  @Test func `a trailing closure is called with the rows of the history`() throws {
    let trainer = try network.trainer(hyperparameters(5))
    var iterations: [Int] = []
    try trainer.train { iterations.append($0.iteration) }
    #expect(iterations == [0, 5])
  }

  @Test func `a training needs no generator of its own`() throws {
    let trainer = try Trainer(try network.model(), on: network.examples, hyperparameters(3))
    try trainer.train()
    #expect(trainer.lastCost.isFinite)
  }

  @Test(arguments: [Optimizer.gradientDescent, .momentum(), .rmsprop(), .adam()])
  func `gradients and updates make the same network as the trainer`(_ optimizer: Optimizer) throws {
    var model = try network.model()
    var own = ModelOptimizer<Double>(optimizer)
    for _ in 1...10 {
      let (_, gradients) = try model.gradients(X: network.X, Y: network.Y)
      try own.update(&model, by: gradients, alpha: 0.1)
    }
    var hyperparameters = hyperparameters(10)
    hyperparameters.optimizer = optimizer
    let trainer = try network.trainer(hyperparameters)
    try trainer.train()
    #expect(model.parameters == trainer.model.parameters)
  }

  @Test func `gradients of a batch that does not fit are refused`() throws {
    let model = try network.model()
    let error = #expect(throws: DimensionError.self) {
      try model.gradients(X: Matrix(rows: 2, columns: 7), Y: network.Y)
    }
    #expect(
      error?.description.contains("X must be (n[0], m) = (3, m), but is (2, 7)") == true)
  }

  @Test func `the score of a model takes the loss of its last activation`() throws {
    let model = try network.model()
    let score = try model.score(on: network.examples)
    #expect(try score == model.score(on: network.examples, loss: .categoricalCrossEntropy))
    #expect(score.accuracy != nil)
  }

  @Test func `a user's own layer draws before each pass`() throws {
    let layers: [any NetworkLayer<Double>] = [Shifted(size: 3)] + network.layers
    let trainer = try Trainer(
      Model(layers), on: network.examples, hyperparameters(4), dropoutSeed: 5)
    var costs: [Double] = []
    try trainer.train(shouldStop: {
      costs.append($0.lastCost)
      return false
    })
    var random = RandomState(seed: 5)
    let shifted = network.X + random.rand()
    let first = try Model<Double>(network.layers).gradients(X: shifted, Y: network.Y).cost
    #expect(costs[1] == first)
  }

  @Test(arguments: [Activation.sigmoid, .relu, .linear, .softmax])
  func `the fused passes are their formulas`(_ activation: Activation) {
    let W: Matrix<Double> = randomMatrix(4, 3, seed: 1)
    let (b, A): (Matrix<Double>, Matrix<Double>) = (
      randomMatrix(4, 1, seed: 2), randomMatrix(3, 6, seed: 3)
    )
    expectClose(W.product(A, bias: b, activation: activation), activation(W * A + b))
    let dZ: Matrix<Double> = randomMatrix(4, 6, seed: 4)
    expectClose(dZ.meanProduct(A), dZ * A.transposed / 6)
    expectClose(dZ.rowMeans(), dZ.rowSums() / 6)
  }
}

/// Adds a number that is drawn for each pass.
private struct Shifted: Layer {
  let size: Int
  var shift = 0.0
  var inputSize: Int { size }
  var outputSize: Int { size }

  mutating func draw(m: Int, from random: inout RandomState) { shift = random.rand() }

  func forward(_ aPrev: Matrix<Double>) -> (a: Matrix<Double>, cache: Bool) {
    (aPrev + shift, true)
  }

  func backward(_ dA: Matrix<Double>, cache: Bool)
    -> (dAPrev: Matrix<Double>, dW: Matrix<Double>, db: Matrix<Double>)
  { (dA, .empty, .empty) }
}
