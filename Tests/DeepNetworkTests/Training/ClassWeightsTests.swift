import Foundation
import TestSupport
import Testing

@testable import DeepNetwork

/// The weights of classes in the cost and the gradient of updates of any size.
@Suite struct ClassWeightsTests {
  private let network = TestNetwork([4, 5, 3], activations: [.tanh, .softmax], m: 60, seed: 7)

  private func trained(_ classWeights: Hyperparameters.ClassWeights?, batchSize: Int) throws
    -> [Double]
  {
    let trainer = try network.trainer(
      hyperparameters(iterations: 20) {
        $0.classWeights = classWeights
        $0.batchSize = batchSize
      })
    try trainer.train()
    return trainer.model.parameters
  }

  @Test(arguments: [0, 1, 7]) func `an update heeds the weights whatever its size`(
    batchSize: Int
  ) throws {
    let models = try [nil, .values([1, 10, 1]), .values([10, 1, 1]), .values([2, 20, 2])].map {
      try trained($0, batchSize: batchSize)
    }
    #expect(Set(models.prefix(3)).count == 3)
    // Weights are scaled: only what they are to each other counts.
    #expect(models[3] == models[1])
    #expect(try trained(.values([3, 3, 3]), batchSize: batchSize) == models[0])
  }

  @Test func `an update of one example moves W by its weight, exactly`() throws {
    // Classes 1, 0, 0 with the weights 4 and 1: scaled by their mean 2.
    let X: [Double] = [0.5, -2, 3]
    let Y: [Double] = [1, 0, 0]
    let weights: [Double] = [2, 0.5, 0.5]
    let layer = Dense<Double>(W: Matrix([[0.25]]), b: Matrix([[0]]), activation: .sigmoid)
    let trainer = try Trainer(
      Model([layer]), on: MatrixExamples(X: Matrix([X]), Y: Matrix([Y])),
      hyperparameters(iterations: 3) {
        $0.classWeights = .values([1, 4])
        $0.batchSize = 1
      }, random: RandomState(seed: 5))
    let rows = try trainer.rows()
    var random = RandomState(seed: 5)
    var (w, b) = (0.25, 0.0)
    for (step, i) in random.permutation(3).enumerated() {
      let a = 1 / (1 + exp(-(w * X[i] + b)))
      let loss = -log(Y[i] == 1 ? a : 1 - a)
      if step == 0 { expectClose(rows[0].cost, weights[i] * loss, within: 1e-14) }
      let dZ = weights[i] * (a - Y[i])
      (w, b) = (w - 0.1 * dZ * X[i], b - 0.1 * dZ)
    }
    expectClose(trainer.model.layers[0].W.scalar, w, within: 1e-14)
    expectClose(trainer.model.layers[0].b.scalar, b, within: 1e-14)
  }

  @Test func `the cost of an epoch of mini-batches is that of the full batch`() throws {
    let whole = try epochCost(batchSize: 60)
    for batchSize in [1, 7, 16] {
      expectClose(try epochCost(batchSize: batchSize), whole, within: 1e-11)
    }
  }

  /// The mean cost over all examples, by steps so small that the network stays as it is.
  private func epochCost(batchSize: Int) throws -> Double {
    let updates = (60 + batchSize - 1) / batchSize
    let rows = try network.trainer(
      hyperparameters(iterations: updates, alpha: 1e-14) {
        $0.classWeights = .values([1, 2, 5])
        $0.batchSize = batchSize
        $0.logEvery = 1000
      }
    ).rows()
    #expect(rows.count == 2)
    let first = Double(batchSize)
    return (first * rows[0].cost + (60 - first) * rows[1].cost) / 60
  }
}
