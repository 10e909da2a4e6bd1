import Kernels
import Text

/// What a network minimizes, a mean over the m examples of a batch: a kind of loss with its settings.
public struct Loss: Hashable, Sendable {
  /// The kind, one of ``kinds`` or any other.
  public let kind: any LossKind
  // Asked for once and not at every update.
  private let fused: (any FusedLoss)?

  /// A loss of any kind: `Loss(Huber(delta: 2))`.
  public init(_ kind: any LossKind) {
    self.kind = kind
    fused = kind as? any FusedLoss
  }

  /// The kinds that a configuration can name.
  public static var kinds: [any LossKind.Type] {
    [
      BinaryCrossEntropy.self, CategoricalCrossEntropy.self, MeanSquaredError.self, Huber.self,
      MeanAbsoluteError.self,
    ]
      + Kinds.added { $0 as? any LossKind.Type }
  }

  public static func == (a: Self, b: Self) -> Bool { a.kind.equals(b.kind) }
  public func hash(into hasher: inout Hasher) { kind.hash(into: &hasher) }

  /// The name that a configuration uses.
  public var name: String { type(of: kind).name }

  /// The loss that a network ending in `activation` has unless another is asked for.
  public static func standard(for activation: Activation) -> Loss {
    activation.kind.standardLoss
  }
}

/// A kind of loss: what an example costs, and the gradient.
///
/// ```swift
/// struct LogCosh: LossKind {
///   static let name = "logCosh"
///   static let summary = "Σ log(cosh(a - y))."
///   func total<Scalar>(_ A: Matrix<Scalar>, _ Y: Matrix<Scalar>, weights: Matrix<Scalar>?)
///     -> (sum: Double, dA: Matrix<Scalar>)
///   {
///     let d = A - Y
///     let weights = weights ?? Matrix(rows: 1, columns: d.columns, repeating: 1)
///     return (Double((weights .* log(0.5 * (exp(d) + exp(-d)))).sum()), weights .* tanh(d))
///   }
/// }
/// ```
public protocol LossKind: Kind {
  /// The loss summed over the examples of a batch, and the gradient of this sum: neither is divided by m.
  ///
  /// *Shapes*: A, Y and dA (n[L], m), `weights` (1, m): what the example counts for in both; nil: each 1.
  func total<Scalar: NetworkScalar>(
    _ A: Matrix<Scalar>, _ Y: Matrix<Scalar>, weights: Matrix<Scalar>?
  ) -> (sum: Double, dA: Matrix<Scalar>)

  /// What the labels are, and so what the outputs answer; values unless given.
  var labels: Loss.Labels { get }

  /// The activation that the last layer must have; nil for any, but for softmax where labels are values,
  /// and unless given.
  var activation: Activation? { get }

  /// The labels as the loss takes them, (n[L], m), such as smoothed ones; Y unless given.
  func targets<Scalar: NetworkScalar>(_ Y: Matrix<Scalar>) -> Matrix<Scalar>

  /// The mean loss where each example is answered with the share that each output has in the labels, which
  /// is the least of all answers that are the same for every example; nil where it is another, and unless
  /// given.
  func entropy(ofShares shares: [Double]) -> Double?

  // MARK: In words

  /// The cost of outputs `A` and labels `Y`, as `dnn trace` and `dnn graph` show it; of its name unless given.
  func formula(A: String, Y: String, isWeighted: Bool) -> String

  /// dA of outputs `A` and labels `Y`, as `dnn trace` and `dnn graph` show it; of its name unless given.
  func slope(A: String, Y: String, isWeighted: Bool) -> String

  /// The labels as the loss takes them, for so many outputs, made of Y; nil where they are Y, and unless given.
  func targetFormula(outputs: Int) -> String?

  /// The loss of one output a and one label y in numbers, each written by `text`; nil unless given.
  func worked(a: Double, y: Double, text: (Double) -> String) -> String?
}

extension LossKind {
  public var labels: Loss.Labels { .values }
  public var activation: Activation? { nil }
  public func targets<Scalar: NetworkScalar>(_ Y: Matrix<Scalar>) -> Matrix<Scalar> { Y }
  public func entropy(ofShares shares: [Double]) -> Double? { nil }

  public func formula(A: String, Y: String, isWeighted: Bool) -> String {
    "sum(\(isWeighted ? "weights * " : "")\(Self.name)(\(A), \(Y))) / m"
  }

  public func slope(A: String, Y: String, isWeighted: Bool) -> String {
    "\(Self.name)'(\(A), \(Y))" + (isWeighted ? " * weights" : "")
  }

  public func targetFormula(outputs: Int) -> String? { nil }
  public func worked(a: Double, y: Double, text: (Double) -> String) -> String? { nil }
}

/// A loss that the kernels compute in one pass.
protocol FusedLoss: LossKind {
  /// The pass over A.
  var passOverA: MatrixLoss { get }
  /// The pass over Z where this loss and the activation cancel.
  func passOverZ(of activation: Activation) -> MatrixLoss?
}

extension FusedLoss {
  func passOverZ(of activation: Activation) -> MatrixLoss? { nil }

  public func total<Scalar: NetworkScalar>(
    _ A: Matrix<Scalar>, _ Y: Matrix<Scalar>, weights: Matrix<Scalar>?
  ) -> (sum: Double, dA: Matrix<Scalar>) {
    let (sum, dA) = A.loss(passOverA, y: targets(Y), weights: weights)
    return (sum, dA)
  }
}

extension Loss {
  private func passOverZ(of activation: Activation) -> MatrixLoss? {
    fused?.passOverZ(of: activation)
  }

  /// Whether cost and gradient are computed from Z because the activation and the loss cancel.
  package func isTakenFromZ(with activation: Activation) -> Bool {
    passOverZ(of: activation) != nil
  }

  /// The cost and dA, (n[L], m), of the outputs A and the labels Y, both (n[L], m).
  ///
  /// `weights`, (1, m), are those of the examples in both. Outputs at 0 or 1 count as
  /// the nearest number inside for the cross entropies: no cost and no gradient is infinite.
  public func evaluate<Scalar>(
    a: Matrix<Scalar>, y: Matrix<Scalar>, weights: Matrix<Scalar>? = nil
  ) -> (cost: Double, dA: Matrix<Scalar>) {
    let (sum, dA) = total(a: a, y: y, weights: weights)
    return (sum / Double(a.columns), dA)
  }

  /// The cost and dZ, (n[L], m), of a last layer's Z and the labels Y, both (n[L], m).
  ///
  /// For a sigmoid with binary and a softmax with categorical cross entropy dZ = A - Y, and the
  /// cost comes from Z too: log(1 + e⁻ᶻ) is finite where log(sigmoid(z)) is not.
  public func evaluate<Scalar>(
    z: Matrix<Scalar>, activation: Activation, y: Matrix<Scalar>, weights: Matrix<Scalar>? = nil
  ) -> (cost: Double, dZ: Matrix<Scalar>) {
    let (sum, dZ) = total(z: z, activation: activation, y: y, weights: weights)
    return (sum / Double(z.columns), dZ)
  }

  /// The loss summed over the examples, and dA.
  func total<Scalar>(a: Matrix<Scalar>, y: Matrix<Scalar>, weights: Matrix<Scalar>?)
    -> (sum: Double, gradient: Matrix<Scalar>)
  {
    let (sum, dA) = kind.total(a, y, weights: weights)
    require(
      dA.shape == a.shape, "dA of \(name) must have the shape \(a.shape) of A, not \(dA.shape)")
    return (sum, dA)
  }

  /// The loss summed over the examples, and dZ.
  func total<Scalar>(
    z: Matrix<Scalar>, activation: Activation, y: Matrix<Scalar>, weights: Matrix<Scalar>?
  ) -> (sum: Double, gradient: Matrix<Scalar>) {
    if let pass = passOverZ(of: activation) {
      return z.loss(pass, y: kind.targets(y), weights: weights)
    }
    let (a, kept) = activation.forward(z)
    let (sum, dA) = total(a: a, y: y, weights: weights)
    return (sum, activation.backward(dA, kept: kept).dZ)
  }
}

// MARK: - In a configuration

extension Loss {
  /// The loss with a name of one of the ``kinds``, its settings at their defaults; nil for any other.
  public init?(name: String) {
    guard let kind = Self.kinds.first(where: { $0.name == name }) else { return nil }
    self.init(kind.init())
  }
}

extension KeyRange where Value == Loss {
  /// A loss by its name, or an object with its settings; written by its name where all are at their defaults.
  package static var loss: KeyRange {
    let objects = KeyRange.kinds(
      "an object such as {\"type\": \"huber\", \"delta\": 2}", tag: "type", "The loss.", Loss.kinds
    ) {
      ($0 as? any LossKind).map(Loss.init)
    } kind: {
      $0.kind
    }
    return .kind(Loss.kinds, orAmong: objects) { $0.kind }
  }
}
