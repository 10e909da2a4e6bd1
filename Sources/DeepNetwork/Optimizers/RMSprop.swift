import Kernels

/// s := beta s + (1 - beta) dW²; W := W - alpha dW / (√s + epsilon).
///
/// Geoffrey Hinton, 2012.
public struct RMSprop: FusedOptimizer {
  public static let name = "rmsprop"
  public static let title = "RMSprop"
  public static let summary = "s := beta s + (1 - beta) dW²; W := W - alpha dW / (√s + epsilon)."
  public static let settings = [
    Key(
      "beta", \RMSprop.beta, .belowOne, "Decay of the mean square s.", presence: .optional,
      aliases: ["rho", "decay", "decayRate", "smoothing"],
      nearAliases: [
        "alpha": "PyTorch's alpha is beta here; the learning rate stands beside the optimizer"
      ]),
    .epsilon(\.epsilon),
  ]

  /// The decay of the mean square s.
  public var beta: Double
  /// Added to the root.
  public var epsilon: Double

  /// RMSprop with the decay of the mean square and what is added to its root.
  public init(beta: Double = 0.99, epsilon: Double = 1e-8) {
    self.beta = beta
    self.epsilon = epsilon
  }

  public init() { self.init(beta: 0.99) }

  public var memory: [String] { ["second"] }
  func rule(number: Int) -> UpdateRule { .rmsprop(beta: beta, epsilon: epsilon) }

  public func formula(_ parameter: String, alpha: String, decays: Bool) -> String {
    "\(parameter) - \(alpha) * d\(parameter) / (sqrt(s) + \(epsilon)), "
      + "s = (1 - \(beta)) * d\(parameter)^2"
  }
}

extension Optimizer {
  /// s := beta s + (1 - beta) dW²; W := W - alpha dW / (√s + epsilon).
  public static func rmsprop(beta: Double = 0.99, epsilon: Double = 1e-8) -> Optimizer {
    Optimizer(RMSprop(beta: beta, epsilon: epsilon))
  }
}

extension Key {
  /// What is added to a root that is divided by.
  static func epsilon(_ property: WritableKeyPath<Root, Double> & Sendable) -> Key {
    Key(
      "epsilon", property, .aboveZero, "Added to the root, against division by 0.",
      aliases: ["eps"])
  }
}
