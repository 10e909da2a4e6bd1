import Foundation
import TestSupport
import Testing

@testable import DeepNetwork

@Suite struct UnitDiagnosticsTests {
  /// Four units of ReLU, of which so many are 0 for all examples.
  private func layers(dead: Int) -> [any NetworkLayer<Double>] {
    let b = (0..<4).map { $0 < dead ? -100.0 : 0 }
    return [
      denseLayer([[1, 0.5], [-1, 0.5], [0.5, 1], [0.5, -1]], b: b, .relu),
      denseLayer([[0.3, -0.2, 0.1, 0.2]], .sigmoid),
    ]
  }

  private func remarks(dead: Int, m: Int, batchSize: Int, logEvery: Int = 1) throws -> [Diagnostic]
  {
    let X: Matrix<Double> = randomMatrix(2, m, seed: 3)
    return try watchedTrainer(layers(dead: dead), X: X, Y: signs(of: X), iterations: 30) {
      $0.batchSize = batchSize
      $0.logEvery = .updates(logEvery)
    }.remarks()
  }

  @Test func `dead units of the full batch are counted in its first row`() throws {
    let remarks = try remarks(dead: 3, m: 50, batchSize: 0)
    #expect(remarks.map(\.finding) == [.deadUnits(layer: 1, dead: 3, of: 4)])
    #expect(remarks[0].iteration == 0 && remarks[0].examples == nil)
    #expect(
      remarks[0].description
        == "layer 1: 3 of 4 ReLU units are 0 for every example and no longer learn; try a smaller "
        + "alpha, the initialization he, or leakyRelu")
  }

  @Test(arguments: [1, 2, 40]) func `dead units of mini-batches are counted on the training set`(
    batchSize: Int
  ) throws {
    let remarks = try remarks(dead: 2, m: 200, batchSize: batchSize)
    #expect(remarks.map(\.finding) == [.deadUnits(layer: 1, dead: 2, of: 4)])
    #expect(remarks[0].examples == nil)
  }

  @Test func `of a large training set they are counted on a sample that is named`() throws {
    let remarks = try remarks(dead: 1, m: 2001, batchSize: 1)
    #expect(remarks.map(\.finding) == [.deadUnits(layer: 1, dead: 1, of: 4)])
    #expect(remarks[0].examples == 1000)
    #expect(
      remarks[0].description
        == "layer 1: 1 of 4 ReLU units are 0 for all of 1,000 examples drawn from the training set "
        + "and no longer learn; try a smaller alpha, the initialization he, or leakyRelu")
  }

  @Test(arguments: [1, 2, 10]) func `units that are 0 for a batch alone are alive`(
    batchSize: Int
  ) throws {
    // Each unit answers to few examples, and in most batches to none.
    let X: Matrix<Double> = randomMatrix(2, 300, seed: 3)
    let layers = [
      denseLayer([[1, 0], [-1, 0], [0, 1], [0, -1]], b: [-2, -2, -2, -2], .relu),
      denseLayer([[0.3, -0.2, 0.1, 0.2]], .sigmoid),
    ]
    let remarks = try watchedTrainer(layers, X: X, Y: signs(of: X), iterations: 200) {
      $0.batchSize = batchSize
    }.remarks()
    #expect(remarks.map(\.finding) == [])
  }

  @Test func `fewer than a quarter are no remark`() throws {
    let X: Matrix<Double> = randomMatrix(1, 20, seed: 3)
    let b = [-100, 0, 0, 0, 0].map { Double($0) }
    let layers = [
      denseLayer([[1], [1], [-1], [1], [-1]], b: b, .relu),
      denseLayer([[1, 1, 1, 1, 1]], .sigmoid),
    ]
    #expect(try watchedTrainer(layers, X: X, Y: signs(of: X)).remarks().isEmpty)
  }

  @Test func `dead units are found through dropout, which makes none`() throws {
    let X: Matrix<Double> = randomMatrix(2, 100, seed: 3)
    for (dead, batchSize) in [(2, 0), (2, 10), (0, 0), (0, 1)] {
      let hidden = Dropout(
        denseLayer(
          [[1, 0.5], [-1, 0.5], [0.5, 1], [0.5, -1]], b: (0..<4).map { $0 < dead ? -100 : 0 }, .relu
        ),
        keepProbability: 0.3)
      let remarks = try watchedTrainer(
        [hidden, denseLayer([[0.3, -0.2, 0.1, 0.2]], .sigmoid)], X: X, Y: signs(of: X),
        iterations: 40
      ) { $0.batchSize = batchSize }.remarks()
      #expect(
        remarks.map(\.finding) == (dead > 0 ? [.deadUnits(layer: 1, dead: 2, of: 4)] : []),
        "\(dead), \(batchSize)")
    }
  }

  @Test func `a filter is dead where it is 0 at all places of all pictures`() throws {
    let shape = ImageShape(height: 3, width: 3, channels: 1)
    let convolution = Convolution2D<Double>(
      shape, W: Matrix([[1], [1], [-1], [1]]), b: Matrix([[0], [-100], [0.5], [-100]]), kernel: 1,
      activation: .relu)
    let X: Matrix<Double> = randomMatrix(9, 30, seed: 3)
    let output: Matrix<Double> = randomMatrix(1, 36, seed: 4)
    let remarks = try watchedTrainer(
      [convolution, Dense(W: output * 0.1, b: Matrix([[0]]), activation: .sigmoid)], X: X,
      Y: signs(of: X)
    ).remarks()
    #expect(remarks.map(\.finding) == [.deadUnits(layer: 1, dead: 2, of: 4)])
  }

  @Test(arguments: [Activation.tanh, .sigmoid], [0, 1, 20])
  func `saturation is a share of all outputs`(
    _ activation: Activation, _ batchSize: Int
  ) throws {
    // Of the two units one is saturated for 19 of 20 examples, the other for all.
    let X = Matrix<Double>([(0..<60).map { $0 % 20 == 0 ? 0 : $0 % 2 == 0 ? 1 : -1 }])
    let layers = [
      denseLayer([[100], [50]], b: [0, 200], activation), denseLayer([[0.1, 0.1]], .sigmoid),
    ]
    let remarks = try watchedTrainer(layers, X: X, Y: signs(of: X)) { $0.batchSize = batchSize }
      .remarks()
    let share = 117.0 / 120
    #expect(
      remarks.map(\.finding) == [
        .saturated(layer: 1, activation: activation.name, share: share)
      ])
    #expect(
      remarks[0].description
        == "layer 1: 97.5 % of the \(activation.name) outputs are saturated, where the gradient is "
        + "nearly 0; try smaller initial weights or scaled inputs (normalize)")
  }

  @Test func `saturated for one example alone is no remark`() throws {
    let X = Matrix<Double>([(0..<60).map { $0 == 7 ? 1 : 0.01 * Double($0) }])
    let layers = [denseLayer([[5], [5]], .tanh), denseLayer([[0.1, 0.1]], .sigmoid)]
    let remarks = try watchedTrainer(layers, X: X, Y: signs(of: X), iterations: 120) {
      $0.batchSize = 1
    }
    .remarks()
    #expect(remarks.isEmpty)
  }

  @Test func `nearly all is not 100 percent`() {
    let finding = Diagnostic.Finding.saturated(layer: 1, activation: "tanh", share: 0.99996)
    let circumstances = Circumstances(hyperparameters(), [denseLayer([[1]], .linear)])
    #expect(finding.fact(examples: nil, circumstances).hasPrefix("layer 1: 99.9 % of"))
  }

  @Test func `an activation that only comes near 0 has no dead units`() throws {
    /// g(z) = eᶻ, which is 0 where z is far below 0, and not a rectifier.
    struct Exponential: ActivationKind {
      static let name = "exponential"
      static let summary = "g(z) = eᶻ."
      var keepsA: Bool { true }
      var range: ClosedRange<Double> { 0 ... .infinity }
      func callAsFunction<Scalar>(_ Z: Matrix<Scalar>) -> Matrix<Scalar> { exp(Z) }
      func dZ<Scalar>(_ dA: Matrix<Scalar>, kept A: Matrix<Scalar>) -> Matrix<Scalar> { dA .* A }
    }
    let X: Matrix<Double> = randomMatrix(1, 20, seed: 3)
    let layers = [
      denseLayer([[1], [1]], b: [-2000, -2000], Activation(Exponential())),
      denseLayer([[1, 1]], .sigmoid),
    ]
    let remarks = try watchedTrainer(layers, X: X, Y: signs(of: X)).remarks()
    #expect(!remarks.contains { $0.description.contains("ReLU") })
  }
}
