import Kernels

/// g(z) = z sigmoid(z), also called swish.
///
/// Stefan Elfwing, Eiji Uchibe and Kenji Doya, 2017.
public struct SiLU: FusedActivation {
  public static let name = "silu"
  public static let title = "SiLU"
  public static let summary = "g(z) = z sigmoid(z), also called swish."
  public static let aliases = ["swish"]

  public init() {}

  var elementwise: ElementActivation { .silu }
  public var suitedInitializer: Initializer? { .he }
}

// MARK: - As operations

extension SiLU {
  public func operations<Scalar: NetworkScalar>(
    _ z: Tensor, in statement: inout Statement<Scalar>
  ) -> Tensor { statement.apply(.multiply, z, statement.apply(.sigmoid, z)) }
}

extension Activation {
  /// g(z) = z sigmoid(z), also called swish.
  public static let silu = Activation(SiLU())
}
