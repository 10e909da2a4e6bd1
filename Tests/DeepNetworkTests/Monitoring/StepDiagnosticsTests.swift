import Foundation
import TestSupport
import Testing

@testable import DeepNetwork

@Suite struct StepDiagnosticsTests {
  /// A weight that each update multiplies by 1 - alpha, and a bias that stays 0.
  private func remarks(
    alpha: Double, iterations: Int = 12, _ change: (inout Hyperparameters) -> Void = { _ in }
  ) throws -> [Diagnostic] {
    try watchedTrainer(
      [denseLayer([[1]], .linear)], X: Matrix([[1, -1]]), Y: Matrix([[0, 0]]),
      iterations: iterations,
      alpha: alpha, change
    ).remarks()
  }

  @Test func `steps that stay large are told with the change that was made`() throws {
    let remarks = try remarks(alpha: 1.5) { $0.firstLayer = .direct }
    guard case .stepTooLarge(1, let ratio)? = remarks.first?.finding else {
      Issue.record("\(remarks)")
      return
    }
    expectClose(ratio, 1.5, within: 1e-14)
    #expect(remarks.count == 1 && remarks[0].iteration == 4)
    #expect(
      remarks[0].description
        == "layer 1: one update changes its weights by 150 % of their size; try a smaller alpha or "
        + "clipNorm")
  }

  @Test func `the space of the examples tells the same step`() throws {
    let X: Matrix<Double> = randomMatrix(40, 5, seed: 2)
    let ratios = try [FirstLayer.direct, .dual].map { form -> Double in
      let W: Matrix<Double> = randomMatrix(2, 40, seed: 3)
      let remarks = try watchedTrainer(
        [Dense(W: W, b: Matrix([[0], [0]]), activation: .linear)], X: X,
        Y: Matrix(rows: 2, columns: 5), alpha: 0.3
      ) { $0.firstLayer = form }.remarks()
      guard case .stepTooLarge(1, let ratio)? = remarks.first?.finding else { return .nan }
      return ratio
    }
    expectClose(ratios[1], ratios[0], within: 1e-9)
  }

  @Test func `clipping, Adam and what they do to a step count`() throws {
    // The gradient of 1 is scaled down to 0.1; Adam's first steps are alpha.
    #expect(try remarks(alpha: 1.5) { $0.clipNorm = 0.1 }.isEmpty)
    #expect(try remarks(alpha: 0.1) { $0.optimizer = .adam() }.isEmpty)
    #expect(
      try remarks(alpha: 1.5) { $0.clipNorm = 1e6 }.map(\.description) == [
        "layer 1: one update changes its weights by 150 % of their size; try a smaller alpha"
      ])
    let adam = try remarks(alpha: 50) { $0.optimizer = .rmsprop() }
    #expect(adam.allSatisfy { $0.description.hasSuffix("; try a smaller alpha") })
  }

  @Test func `a single large step is no remark`() throws {
    #expect(try remarks(alpha: 1.5, iterations: 4).isEmpty)
    #expect(try remarks(alpha: 1) { $0.alphaDecay = .exponential(rate: 0.3) }.isEmpty)
  }

  @Test func `steps that never move the weights are told`() throws {
    let remarks = try remarks(alpha: 1e-12)
    guard case .stepTooSmall(1, let ratio)? = remarks.first?.finding else {
      Issue.record("\(remarks)")
      return
    }
    // 1 - 1e-12 in double precision, whose last place is 1.1e-16.
    expectClose(ratio, 1e-12, within: 2e-4)
    #expect(remarks.count == 1 && remarks[0].iteration == 4)
    #expect(
      remarks[0].description
        == "layer 1: one update changes its weights by only 1e-12 of their size; try a larger alpha"
    )
  }

  @Test func `a training that has converged is not told to go faster`() throws {
    // w goes from 1 to 2, its distance divided by ten with each update.
    let trainer = try watchedTrainer(
      [denseLayer([[1]], .linear)], X: Matrix([[1, -1]]), Y: Matrix([[2, -2]]), iterations: 1500,
      alpha: 0.9)
    #expect(try trainer.remarks().isEmpty)
    expectClose(trainer.model.layers[0].W.scalar, 2, within: 1e-15)
  }

  @Test func `what is dead is not advised to go faster too`() throws {
    let X: Matrix<Double> = randomMatrix(2, 40, seed: 3)
    for (batchSize, alpha) in [(0, 1.0), (1, 1), (0, 1e-13), (1, 1e-13), (8, 1e-3)] {
      let layers = [
        denseLayer([[1, 2], [2, 1]], b: [-90, -90], .relu), denseLayer([[1, -1]], .sigmoid),
      ]
      let remarks = try watchedTrainer(layers, X: X, Y: signs(of: X), iterations: 300, alpha: alpha)
      {
        $0.batchSize = batchSize
      }.remarks()
      #expect(
        remarks.map(\.finding) == [.deadUnits(layer: 1, dead: 2, of: 2)], "\(batchSize), \(alpha)")
    }
  }

  @Test func `no training hears that alpha is too small and too large`() {
    let circumstances = Circumstances(
      hyperparameters(), [denseLayer([[1]], .relu), denseLayer([[1]], .sigmoid)])
    func remedies(_ finding: Diagnostic.Finding, _ said: AlphaAdvice?) -> String {
      circumstances.remedies(for: finding, said: said)
    }
    #expect(remedies(.stepTooSmall(layer: 1, ratio: 0), .smaller).isEmpty)
    #expect(remedies(.stepTooLarge(layer: 1, ratio: 1), .larger) == "clipNorm")
    #expect(
      remedies(.deadUnits(layer: 1, dead: 1, of: 1), .larger)
        == "the initialization he or leakyRelu")
    #expect(
      remedies(.sameAnswerForAll(cost: 1), .smaller) == "the initialization he or xavier")
  }

  @Test func `no more than one update in a hundred is measured, beside the first`() {
    var watch = StepWatch()
    let measured = (0..<10_000).filter { watch.isDue(after: $0) }
    #expect(measured.prefix(7) == [0, 1, 2, 3, 4, 5, 100])
    #expect(measured.count == 105)
  }
}
