import Kernels

/// g(z) = log(1 + eᶻ).
public struct Softplus: FusedActivation {
  public static let name = "softplus"
  public static let summary = "g(z) = log(1 + eᶻ)."

  public init() {}

  var elementwise: ElementActivation { .softplus }
  public var suitedInitializer: Initializer? { .he }
  public var onnxOperator: ONNXOperator? { ONNXOperator("Softplus", hasFloat64: false) }
}

extension Activation {
  /// g(z) = log(1 + eᶻ).
  public static let softplus = Activation(Softplus())
}
