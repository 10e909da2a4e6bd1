import Kernels

/// g(z) = (eᶻ - e⁻ᶻ) / (eᶻ + e⁻ᶻ).
public struct Tanh: FusedActivation {
  public static let name = "tanh"
  public static let summary = "g(z) = (eᶻ - e⁻ᶻ) / (eᶻ + e⁻ᶻ)."

  public init() {}

  var elementwise: ElementActivation { .tanh }
  public var range: ClosedRange<Double> { -1...1 }
  public var suitedInitializer: Initializer? { .xavier }

  /// Z itself, with which A only grows.
  public func scores(_ Z: Matrix<Double>) -> Matrix<Double>? { Z }
}

// MARK: - As operations

extension Tanh {
  public func operations<Scalar: NetworkScalar>(
    _ z: Tensor, in statement: inout Statement<Scalar>
  ) -> Tensor { statement.apply(.tanh, z) }
}

extension Activation {
  /// g(z) = (eᶻ - e⁻ᶻ) / (eᶻ + e⁻ᶻ).
  public static let tanh = Activation(Tanh())
}
