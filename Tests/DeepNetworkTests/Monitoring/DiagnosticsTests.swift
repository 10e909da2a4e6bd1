import Foundation
import TestSupport
import Testing

@testable import DeepNetwork

extension Trainer {
  /// Trains and returns what was remarked.
  func remarks() throws -> [Diagnostic] {
    var remarks: [Diagnostic] = []
    _ = try train(onRemark: { remarks.append($0) })
    return remarks
  }
}

/// A training of layers on examples X, Y, a row of the history for each update.
private func trainer(
  _ layers: [any Layer<Double>], X: Matrix<Double>, Y: Matrix<Double>, iterations: Int = 8,
  alpha: Double = 0.01, _ change: (inout Hyperparameters) -> Void = { _ in }
) throws -> Trainer<Double> {
  try Trainer(
    Model(layers), on: MatrixExamples(X: X, Y: Y),
    hyperparameters(iterations: iterations, alpha: alpha, change), random: RandomState(seed: 1))
}

private func dense(_ W: [[Double]], b: [Double]? = nil, _ activation: Activation) -> Dense<Double> {
  Dense(
    W: Matrix(W), b: Matrix((b ?? Array(repeating: 0, count: W.count)).map { [$0] }),
    activation: activation)
}

private func labels(of X: Matrix<Double>) -> Matrix<Double> {
  Matrix([(0..<X.columns).map { X[0, $0] > 0 ? 1 : 0 }])
}

// MARK: - Units

@Suite struct UnitDiagnosticsTests {
  /// Four units of ReLU, of which so many are 0 for all examples.
  private func layers(dead: Int) -> [any Layer<Double>] {
    let b = (0..<4).map { $0 < dead ? -100.0 : 0 }
    return [
      dense([[1, 0.5], [-1, 0.5], [0.5, 1], [0.5, -1]], b: b, .relu),
      dense([[0.3, -0.2, 0.1, 0.2]], .sigmoid),
    ]
  }

  private func remarks(dead: Int, m: Int, batchSize: Int, logEvery: Int = 1) throws -> [Diagnostic]
  {
    let X: Matrix<Double> = randomMatrix(2, m, seed: 3)
    return try trainer(layers(dead: dead), X: X, Y: labels(of: X), iterations: 30) {
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
      dense([[1, 0], [-1, 0], [0, 1], [0, -1]], b: [-2, -2, -2, -2], .relu),
      dense([[0.3, -0.2, 0.1, 0.2]], .sigmoid),
    ]
    let remarks = try trainer(layers, X: X, Y: labels(of: X), iterations: 200) {
      $0.batchSize = batchSize
    }.remarks()
    #expect(remarks.map(\.finding) == [])
  }

  @Test func `fewer than a quarter are no remark`() throws {
    let X: Matrix<Double> = randomMatrix(1, 20, seed: 3)
    let b = [-100, 0, 0, 0, 0].map { Double($0) }
    let layers = [
      dense([[1], [1], [-1], [1], [-1]], b: b, .relu), dense([[1, 1, 1, 1, 1]], .sigmoid),
    ]
    #expect(try trainer(layers, X: X, Y: labels(of: X)).remarks().isEmpty)
  }

  @Test func `dead units are found through dropout, which makes none`() throws {
    let X: Matrix<Double> = randomMatrix(2, 100, seed: 3)
    for (dead, batchSize) in [(2, 0), (2, 10), (0, 0), (0, 1)] {
      let hidden = Dropout(
        dense(
          [[1, 0.5], [-1, 0.5], [0.5, 1], [0.5, -1]], b: (0..<4).map { $0 < dead ? -100 : 0 }, .relu
        ),
        keepProbability: 0.3)
      let remarks = try trainer(
        [hidden, dense([[0.3, -0.2, 0.1, 0.2]], .sigmoid)], X: X, Y: labels(of: X), iterations: 40
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
    let remarks = try trainer(
      [convolution, Dense(W: output * 0.1, b: Matrix([[0]]), activation: .sigmoid)], X: X,
      Y: labels(of: X)
    ).remarks()
    #expect(remarks.map(\.finding) == [.deadUnits(layer: 1, dead: 2, of: 4)])
  }

  @Test(arguments: [Activation.tanh, .sigmoid], [0, 1, 20])
  func `saturation is a share of all outputs`(
    _ activation: Activation, _ batchSize: Int
  ) throws {
    // Of the two units one is saturated for 19 of 20 examples, the other for all.
    let X = Matrix<Double>([(0..<60).map { $0 % 20 == 0 ? 0 : $0 % 2 == 0 ? 1 : -1 }])
    let layers = [dense([[100], [50]], b: [0, 200], activation), dense([[0.1, 0.1]], .sigmoid)]
    let remarks = try trainer(layers, X: X, Y: labels(of: X)) { $0.batchSize = batchSize }.remarks()
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
    let layers = [dense([[5], [5]], .tanh), dense([[0.1, 0.1]], .sigmoid)]
    let remarks = try trainer(layers, X: X, Y: labels(of: X), iterations: 120) { $0.batchSize = 1 }
      .remarks()
    #expect(remarks.isEmpty)
  }

  @Test func `nearly all is not 100 percent`() {
    let finding = Diagnostic.Finding.saturated(layer: 1, activation: "tanh", share: 0.99996)
    let circumstances = Circumstances(hyperparameters(), [dense([[1]], .linear)])
    #expect(finding.fact(examples: nil, circumstances).hasPrefix("layer 1: 99.9 % of"))
  }
}

// MARK: - Steps

@Suite struct StepDiagnosticsTests {
  /// A weight that each update multiplies by 1 - alpha, and a bias that stays 0.
  private func remarks(
    alpha: Double, iterations: Int = 12, _ change: (inout Hyperparameters) -> Void = { _ in }
  ) throws -> [Diagnostic] {
    try trainer(
      [dense([[1]], .linear)], X: Matrix([[1, -1]]), Y: Matrix([[0, 0]]), iterations: iterations,
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
      let remarks = try trainer(
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
    let trainer = try trainer(
      [dense([[1]], .linear)], X: Matrix([[1, -1]]), Y: Matrix([[2, -2]]), iterations: 1500,
      alpha: 0.9)
    #expect(try trainer.remarks().isEmpty)
    expectClose(trainer.model.layers[0].W.scalar, 2, within: 1e-15)
  }

  @Test func `what is dead is not advised to go faster too`() throws {
    let X: Matrix<Double> = randomMatrix(2, 40, seed: 3)
    for (batchSize, alpha) in [(0, 1.0), (1, 1), (0, 1e-13), (1, 1e-13), (8, 1e-3)] {
      let layers = [dense([[1, 2], [2, 1]], b: [-90, -90], .relu), dense([[1, -1]], .sigmoid)]
      let remarks = try trainer(layers, X: X, Y: labels(of: X), iterations: 300, alpha: alpha) {
        $0.batchSize = batchSize
      }.remarks()
      #expect(
        remarks.map(\.finding) == [.deadUnits(layer: 1, dead: 2, of: 2)], "\(batchSize), \(alpha)")
    }
  }

  @Test func `no training hears that alpha is too small and too large`() {
    let circumstances = Circumstances(
      hyperparameters(), [dense([[1]], .relu), dense([[1]], .sigmoid)])
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

// MARK: - Inputs and costs

@Suite struct InputDiagnosticsTests {
  private func remarks(_ X: Matrix<Double>, batchSize: Int, scaling: Circumstances.Scaling? = nil)
    throws -> [Diagnostic]
  {
    let trainer = try trainer(
      [dense([Array(repeating: 0.001, count: X.rows)], .sigmoid)], X: X, Y: labels(of: X),
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
  private func silent(_ outputs: Int, _ last: Activation) -> [any Layer<Double>] {
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
    let remarks = try trainer(silent(1, .sigmoid), X: X, Y: Y).remarks()
    #expect(remarks.map(\.description) == [Self.entropyText])
    #expect(remarks[0].iteration == 4)
    #expect(try trainer(silent(1, .sigmoid), X: X, Y: Y, iterations: 4).remarks().isEmpty)
  }

  @Test func `class weights weigh the entropy`() throws {
    let Y = Matrix<Double>([(0..<40).map { $0 % 4 == 0 ? 1 : 0 }])
    let remarks = try trainer(silent(1, .sigmoid), X: X, Y: Y) { $0.classWeights = .balanced }
      .remarks()
    #expect(remarks.map(\.description) == [Self.entropyText])
  }

  @Test func `several labels have an entropy each`() throws {
    let Y = Matrix<Double>((0..<2).map { row in (0..<40).map { Double(($0 >> row) % 2) } })
    let remarks = try trainer(silent(2, .sigmoid), X: X, Y: Y).remarks()
    #expect(remarks.map(\.finding) == [.sameAnswerForAll(cost: 2 * log(2))])
  }

  @Test func `the cost without L2 is meant`() throws {
    let Y = Matrix<Double>([(0..<40).map { Double($0 % 2) }])
    var layers = silent(1, .sigmoid)
    layers[0].W = Matrix(rows: 3, columns: 2, repeating: 1)
    layers[0].b = Matrix([[0], [0], [0]])
    let remarks = try trainer(layers, X: Matrix(rows: 2, columns: 40), Y: Y, alpha: 1e-3) {
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
    let layer = dense([[log(low / (1 - low))]], .sigmoid)
    let trainer = try trainer([layer], X: X, Y: Y, iterations: 40, alpha: 1e-6)
    var rows: [HistoryRow] = []
    var remarks: [Diagnostic] = []
    try trainer.train(onHistoryRow: { rows.append($0) }, onRemark: { remarks.append($0) })
    #expect(remarks.isEmpty)
    for row in rows { expectClose(row.cost, log(2), within: 1e-4) }
  }

  @Test(arguments: [0, 1]) func `a cost far above the entropy at the start`(batchSize: Int) throws {
    let X = Matrix<Double>([(0..<40).map { $0 % 2 == 0 ? 1 : -1 }])
    let Y = Matrix<Double>([(0..<40).map { $0 % 4 < 2 ? 1 : 0 }])
    let remarks = try trainer([dense([[1000]], .sigmoid)], X: X, Y: Y, alpha: 1e-3) {
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
    let remarks = try trainer([dense([[10]], .sigmoid)], X: X, Y: Y, alpha: 1e-3).remarks()
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

// MARK: - What is done already

@Suite struct CircumstancesTests {
  private let layers: [any Layer<Double>] = [dense([[1]], .relu), dense([[1]], .sigmoid)]

  private func remedies(
    _ finding: Diagnostic.Finding, _ layers: [any Layer<Double>]? = nil,
    _ change: (inout Hyperparameters) -> Void = { _ in },
    knowing: (inout Circumstances) -> Void = { _ in }
  ) -> String {
    var circumstances = Circumstances(hyperparameters(change), layers ?? self.layers)
    knowing(&circumstances)
    return circumstances.remedies(for: finding, said: nil)
  }

  @Test func `overfitting is not answered with what is on`() {
    let finding = Diagnostic.Finding.overfitting(lowestAt: 3)
    #expect(remedies(finding) == "l2, keepProbability, earlyStopping or more data")
    #expect(remedies(finding) { $0.l2 = 1 } == "keepProbability, earlyStopping or more data")
    #expect(
      remedies(finding) { $0.earlyStopping = .init(patience: 3) }
        == "l2, keepProbability or more data")
    let dropped: [any Layer<Double>] = [
      Dropout(dense([[1]], .relu), keepProbability: 0.5), layers[1],
    ]
    #expect(
      remedies(finding, dropped) {
        $0.l2 = 1
        $0.earlyStopping = .init(patience: 3)
      } == "more data")
    // One layer has no units to leave out.
    #expect(remedies(finding, [layers[1]]) == "l2, earlyStopping or more data")
  }

  @Test func `an initialization that is on is not advised`() {
    let dead = Diagnostic.Finding.deadUnits(layer: 1, dead: 1, of: 1)
    #expect(remedies(dead) == "a smaller alpha, the initialization he, or leakyRelu")
    #expect(remedies(dead, knowing: { $0.initializer = .he }) == "a smaller alpha or leakyRelu")
    #expect(
      remedies(dead, knowing: { $0.areWeightsGiven = true }) == "a smaller alpha or leakyRelu")
    let same = Diagnostic.Finding.sameAnswerForAll(cost: 1)
    #expect(remedies(same, knowing: { $0.initializer = .xavier }) == "a larger alpha")
    let vanishing = Diagnostic.Finding.vanishingGradient(layer: 1, ratio: 0)
    #expect(
      remedies(vanishing, knowing: { $0.initializer = .normal() })
        == "the initialization he (relu) or xavier (tanh, sigmoid)")
    #expect(
      remedies(vanishing, knowing: { $0.initializer = .xavier }) == "the initialization he")
    #expect(
      remedies(vanishing, knowing: { $0.initializer = .he })
        == "batchNormalization, residual layers or fewer layers")
    let normalized: [any Layer<Double>] = [layers[0], BatchNormalization<Double>(1), layers[1]]
    #expect(
      remedies(vanishing, normalized, knowing: { $0.initializer = .he })
        == "residual layers or fewer layers")
  }

  @Test func `scaled inputs are not advised to be scaled`() {
    let saturated = Diagnostic.Finding.saturated(layer: 1, activation: "tanh", share: 1)
    #expect(remedies(saturated) == "smaller initial weights or scaled inputs (normalize)")
    #expect(
      remedies(saturated, knowing: { $0.scaling = .standardize }) == "smaller initial weights")
  }
}

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
