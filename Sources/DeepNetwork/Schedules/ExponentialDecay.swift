import Foundation

/// alpha · rate^epoch.
public struct ExponentialDecay: ScheduleKind {
  public static let name = "exponential"
  public static let summary = "alpha · rate^epoch."
  public static let aliases = ["exponentialLR", "exponentialDecay", "exp"]
  public static let settings = [
    Key(
      required: "rate", \ExponentialDecay.rate, .rate, "Factor an epoch.",
      aliases: ["gamma", "factor", "decayRate"])
  ]

  /// The factor of each epoch.
  public var rate: Double

  /// A fall by a factor each epoch.
  public init(rate: Double) { self.rate = rate }
  public init() { self.init(rate: 1) }

  public func alpha(from alpha: Double, at point: SchedulePoint) -> Double {
    alpha * pow(rate, Double(point.epoch))
  }
}

extension LearningRateSchedule {
  /// alpha · rate^epoch.
  public static func exponential(rate: Double) -> Self { Self(ExponentialDecay(rate: rate)) }
}
