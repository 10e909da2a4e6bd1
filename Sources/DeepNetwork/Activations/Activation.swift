import Kernels
import Text

/// The function g of a layer, A = g(Z): a kind of activation with its settings.
public struct Activation: Hashable, Sendable {
  /// The kind, one of ``kinds`` or any other.
  public let kind: any ActivationKind
  /// The activation as the kernels apply it; nil where they do not.
  ///
  /// Asked for once and not in every pass.
  let elementwise: ElementActivation?

  /// An activation of any kind: `Activation(LeakyReLU(slope: 0.2))`.
  public init(_ kind: any ActivationKind) {
    self.kind = kind
    elementwise = (kind as? any FusedActivation)?.elementwise
  }

  /// The kinds that a configuration can name.
  public static var kinds: [any ActivationKind.Type] {
    [
      Sigmoid.self, Tanh.self, ReLU.self, LeakyReLU.self, ELU.self, GELU.self, SiLU.self,
      Softplus.self, Linear.self, Softmax.self,
    ]
      + Kinds.added { $0 as? any ActivationKind.Type }
  }

  public static func == (a: Self, b: Self) -> Bool {
    // No two kinds are the same to the kernels.
    a.elementwise == nil && b.elementwise == nil
      ? a.kind.equals(b.kind) : a.elementwise == b.elementwise
  }
  public func hash(into hasher: inout Hasher) { kind.hash(into: &hasher) }

  /// The name that a configuration uses.
  public var name: String { type(of: kind).name }
}

/// A kind of activation: g and its derivative.
///
/// ```swift
/// struct Square: ActivationKind {
///   static let name = "square"
///   static let summary = "g(z) = z²."
///   func callAsFunction<Scalar>(_ Z: Matrix<Scalar>) -> Matrix<Scalar> { Z .* Z }
///   func dZ<Scalar>(_ dA: Matrix<Scalar>, kept Z: Matrix<Scalar>) -> Matrix<Scalar> { dA .* (2 * Z) }
/// }
/// ```
public protocol ActivationKind: Kind {
  /// A = g(Z), both (n, m).
  func callAsFunction<Scalar: NetworkScalar>(_ Z: Matrix<Scalar>) -> Matrix<Scalar>

  /// dZ = dA ∘ g'(Z), all (n, m), from what was kept of the forward pass: Z, or A where ``keepsA``.
  func dZ<Scalar: NetworkScalar>(_ dA: Matrix<Scalar>, kept: Matrix<Scalar>) -> Matrix<Scalar>

  /// Whether g' follows from A alone, so that Z is not kept; false unless given.
  var keepsA: Bool { get }

  /// Whether each element of A follows from one element of Z; true unless given.
  var isElementwise: Bool { get }

  /// Whether g has no derivative somewhere; false unless given.
  var hasKink: Bool { get }

  /// The numbers that A can be; all unless given.
  var range: ClosedRange<Double> { get }

  /// The initialization that suits hidden layers of it; nil unless given.
  var suitedInitializer: Initializer? { get }

  /// The loss of a network that ends in it, unless another is asked for; the squared error unless given.
  var standardLoss: Loss { get }

  /// What ranks the examples of each output as A does, without A's rounding; nil where A is not rounded so
  /// that examples become alike, and unless given.
  ///
  /// *Shapes*: Z and the scores (n, m).
  func scores(_ Z: Matrix<Double>) -> Matrix<Double>?

  /// States A = g(Z) in primitive operations; states none unless given.
  ///
  /// Z is (batch, n), or pictures (batch, channels, height, width), in which the elements of an example lie in another order.
  ///
  /// - Throws: `UnstatedOperations` where there are none.
  func operations<Scalar: NetworkScalar>(_ z: Tensor, in statement: inout Statement<Scalar>)
    throws(UnstatedOperations) -> Tensor
}

extension ActivationKind {
  public var keepsA: Bool { false }
  public var isElementwise: Bool { true }
  public var hasKink: Bool { false }
  public var range: ClosedRange<Double> { -Double.infinity ... .infinity }
  public var suitedInitializer: Initializer? { nil }
  public var standardLoss: Loss { .meanSquaredError }
  public func scores(_ Z: Matrix<Double>) -> Matrix<Double>? { nil }
  public func operations<Scalar: NetworkScalar>(
    _ z: Tensor, in statement: inout Statement<Scalar>
  ) throws(UnstatedOperations) -> Tensor { throw UnstatedOperations("activation \(Self.name)") }
}

/// An activation that the kernels apply to single elements, within a product too.
protocol FusedActivation: ActivationKind {
  var elementwise: ElementActivation { get }
}

extension FusedActivation {
  public var keepsA: Bool { !elementwise.isDerivedFromZ }

  public func callAsFunction<Scalar: NetworkScalar>(_ Z: Matrix<Scalar>) -> Matrix<Scalar> {
    Z.activated(by: elementwise)
  }

  public func dZ<Scalar: NetworkScalar>(_ dA: Matrix<Scalar>, kept: Matrix<Scalar>)
    -> Matrix<Scalar>
  {
    let dZ = dA.line.activationBackward(elementwise, a: kept.ordered(dA.order).line).dZ
    return Matrix(storage: dZ.storage, shape: dA.shape, order: dA.order)
  }
}

extension Matrix {
  /// The elements as they lie, in one row.
  fileprivate var line: Matrix {
    Matrix(storage: storage, shape: Shape(1, count), order: .rowMajor)
  }
}

extension Activation {
  /// Whether g has no derivative somewhere.
  var hasKink: Bool { kind.hasKink }

  /// A = g(Z), both (n, m).
  public func callAsFunction<Scalar>(_ Z: Matrix<Scalar>) -> Matrix<Scalar> { kind(Z) }

  /// A and what ``backward(_:kept:)`` needs of the forward pass: A or Z.
  public func forward<Scalar>(_ Z: Matrix<Scalar>) -> (a: Matrix<Scalar>, kept: Matrix<Scalar>) {
    let a = kind(Z)
    return (a, kind.keepsA ? a : Z)
  }

  /// dZ and db from dA and what ``forward(_:)`` kept: dZ = dA ∘ g'(Z); db = Σ dZ / m.
  ///
  /// For softmax dZ = A ∘ (dA - Σ dA ∘ A), the sum taken over each column.
  ///
  /// *Shapes*: dA, A and dZ (n, m), db (n, 1).
  public func backward<Scalar>(_ dA: Matrix<Scalar>, kept: Matrix<Scalar>)
    -> (dZ: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    if let function = elementwise { return dA.activationBackward(function, a: kept) }
    let dZ = kind.dZ(dA, kept: kept)
    return (dZ, dZ.rowMeans())
  }

  /// States A = g(Z) in primitive operations.
  ///
  /// - Throws: `UnstatedOperations` where its kind states none.
  public func operations<Scalar>(_ z: Tensor, in statement: inout Statement<Scalar>)
    throws(UnstatedOperations) -> Tensor
  { try kind.operations(z, in: &statement) }

  /// dZ alone, its elements in the order of those of dA.
  func dZ<Scalar>(_ dA: Matrix<Scalar>, kept: Matrix<Scalar>) -> Matrix<Scalar> {
    kind.dZ(dA, kept: kept)
  }
}

/// What layers compute of whole matrices, each in one pass.
extension Matrix {
  /// g(W·A_prev + b), (n[l], m), from this W (n[l], n[l-1]), A_prev (n[l-1], m) and b (n[l], 1).
  ///
  /// Faster than `activation(W * aPrev + b)`, with the same result: the product is written once.
  public func product(_ aPrev: Matrix, bias b: Matrix, activation: Activation = .linear) -> Matrix {
    forwardProduct(aPrev, bias: b, activation).a
  }

  /// The same, and what the way back needs of it.
  func forwardProduct(_ aPrev: Matrix, bias b: Matrix, _ activation: Activation)
    -> (a: Matrix, kept: Matrix)
  {
    guard let function = activation.elementwise, !function.isDerivedFromZ else {
      return activation.forward(product(aPrev, bias: b, activation: ElementActivation.linear))
    }
    let a = product(aPrev, bias: b, activation: function)
    return (a, a)
  }
}

extension Activation: CustomStringConvertible {
  /// The name, and in parentheses the settings that are not at their defaults: `leakyRelu(slope 0.2)`.
  public var description: String { kind.text }
}

// MARK: - In a configuration

extension Activation {
  /// The activation with a name of one of the ``kinds``, its settings at their defaults; nil for any other.
  public init?(name: String) {
    guard let kind = Self.kinds.first(where: { $0.name == name }) else { return nil }
    self.init(kind.init())
  }
}

extension KeyRange where Value == Activation {
  /// An activation by its name, or an object with its settings; leakyRelu takes the one slope of the file
  /// unless it has its own.
  package static var activation: KeyRange {
    // What leakyRelu means by its name is for the file to say.
    .kind(Activation.kinds, orAmong: activationObject) {
      $0.isDefault && !($0 is LeakyReLU)
    } kind: {
      $0.kind
    }
  }

  /// An activation with its settings.
  package static var activationObject: KeyRange {
    .kinds(
      "an object such as {\"type\": \"leakyRelu\", \"slope\": 0.2}", definition: "activation",
      tag: "type", "The activation.", Activation.kinds
    ) {
      ($0 as? any ActivationKind).map(Activation.init)
    } kind: {
      $0.kind
    }
  }
}
