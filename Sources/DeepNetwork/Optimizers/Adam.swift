import Foundation
import Kernels

/// Adam with bias correction.
///
/// Diederik Kingma and Jimmy Ba, 2015.
///
/// v := beta1 v + (1 - beta1) dW; s := beta2 s + (1 - beta2) dW²;
/// W := W - alpha (v / (1 - beta1ᵗ)) / (√(s / (1 - beta2ᵗ)) + epsilon) at update t, from 1.
public struct Adam: FusedOptimizer {
  public static let name = "adam"
  public static let title = "Adam"
  public static let summary = "Adam with bias correction."
  public static let aliases = ["nadam", "adamax", "amsgrad"]
  public static let settings = [
    Key("beta1", \Adam.beta1, .belowOne, "Decay of the mean."),
    Key("beta2", \.beta2, .belowOne, "Decay of the mean square."),
    .epsilon(\.epsilon),
  ]

  /// The decay of the mean v.
  public var beta1: Double
  /// The decay of the mean square s.
  public var beta2: Double
  /// Added to the root.
  public var epsilon: Double

  /// Adam with the decays of the mean and the mean square, and what is added to the root.
  public init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  public init() { self.init(beta1: 0.9) }

  public var memory: [String] { ["first", "second"] }

  func rule(number: Int) -> UpdateRule {
    .adam(
      beta1: beta1, beta2: beta2, epsilon: epsilon,
      correction1: 1 - pow(beta1, Double(number)), correction2: 1 - pow(beta2, Double(number)))
  }

  public func formula(_ parameter: String, alpha: String, decays: Bool) -> String {
    "\(parameter) - \(alpha) * v / (sqrt(s) + \(epsilon)), "
      + "v = d\(parameter) and s = d\(parameter)^2 after the correction of the first update"
  }
}

extension Optimizer {
  /// Adam with bias correction.
  public static func adam(
    beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8
  ) -> Optimizer { Optimizer(Adam(beta1: beta1, beta2: beta2, epsilon: epsilon)) }
}
