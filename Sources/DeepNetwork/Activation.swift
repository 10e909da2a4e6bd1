import Kernels

/// The function g of a layer, A = g(Z).
public enum Activation: Hashable, Sendable {
  /// g(z) = 1 / (1 + e⁻ᶻ).
  case sigmoid
  /// g(z) = (eᶻ - e⁻ᶻ) / (eᶻ + e⁻ᶻ).
  case tanh
  /// g(z) = max(0, z); its derivative at 0 is 0.
  case relu
  /// g(z) = z where z > 0, else slope · z, with 0 ≤ slope < 1.
  case leakyRelu(slope: Double = 0.01)
  /// g(z) = z.
  case linear
  /// g(z)ᵢ = e^zᵢ / Σⱼ e^zⱼ over each column of Z.
  case softmax

  /// The names that a configuration uses.
  public static let names = ["sigmoid", "tanh", "relu", "leakyRelu", "linear", "softmax"]

  /// The activation with a name of ``names``; nil for any other.
  public init?(name: String, leakyReluSlope slope: Double = 0.01) {
    switch name {
    case "sigmoid": self = .sigmoid
    case "tanh": self = .tanh
    case "relu": self = .relu
    case "leakyRelu": self = .leakyRelu(slope: slope)
    case "linear": self = .linear
    case "softmax": self = .softmax
    default: return nil
    }
  }

  /// The name that a configuration uses.
  public var name: String {
    switch self {
    case .sigmoid: "sigmoid"
    case .tanh: "tanh"
    case .relu: "relu"
    case .leakyRelu: "leakyRelu"
    case .linear: "linear"
    case .softmax: "softmax"
    }
  }
}

extension Activation {
  /// The activation as the kernels apply it to single elements; nil for softmax, which needs a
  /// whole column.
  var elementwise: ElementActivation? {
    switch self {
    case .sigmoid: .sigmoid
    case .tanh: .tanh
    case .relu: .relu
    case .leakyRelu(let slope): .leakyRelu(slope: slope)
    case .linear: .linear
    case .softmax: nil
    }
  }

  /// A = g(Z), both (n, m).
  public func callAsFunction<Scalar>(_ z: Matrix<Scalar>) -> Matrix<Scalar> {
    guard let function = elementwise else { return z.softmax() }
    return function == .linear ? z : z.activated(by: function)
  }

  /// dZ and db from dA and A: dZ = dA ∘ g'(Z), where g'(Z) follows from A alone; db = Σ dZ / m.
  ///
  /// For softmax dZ = A ∘ (dA - Σ dA ∘ A), the sum taken over each column.
  ///
  /// *Shapes*: dA, A and dZ (n, m), db (n, 1).
  public func backward<Scalar>(_ dA: Matrix<Scalar>, a: Matrix<Scalar>)
    -> (dZ: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    guard let function = elementwise else {
      let dZ = dA.softmaxBackward(a: a)
      return (dZ, dZ.rowMeans())
    }
    return dA.activationBackward(function, a: a)
  }

  /// Whether g has no derivative somewhere.
  var hasKink: Bool {
    switch self {
    case .relu, .leakyRelu: true
    case .sigmoid, .tanh, .linear, .softmax: false
    }
  }

  /// dZ alone, its elements in the order of those of dA.
  func dZ<Scalar>(_ dA: Matrix<Scalar>, a: Matrix<Scalar>) -> Matrix<Scalar> {
    guard let function = elementwise else { return dA.softmaxBackward(a: a) }
    let dZ = dA.line.activationBackward(function, a: a.ordered(dA.order).line).dZ
    return Matrix(storage: dZ.storage, shape: dA.shape, order: dA.order)
  }
}

extension Matrix {
  /// The elements as they lie, in one row.
  fileprivate var line: Matrix {
    Matrix(storage: storage, shape: Shape(1, count), order: .rowMajor)
  }
}

/// What layers compute of whole matrices, each in one pass.
extension Matrix {
  /// g(W·A_prev + b), (n[l], m), from this W (n[l], n[l-1]), A_prev (n[l-1], m) and b (n[l], 1).
  ///
  /// Faster than `activation(W * aPrev + b)`, with the same result: the product is written once.
  public func product(_ aPrev: Matrix, bias b: Matrix, activation: Activation = .linear) -> Matrix {
    guard let function = activation.elementwise else { return product(aPrev, bias: b).softmax() }
    return product(aPrev, bias: b, activation: function)
  }
}
