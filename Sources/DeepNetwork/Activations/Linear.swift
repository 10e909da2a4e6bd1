import Kernels

/// g(z) = z.
public struct Linear: FusedActivation {
  public static let name = "linear"
  public static let summary = "g(z) = z."

  public init() {}

  var elementwise: ElementActivation { .linear }
  public var onnxOperator: ONNXOperator? { ONNXOperator("Identity") }

  public func callAsFunction<Scalar: NetworkScalar>(_ Z: Matrix<Scalar>) -> Matrix<Scalar> { Z }
}

extension Activation {
  /// g(z) = z.
  public static let linear = Activation(Linear())
}
