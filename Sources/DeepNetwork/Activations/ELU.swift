import Kernels

/// g(z) = z where z > 0, else alpha (eᶻ - 1).
///
/// Djork-Arné Clevert, Thomas Unterthiner and Sepp Hochreiter, 2015.
public struct ELU: FusedActivation {
  public static let name = "elu"
  public static let title = "ELU"
  public static let summary = "g(z) = z where z > 0, else alpha (eᶻ - 1)."
  public static let aliases = ["selu", "celu"]
  public static let settings = [
    Key(
      "alpha", \ELU.alpha, .number(.above(0), .to(1000)), "How far below 0 it reaches.",
      aliases: ["slope", "negativeSlope"])
  ]

  /// How far below 0 it reaches.
  public var alpha: Double

  /// An ELU that comes near -alpha.
  public init(alpha: Double) { self.alpha = alpha }
  public init() { self.init(alpha: 1) }

  var elementwise: ElementActivation { .elu(alpha: alpha) }
  public var hasKink: Bool { alpha != 1 }
  public var suitedInitializer: Initializer? { .he }
}

// MARK: - As operations

extension ELU {
  public func operations<Scalar: NetworkScalar>(
    _ z: Tensor, in statement: inout Statement<Scalar>
  ) -> Tensor { statement.apply(.elu(alpha: alpha), z) }
}

extension Activation {
  /// g(z) = z where z > 0, else alpha (eᶻ - 1).
  public static func elu(alpha: Double = 1) -> Activation { Activation(ELU(alpha: alpha)) }
}
