import Kernels

/// g(z) = max(0, z); its derivative at 0 is 0.
public struct ReLU: FusedActivation {
  public static let name = "relu"
  public static let summary = "g(z) = max(0, z)."
  public static let aliases = ["rectifier", "relu6"]

  public init() {}

  var elementwise: ElementActivation { .relu }
  public var hasKink: Bool { true }
  public var range: ClosedRange<Double> { 0 ... .infinity }
  public var suitedInitializer: Initializer? { .he }
}

// MARK: - As operations

extension ReLU {
  public func operations<Scalar: NetworkScalar>(
    _ z: Tensor, in statement: inout Statement<Scalar>
  ) -> Tensor { statement.apply(.relu, z) }
}

extension Activation {
  /// g(z) = max(0, z); its derivative at 0 is 0.
  public static let relu = Activation(ReLU())
}
