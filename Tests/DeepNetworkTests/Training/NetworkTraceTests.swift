import TestSupport
import Testing

@testable import DeepNetwork

struct NetworkTraceTests {
  private let X: Matrix<Double> = randomMatrix(4, 3, seed: 7)

  private func labels(_ loss: Loss) -> Matrix<Double> {
    loss == .meanSquaredError
      ? randomMatrix(3, 3, seed: 8) : Matrix([[1, 0, 0], [0, 1, 0], [0, 0, 1]])
  }

  private func model(_ hidden: Activation, _ last: Activation, dropout: Bool) throws
    -> Model<Double>
  {
    let first = Dense<Double>(
      W: randomMatrix(5, 4, seed: 1), b: randomMatrix(5, 1, seed: 2), activation: hidden)
    let second = Dense<Double>(
      W: randomMatrix(3, 5, seed: 3), b: randomMatrix(3, 1, seed: 4), activation: last)
    return try Model([
      dropout ? Dropout(first, keepProbability: 0.6) as any NetworkLayer<Double> : first, second,
    ])
  }

  struct Setting: Sendable {
    var hidden = Activation.tanh
    var last = Activation.sigmoid
    var loss = Loss.binaryCrossEntropy
    var l2 = 0.0
    var clipNorm = 0.0
    var dropout = false
    var optimizer = Optimizer.gradientDescent
    var weights: Matrix<Double>?
  }

  static let settings = [
    Setting(), Setting(hidden: .relu, last: .softmax, loss: .categoricalCrossEntropy, l2: 0.3),
    Setting(last: .linear, loss: .meanSquaredError, dropout: true),
    Setting(hidden: .leakyRelu(slope: 0.1), last: .sigmoid, loss: .meanSquaredError),
    Setting(last: .softmax, loss: .meanSquaredError, l2: 0.1, clipNorm: 0.01),
    Setting(clipNorm: 0.1, optimizer: .adam()),
    Setting(l2: 0.3, optimizer: .adamW(weightDecay: 0.2)),
    Setting(dropout: true, optimizer: .momentum(), weights: Matrix([[0.5, 2, 0.5]])),
  ]

  /// The trace is that of the training: its gradients follow from the Z, A and dZ that it shows, and
  /// its weights are those after the first update of a trainer.
  @Test(arguments: settings) func `every quantity follows from the ones before`(_ setting: Setting)
    throws
  {
    let model = try model(setting.hidden, setting.last, dropout: setting.dropout)
    var hyperparameters = Hyperparameters(alpha: 0.3, duration: .iterations(1))
    hyperparameters.loss = setting.loss
    hyperparameters.l2 = setting.l2
    hyperparameters.clipNorm = setting.clipNorm
    hyperparameters.optimizer = setting.optimizer
    let Y = labels(setting.loss)
    let trace = try NetworkTrace(
      model, X: X, Y: Y, hyperparameters, weights: setting.weights, dropoutSeed: 5)

    let (first, second) = (trace.layers[0], trace.layers[1])
    expectClose(first.Z, first.W * X + first.b)
    let g = setting.hidden(first.Z)
    expectClose(first.A, first.mask.map { g .* $0 } ?? g)
    expectClose(second.Z, second.W * first.A + second.b)
    expectClose(try #require(first.dA), second.W.transposed * second.dZ)
    #expect((second.dA == nil) == setting.loss.isTakenFromZ(with: setting.last))
    #expect((first.mask == nil) == !setting.dropout)
    var scale = 1.0
    let raw = [
      first.dZ * X.transposed / 3 + setting.l2 / 3 * first.W,
      second.dZ * first.A.transposed / 3 + setting.l2 / 3 * second.W,
    ]
    let rawB = [first.dZ.rowSums() / 3, second.dZ.rowSums() / 3]
    if setting.clipNorm > 0 {
      let norm = (raw + rawB).reduce(0) { $0 + $1.sumOfSquares() }.squareRoot()
      scale = min(1, setting.clipNorm / (norm + 1e-6))
      #expect(scale < 1)
    }
    for (index, step) in trace.layers.enumerated() {
      expectClose(step.dW, raw[index] * scale)
      expectClose(step.db, rawB[index] * scale)
      if setting.optimizer == .gradientDescent {
        expectClose(step.newW, step.W - 0.3 * step.dW)
        expectClose(step.newB, step.b - 0.3 * step.db)
      }
    }
    guard setting.weights == nil else { return }
    let trainer = try Trainer(
      model, on: MatrixExamples(X: X, Y: Y), hyperparameters, random: RandomState(seed: 1),
      dropoutSeed: 5)
    _ = try trainer.train()
    for (step, layer) in zip(trace.layers, trainer.model.layers) {
      expectClose(step.newW, layer.W)
      expectClose(step.newB, layer.b)
    }
    expectClose(trace.cost, trainer.lastCost)
  }

  @Test func `another layer than a dense one is named`() throws {
    let model = try Model<Double>([Doubling(size: 4)])
    let hyperparameters = Hyperparameters(alpha: 1, duration: .iterations(1))
    let error = #expect(throws: NetworkTrace<Double>.NotDense.self) {
      try NetworkTrace(model, X: X, Y: X, hyperparameters, dropoutSeed: 1)
    }
    #expect("\(try #require(error))".contains("Doubling 4 -> 4 is no dense layer"))
  }
}

/// A = 2 A_prev.
private struct Doubling: Layer {
  let size: Int
  var inputSize: Int { size }
  var outputSize: Int { size }

  func forward(_ aPrev: Matrix<Double>) -> (a: Matrix<Double>, cache: Bool) { (aPrev * 2, true) }

  func backward(_ dA: Matrix<Double>, cache: Bool)
    -> (dAPrev: Matrix<Double>, dW: Matrix<Double>, db: Matrix<Double>)
  { (dA * 2, .empty, .empty) }
}
