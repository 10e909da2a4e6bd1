import Foundation

/// minimum + ½ (alpha - minimum)(1 + cos(π t / T)), t the update, T their number.
public struct CosineDecay: ScheduleKind {
  public static let name = "cosine"
  public static let summary =
    "minimum + ½ (alpha − minimum)(1 + cos(π t / T)), t the update, T their number."
  public static let aliases = ["cosineDecay", "cosineAnnealing", "cosineAnnealingLR"]
  public static let settings = [
    Key(
      "minimum", \CosineDecay.minimum, .fromZero, "alpha at the end; at most alpha.",
      aliases: ["etaMin", "minLr", "minimumAlpha"])
  ]

  /// alpha at the end.
  public var minimum: Double

  /// A fall to `minimum` along half a period of a cosine.
  public init(minimum: Double) { self.minimum = minimum }
  public init() { self.init(minimum: 0) }

  public var followsLength: Bool { true }

  public func alpha(from alpha: Double, at point: SchedulePoint) -> Double {
    minimum + (alpha - minimum) / 2
      * (1 + cos(.pi * Double(point.iteration) / Double(point.iterations)))
  }
}

extension LearningRateSchedule {
  /// minimum + ½ (alpha - minimum)(1 + cos(π t / T)), t the update, T their number.
  public static func cosine(minimum: Double) -> Self { Self(CosineDecay(minimum: minimum)) }
}
