/// A mistake that explains what a layer or a loss returned.
public enum LikelyMistake: Hashable, Sendable {
  // MARK: The whole matrix
  /// Another shape than it must have, and none that tells why.
  case wrongShape(actual: Shape)
  /// Rows and columns are exchanged.
  case transposed
  /// The sign is the other way round.
  case sign
  /// A sum over the examples was not divided by m.
  case notDividedByM
  /// It was divided by m twice.
  case dividedByMTwice
  /// dA_prev, or dA of a loss, was divided by m, which is not its part.
  case dividedByM
  /// It is this number times what it must be.
  case factor(Double)
  /// It is 0 everywhere.
  case zero
  /// It holds an infinity or NaN.
  case notFinite
  /// backward returns a gradient of something that forward does not use.
  case withoutEffect
  /// It holds a multiple of the parameter, which the training adds and not the layer.
  case weightDecay

  // MARK: dZ = dA ∘ g'(Z)
  /// g'(Z) is missing in dZ = dA * g'(Z).
  case missingDerivative
  /// g'(Z) is multiplied in twice.
  case derivativeTwice
  /// g' is taken at A in place of Z.
  case derivativeAtA
  /// g(Z) stands where g'(Z) must.
  case valueForDerivative
  /// dA is missing in dZ = dA * g'(Z).
  case missingDA

  // MARK: One of the products and sums
  /// Summed over the units in place of the examples.
  case summedOverUnits
  /// Not summed over the examples.
  case notSummed
  /// Only one of the examples is in it.
  case onlyOneExample
  /// A of the layer stands where A_prev must.
  case ownOutput
  /// W stands where its transpose must.
  case weightsNotTransposed
  /// It is dZ itself, not multiplied by the transpose of W.
  case missingWeights

  // MARK: The functions themselves
  /// The same A_prev gave another A.
  case impureForward
  /// The same dA and cache gave another gradient.
  case impureBackward
  /// It belongs to another batch than the cache that backward was given.
  case foreignCache
  /// The gradient that a later layer hands back is wrong already.
  case laterLayer(Int)
  /// The loss of a batch is not the sum of those of its examples.
  case notSummedLoss
}

extension LikelyMistake {
  /// What to look for, as a sentence's end.
  func sentence(for finding: GradientFinding) -> String {
    let quantity = "\(finding.quantity)"
    switch self {
    case .wrongShape(let actual): return "backward returned \(actual)"
    case .transposed: return "transposed?"
    case .sign: return "the sign is the other way round"
    case .notDividedByM: return "m times too large: divide the sum over the examples by m"
    case .dividedByMTwice: return "m times too small: divided by m twice?"
    case .dividedByM:
      return "m times too small: \(quantity) is the gradient of the sum over the examples, "
        + "only the gradients of parameters are divided by m"
    case .factor(let factor): return "\(Self.rounded(factor)) times what it must be"
    case .zero: return "it is 0 everywhere"
    case .notFinite: return "it is not finite"
    case .withoutEffect:
      return "forward does not depend on it" + (finding.quantity == .db ? ": b not added?" : "")
    case .weightDecay:
      return "it holds a multiple of the parameter: L2 is added by the training, not by the layer"
    case .missingDerivative: return "g'(Z) is missing in dZ = dA * g'(Z)"
    case .derivativeTwice: return "g'(Z) is multiplied in twice"
    case .derivativeAtA: return "g' is taken at A, not at Z"
    case .valueForDerivative: return "g(Z) is taken where g'(Z) must be"
    case .missingDA: return "dA is missing in dZ = dA * g'(Z)"
    case .summedOverUnits: return "summed over the wrong axis: it is a sum over the examples"
    case .notSummed: return "not summed over the examples"
    case .onlyOneExample: return "only one of the examples is in it"
    case .ownOutput: return "A of this layer is taken where A_prev must be"
    case .weightsNotTransposed: return "W is taken where its transpose must be"
    case .missingWeights: return "\(quantity) is dZ itself: multiply by the transpose of W"
    case .impureForward:
      return "forward is not a pure function: the same A_prev gave another A"
    case .impureBackward:
      return "backward is not a pure function: the same dA and cache gave another \(quantity)"
    case .foreignCache:
      return "it belongs to another batch: backward must use its cache and nothing that forward "
        + "left in the layer"
    case .laterLayer(let layer):
      return "the dA that layer \(layer) hands back is wrong already"
    case .notSummedLoss:
      return "the loss of a batch is not the sum of those of its examples, each times its weight: "
        + "divided by m, or without the weights?"
    }
  }

  private static func rounded(_ factor: Double) -> String {
    "\((factor * 1e4).rounded() / 1e4)"
  }
}
