/// What a network minimizes: a mean over the m examples of a batch.
public enum Loss: String, CaseIterable, Sendable {
  /// -(1/m) Σ (y log a + (1 - y) log(1 - a)), summed over the rows of A too.
  case binaryCrossEntropy
  /// -(1/m) Σ y log a over classes and examples.
  case categoricalCrossEntropy
  /// (1/m) Σ ½ (a - y)².
  case meanSquaredError

  /// The loss that a network ending in `activation` has unless another is asked for.
  public static func standard(for activation: Activation) -> Loss {
    activation.kind.standardLoss
  }
}

extension Loss {
  /// Whether cost and gradient are computed from Z because the activation and the loss cancel.
  package func isTakenFromZ(with activation: Activation) -> Bool {
    switch self {
    case .binaryCrossEntropy: activation == .sigmoid
    case .categoricalCrossEntropy: activation == .softmax
    case .meanSquaredError: false
    }
  }

  /// The cost and dA, (n[L], m), of the outputs A and the labels Y, both (n[L], m).
  ///
  /// `weights`, (1, m), are those of the examples in both. Outputs at 0 or 1 count as
  /// the nearest number inside for the cross entropies: no cost and no gradient is infinite.
  public func evaluate<Scalar>(
    a: Matrix<Scalar>, y: Matrix<Scalar>, weights: Matrix<Scalar>? = nil
  ) -> (cost: Double, dA: Matrix<Scalar>) {
    let (sum, dA) = total(a: a, y: y, weights: weights)
    return (sum / Double(a.columns), dA)
  }

  /// The cost and dZ, (n[L], m), of a last layer's Z and the labels Y, both (n[L], m).
  ///
  /// For a sigmoid with binary and a softmax with categorical cross entropy dZ = A - Y, and the
  /// cost comes from Z too: log(1 + e⁻ᶻ) is finite where log(sigmoid(z)) is not.
  public func evaluate<Scalar>(
    z: Matrix<Scalar>, activation: Activation, y: Matrix<Scalar>, weights: Matrix<Scalar>? = nil
  ) -> (cost: Double, dZ: Matrix<Scalar>) {
    let (sum, dZ) = total(z: z, activation: activation, y: y, weights: weights)
    return (sum / Double(z.columns), dZ)
  }

  /// The loss summed over the examples, and dA.
  func total<Scalar>(a: Matrix<Scalar>, y: Matrix<Scalar>, weights: Matrix<Scalar>?)
    -> (sum: Double, gradient: Matrix<Scalar>)
  { a.loss(kind, y: y, weights: weights) }

  /// The loss summed over the examples, and dZ.
  func total<Scalar>(
    z: Matrix<Scalar>, activation: Activation, y: Matrix<Scalar>, weights: Matrix<Scalar>?
  ) -> (sum: Double, gradient: Matrix<Scalar>) {
    guard isTakenFromZ(with: activation) else {
      let (a, kept) = activation.forward(z)
      let (sum, dA) = total(a: a, y: y, weights: weights)
      return (sum, activation.backward(dA, kept: kept).dZ)
    }
    let fused: LossKind = self == .binaryCrossEntropy ? .sigmoidCrossEntropy : .softmaxCrossEntropy
    return z.loss(fused, y: y, weights: weights)
  }

  private var kind: LossKind {
    switch self {
    case .binaryCrossEntropy: .binaryCrossEntropy
    case .categoricalCrossEntropy: .categoricalCrossEntropy
    case .meanSquaredError: .squaredError
    }
  }
}
