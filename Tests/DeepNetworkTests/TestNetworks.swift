@testable import DeepNetwork
import TestSupport

/// A network, its data and the generator after them, drawn as make_network_fixtures.py draws them.
struct TestNetwork {
  let X: Matrix<Double>
  let Y: Matrix<Double>
  let layers: [Dense<Double>]
  let random: RandomState

  init(_ n: [Int], activations: [Activation], m: Int, seed: UInt32) {
    var random = RandomState(seed: seed)
    X = random.normal(n[0], m)
    Y = labels(random.normal(n[n.count - 1], m), for: activations[activations.count - 1])
    layers = activations.indices.map { l in
      let W: Matrix<Double> = random.normal(n[l + 1], n[l]) * 0.5
      let b: Matrix<Double> = random.normal(n[l + 1], 1) * 0.1
      return Dense(W: W, b: b, activation: activations[l])
    }
    self.random = random
  }

  var examples: MatrixExamples<Double> {
    do throws(DimensionError) {
      return try MatrixExamples(X: X, Y: Y)
    } catch {
      fatalError("\(error)")
    }
  }

  func model(keepProbability: Double = 1) throws -> Model<Double> {
    try Model(
      layers.enumerated().map { l, dense -> any NetworkLayer<Double> in
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

/// Labels that suit the output layer: of a sigmoid the signs, of softmax the class of the largest.
func labels(_ values: Matrix<Double>, for last: Activation) -> Matrix<Double> {
  if last == .sigmoid { return values.map { $0 > 0 ? 1 : 0 } }
  guard last == .softmax else { return values }
  var Y = Matrix<Double>(rows: values.rows, columns: values.columns)
  for (column, row) in values.rowOfLargest().enumerated() { Y[row, column] = 1 }
  return Y
}

extension Model {
  /// All weights and biases, W[1] row by row, b[1], and so on.
  var parameters: [Scalar] { layers.flatMap { $0.values.flatMap(\.elements) } }
}
