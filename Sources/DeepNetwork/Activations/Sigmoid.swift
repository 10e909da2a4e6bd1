import Kernels

/// g(z) = 1 / (1 + e⁻ᶻ).
public struct Sigmoid: FusedActivation {
  public static let name = "sigmoid"
  public static let summary = "g(z) = 1 / (1 + e⁻ᶻ)."

  public init() {}

  var elementwise: ElementActivation { .sigmoid }
  public var range: ClosedRange<Double> { 0...1 }
  public var suitedInitializer: Initializer? { .xavier }
  public var standardLoss: Loss { .binaryCrossEntropy }
  public var onnxOperator: ONNXOperator? { ONNXOperator("Sigmoid") }

  /// Z itself, with which A only grows.
  public func scores(_ Z: Matrix<Double>) -> Matrix<Double>? { Z }
}

extension Activation {
  /// g(z) = 1 / (1 + e⁻ᶻ).
  public static let sigmoid = Activation(Sigmoid())
}
