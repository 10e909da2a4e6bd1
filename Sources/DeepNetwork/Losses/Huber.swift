import Text

/// Σ ½ (a - y)² over the outputs, which grows linearly beyond |a - y| = delta, so that a few wild labels do
/// not outweigh the others (Huber: Robust Estimation of a Location Parameter, 1964).
public struct Huber: FusedLoss {
  public static let name = "huber"
  public static let summary =
    "Σ ½ d² over the outputs where |d| ≤ delta, d = a - y, else delta (|d| - ½ delta)."
  public static let aliases = ["huberLoss", "smoothL1", "smoothL1Loss"]
  public static let settings = [
    Key(
      "delta", \Huber.delta, .aboveZero, "|a - y| from which on the loss grows linearly.",
      presence: .optional, aliases: ["epsilon"],
      nearAliases: ["beta": "It is not the same: smoothL1 is this loss divided by its beta"])
  ]

  /// |a - y| from which on the loss grows linearly, above 0.
  public var delta: Double

  /// A loss that grows linearly from |a - y| = delta on.
  public init(delta: Double) { self.delta = delta }
  public init() { self.init(delta: 1) }

  var passOverA: MatrixLoss { .huber(delta: delta) }

  public func formula(A: String, Y: String, isWeighted: Bool) -> String {
    let slope = "min(|\(A) - \(Y)|, \(delta))"
    return "sum(\(isWeighted ? "weights * " : "")\(slope) * (|\(A) - \(Y)| - \(slope) / 2)) / m"
  }

  public func slope(A: String, Y: String, isWeighted: Bool) -> String {
    "max(-\(delta), min(\(A) - \(Y), \(delta)))" + (isWeighted ? " * weights" : "")
  }

  public func worked(a: Double, y: Double, text: (Double) -> String) -> String? {
    let difference = Self.difference(a, y, text)
    return abs(a - y) <= delta
      ? "(\(difference))^2 / 2" : "\(text(delta)) * (|\(difference)| - \(text(delta)) / 2)"
  }
}

extension Loss {
  /// (1/m) Σ ½ (a - y)² where |a - y| ≤ delta, else delta (|a - y| - ½ delta), with delta > 0.
  public static func huber(delta: Double = 1) -> Loss { Loss(Huber(delta: delta)) }
}
