import Text

/// What looks wrong in a training, with its likely cause.
public struct Remark: Hashable, Sendable, CustomStringConvertible {
  /// A symptom.
  public enum Finding: Hashable, Sendable {
    /// The cost stays at that of answering everyone with the share of each class.
    case sameAnswerForAll(cost: Double)
    /// Units of a ReLU layer that are 0 for every example.
    case deadUnits(layer: Int, dead: Int, of: Int)
    /// The share of a sigmoid's or tanh's outputs that lie at its ends.
    case saturated(layer: Int, activation: String, share: Double)
    /// The root mean square of dW falls from the last to this layer to the given part.
    case vanishingGradient(layer: Int, ratio: Double)
    /// One update moves the weights of a layer by this part of their size.
    case stepTooLarge(layer: Int, ratio: Double)
    /// One update moves the weights of a layer by no more than this part of their size.
    case stepTooSmall(layer: Int, ratio: Double)
    /// The largest input in absolute value.
    case unscaledInputs(largest: Double)
    /// The validation cost has risen since its lowest while the training cost fell.
    case overfitting(lowestAt: Int)
  }

  /// The updates before it was seen.
  public let iteration: Int
  /// What was seen.
  public let finding: Finding

  public var description: String {
    switch finding {
    case .sameAnswerForAll(let cost):
      "the cost stays at \(rounded(cost)), the entropy of the labels: the network answers the same "
        + "for everyone; try a larger alpha, or the initialization he or xavier"
    case .deadUnits(let layer, let dead, let count):
      "layer \(layer): \(dead) of \(count) ReLU units are 0 for every example and no longer learn; "
        + "try a smaller alpha, the initialization he, or leakyRelu"
    case .saturated(let layer, let activation, let share):
      "layer \(layer): \(rounded(share * 100)) % of the \(activation) outputs are saturated, where "
        + "the gradient is nearly 0; try smaller initial weights or scaled inputs (normalize)"
    case .vanishingGradient(let layer, let ratio):
      "layer \(layer): its gradient is \(rounded(ratio)) of the last layer's: signals die out on the "
        + "way; try the initialization he (relu) or xavier (tanh, sigmoid)"
    case .stepTooLarge(let layer, let ratio):
      "layer \(layer): one update changes its weights by \(rounded(ratio * 100)) % of their size; "
        + "try a smaller alpha or clipNorm"
    case .stepTooSmall(let layer, let ratio):
      "layer \(layer): one update changes its weights by only \(rounded(ratio)) of their size; "
        + "try a larger alpha"
    case .unscaledInputs(let largest):
      "the inputs reach \(rounded(largest)): they were never scaled; try "
        + "\"normalize\": \"standardize\" (\"unit\" for 0 to 255)"
    case .overfitting(let iteration):
      "the validation cost has risen since iteration \(iteration) while the training cost falls: "
        + "the network learns the training examples by heart; try l2, keepProbability, "
        + "earlyStopping or more data"
    }
  }

  private func rounded(_ value: Double) -> String { value.significant(3) }
}
