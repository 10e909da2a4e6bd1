import DeepNetwork
import TestSupport
import Testing

@Suite struct FrozenTests {
  private let X: Matrix<Double> = randomMatrix(4, 12, seed: 1)
  private let Y = Matrix<Double>(rows: 2, columns: 12, (0..<24).map { Double(($0 / 12 + $0) % 2) })

  private func layers(frozen: Int) throws -> [any NetworkLayer<Double>] {
    let layers: [any NetworkLayer<Double>] = [
      Dense(W: randomMatrix(5, 4, seed: 2), b: randomMatrix(5, 1, seed: 3), activation: .tanh),
      BatchNormalization(5, activation: .relu),
      try Residual([
        Dense(W: randomMatrix(5, 5, seed: 4), b: randomMatrix(5, 1, seed: 5), activation: .tanh),
        BatchNormalization(5),
      ]),
      Dense(W: randomMatrix(2, 5, seed: 6), b: randomMatrix(2, 1, seed: 7), activation: .softmax),
    ]
    return layers.enumerated().map { $0.offset < frozen ? $0.element.frozen() : $0.element }
  }

  private func trained(
    _ layers: [any NetworkLayer<Double>], _ change: (inout Hyperparameters) -> Void = { _ in }
  ) throws -> Model<Double> {
    var hyperparameters = Hyperparameters(alpha: 0.1, duration: .iterations(7))
    hyperparameters.batchSize = 5
    change(&hyperparameters)
    let trainer = try Trainer(
      try Model(layers), on: MatrixExamples(X: X, Y: Y), hyperparameters)
    try trainer.train()
    return trainer.model
  }

  @Test(arguments: [Optimizer.gradientDescent, .adam(), .adamW(weightDecay: 0.1)])
  func `parameters and statistics stay as they are, bit for bit`(_ optimizer: Optimizer) throws {
    let before = try layers(frozen: 3)
    let model = try trained(before) {
      $0.optimizer = optimizer
      $0.l2 = 0.3
      $0.clipNorm = 0.5
    }
    for (old, new) in zip(before, model.layers).prefix(3) {
      #expect(new.namedValues == old.namedValues && new.state == old.state, "\(old.name)")
    }
    #expect(model.layers[3].W != before[3].W && model.layers[3].b != before[3].b)
  }

  @Test func `the layer behind learns as on the answers of the frozen ones`() throws {
    let all = try layers(frozen: 3)
    let features = all.prefix(3).reduce(X) { $1.infer($0) }
    var hyperparameters = Hyperparameters(alpha: 0.1, duration: .iterations(7))
    hyperparameters.batchSize = 5
    let head = try Trainer(
      try Model([all[3]]), on: MatrixExamples(X: features, Y: Y), hyperparameters)
    try head.train()
    expectClose(
      try trained(all).layers[3].W, head.model.layers[0].W, within: 1e-14)
  }

  /// Its gradient with respect to its input is that of inference: the statistics do not depend on it.
  @Test func `a frozen layer in the middle hands back the gradient of what it computes`() throws {
    var normalization = BatchNormalization<Double>(5, activation: .tanh)
    normalization.gamma = randomMatrix(5, 1, seed: 8)
    normalization.state = [
      "mean": randomMatrix(5, 1, seed: 9), "variance": randomMatrix(5, 1, seed: 10).map { $0 * $0 },
    ]
    let frozen = Frozen(normalization)
    let aPrev: Matrix<Double> = randomMatrix(5, 3, seed: 11)
    #expect(frozen.forward(aPrev).a == normalization.infer(aPrev))
    expectSound(frozen)
    expectSound(Frozen(try Residual([normalization])))
    expectSound(
      Frozen(Dense<Double>(W: randomMatrix(3, 4), b: randomMatrix(3, 1), activation: .sigmoid)))
  }

  /// Hands dA back, and fails where it is asked for gradients of parameters.
  private struct Through: Layer {
    typealias Scalar = Double
    let inputSize = 5
    let outputSize = 5
    func forward(_ aPrev: Matrix<Double>) -> (a: Matrix<Double>, cache: Void) { (aPrev, ()) }
    func backward(_ dA: Matrix<Double>, cache: Void)
      -> (dAPrev: Matrix<Double>, dW: Matrix<Double>, db: Matrix<Double>)
    { fatalError("dW was asked for") }
    func inputGradient(_ dA: Matrix<Double>, cache: Void) -> Matrix<Double> { dA }
  }

  @Test func `no gradient of a frozen layer's parameters is computed`() throws {
    let block = Frozen(
      try Sequential([
        Dropout(Through(), keepProbability: 0.5),
        try Residual([Through()], shortcut: [Through()], activation: .tanh),
        try Parallel([[Through()], []]),
        Dense(W: randomMatrix(5, 10, seed: 8), b: randomMatrix(5, 1, seed: 9), activation: .relu),
      ]))
    let all = try layers(frozen: 0)
    let model = try trained([all[0], block, all[3]])
    #expect(model.layers[0].W != all[0].W)
    #expect(try model.inputGradient(X: X, Y: Y) != nil)
  }

  @Test func `a network of which nothing learns is refused`() throws {
    let layers = try layers(frozen: 4)
    let error = #expect(throws: DimensionError.self) { try trained(layers) }
    #expect(error?.violations == [.nothingLearns])
  }

  @Test func `a frozen last layer still ends the network`() throws {
    var all = try layers(frozen: 0)
    all[3] = all[3].frozen()
    let model = try trained(all)
    #expect(model.layers[3].namedValues == all[3].namedValues)
    #expect(model.layers[0].W != all[0].W)
  }

  @Test func `trainable says it in a list of layers, blocks and their layers too`() throws {
    var dense = LayerSpecification.dense(units: 3, activation: .relu)
    dense.isTrainable = false
    let plan = try DimensionChecker.check(
      Architecture(
        inputSize: 3,
        layers: [dense, .residual([dense, .dense(units: 3, activation: .linear)])]))
    var random = RandomState(seed: 1)
    let model = Model<Double>(plan, initializer: .he, from: &random)
    #expect(model.layers[0] is Frozen<Dense<Double>>)
    let block = try #require(model.layers[1] as? Residual<Double>)
    #expect(block.layers[0] is Frozen<Dense<Double>> && block.layers[1] is Dense<Double>)
    #expect(model.layers[0].name == "Dense 3 -> 3, relu, frozen")
  }
}
