import DeepNetwork
import Foundation
import TestSupport
import Testing

struct OwnLayerTests {
  @Test func theReadmeShowsTheLayerThatIsTestedHere() throws {
    let readme = try String(
      contentsOf: SharedData.repository.appendingPathComponent("README.md"), encoding: .utf8)
    let layer = try String(
      contentsOf: SharedData.repository.appendingPathComponent("Tests/ReadmeTests/OwnLayer.swift"),
      encoding: .utf8)
    #expect(readme.contains(layer))
  }

  @Test func theLayerKeepsEveryPromise() {
    var random = RandomState(seed: 1)
    let swish = Swish<Double>(
      W: Matrix(rows: 3, columns: 4, random.randn(12)), b: Matrix(rows: 3, columns: 1))
    expectSound(swish)
  }

  @Test func theLayerTrainsBesideDense() throws {
    var random = RandomState(seed: 1)
    let X = Matrix<Double>(rows: 2, columns: 200, random.randn(400))
    let Y = Matrix<Double>(rows: 1, columns: 200, (0..<200).map { X[0, $0] * X[1, $0] > 0 ? 1 : 0 })
    let swish = Swish<Double>(
      W: Matrix(rows: 8, columns: 2, random.randn(16)), b: Matrix(rows: 8, columns: 1))
    let output = Dense<Double>(8, 1, activation: .sigmoid, from: &random)
    let trainer = try Trainer(
      Model([swish, output]), on: MatrixExamples(X: X, Y: Y),
      Hyperparameters(alpha: 1, duration: .iterations(1000)), random: random, dropoutSeed: 2)
    _ = try trainer.train()
    #expect(trainer.lastCost < 0.1)
  }
}
