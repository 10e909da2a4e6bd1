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
