import Foundation

/// alpha · factor^plateaus, and no less than a minimum.
///
/// A plateau is `patience` rows of the history without progress of the figure that early stopping
/// watches, the validation cost where there is none. From the next row on it counts.
public struct PlateauDecay: ScheduleKind {
  public static let name = "plateau"
  public static let summary =
    "alpha · factor after every patience rows without progress of what earlyStopping watches, else of "
    + "the validation cost, from the next row on."
  public static let aliases = ["reduceOnPlateau", "reduceLROnPlateau", "adaptive"]
  public static let settings = [
    Key(
      required: "patience", \PlateauDecay.patience, .count, "Rows of the history without progress."),
    Key("factor", \.factor, .rate, "Factor a plateau.", aliases: ["gamma", "rate"]),
    Key(
      "minimum", \.minimum, .fromZero, "alpha falls no further; at most alpha.", aliases: ["minLr"]),
  ]

  /// Rows of the history without progress that make a plateau.
  public var patience: Int
  /// The factor of each plateau.
  public var factor: Double
  /// What alpha does not fall below.
  public var minimum: Double

  /// A fall by a factor after so many rows without progress.
  public init(patience: Int, factor: Double = 0.1, minimum: Double = 0) {
    self.patience = patience
    self.factor = factor
    self.minimum = minimum
  }

  public init() { self.init(patience: 1) }

  public var plateauAfter: Int? { patience }

  public func alpha(from alpha: Double, at point: SchedulePoint) -> Double {
    max(minimum, alpha * pow(factor, Double(point.plateaus)))
  }
}

extension LearningRateSchedule {
  /// alpha · factor after `patience` rows without progress, and no less than a minimum.
  public static func plateau(patience: Int, factor: Double = 0.1, minimum: Double = 0) -> Self {
    Self(PlateauDecay(patience: patience, factor: factor, minimum: minimum))
  }
}
