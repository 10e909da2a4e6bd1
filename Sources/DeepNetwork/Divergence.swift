/// A training whose numbers left the finite ones.
public struct Divergence: Error, Hashable, CustomStringConvertible {
  /// What was not finite.
  public enum Quantity: String, Sendable {
    case cost, dW, db, W, b
  }

  /// The update that was not made.
  public let iteration: Int
  /// The layer, from 1; nil for the cost.
  public let layer: Int?
  public let quantity: Quantity
  public let alpha: Double

  public var description: String {
    let place = layer.map { "\(quantity.rawValue)[\($0)]" } ?? "the cost"
    return "training diverged: \(place) is not finite at iteration \(iteration), "
      + "with alpha = \(alpha); the update was not made and the last good weights are kept. "
      + "Try a smaller alpha, inputs scaled to a small range (normalize), or clipNorm"
  }
}
