import Foundation
import Text

/// -Σ (y log a + (1 - y) log(1 - a)) over the outputs, each of which answers yes or no.
public struct BinaryCrossEntropy: CrossEntropy {
  public static let name = "binaryCrossEntropy"
  public static let summary =
    "-Σ (y log a + (1 - y) log(1 - a)) over the outputs, each a yes or no."
  public static let aliases = [
    "bce", "bceLoss", "bceWithLogits", "bceWithLogitsLoss", "logLoss", "logistic",
  ]
  public static let settings = [smoothing(\BinaryCrossEntropy.labelSmoothing, "s/2")]

  /// s, by which labels are smoothed: y(1 - s) + s/2.
  public var labelSmoothing: Double

  /// The cross entropy of labels y(1 - s) + s/2, with 0 ≤ s < 1.
  public init(labelSmoothing: Double) { self.labelSmoothing = labelSmoothing }
  public init() { self.init(labelSmoothing: 0) }

  public var labels: Loss.Labels { .binary }
  public var activation: Activation? { .sigmoid }
  func classes(outputs: Int) -> Int { 2 }

  var passOverA: MatrixLoss { .binaryCrossEntropy }
  func passOverZ(of activation: Activation) -> MatrixLoss? {
    activation == .sigmoid ? .sigmoidCrossEntropy : nil
  }

  public func entropy(ofShares shares: [Double]) -> Double? {
    smoothed(shares).reduce(0) { $0 + term($1) + term(1 - $1) }
  }

  public func formula(A: String, Y: String, isWeighted: Bool) -> String {
    let entropy = "\(Y) * log(\(A)) + (1 - \(Y)) * log(1 - \(A))"
    return "-sum(\(isWeighted ? "weights * (\(entropy))" : entropy)) / m"
  }

  public func slope(A: String, Y: String, isWeighted: Bool) -> String {
    "(\(A) - \(Y)) / (\(A) * (1 - \(A)))" + (isWeighted ? " * weights" : "")
  }

  public func worked(a: Double, y: Double, text: (Double) -> String) -> String? {
    "-(\(text(y)) * log(\(text(a))) + \(text(1 - y)) * log(\(text(1 - a))))"
  }
}

/// -Σ y log a over the classes, of which each example has one.
public struct CategoricalCrossEntropy: CrossEntropy {
  public static let name = "categoricalCrossEntropy"
  public static let summary = "-Σ y log a over the classes."
  public static let aliases = [
    "crossEntropyLoss", "softmaxCrossEntropy", "sparseCategoricalCrossEntropy", "nll", "nllLoss",
    "negativeLogLikelihood",
  ]
  public static let settings = [
    smoothing(\CategoricalCrossEntropy.labelSmoothing, "s/n, n the number of classes")
  ]

  /// s, by which labels of n classes are smoothed: y(1 - s) + s/n.
  public var labelSmoothing: Double

  /// The cross entropy of labels y(1 - s) + s/n, n the number of classes, with 0 ≤ s < 1.
  public init(labelSmoothing: Double) { self.labelSmoothing = labelSmoothing }
  public init() { self.init(labelSmoothing: 0) }

  public var labels: Loss.Labels { .oneHot }
  public var activation: Activation? { .softmax }
  func classes(outputs: Int) -> Int { outputs }

  var passOverA: MatrixLoss { .categoricalCrossEntropy }
  func passOverZ(of activation: Activation) -> MatrixLoss? {
    activation == .softmax ? .softmaxCrossEntropy : nil
  }

  public func entropy(ofShares shares: [Double]) -> Double? {
    smoothed(shares).reduce(0) { $0 + term($1) }
  }

  public func formula(A: String, Y: String, isWeighted: Bool) -> String {
    "-sum(\(isWeighted ? "weights * " : "")\(Y) * log(\(A))) / m"
  }

  public func slope(A: String, Y: String, isWeighted: Bool) -> String {
    "-\(Y) / \(A)" + (isWeighted ? " * weights" : "")
  }
}

extension Loss {
  /// -(1/m) Σ (y log a + (1 - y) log(1 - a)), summed over the rows of A too.
  public static let binaryCrossEntropy = Loss(BinaryCrossEntropy())
  /// -(1/m) Σ y log a over classes and examples.
  public static let categoricalCrossEntropy = Loss(CategoricalCrossEntropy())
}

extension Loss {
  /// Whether an example costs the logarithms of what its labels give a share to.
  package var isCrossEntropy: Bool { kind is any CrossEntropy }
}

/// What both cross entropies share: labels that are smoothed (Szegedy and others: Rethinking the Inception
/// Architecture for Computer Vision, 2016).
protocol CrossEntropy: FusedLoss {
  /// s in y(1 - s) + s/n.
  var labelSmoothing: Double { get }
  /// n: the number of classes of which each example has one.
  func classes(outputs: Int) -> Int
}

extension CrossEntropy {
  public func targets<Scalar: NetworkScalar>(_ Y: Matrix<Scalar>) -> Matrix<Scalar> {
    guard labelSmoothing > 0 else { return Y }
    return Scalar(1 - labelSmoothing) * Y
      + Scalar(labelSmoothing / Double(classes(outputs: Y.rows)))
  }

  public func targetFormula(outputs: Int) -> String? {
    guard labelSmoothing > 0 else { return nil }
    return "(1 - \(labelSmoothing)) * Y + \(labelSmoothing) / \(classes(outputs: outputs))"
  }

  /// The shares that classes have in smoothed labels.
  fileprivate func smoothed(_ shares: [Double]) -> [Double] {
    targets(Matrix(rows: shares.count, columns: 1, shares)).elements
  }

  fileprivate func term(_ p: Double) -> Double { p > 0 ? -p * log(p) : 0 }

  fileprivate static func smoothing(
    _ property: WritableKeyPath<Self, Double> & Sendable, _ share: String
  ) -> Key<Self> {
    Key(
      "labelSmoothing", property, .belowOne,
      "s in the labels y(1 - s) + \(share), of every cost; accuracy counts them as they are.",
      aliases: ["smoothing"])
  }
}
