import Kernels

/// v := beta v + dW; W := W - alpha v.
public struct Momentum: FusedOptimizer {
  public static let name = "momentum"
  public static let summary = "v := beta v + dW; W := W - alpha v."
  public static let settings = [
    Key("beta", \Momentum.beta, .belowOne, "Decay of the velocity v.", aliases: ["momentum"])
  ]

  /// The decay of the velocity v.
  public var beta: Double

  /// Momentum with a decay of the velocity.
  public init(beta: Double) { self.beta = beta }
  public init() { self.init(beta: 0.9) }

  public var memory: [String] { ["first"] }
  public var isLinear: Bool { true }
  func rule(number: Int) -> UpdateRule { .momentum(beta: beta) }

  public func formula(_ parameter: String, alpha: String, decays: Bool) -> String {
    "\(parameter) - \(alpha) * v, v = \(beta) * 0 + d\(parameter)"
  }
}

extension Optimizer {
  /// v := beta v + dW; W := W - alpha v.
  public static func momentum(beta: Double = 0.9) -> Optimizer { Optimizer(Momentum(beta: beta)) }
}
