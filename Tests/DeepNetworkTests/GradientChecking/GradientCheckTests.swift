import Foundation
import DeepNetwork
import TestSupport
import Testing

private func dense(
  _ inputs: Int, _ outputs: Int, _ activation: Activation, seed: UInt32
) -> Dense<Double> {
  Dense(
    W: randomMatrix(outputs, inputs, seed: seed), b: randomMatrix(outputs, 1, seed: seed + 1),
    activation: activation)
}

private let activations: [Activation] = [
  .sigmoid, .tanh, .relu, .leakyRelu(slope: 0.1), .linear, .softmax,
]

@Suite struct GradientCheckTests {
  // MARK: What is right passes

  @Test(arguments: activations)
  func `dense layers pass`(_ activation: Activation) {
    for (inputs, outputs) in [(1, 1), (1, 4), (4, 1), (4, 3), (3, 3)] {
      let report = GradientCheck().check(dense(inputs, outputs, activation, seed: 3))
      #expect(report.passed, "\(report)")
      #expect(report.findings.map(\.quantity) == [.dW, .db, .dAPrev])
      #expect(report.findings.allSatisfy { $0.relativeError < 1e-7 })
    }
  }

  /// Every loss with the output activations whose values it is defined for.
  static let outputs: [(Loss, Activation)] =
    activations.map { (.meanSquaredError, $0) }
    + [
      (.huber(delta: 0.5), .linear), (.huber(), .tanh), (.meanAbsoluteError, .linear),
      (Loss(BinaryCrossEntropy(labelSmoothing: 0.2)), .sigmoid),
      (Loss(CategoricalCrossEntropy(labelSmoothing: 0.1)), .softmax),
      (.binaryCrossEntropy, .sigmoid), (.binaryCrossEntropy, .softmax),
      (.categoricalCrossEntropy, .softmax), (.categoricalCrossEntropy, .sigmoid),
    ]

  @Test(arguments: outputs)
  func `every activation passes with every loss and L2`(_ output: (Loss, Activation)) throws {
    let (loss, last) = output
    let X: Matrix<Double> = randomMatrix(4, 6, seed: 7)
    let Y = randomMatrix(3, 6, seed: 8, of: Double.self)
      .map { loss.hasClasses ? ($0 > 0 ? 1 : 0) : $0 }
    for (number, hidden) in activations.enumerated() {
      for l2 in [0, 0.7] {
        let seed = UInt32(10 * number + 1)
        let model = try Model([
          dense(4, 5, hidden, seed: seed), dense(5, 3, last, seed: seed + 4),
        ])
        let report = try GradientCheck().check(model, X: X, Y: Y, loss: loss, l2: l2)
        #expect(report.passed, "\(hidden), \(last), \(loss.name), l2 = \(l2)\n\(report)")
        #expect(report.findings.count == 4)
        #expect(report.findings.allSatisfy { $0.relativeError < 1e-7 && $0.compared > 0 })
      }
    }
  }

  @Test func `dropout and weights of examples pass`() throws {
    let model = try Model([
      Dropout(dense(4, 6, .tanh, seed: 1), keepProbability: 0.5) as any NetworkLayer<Double>,
      Dropout(dense(6, 5, .relu, seed: 2), keepProbability: 0.8), dense(5, 1, .sigmoid, seed: 3),
    ])
    let report = try GradientCheck().check(
      model, X: randomMatrix(4, 5, seed: 4), Y: Matrix([[1, 0, 1, 1, 0]]),
      weights: Matrix([[0.5, 2, 0.5, 0.5, 1.5]]))
    #expect(report.passed, "\(report)")
  }

  @Test func `floats pass with a tolerance of their own`() throws {
    let layer = Dense<Float>(
      W: randomMatrix(3, 4), b: randomMatrix(3, 1, seed: 2), activation: .tanh)
    let report = GradientCheck().check(layer)
    #expect(report.passed, "\(report)")
  }

  @Test func `small gradients of many inputs are still told`() throws {
    // Pixels between 0 and 1 and weights of 0.01: the cat network at its start.
    let X = abs(randomMatrix(2000, 10, seed: 1, of: Double.self)) * 0.3
    var random = RandomState(seed: 1)
    let model = try Model([
      Dense<Double>(2000, 7, activation: .relu, initializer: .normal(), from: &random),
      Dense<Double>(7, 1, activation: .sigmoid, initializer: .normal(), from: &random),
    ])
    let Y = Matrix<Double>([[1, 0, 0, 1, 0, 1, 0, 0, 0, 1]])
    let report = try GradientCheck(sample: 100).check(model, X: X, Y: Y)
    #expect(report.passed, "\(report)")
    #expect(report.findings[0].compared == 100)
  }

  @Test func `the dual first layer passes in the space of its examples`() throws {
    let X: Matrix<Double> = randomMatrix(6, 4, seed: 1)
    let model = try Model([dense(6, 3, .tanh, seed: 1)])
    let report = GradientCheck().check(try #require(DualInFull(model, X)), examples: 4)
    #expect(report.passed, "\(report)")
  }

  // MARK: Kinks

  @Test func `elements at a kink are left out by name`() throws {
    // With zeros everywhere each Z lies on the kink of relu.
    let layer = Dense<Double>(
      W: Matrix(rows: 3, columns: 4), b: Matrix(rows: 3, columns: 1), activation: .relu)
    let report = GradientCheck().check(layer)
    #expect(report.passed, "\(report)")
    #expect(report.findings[1].kinks == 3 && report.findings[1].compared == 0)
    #expect(report.findings[1].kinkName == "relu")
    #expect(
      report.findings[1].description
        == "Dense 4 -> 3, relu: db (3, 1) right, relative error 0.0e+00 of 0, "
        + "3 at the kink of relu left out")
  }

  @Test func `a kink close by is stepped around`() throws {
    // Z = ±3e-5 in the first unit: the first step crosses the kink, a smaller one does not.
    let layer = Dense<Double>(
      W: Matrix([[3e-5, 0], [1, 1]]), b: Matrix(rows: 2, columns: 1), activation: .relu)
    let report = GradientCheck().check(layer)
    #expect(report.passed, "\(report)")
  }

  @Test func `a layer that does not tell its kinks passes too`() {
    let report = GradientCheck().check(UnnamedRelu(size: 3))
    #expect(report.passed, "\(report)")
    let atKink = GradientCheck().check(UnnamedRelu(size: 3, isAtKink: true))
    #expect(atKink.passed, "\(atKink)")
    #expect(atKink.findings[0].kinks == 15 && atKink.findings[0].kinkName == nil)
  }

  // MARK: What is wrong is caught and named

  typealias WrongAnswer = BrokenDense.WrongAnswer
  typealias Expectation = [GradientFinding.Quantity: LikelyMistake]

  /// The mistakes with the findings that they must lead to, in a layer of 4 and 3 units with m = 5.
  static let named: [(WrongAnswer, Expectation)] = [
    (.dWNotDividedByM, [.dW: .notDividedByM]),
    (.dWDividedByMTwice, [.dW: .dividedByMTwice]),
    (.dbNotDividedByM, [.db: .notDividedByM]),
    (.dAPrevDividedByM, [.dAPrev: .dividedByM]),
    (.factorTwo, [.dW: .factor(2)]),
    (.signOfDW, [.dW: .sign]),
    (.signOfAll, [.dW: .sign, .db: .sign, .dAPrev: .sign]),
    (.dWTransposed, [.dW: .transposed]),
    (.dAPrevTransposed, [.dAPrev: .transposed]),
    (
      .noDerivative,
      [.dW: .missingDerivative, .db: .missingDerivative, .dAPrev: .missingDerivative]
    ),
    (.noDerivativeInDAPrev, [.dAPrev: .missingDerivative]),
    (.noDerivativeInDb, [.db: .missingDerivative]),
    (.derivativeTwice, [.dW: .derivativeTwice, .db: .derivativeTwice, .dAPrev: .derivativeTwice]),
    (.derivativeAtA, [.dW: .derivativeAtA, .db: .derivativeAtA, .dAPrev: .derivativeAtA]),
    (
      .valueForDerivative,
      [.dW: .valueForDerivative, .db: .valueForDerivative, .dAPrev: .valueForDerivative]
    ),
    (.noDA, [.dW: .missingDA, .db: .missingDA, .dAPrev: .missingDA]),
    (.dbOverUnits, [.db: .summedOverUnits]),
    (.dbSpreadOverUnits, [.db: .summedOverUnits]),
    (.dbNotSummed, [.db: .notSummed]),
    (.dbOfOneExample, [.db: .onlyOneExample]),
    (.dWOfOneExample, [.dW: .onlyOneExample]),
    (.dAPrevIsDZ, [.dAPrev: .missingWeights]),
    (.dAPrevZero, [.dAPrev: .zero]),
    (.dWZero, [.dW: .zero]),
    (.dWWithDecay, [.dW: .weightDecay]),
    (.dWNotFinite, [.dW: .notFinite]),
    (.biasNotAdded, [.db: .withoutEffect]),
    (.biasAddedTwice, [.db: .factor(0.5)]),
    (.forwardCounts, [.A: .impureForward]),
    (.backwardCounts, [.dW: .impureBackward]),
    (
      .cacheOfLastBatch, [.dW: .foreignCache, .db: .foreignCache, .dAPrev: .foreignCache]
    ),
  ]

  private func broken(_ mistake: WrongAnswer, _ inputs: Int = 4, _ outputs: Int = 3) -> BrokenDense
  {
    BrokenDense(
      mistake, W: randomMatrix(outputs, inputs, seed: 11), b: randomMatrix(outputs, 1, seed: 12))
  }

  @Test(arguments: named)
  func `a mistake is caught and named`(_ mistake: WrongAnswer, _ expected: Expectation) {
    let report = GradientCheck().check(broken(mistake))
    let found = report.failures.map { ($0.quantity, $0.mistake) }
    #expect(
      Expectation(uniqueKeysWithValues: found.compactMap { q, m in m.map { (q, $0) } })
        == expected, "\(report)")
    #expect(found.count == expected.count)
  }

  @Test(arguments: [
    (WrongAnswer.dWTransposed, [GradientFinding.Quantity.dW: LikelyMistake.transposed]),
    (.dAPrevWithoutTranspose, [.dAPrev: .weightsNotTransposed]),
    (.dAPrevIsDZ, [.dAPrev: .missingWeights]),
    (.dWFromOwnOutput, [.dW: .ownOutput]),
  ])
  func `a mistake that a square layer hides from the shapes is named`(
    _ mistake: WrongAnswer, _ expected: Expectation
  ) {
    let report = GradientCheck().check(broken(mistake, 3, 3))
    let found = report.failures.map { ($0.quantity, $0.mistake) }
    #expect(
      Expectation(uniqueKeysWithValues: found.compactMap { q, m in m.map { (q, $0) } })
        == expected, "\(report)")
  }

  @Test func `the layer without a mistake passes`() {
    let report = GradientCheck().check(broken(.none))
    #expect(report.passed, "\(report)")
  }

  @Test func `a wrong element among many is caught`() {
    let report = GradientCheck().check(OneWrongElement())
    #expect(report.failures.map(\.quantity) == [.dW])
    #expect(report.failures.first?.mistake == nil)
  }

  // MARK: In a model

  private func model(withSecond mistake: WrongAnswer) throws -> Model<Double> {
    try Model([
      dense(4, 3, .tanh, seed: 1) as any NetworkLayer<Double>, broken(mistake, 3, 3),
      dense(3, 1, .sigmoid, seed: 3),
    ])
  }

  private func check(_ mistake: WrongAnswer) throws -> GradientReport {
    try GradientCheck().check(
      try model(withSecond: mistake), X: randomMatrix(4, 5, seed: 4),
      Y: Matrix([[1, 0, 1, 1, 0]]))
  }

  @Test func `a model names the layer and the mistake`() throws {
    let failures = try check(.dbNotDividedByM).failures
    #expect(failures.map(\.layer) == [2])
    #expect(
      failures[0].description.hasPrefix("layer 2 (BrokenDense): db (3, 1) wrong, relative error"))
    #expect(
      failures[0].description.hasSuffix("m times too large: divide the sum over the examples by m"))
  }

  /// The cost is 10 to the power of so many; the derivatives are about 1, which rounding hides from the
  /// smallest steps.
  @Test(
    arguments: [0, 6, 9, 11],
    [BrokenDense.WrongAnswer.none, .factorTwo, .dWNotDividedByM, .signOfAll])
  func `a wrong gradient is told under a huge cost, and a right one passes`(
    _ power: Double, _ mistake: BrokenDense.WrongAnswer
  ) throws {
    let label = 2.squareRoot() * pow(10, power / 2)
    let model = try Model<Double>([
      BrokenDense(mistake, W: randomMatrix(3, 4), b: randomMatrix(3, 1, seed: 2)),
      Dense(
        W: randomMatrix(2, 3, seed: 3) / label, b: randomMatrix(2, 1, seed: 4), activation: .linear),
    ])
    let Y = Matrix<Double>(rows: 2, columns: 5, repeating: label)
    let report = try GradientCheck().check(
      model, X: randomMatrix(4, 5, seed: 5), Y: Y, loss: .meanSquaredError)
    #expect(report.passed == (mistake == .none), "\(report)")
  }

  @Test func `a wrong dA[l-1] is sought in the layer that returned it`() throws {
    let failures = try check(.noDerivativeInDAPrev).failures
    #expect(failures.map(\.layer) == [1, 1, 2])
    #expect(failures.map(\.quantity) == [.dW, .db, .dAPrev])
    #expect(failures.map(\.mistake) == [.laterLayer(2), .laterLayer(2), .missingDerivative])
  }

  @Test func `a model throws where a layer returns a wrong shape`() throws {
    let model = try model(withSecond: .dbNotSummed)
    let error = #expect(throws: DimensionError.self) {
      try GradientCheck().check(
        model, X: randomMatrix(4, 5, seed: 4), Y: Matrix([[1, 0, 1, 1, 0]]))
    }
    #expect(
      error?.description
        == "layer 2 (BrokenDense): db must be (n[2], 1) = (3, 1), but backward returned (3, 5): "
        + "not summed over the examples?")
  }
}

/// A relu without parameters that does not say where its kinks are.
private struct UnnamedRelu: Layer {
  let size: Int
  /// Whether A_prev is moved onto the kink first.
  var isAtKink = false
  var inputSize: Int { size }
  var outputSize: Int { size }

  func forward(_ aPrev: Matrix<Double>) -> (a: Matrix<Double>, cache: Matrix<Double>) {
    let z = isAtKink ? aPrev - Self.inputs : aPrev
    return (relu(z), z)
  }

  func backward(_ dA: Matrix<Double>, cache: Matrix<Double>)
    -> (dAPrev: Matrix<Double>, dW: Matrix<Double>, db: Matrix<Double>)
  { (dA .* cache.map { $0 > 0 ? 1 : 0 }, .empty, .empty) }

  /// The A_prev that the check draws for seed 1 and five examples.
  private static let inputs: Matrix<Double> = randomMatrix(3, 5, seed: 1)
}

/// A linear layer whose dW has one wrong element.
private struct OneWrongElement: Layer {
  var W: Matrix<Double> = randomMatrix(4, 6)
  var inputSize: Int { 6 }
  var outputSize: Int { 4 }

  func forward(_ aPrev: Matrix<Double>) -> (a: Matrix<Double>, cache: Matrix<Double>) {
    (W * aPrev, aPrev)
  }

  func backward(_ dA: Matrix<Double>, cache: Matrix<Double>)
    -> (dAPrev: Matrix<Double>, dW: Matrix<Double>, db: Matrix<Double>)
  {
    var dW = dA * cache.transposed / Double(dA.columns)
    dW[2, 3] += 1e-5
    return (W.transposed * dA, dW, .empty)
  }
}
