import DeepNetwork

/// What a dense layer computes forward and backward, and how it is updated, as formulas.
///
/// They are those that the layer's code carries out, with the loss, dropout and L2 of the network
/// that it is in.
package struct LayerFormulas: Sendable {
  /// l, from 1.
  private let l: Int
  private let activation: Activation
  private let keepProbability: Double
  private let l2: Double
  /// The loss if the layer is the last.
  private let loss: Loss?
  /// What the labels are called.
  private let targets: String
  /// Whether the examples have weights.
  private let isWeighted: Bool

  package init(
    _ plan: NetworkPlan, layer l: Int, loss: Loss, l2: Double, isWeighted: Bool = false
  ) {
    self.isWeighted = isWeighted
    self.l = l
    activation = plan.activations[l - 1]
    keepProbability = l < plan.L ? plan.keepProbabilities[l - 1] : 1
    self.l2 = l2
    self.loss = l == plan.L ? loss : nil
    targets = loss.nameOfTargets(outputs: plan.n[plan.L])
  }

  private var isTakenFromZ: Bool { loss?.isTakenFromZ(with: activation) ?? false }
  private var hasDropout: Bool { keepProbability < 1 }
  private var input: String { l == 1 ? "X" : "A\(l - 1)" }

  package var Z: String { "W\(l) \(input) + b\(l)" }

  package var A: String {
    let value = activation == .linear ? "Z\(l)" : activation.kind.text(of: "Z\(l)")
    return hasDropout ? "\(value) * D\(l) / \(keepProbability)" : value
  }

  /// Nil where dZ comes from the loss itself.
  package var dA: String? {
    guard let loss else { return "W\(l + 1)^T dZ\(l + 1)" }
    guard !isTakenFromZ else { return nil }
    return loss.kind.slope(A: "A\(l)", Y: targets, isWeighted: isWeighted)
  }

  package var dZ: String {
    if isTakenFromZ {
      return isWeighted ? "(A\(l) - \(targets)) * weights" : "A\(l) - \(targets)"
    }
    let dA = hasDropout ? "dA\(l) * D\(l) / \(keepProbability)" : "dA\(l)"
    if activation == .linear { return dA }
    return activation == .softmax
      ? "A\(l) * (dA\(l) - column sums of dA\(l) * A\(l))"
      : "\(dA) * " + activation.kind.text(of: "Z\(l)", isDerivative: true)
  }

  package var dW: String {
    let inputT = l == 1 ? "X^T" : "\(input)^T"
    return "dZ\(l) \(inputT) / m" + (l2 > 0 ? " + \(l2) / m * W\(l)" : "")
  }

  package var db: String { "row sums of dZ\(l) / m" }
}

extension Loss {
  /// What formulas call the labels as the loss takes them: Y, or T where they are made of Y.
  func nameOfTargets(outputs: Int) -> String {
    kind.targetFormula(outputs: outputs) == nil ? "Y" : "T"
  }
}
