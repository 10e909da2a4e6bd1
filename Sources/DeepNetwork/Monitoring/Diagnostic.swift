import Text

/// What looks wrong in a training, with its likely cause.
public struct Diagnostic: Hashable, Sendable, CustomStringConvertible {
  /// A symptom.
  public enum Finding: Hashable, Sendable {
    /// The cost stays at that of answering everyone with the share of each class.
    case sameAnswerForAll(cost: Double)
    /// The cost before the first update is far above that of answering everyone with the share of each
    /// class.
    case initialCostTooLarge(cost: Double, entropy: Double)
    /// Units of a ReLU layer that are 0 for every example.
    case deadUnits(layer: Int, dead: Int, of: Int)
    /// The share of a sigmoid's or tanh's outputs that lie at its ends.
    case saturated(layer: Int, activation: String, share: Double)
    /// The root mean square of dW falls from the last to this layer to the given part.
    case vanishingGradient(layer: Int, ratio: Double)
    /// Update after update moves the weights of a layer by more than half of their size; the last one
    /// by this part.
    case stepTooLarge(layer: Int, ratio: Double)
    /// No update has moved the weights of a layer by more than a billionth of their size; the last one
    /// has by this part.
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
  /// How many examples drawn from the training set it was seen on; nil for all of them.
  public let examples: Int?
  /// What was seen, and what to try.
  public let description: String
}

/// Which way alpha is advised to go; never one way and then the other.
enum AlphaAdvice {
  case smaller
  case larger
}

extension Diagnostic.Finding {
  /// What must differ for a finding to be said again.
  package var subject: String {
    switch self {
    case .sameAnswerForAll: "entropy"
    case .initialCostTooLarge: "start"
    case .deadUnits(let layer, _, _): "dead \(layer)"
    case .saturated(let layer, _, _): "saturated \(layer)"
    case .vanishingGradient: "vanishing"
    case .stepTooLarge(let layer, _): "large \(layer)"
    case .stepTooSmall(let layer, _): "small \(layer)"
    case .unscaledInputs: "unscaled"
    case .overfitting: "overfitting"
    }
  }

  /// Which way alpha should go, as far as the finding tells.
  var alphaAdvice: AlphaAdvice? {
    switch self {
    case .sameAnswerForAll, .stepTooSmall: .larger
    case .deadUnits, .stepTooLarge: .smaller
    case .initialCostTooLarge, .saturated, .vanishingGradient, .unscaledInputs, .overfitting: nil
    }
  }

  /// What was seen, in words, on all examples or on some drawn from the training set.
  func fact(examples: Int?, _ circumstances: Circumstances) -> String {
    let drawn = examples.map { "\($0.grouped) examples drawn from the training set" }
    switch self {
    case .sameAnswerForAll(let cost):
      let whom = drawn.map { "all of \($0)" } ?? "everyone"
      return "the cost\(circumstances.hasL2 ? " without L2" : "") stays at \(rounded(cost)), the "
        + "entropy of the labels: the network answers the same for \(whom)"
    case .initialCostTooLarge(let cost, let entropy):
      let causes = circumstances.hasSmallInputs ? "weights are" : "weights or the inputs are"
      return "the initial cost \(drawn.map { "of \($0) " } ?? "")is \(rounded(cost))"
        + "\(circumstances.hasL2 ? " without L2" : ""), far above \(rounded(entropy)), the entropy of "
        + "the labels: the initial \(causes) too large"
    case .deadUnits(let layer, let dead, let count):
      return "layer \(layer): \(dead) of \(count) ReLU units are 0 for "
        + "\(drawn.map { "all of \($0)" } ?? "every example") and no longer learn"
    case .saturated(let layer, let activation, let share):
      let outputs = "\(activation) outputs\(drawn.map { " of \($0)" } ?? "")"
      return "layer \(layer): \(percentage(share)) % of the \(outputs) are saturated, where the "
        + "gradient is nearly 0"
    case .vanishingGradient(let layer, let ratio):
      let place = drawn.map { "over \($0) " } ?? ""
      return
        "layer \(layer): \(place)its gradient is \(rounded(ratio)) of the last layer's: signals "
        + "die out on the way"
    case .stepTooLarge(let layer, let ratio):
      return
        "layer \(layer): one update changes its weights by \(rounded(ratio * 100)) % of their size"
    case .stepTooSmall(let layer, let ratio):
      return
        "layer \(layer): one update changes its weights by only \(rounded(ratio)) of their size"
    case .unscaledInputs(let largest):
      return "the inputs \(drawn.map { "of \($0) " } ?? "")reach \(rounded(largest)): they were "
        + (circumstances.scaling == .unit ? "scaled for numbers up to 255 alone" : "never scaled")
    case .overfitting(let iteration):
      return "the validation cost has risen since iteration \(iteration) while the training cost "
        + "falls: the network learns the training examples by heart"
    }
  }

  private func rounded(_ value: Double) -> String { value.significant(3) }

  /// Never 100 unless it is all.
  private func percentage(_ share: Double) -> String {
    let text = rounded(share * 100)
    return share < 1 && text == "100" ? "99.9" : text
  }
}

extension Int {
  /// The number with a comma before each three digits.
  fileprivate var grouped: String {
    self < 1000
      ? "\(self)" : "\((self / 1000).grouped),\(String("\(self % 1000 + 1000)".dropFirst()))"
  }
}
