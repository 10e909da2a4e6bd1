import Foundation
import TestSupport
import Testing

@testable import DeepNetwork

/// Losses with settings, and losses of one's own.
@Suite struct LossKindTests {
  private static let smooth = Loss(BinaryCrossEntropy(labelSmoothing: 0.2))
  private static let smoothClasses = Loss(CategoricalCrossEntropy(labelSmoothing: 0.25))

  @Test func `names lead to losses and back`() {
    let names = Loss.kinds.map { $0.name }
    #expect(names.compactMap { Loss(name: $0)?.name } == names)
    #expect(Loss(name: "huber") == .huber(delta: 1) && Loss(name: "huber") != .huber(delta: 2))
    #expect(Loss(name: "binaryCrossEntropy") != Self.smooth)
    #expect(Loss(name: "Huber") == nil && Loss(name: "") == nil)
  }

  @Test func `costs of values are exact`() {
    let (a, y) = (Matrix<Double>([[3, 1], [0, 2]]), Matrix<Double>([[1, 1.5], [0, 4]]))
    let (huber, dH) = Loss.huber().evaluate(a: a, y: y)
    #expect(huber == 1.5625)
    #expect(dH == Matrix([[1, -0.5], [0, -1]]))
    let (wide, dW) = Loss.huber(delta: 2).evaluate(a: a, y: y)
    #expect(wide == 2.0625)
    #expect(dW == a - y)
    let (absolute, dA) = Loss.meanAbsoluteError.evaluate(a: a, y: y)
    #expect(absolute == 2.25)
    #expect(dA == Matrix([[1, -1], [0, -1]]))
  }

  @Test func `weights of examples multiply the losses of values`() {
    let (a, y) = (Matrix<Double>([[3, 1]]), Matrix<Double>([[1, 1.5]]))
    let weights = Matrix<Double>([[0.5, 4]])
    let (huber, dH) = Loss.huber().evaluate(a: a, y: y, weights: weights)
    #expect(huber == 0.625)
    #expect(dH == Matrix([[0.5, -2]]))
    let (absolute, dA) = Loss.meanAbsoluteError.evaluate(a: a, y: y, weights: weights)
    #expect(absolute == 1.5)
    #expect(dA == Matrix([[0.5, -4]]))
  }

  @Test func `smoothed labels are shared among the classes`() {
    #expect(Self.smooth.kind.targets(Matrix<Double>([[1, 0]])) == Matrix([[0.9, 0.1]]))
    #expect(
      Self.smoothClasses.kind.targets(Matrix<Double>([[1], [0], [0], [0]]))
        == Matrix([[0.8125], [0.0625], [0.0625], [0.0625]]))
    let (z, Y) = (Matrix<Double>([[2], [0]]), Matrix<Double>([[1], [0]]))
    let (_, dZ) = Self.smoothClasses.evaluate(z: z, activation: .softmax, y: Y)
    expectClose(dZ, Activation.softmax(z) - Matrix([[0.875], [0.125]]), within: 1e-15)
    let (_, dA) = Self.smoothClasses.evaluate(a: Matrix([[0.5], [0.25]]), y: Y)
    #expect(dA == Matrix([[-1.75], [-0.5]]))
  }

  @Test func `right answers are those of the labels as they are`() {
    let A = Matrix<Double>([[0.6, 0.4, 0.4], [0.4, 0.6, 0.6]])
    let Y = Matrix<Double>([[1, 0, 1], [0, 1, 0]])
    #expect(Loss(CategoricalCrossEntropy(labelSmoothing: 0.9)).countRight(A, Y) == 2)
    #expect(Loss(BinaryCrossEntropy(labelSmoothing: 0.9)).countRight(A, Y) == 4)
    #expect(Loss.huber().countRight(A, Y) == 0 && !Loss.huber().hasClasses)
  }

  @Test(arguments: [
    smooth, smoothClasses, .binaryCrossEntropy, .categoricalCrossEntropy,
  ])
  func `no answer that is the same for all costs less than the entropy`(_ loss: Loss) throws {
    var Y = Matrix<Double>(rows: 3, columns: 8)
    for (column, row) in [0, 0, 0, 1, 0, 2, 0, 1].enumerated() { Y[row, column] = 1 }
    let entropy = try #require(loss.entropy(of: Y))
    func cost(_ answer: Matrix<Double>) -> Double {
      loss.evaluate(a: answer .* Matrix(rows: 3, columns: 8, repeating: 1), y: Y).cost
    }
    let shares = loss.kind.targets(Y).rowMeans()
    expectClose(cost(shares), entropy, within: 1e-14)
    for change in [0.01, -0.01] {
      #expect(cost(shares + Matrix([[change], [-change], [0]])) > entropy)
    }
    #expect(Loss.huber().entropy(of: Y) == nil)
  }

  // MARK: Gradients

  @Test(arguments: [
    Loss.binaryCrossEntropy, smooth, .categoricalCrossEntropy, smoothClasses, .meanSquaredError,
    .huber(), .huber(delta: 0.3), .meanAbsoluteError,
  ])
  func `every loss passes the gradient check`(_ loss: Loss) {
    for (n, m) in [(1, 1), (1, 6), (4, 5), (3, 8)] {
      let report = GradientCheck().check(loss, outputs: n, examples: m)
      #expect(report.passed, "\(report)")
      #expect(
        report.findings.map(\.quantity) == (loss.hasClasses ? [.dA, .dA, .dZ, .dZ] : [.dA, .dA]))
      #expect(report.findings.allSatisfy { $0.compared == n * m })
    }
  }

  @Test(arguments: [
    (WrongLoss.Mistake.sign, LikelyMistake.sign), (.factor, .factor(2)),
    (.gradientByM, .dividedByM), (.bothByM, .notSummedLoss), (.sumByM, .notSummedLoss),
    (.zero, .zero), (.notFinite, .notFinite),
  ])
  func `a mistake in a loss is named`(_ mistake: WrongLoss.Mistake, _ named: LikelyMistake) {
    let report = GradientCheck().check(Loss(WrongLoss(mistake)))
    #expect(report.failures.count == 2 && report.findings.count == 2, "\(report)")
    #expect(report.failures.allSatisfy { $0.mistake?.isNear(named) ?? false }, "\(report)")
  }

  @Test func `a loss that forgets the weights is caught`() {
    let report = GradientCheck().check(Loss(WrongLoss(.noWeights)))
    #expect(report.failures.map(\.mistake) == [.notSummedLoss])
    #expect(report.failures.map(\.name) == ["wrong with weights"])
  }

  // MARK: PyTorch

  static let parity: [(String, Loss)] = [
    ("huber", .huber()), ("huber 0.3", .huber(delta: 0.3)), ("huber 2.5", .huber(delta: 2.5)),
    ("absolute error", .meanAbsoluteError),
    ("smoothed classes", Loss(CategoricalCrossEntropy(labelSmoothing: 0.1))),
    ("smoothed classes 0.6", Loss(CategoricalCrossEntropy(labelSmoothing: 0.6))),
    ("smoothed answers", Loss(BinaryCrossEntropy(labelSmoothing: 0.1))),
  ]

  @Test func `every loss of the fixture is here`() throws {
    #expect(try FixtureReader.names(in: "PyTorchLosses") == Set(Self.parity.map(\.0)))
  }

  @Test(arguments: parity)
  func `cost and gradient are PyTorch's`(_ name: String, _ loss: Loss) throws {
    var expected = try FixtureReader("PyTorchLosses", name)
    var random = RandomState(seed: 6)
    let x: Matrix<Double> = 2 * random.normal(4, 6)
    var Y: Matrix<Double> = random.normal(4, 6)
    if loss.labels == .binary { Y = Y.map { $0 > 0 ? 1 : 0 } }
    if loss.labels == .oneHot {
      let largest = Y.rowOfLargest()
      Y = Matrix(rows: 4, columns: 6)
      for (column, row) in largest.enumerated() { Y[row, column] = 1 }
    }
    let activation = loss.kind.activation ?? .linear
    let (cost, dZ) = loss.evaluate(z: x, activation: activation, y: Y)
    let (costOfA, _) = loss.evaluate(a: activation(x), y: Y)
    let number = expected.number()
    expectClose(cost, number, within: 1e-10)
    expectClose(costOfA, number, within: 1e-10)
    expectClose(dZ, expected.matrix(4, 6), within: 1e-10)
    #expect(expected.isAtEnd)
  }
}

extension LikelyMistake {
  /// Whether it is the same, a factor up to the digits of central differences.
  fileprivate func isNear(_ other: LikelyMistake) -> Bool {
    guard case .factor(let factor) = self, case .factor(let expected) = other else {
      return self == other
    }
    return abs(factor - expected) < 1e-6
  }
}

/// The squared error with a mistake.
struct WrongLoss: LossKind {
  enum Mistake: Hashable {
    case none, sign, factor, gradientByM, bothByM, sumByM, zero, notFinite, noWeights
  }

  static let name = "wrong"
  static let summary = "The squared error with a mistake."
  private var mistake = Mistake.none

  init() {}
  init(_ mistake: Mistake) { self.mistake = mistake }

  func total<Scalar: NetworkScalar>(
    _ A: Matrix<Scalar>, _ Y: Matrix<Scalar>, weights: Matrix<Scalar>?
  ) -> (sum: Double, dA: Matrix<Scalar>) {
    let weights = mistake == .noWeights ? nil : weights
    let (sum, dA) = MeanSquaredError().total(A, Y, weights: weights)
    let m = Double(A.columns)
    switch mistake {
    case .none, .noWeights: return (sum, dA)
    case .sign: return (sum, -dA)
    case .factor: return (sum, 2 * dA)
    case .gradientByM: return (sum, dA / Scalar(m))
    case .bothByM: return (sum / m, dA / Scalar(m))
    case .sumByM: return (sum / m, dA)
    case .zero: return (sum, 0 * dA)
    case .notFinite: return (sum, dA / 0)
    }
  }
}
