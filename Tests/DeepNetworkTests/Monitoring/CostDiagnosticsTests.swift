import Foundation
import TestSupport
import Testing

@testable import DeepNetwork

@Suite struct InputDiagnosticsTests {
  private func remarks(_ X: Matrix<Double>, batchSize: Int, scaling: Circumstances.Scaling? = nil)
    throws -> [Diagnostic]
  {
    let trainer = try watchedTrainer(
      [denseLayer([Array(repeating: 0.001, count: X.rows)], .sigmoid)], X: X, Y: signs(of: X),
      alpha: 1e-6
    ) { $0.batchSize = batchSize }
    trainer.circumstances.scaling = scaling
    return try trainer.remarks()
  }

  @Test(arguments: [0, 1, 100]) func `inputs reach what the training set reaches`(batchSize: Int)
    throws
  {
    var X: Matrix<Double> = randomMatrix(3, 300, seed: 3)
    X *= 10
    X[1, 299] = -77.25
    let remarks = try remarks(X, batchSize: batchSize)
    #expect(remarks.map(\.finding) == [.unscaledInputs(largest: 77.25)])
    #expect(
      remarks[0].description
        == "the inputs reach 77.2: they were never scaled; try \"normalize\": \"standardize\" "
        + "(\"unit\" for 0 to 255)")
  }

  @Test func `of a large training set they reach what a sample does`() throws {
    let X = Matrix<Double>(
      rows: 1, columns: 3000, (0..<3000).map { $0 % 2 == 0 ? 60 : -70.5 })
    let remarks = try remarks(X, batchSize: 10)
    #expect(
      remarks.map(\.description) == [
        "the inputs of 1,000 examples drawn from the training set reach 70.5: they were never scaled; "
          + "try \"normalize\": \"standardize\" (\"unit\" for 0 to 255)"
      ])
  }

  @Test func `inputs that were scaled may reach far`() throws {
    // One feature that is rarely anything but its mean, as standardizing makes it: 30, else -1 / 30.
    var X = Matrix<Double>(rows: 2, columns: 901, repeating: -1.0 / 30)
    X[0, 450] = 30
    #expect(try remarks(X, batchSize: 0).isEmpty)
    let large = X * 100
    #expect(try remarks(large, batchSize: 0).count == 1)
    #expect(try remarks(large, batchSize: 0, scaling: .standardize).isEmpty)
    #expect(
      try remarks(large, batchSize: 0, scaling: .unit).map(\.description) == [
        "the inputs reach 3e+03: they were scaled for numbers up to 255 alone; try \"normalize\": "
          + "\"standardize\""
      ])
  }
}

@Suite struct CostDiagnosticsTests {
  private static let entropyText =
    "the cost stays at 0.693, the entropy of the labels: the network answers the same for everyone; "
    + "try a larger alpha, or the initialization he or xavier"

  /// A network whose output does not change: W is 0 everywhere.
  private func silent(_ outputs: Int, _ last: Activation) -> [any NetworkLayer<Double>] {
    [
      Dense(W: Matrix(rows: 3, columns: 2), b: Matrix(rows: 3, columns: 1), activation: .tanh),
      Dense(
        W: Matrix(rows: outputs, columns: 3), b: Matrix(rows: outputs, columns: 1), activation: last
      ),
    ]
  }

  private let X: Matrix<Double> = randomMatrix(2, 40, seed: 3)

  @Test func `a cost that stays at the entropy of labels that all are answered the same`() throws {
    let Y = Matrix<Double>([(0..<40).map { Double($0 % 2) }])
    let remarks = try watchedTrainer(silent(1, .sigmoid), X: X, Y: Y).remarks()
    #expect(remarks.map(\.description) == [Self.entropyText])
    #expect(remarks[0].iteration == 4)
    #expect(try watchedTrainer(silent(1, .sigmoid), X: X, Y: Y, iterations: 4).remarks().isEmpty)
  }

  @Test func `class weights weigh the entropy`() throws {
    let Y = Matrix<Double>([(0..<40).map { $0 % 4 == 0 ? 1 : 0 }])
    let remarks = try watchedTrainer(silent(1, .sigmoid), X: X, Y: Y) {
      $0.classWeights = .balanced
    }
    .remarks()
    #expect(remarks.map(\.description) == [Self.entropyText])
  }

  @Test func `several labels have an entropy each`() throws {
    let Y = Matrix<Double>((0..<2).map { row in (0..<40).map { Double(($0 >> row) % 2) } })
    let remarks = try watchedTrainer(silent(2, .sigmoid), X: X, Y: Y).remarks()
    #expect(remarks.map(\.finding) == [.sameAnswerForAll(cost: 2 * log(2))])
  }

  @Test func `the cost without L2 is meant`() throws {
    let Y = Matrix<Double>([(0..<40).map { Double($0 % 2) }])
    var layers = silent(1, .sigmoid)
    layers[0].W = Matrix(rows: 3, columns: 2, repeating: 1)
    layers[0].b = Matrix([[0], [0], [0]])
    let remarks = try watchedTrainer(layers, X: Matrix(rows: 2, columns: 40), Y: Y, alpha: 1e-3) {
      $0.l2 = 1
    }.remarks()
    #expect(
      remarks.map(\.description) == [
        Self.entropyText.replacingOccurrences(
          of: "the cost stays", with: "the cost without L2 stays")
      ])
  }

  @Test func `answers that differ are not the same though the cost is that of the labels`() throws {
    // p for the right three of four and 1 - p for the others costs as much as 1/2 for all.
    var (low, high) = (0.75, 0.999)
    for _ in 0..<60 {
      let p = (low + high) / 2
      if -0.75 * log(p) - 0.25 * log(1 - p) < log(2) { low = p } else { high = p }
    }
    let X = Matrix<Double>([(0..<40).map { $0 % 2 == 0 ? 1 : -1 }])
    let Y = Matrix<Double>([(0..<40).map { ($0 % 2 == 0) == ($0 % 8 < 6) ? 1 : 0 }])
    let layer = denseLayer([[log(low / (1 - low))]], .sigmoid)
    let trainer = try watchedTrainer([layer], X: X, Y: Y, iterations: 40, alpha: 1e-6)
    var rows: [HistoryRow] = []
    var remarks: [Diagnostic] = []
    try trainer.train(onHistoryRow: { rows.append($0) }, onRemark: { remarks.append($0) })
    #expect(remarks.isEmpty)
    for row in rows { expectClose(row.cost, log(2), within: 1e-4) }
  }

  @Test(arguments: [0, 1]) func `a cost far above the entropy at the start`(batchSize: Int) throws {
    let X = Matrix<Double>([(0..<40).map { $0 % 2 == 0 ? 1 : -1 }])
    let Y = Matrix<Double>([(0..<40).map { $0 % 4 < 2 ? 1 : 0 }])
    let remarks = try watchedTrainer([denseLayer([[1000]], .sigmoid)], X: X, Y: Y, alpha: 1e-3) {
      $0.batchSize = batchSize
    }.remarks()
    #expect(remarks.map(\.finding) == [.initialCostTooLarge(cost: 500, entropy: log(2))])
    #expect(
      remarks[0].description
        == "the initial cost is 500, far above 0.693, the entropy of the labels: the initial weights "
        + "are too large; try the initialization he or xavier")
  }

  @Test func `large inputs may be the cause of such a cost`() throws {
    let X = Matrix<Double>([(0..<40).map { $0 % 2 == 0 ? 100 : -100 }])
    let Y = Matrix<Double>([(0..<40).map { $0 % 4 < 2 ? 1 : 0 }])
    let remarks = try watchedTrainer([denseLayer([[10]], .sigmoid)], X: X, Y: Y, alpha: 1e-3)
      .remarks()
    #expect(remarks.count == 2)
    #expect(
      remarks.last?.description
        == "the initial cost is 500, far above 0.693, the entropy of the labels: the initial weights "
        + "or the inputs are too large; try the initialization he or xavier, or scaled inputs "
        + "(normalize)")
  }

  @Test func `a rise of the validation cost beside a fall of the training cost`() {
    func lowest(_ training: [Double], _ validation: [Double]) -> Int? {
      var curve = CostCurve()
      return zip(training, validation).enumerated().compactMap { index, costs in
        curve.overfitsSince(
          adding: HistoryRow(
            iteration: 10 * index, epoch: 0, alpha: 1, cost: costs.0, validationCost: costs.1))
      }.first
    }
    let rising = [3, 2, 2.5, 2.5, 2.5, 2.5, 2.5]
    #expect(lowest([9, 8, 7, 6, 5, 4, 3], rising) == 10)
    // The rise lasts too short, is too small or goes with no fall.
    #expect(lowest([9, 8, 7, 6, 5, 4], rising) == nil)
    #expect(lowest([9, 8, 7, 6, 5, 4, 3], [3, 2, 2.1, 2.1, 2.1, 2.1, 2.1]) == nil)
    #expect(lowest([9, 8, 9, 9, 9, 9, 9], rising) == nil)
    #expect(lowest([9, 8, 9, 9, 9, 9, 3], rising) == 10)
    #expect(lowest([9, 8, 12, 12, 12, 12, 7], rising) == nil)
  }
}
