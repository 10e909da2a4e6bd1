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
  }

  private var isTakenFromZ: Bool { loss?.isTakenFromZ(with: activation) ?? false }
  private var hasDropout: Bool { keepProbability < 1 }
  private var input: String { l == 1 ? "X" : "A\(l - 1)" }

  package var Z: String { "W\(l) \(input) + b\(l)" }

  package var A: String {
    let value = activation == .linear ? "Z\(l)" : "\(activation.name)(Z\(l))"
    return hasDropout ? "\(value) * D\(l) / \(keepProbability)" : value
  }

  /// Nil where dZ comes from the loss itself.
  package var dA: String? {
    guard let loss else { return "W\(l + 1)^T dZ\(l + 1)" }
    guard !isTakenFromZ else { return nil }
    switch loss {
    case .binaryCrossEntropy: return weighted("(A\(l) - Y) / (A\(l) * (1 - A\(l)))")
    case .categoricalCrossEntropy: return weighted("-Y / A\(l)")
    case .meanSquaredError: return weighted("(A\(l) - Y)")
    }
  }

  private func weighted(_ term: String) -> String {
    if isWeighted { return "\(term) * weights" }
    return term.hasPrefix("(") && term.hasSuffix("Y)") ? String(term.dropFirst().dropLast()) : term
  }

  package var dZ: String {
    if isTakenFromZ { return weighted("(A\(l) - Y)") }
    let dA = hasDropout ? "dA\(l) * D\(l) / \(keepProbability)" : "dA\(l)"
    if activation == .linear { return dA }
    return activation == .softmax
      ? "A\(l) * (dA\(l) - column sums of dA\(l) * A\(l))"
      : "\(dA) * \(activation.name)'(Z\(l))"
  }

  package var dW: String {
    let inputT = l == 1 ? "X^T" : "\(input)^T"
    return "dZ\(l) \(inputT) / m" + (l2 > 0 ? " + \(l2) / m * W\(l)" : "")
  }

  package var db: String { "row sums of dZ\(l) / m" }
}

extension Loss {
  /// The cost of A = A[l] and the labels Y as a formula.
  package func formula(A: String, isWeighted: Bool = false) -> String {
    let weights = isWeighted ? "weights * " : ""
    switch self {
    case .binaryCrossEntropy:
      let entropy = "Y * log(\(A)) + (1 - Y) * log(1 - \(A))"
      return "-sum(\(isWeighted ? "\(weights)(\(entropy))" : entropy)) / m"
    case .categoricalCrossEntropy: return "-sum(\(weights)Y * log(\(A))) / m"
    case .meanSquaredError: return "sum(\(weights)(\(A) - Y)^2) / (2 m)"
    }
  }
}
