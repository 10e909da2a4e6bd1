/// A training whose numbers left the finite ones.
public struct Divergence: Error, Hashable, CustomStringConvertible {
  /// What was not finite.
  public enum Quantity: Hashable, Sendable {
    /// The cost.
    case cost
    /// The gradient of the parameter of this name.
    case gradient(of: String)
    /// The parameter of this name after the update.
    case parameter(String)

    /// The gradient of the weights.
    public static var dW: Quantity { .gradient(of: "W") }
    /// The gradient of the bias.
    public static var db: Quantity { .gradient(of: "b") }
  }

  /// The update that was not made.
  public let iteration: Int
  /// The layer, from 1; nil for the cost.
  public let layer: Int?
  /// What was not finite.
  public let quantity: Quantity
  /// The learning rate of the update.
  public let alpha: Double

  /// What is left of the training, as it goes on after "the update was not made".
  package var kept = "and the last good weights are kept"
  /// The iteration from which a run can go on with a smaller alpha, 0 for its beginning; nil where
  /// there is no run.
  package var resumesFrom: Int?
  /// Whether gradients were clipped, which need not be advised then.
  package var isClipped = false
  /// Whether the inputs were scaled to a small range.
  package var isNormalized = false

  init(iteration: Int, layer: Int?, quantity: Quantity, alpha: Double) {
    self.iteration = iteration
    self.layer = layer
    self.quantity = quantity
    self.alpha = alpha
  }

  public var description: String {
    "training diverged: \(place) is not finite at iteration \(iteration), "
      + "with alpha = \(alpha); the update was not made \(kept). Try \(remedies)"
  }

  /// `dW[2]`, of a layer inside a block `dW[2.1]`.
  private var place: String {
    let name: String
    switch quantity {
    case .cost: return "the cost"
    case .gradient(of: let parameter): name = "d\(parameter)"
    case .parameter(let parameter): name = parameter
    }
    let base = name.prefix { $0 != "." }
    return "\(base)[\(layer ?? 0)\(name[base.endIndex...])]"
  }

  private var remedies: String {
    var first = "a smaller alpha"
    if let resumesFrom {
      let place = resumesFrom > 0 ? "goes on from iteration \(resumesFrom)" : "begins again"
      first += " (--resume --set alpha=… \(place))"
    }
    let others =
      (isNormalized ? [] : ["inputs scaled to a small range (normalize)"])
      + (isClipped ? [] : ["clipNorm"])
    guard let last = others.last else { return first }
    // What else there is cannot change in mid-run.
    let start = resumesFrom == nil ? "" : "; all but alpha start over (--overwrite)"
    return ([first] + others.dropLast()).joined(separator: ", ") + ", or \(last)\(start)"
  }
}
