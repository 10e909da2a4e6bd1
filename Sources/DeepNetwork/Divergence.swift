/// A training whose numbers left the finite ones.
public struct Divergence: Error, Hashable, CustomStringConvertible {
  /// What was not finite.
  public enum Quantity: String, Sendable {
    /// The cost.
    case cost
    /// The gradient of W.
    case dW
    /// The gradient of b.
    case db
    /// The weights after the update.
    case W
    /// The bias after the update.
    case b
  }

  /// The update that was not made.
  public let iteration: Int
  /// The layer, from 1; nil for the cost.
  public let layer: Int?
  /// What was not finite.
  public let quantity: Quantity
  /// The learning rate of the update.
  public let alpha: Double

  public var description: String {
    let place = layer.map { "\(quantity.rawValue)[\($0)]" } ?? "the cost"
    return "training diverged: \(place) is not finite at iteration \(iteration), "
      + "with alpha = \(alpha); the update was not made and the last good weights are kept. "
      + "Try a smaller alpha, inputs scaled to a small range (normalize), or clipNorm"
  }
}
