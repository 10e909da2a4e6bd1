import Kernels

/// g(z) = z where z > 0, else slope · z.
public struct LeakyReLU: FusedActivation {
  public static let name = "leakyRelu"
  public static let summary = "g(z) = z where z > 0, else slope · z."
  public static let aliases = ["lrelu", "prelu"]
  public static let settings = [
    Key(
      "slope", \LeakyReLU.slope, .belowOne, "Slope below 0; leakyReluSlope unless given.",
      aliases: ["alpha", "negativeSlope"])
  ]

  /// The slope below 0, 0 ≤ slope < 1.
  public var slope: Double

  /// A leaky ReLU with the given slope below 0.
  public init(slope: Double) { self.slope = slope }
  public init() { self.init(slope: 0.01) }

  var elementwise: ElementActivation { .leakyRelu(slope: slope) }
  public var hasKink: Bool { true }
  public var suitedInitializer: Initializer? { .he }
}

// MARK: - As operations

extension LeakyReLU {
  public func operations<Scalar: NetworkScalar>(
    _ z: Tensor, in statement: inout Statement<Scalar>
  ) -> Tensor { statement.apply(.leakyRelu(alpha: slope), z) }
}

extension Activation {
  /// g(z) = z where z > 0, else slope · z, with 0 ≤ slope < 1.
  public static func leakyRelu(slope: Double = 0.01) -> Activation {
    Activation(LeakyReLU(slope: slope))
  }
}
