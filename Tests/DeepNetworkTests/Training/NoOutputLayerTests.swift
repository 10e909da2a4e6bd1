import DeepNetwork
import TestSupport
import Testing

/// A network whose last layer is no output layer: no loss follows from it.
struct NoOutputLayerTests {
  private static let hidden = Dense<Double>(
    W: randomMatrix(3, 2), b: randomMatrix(3, 1, seed: 2), activation: .tanh)
  private static let norm = LayerNormalization<Double>(3, activation: .sigmoid)

  private static let endings: [(any NetworkLayer<Double>, String)] = [
    (
      Flatten<Double>(ImageShape(height: 1, width: 3, channels: 1)),
      "end in an output layer, such as Dense or ActivationLayer"
    ),
    (norm, "end in an output layer, such as Dense or ActivationLayer"),
    (Dropout(hidden, keepProbability: 0.5), "take the dropout off it"),
  ]

  private let X: Matrix<Double> = randomMatrix(2, 4, seed: 3)
  private let Y: Matrix<Double> = randomMatrix(3, 4, seed: 4)
  private var examples: MatrixExamples<Double> {
    get throws { try MatrixExamples(X: X, Y: Y) }
  }

  private func model(_ last: any NetworkLayer<Double>) throws -> Model<Double> {
    try Model(last.inputSize == 2 ? [last] : [Self.hidden, last])
  }

  @Test(arguments: 0..<3) func `without a loss it is refused with what to do`(_ index: Int) throws {
    let (last, advice) = Self.endings[index]
    let model = try model(last)
    let sentence =
      "layer \(model.L) (\(last.name)): the last layer is no output layer, so that no loss follows "
      + "from it; \(advice), or give hyperparameters.loss"
    let hyperparameters = Hyperparameters(alpha: 0.1, duration: .iterations(3))
    for error in [
      #expect(throws: DimensionError.self) { try Trainer(model, on: examples, hyperparameters) },
      #expect(throws: DimensionError.self) {
        var random = RandomState(seed: 1)
        _ = try model.gradients(X: X, Y: Y, from: &random)
      },
      #expect(throws: DimensionError.self) {
        try GradientCheck().check(model, X: X, Y: Y)
      },
    ] { #expect(error?.description == sentence) }
  }

  @Test(arguments: 0..<3) func `with a loss it is trained`(_ index: Int) throws {
    let model = try model(Self.endings[index].0)
    var hyperparameters = Hyperparameters(alpha: 0.1, duration: .iterations(3))
    hyperparameters.loss = .huber()
    let trainer = try Trainer(model, on: examples, hyperparameters)
    try trainer.train()
    #expect(trainer.lastCost.isFinite && trainer.loss == .huber())
    var random = RandomState(seed: 1)
    _ = try model.gradients(X: X, Y: Y, loss: .huber(), from: &random)
    #expect(try model.score(on: examples, loss: .huber()).cost.isFinite)
  }

  @Test func `a score without a loss is refused with what to do`() throws {
    let model = try Model<Float>([Flatten<Float>(ImageShape(height: 1, width: 3, channels: 1))])
    let examples = try MatrixExamples<Float>(
      X: Matrix(rows: 3, columns: 1), Y: Matrix(rows: 3, columns: 1))
    let error = #expect(throws: DimensionError.self) { try model.score(on: examples) }
    #expect("\(error as Any)".contains("end in an output layer, such as Dense or ActivationLayer"))
  }
}
