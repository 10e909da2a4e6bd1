/// alpha / (1 + rate · epoch).
public struct InverseDecay: ScheduleKind {
  public static let name = "inverse"
  public static let summary = "alpha / (1 + rate · epoch)."
  public static let aliases = ["inverseTime", "inverseTimeDecay", "invScaling"]
  public static let settings = [
    Key(
      required: "rate", \InverseDecay.rate, .fromZero, "How fast.", aliases: ["decay", "decayRate"])
  ]

  /// How fast alpha falls; 0: not at all.
  public var rate: Double

  /// A fall to half of alpha after 1 / rate epochs.
  public init(rate: Double) { self.rate = rate }
  public init() { self.init(rate: 0) }

  public func alpha(from alpha: Double, at point: SchedulePoint) -> Double {
    alpha / (1 + rate * Double(point.epoch))
  }
}

extension LearningRateSchedule {
  /// alpha / (1 + rate · epoch).
  public static func inverse(rate: Double) -> Self { Self(InverseDecay(rate: rate)) }
}
