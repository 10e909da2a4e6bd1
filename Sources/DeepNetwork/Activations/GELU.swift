import Kernels

/// g(z) = z Φ(z), Φ the distribution function of the standard normal.
///
/// Dan Hendrycks and Kevin Gimpel, 2016; by the error function, not its approximation by tanh.
public struct GELU: FusedActivation {
  public static let name = "gelu"
  public static let title = "GELU"
  public static let summary = "g(z) = z Φ(z), Φ the standard normal distribution."

  public init() {}

  var elementwise: ElementActivation { .gelu }
  public var suitedInitializer: Initializer? { .he }
}

// MARK: - As operations

extension GELU {
  public func operations<Scalar: NetworkScalar>(
    _ z: Tensor, in statement: inout Statement<Scalar>
  ) -> Tensor { statement.apply(.gelu, z) }
}

extension Activation {
  /// g(z) = z Φ(z), Φ the distribution function of the standard normal.
  public static let gelu = Activation(GELU())
}
