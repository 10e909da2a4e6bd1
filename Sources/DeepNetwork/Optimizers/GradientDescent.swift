import Kernels

/// W := W - alpha dW.
public struct GradientDescent: FusedOptimizer {
  public static let name = "gradientDescent"
  public static let title = "gradient descent"
  public static let summary = "W := W - alpha dW."
  public static let aliases = ["sgd", "gd", "stochasticGradientDescent"]

  public init() {}

  public var isLinear: Bool { true }
  func rule(number: Int) -> UpdateRule { .gradientDescent }

  public func formula(_ parameter: String, alpha: String, decays: Bool) -> String {
    "\(parameter) - \(alpha) * d\(parameter)"
  }
}

extension Optimizer {
  /// W := W - alpha dW.
  public static let gradientDescent = Optimizer(GradientDescent())
}
