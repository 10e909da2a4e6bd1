import DeepNetwork
import TestSupport
import Testing

@Suite struct InputGradientTests {
  private static let image = ImageShape(height: 5, width: 4, channels: 2)
  private static let statistics: [String: Matrix<Double>] = [
    "mean": Matrix(rows: 3, columns: 1, [0.1, -0.2, 0.3]),
    "variance": Matrix(rows: 3, columns: 1, [0.5, 1.5, 0.8]),
  ]

  /// Convolution, normalization, dropout and a block with a normalization inside.
  private func pictures(_ output: Activation, outputs: Int) throws -> Model<Double> {
    var random = RandomState(seed: 4)
    var norm = BatchNormalization<Double>(
      image: ImageShape(height: 5, width: 4, channels: 3), activation: .tanh)
    norm.state = Self.statistics
    let image = ImageShape(height: 5, width: 4, channels: 3)
    return try Model([
      Convolution2D(
        Self.image, filters: 3, kernel: 3, activation: .silu, from: &random),
      norm,
      try Residual([
        Convolution2D(image, filters: 3, kernel: 3, activation: .linear, from: &random), norm,
      ]),
      DropoutLayer(60, rate: 0.5),
      Dropout(
        Dense(60, 6, activation: .gelu, initializer: .he, from: &random), keepProbability: 0.4),
      Dense(6, outputs, activation: output, initializer: .he, from: &random),
    ])
  }

  private func requireSlopes(
    _ model: Model<Double>, _ X: Matrix<Double>, _ Y: Matrix<Double>, _ loss: Loss? = nil
  ) throws {
    let gradient = try #require(try model.inputGradient(X: X, Y: Y, loss: loss))
    #expect(gradient.shape == X.shape)
    #expect(gradient.maximumMagnitude() > 1e-3)
    func cost(_ X: Matrix<Double>) throws -> Double {
      try model.score(on: MatrixExamples(X: X, Y: Y), loss: loss).cost * Double(X.columns)
    }
    let h = 1e-5
    for column in 0..<X.columns {
      for row in stride(from: 0, to: X.rows, by: 3) {
        var (ahead, behind) = (X, X)
        ahead[row, column] += h
        behind[row, column] -= h
        let slope = try (cost(ahead) - cost(behind)) / (2 * h)
        // The quotient is off by its rounding, 1e-16 / h, and by the order of h².
        #expect(abs(gradient[row, column] - slope) <= 1e-9, "row \(row), column \(column)")
      }
    }
  }

  @Test func `the gradient is the slope of each example's own cost in inference`() throws {
    let X: Matrix<Double> = randomMatrix(40, 3, seed: 5)
    let classes = Matrix<Double>([[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    try requireSlopes(pictures(.softmax, outputs: 3), X, classes)
    try requireSlopes(pictures(.sigmoid, outputs: 1), X, Matrix([[1, 0, 1]]))
    try requireSlopes(pictures(.linear, outputs: 2), X, randomMatrix(2, 3, seed: 6), .huber())
  }

  /// Masks that a training drew, and frozen layers, change nothing.
  @Test func `a network that was trained is looked at as it is used`() throws {
    let X: Matrix<Double> = randomMatrix(40, 6, seed: 5)
    let Y = Matrix<Double>([[1, 0, 1, 0, 0, 1]])
    var model = try pictures(.sigmoid, outputs: 1)
    model.layers[1] = model.layers[1].frozen()
    model.layers[4] = model.layers[4].frozen()
    let trainer = try Trainer(
      model, on: MatrixExamples(X: X, Y: Y), Hyperparameters(alpha: 0.05, duration: .iterations(3)))
    try trainer.train()
    try requireSlopes(trainer.model, X, Y)
  }

  @Test func `an example does not depend on the others`() throws {
    let model = try pictures(.sigmoid, outputs: 1)
    let X: Matrix<Double> = randomMatrix(40, 3, seed: 5)
    let Y = Matrix<Double>([[1, 0, 1]])
    let all = try #require(try model.inputGradient(X: X, Y: Y))
    for k in 0..<3 {
      let one = try #require(
        try model.inputGradient(X: X.gatheringColumns([k]), Y: Y.gatheringColumns([k])))
      #expect(one == all.gatheringColumns([k]))
    }
  }

  /// Where A is rounded to 0, dA of the cross entropy is as good as none; dZ is A - Y.
  @Test func `a surely wrong answer has a gradient too`() throws {
    let model = try Model<Float>([
      Dense(W: Matrix([[2, -1]]), b: Matrix([[-500]]), activation: .sigmoid)
    ])
    let gradient = try model.inputGradient(X: Matrix([[1], [1]]), Y: Matrix([[1]]))
    #expect(gradient == Matrix([[-2], [1]]))
  }

  /// Its training pass doubles what its inference does not.
  private struct Otherwise: Layer {
    typealias Scalar = Double
    struct Cache: Sendable {}
    let inputSize = 2
    let outputSize = 2
    func forward(_ aPrev: Matrix<Double>) -> (a: Matrix<Double>, cache: Cache) {
      (aPrev * 2, Cache())
    }
    func backward(_ dA: Matrix<Double>, cache: Cache)
      -> (dAPrev: Matrix<Double>, dW: Matrix<Double>, db: Matrix<Double>)
    { (dA * 2, .empty, .empty) }
    func infer(_ aPrev: Matrix<Double>) -> Matrix<Double> { aPrev }
  }

  @Test func `a layer with another inference has none`() throws {
    let model = try Model<Double>([
      Otherwise(), Dense(W: Matrix([[2, -1]]), b: Matrix([[0]]), activation: .sigmoid),
    ])
    #expect(try model.inputGradient(X: Matrix([[1], [1]]), Y: Matrix([[1]])) == nil)
    #expect(throws: DimensionError.self) {
      try model.inputGradient(X: Matrix([[1]]), Y: Matrix([[1]]))
    }
  }
}
