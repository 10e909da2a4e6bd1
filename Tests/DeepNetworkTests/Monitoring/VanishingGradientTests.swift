import Foundation
import TestSupport
import Testing

@testable import DeepNetwork

@Suite struct VanishingGradientTests {
  /// A deep network of sigmoid units of small weights, in which gradients fall by a factor a layer.
  private func trainer(batchSize: Int, m: Int, scale: Double) throws -> Trainer<Double> {
    let network = TestNetwork(
      [4] + Array(repeating: 4, count: 6) + [1], activations: Array(repeating: .sigmoid, count: 7),
      m: m, seed: 7)
    let layers = network.layers.map {
      Dense(W: $0.W * scale, b: $0.b, activation: $0.activation)
    }
    return try Trainer(
      Model(layers), on: network.examples,
      hyperparameters(iterations: 6, alpha: 1e-3) { $0.batchSize = batchSize })
  }

  @Test(arguments: [0, 1, 70]) func `a gradient that dies out is told by the training set's`(
    batchSize: Int
  ) throws {
    let trainer = try trainer(batchSize: batchSize, m: 200, scale: 0.5)
    var models: [Model<Double>] = []
    var remarks: [Diagnostic] = []
    try trainer.train(
      onHistoryRow: { _ in models.append(trainer.model) }, onRemark: { remarks.append($0) })
    let remark = try #require(remarks.first)
    guard case .vanishingGradient(1, let ratio) = remark.finding else {
      Issue.record("\(remarks)")
      return
    }
    #expect(remarks.count == 1 && remark.examples == nil)
    let network = TestNetwork(
      [4] + Array(repeating: 4, count: 6) + [1], activations: Array(repeating: .sigmoid, count: 7),
      m: 200, seed: 7)
    let gradients = try models[remark.iteration].gradients(X: network.X, Y: network.Y).gradients
    func size(_ l: Int) -> Double {
      let (dW, db) = (gradients[l].dW, gradients[l].db)
      return ((dW.sumOfSquares() + db.sumOfSquares()) / Double(dW.count)).squareRoot()
    }
    expectClose(ratio, size(0) / size(6), within: 1e-9)
    #expect(ratio < 1e-4)
  }

  @Test func `gradients of weights of the usual size do not die out`() throws {
    #expect(try trainer(batchSize: 1, m: 200, scale: 4).remarks().isEmpty)
  }
}
