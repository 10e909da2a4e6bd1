import DeepNetwork
import TestSupport

/// A network, its data and the generator after them, drawn as make_network_fixtures.py draws them.
struct TestNetwork {
  let X: Matrix<Double>
  let Y: Matrix<Double>
  let layers: [Dense<Double>]
  let random: RandomState

  init(_ n: [Int], activations: [Activation], m: Int, seed: UInt32) {
    var random = RandomState(seed: seed)
    X = Self.normal(n[0], m, &random)
    let last = activations[activations.count - 1]
    Y = Self.labels(Self.normal(n[n.count - 1], m, &random), for: last)
    layers = activations.indices.map { l in
      let W = Self.normal(n[l + 1], n[l], &random) * 0.5
      let b = Self.normal(n[l + 1], 1, &random) * 0.1
      return Dense(W: W, b: b, activation: activations[l])
    }
    self.random = random
  }

  private static func normal(_ rows: Int, _ columns: Int, _ random: inout RandomState)
    -> Matrix<Double>
  { Matrix(rows: rows, columns: columns, random.randn(rows * columns)) }

  private static func labels(_ values: Matrix<Double>, for activation: Activation)
    -> Matrix<Double>
  {
    switch activation {
    case .sigmoid: return values.map { $0 > 0 ? 1 : 0 }
    case .softmax:
      var Y = Matrix<Double>(rows: values.rows, columns: values.columns)
      for (column, row) in values.rowOfLargest().enumerated() { Y[row, column] = 1 }
      return Y
    case .tanh, .relu, .leakyRelu, .linear: return values
    }
  }

  var examples: MatrixExamples<Double> { MatrixExamples(X: X, Y: Y) }

  func model(keepProbability: Double = 1) throws -> Model<Double> {
    try Model(
      layers.enumerated().map { l, dense -> any Layer<Double> in
        l < layers.count - 1 && keepProbability < 1
          ? Dropout(dense, keepProbability: keepProbability) : dense
      })
  }

  func trainer(
    _ hyperparameters: Hyperparameters, keepProbability: Double = 1,
    validation: (any ExampleSource<Double>)? = nil
  ) throws -> Trainer<Double> {
    try Trainer(
      try model(keepProbability: keepProbability), on: examples, validation: validation,
      hyperparameters, random: random, dropoutSeed: 8)
  }
}

extension Model {
  /// All weights and biases, W[1] row by row, b[1], and so on.
  var parameters: [Scalar] { layers.flatMap { $0.W.elements + $0.b.elements } }
}
