import Kernels

/// v := beta v + dW; W := W - alpha v.
///
/// Of Nesterov's kind W := W - alpha (dW + beta v): Yurii Nesterov, 1983; Ilya Sutskever and others, 2013.
public struct Momentum: FusedOptimizer {
  public static let name = "momentum"
  public static let summary = "v := beta v + dW; W := W - alpha v."
  public static let aliases = ["nesterov", "nag", "sgdMomentum", "sgdm"]
  public static let settings = [
    Key("beta", \Momentum.beta, .belowOne, "Decay of the velocity v.", aliases: ["momentum"]),
    Key(
      "nesterov", \.nesterov, .boolean, "Whether W := W - alpha (dW + beta v).",
      isOmittedAtDefault: true),
  ]

  /// The decay of the velocity v.
  public var beta: Double
  /// Whether a step goes along dW + beta v, with the new v, in place of v.
  public var nesterov: Bool

  /// Momentum with a decay of the velocity, of Nesterov's kind or not.
  public init(beta: Double, nesterov: Bool = false) {
    self.beta = beta
    self.nesterov = nesterov
  }

  public init() { self.init(beta: 0.9) }

  public var memory: [String] { ["first"] }
  public var isLinear: Bool { true }
  func rule(number: Int) -> UpdateRule { .momentum(beta: beta, isNesterov: nesterov) }

  public func formula(_ parameter: String, alpha: String, decays: Bool) -> String {
    let direction = nesterov ? "(d\(parameter) + \(beta) * v)" : "v"
    return "\(parameter) - \(alpha) * \(direction), v = \(beta) * 0 + d\(parameter)"
  }
}

extension Optimizer {
  /// v := beta v + dW; W := W - alpha v, of Nesterov's kind W := W - alpha (dW + beta v).
  public static func momentum(beta: Double = 0.9, nesterov: Bool = false) -> Optimizer {
    Optimizer(Momentum(beta: beta, nesterov: nesterov))
  }
}
