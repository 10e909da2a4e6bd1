import Foundation

/// alpha · rate^⌊epoch / every⌋.
public struct StepDecay: ScheduleKind {
  public static let name = "step"
  public static let summary = "alpha · rate^⌊epoch / every⌋."
  public static let aliases = ["stepLR", "stepDecay", "staircase"]
  public static let settings = [
    Key(
      required: "rate", \StepDecay.rate, .rate, "Factor a step.",
      aliases: ["gamma", "factor", "dropRate"]),
    Key(required: "every", \.every, .size, "Epochs a step.", aliases: ["stepSize", "epochs"]),
  ]

  /// The factor of each step.
  public var rate: Double
  /// The epochs from one step to the next.
  public var every: Int

  /// A fall by a factor every so many epochs.
  public init(rate: Double, every: Int) {
    self.rate = rate
    self.every = every
  }

  public init() { self.init(rate: 1, every: 1) }

  public func alpha(from alpha: Double, at point: SchedulePoint) -> Double {
    alpha * pow(rate, Double(point.epoch / every))
  }
}

extension LearningRateSchedule {
  /// alpha · rate^⌊epoch / every⌋.
  public static func step(rate: Double, every: Int) -> Self {
    Self(StepDecay(rate: rate, every: every))
  }
}
