import Kernels

/// g(z) = z.
public struct Linear: FusedActivation {
  public static let name = "linear"
  public static let summary = "g(z) = z."
  public static let aliases = ["identity", "none"]

  public init() {}

  var elementwise: ElementActivation { .linear }

  public func callAsFunction<Scalar: NetworkScalar>(_ Z: Matrix<Scalar>) -> Matrix<Scalar> { Z }
}

// MARK: - As operations

extension Linear {
  public func operations<Scalar: NetworkScalar>(
    _ z: Tensor, in statement: inout Statement<Scalar>
  ) -> Tensor { z }
}

extension Activation {
  /// g(z) = z.
  public static let linear = Activation(Linear())
}
