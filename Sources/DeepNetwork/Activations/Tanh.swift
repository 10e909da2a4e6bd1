import Kernels

/// g(z) = (eᶻ - e⁻ᶻ) / (eᶻ + e⁻ᶻ).
public struct Tanh: FusedActivation {
  public static let name = "tanh"
  public static let summary = "g(z) = (eᶻ - e⁻ᶻ) / (eᶻ + e⁻ᶻ)."

  public init() {}

  var elementwise: ElementActivation { .tanh }
  public var range: ClosedRange<Double> { -1...1 }
  public var suitedInitializer: Initializer? { .xavier }
  public var onnxOperator: ONNXOperator? { ONNXOperator("Tanh") }

  /// Z itself, with which A only grows.
  public func scores(_ Z: Matrix<Double>) -> Matrix<Double>? { Z }
}

extension Activation {
  /// g(z) = (eᶻ - e⁻ᶻ) / (eᶻ + e⁻ᶻ).
  public static let tanh = Activation(Tanh())
}
