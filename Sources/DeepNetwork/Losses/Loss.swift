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
    switch activation {
    case .sigmoid: .binaryCrossEntropy
    case .softmax: .categoricalCrossEntropy
    case .tanh, .relu, .leakyRelu, .linear: .meanSquaredError
    }
  }
}
