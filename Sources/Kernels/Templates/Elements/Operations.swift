/// A function applied to every element of an array.
public enum UnaryOperation: Hashable, Sendable {
  case exp, log, log1p, tanh, sigmoid, relu
  case leakyRelu(slope: Double)
  case square, squareRoot, absolute
  case erf, gelu, silu, softplus
  case elu(alpha: Double)
}

/// An operation on two elements.
public enum BinaryOperation: Hashable, Sendable {
  case add, subtract, multiply, divide
}

/// The activation of a layer whose elements do not depend on each other.
public enum ElementActivation: Hashable, Sendable {
  case linear, sigmoid, tanh, relu
  case leakyRelu(slope: Double)
  case gelu, silu, softplus
  /// z where z > 0, else alpha (e^z - 1), alpha ≥ 0.
  case elu(alpha: Double)

  /// Whether the derivative is computed from Z instead of A: gelu and silu return most of their
  /// negative numbers for two z.
  public var isDerivedFromZ: Bool { self == .gelu || self == .silu }

  /// The activation as a function of single elements.
  public var function: UnaryOperation {
    switch self {
    case .linear: .leakyRelu(slope: 1)
    case .sigmoid: .sigmoid
    case .tanh: .tanh
    case .relu: .relu
    case .leakyRelu(let slope): .leakyRelu(slope: slope)
    case .gelu: .gelu
    case .silu: .silu
    case .softplus: .softplus
    case .elu(let alpha): .elu(alpha: alpha)
    }
  }
}

/// What a matrix product does to an element once its sum is complete.
public struct Epilogue<Scalar> {
  /// One number for each row of C, added before the activation.
  public let bias: UnsafePointer<Scalar>?
  public let activation: ElementActivation

  @inlinable
  public init(
    bias: UnsafePointer<Scalar>? = nil, activation: ElementActivation = .linear
  ) {
    self.bias = bias
    self.activation = activation
  }

  /// Leaves the product as it is.
  @inlinable
  public static var none: Self { Self() }
}

/// A loss and its gradient, both in one pass.
public enum LossFunction: Hashable, Sendable {
  /// Cross entropies of the sigmoid and of the softmax of Z, from Z itself.
  case sigmoidCrossEntropy, softmaxCrossEntropy
  /// From A, whatever it came from.
  case squaredError, absoluteError, binaryCrossEntropy, categoricalCrossEntropy
  case huber(delta: Double)
}

/// The number types that conversions read.
public enum NumberType: Hashable, Sendable {
  case uint8, int8, uint16, int16, uint32, int32, uint64, int64, float32, float64
}
