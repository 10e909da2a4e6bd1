import Kernels

/// g(z) = 1 / (1 + e⁻ᶻ).
public struct Sigmoid: FusedActivation {
  public static let name = "sigmoid"
  public static let summary = "g(z) = 1 / (1 + e⁻ᶻ)."
  public static let aliases = ["logistic"]

  public init() {}

  var elementwise: ElementActivation { .sigmoid }
  public var range: ClosedRange<Double> { 0...1 }
  public var suitedInitializer: Initializer? { .xavier }
  public var standardLoss: Loss { .binaryCrossEntropy }

  /// Z itself, with which A only grows.
  public func scores(_ Z: Matrix<Double>) -> Matrix<Double>? { Z }
}

// MARK: - As operations

extension Sigmoid {
  public func operations<Scalar: NetworkScalar>(
    _ z: Tensor, in statement: inout Statement<Scalar>
  ) -> Tensor { statement.apply(.sigmoid, z) }
}

extension Activation {
  /// g(z) = 1 / (1 + e⁻ᶻ).
  public static let sigmoid = Activation(Sigmoid())
}
