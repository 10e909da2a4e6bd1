import Kernels

/// g(z) = log(1 + eᶻ).
public struct Softplus: FusedActivation {
  public static let name = "softplus"
  public static let summary = "g(z) = log(1 + eᶻ)."

  public init() {}

  var elementwise: ElementActivation { .softplus }
  public var suitedInitializer: Initializer? { .he }
}

// MARK: - As operations

extension Softplus {
  public func operations<Scalar: NetworkScalar>(
    _ z: Tensor, in statement: inout Statement<Scalar>
  ) -> Tensor { statement.apply(.softplus, z) }
}

extension Activation {
  /// g(z) = log(1 + eᶻ).
  public static let softplus = Activation(Softplus())
}
