import DeepNetwork

/// Uniform weights of variance gain² · 2 / n[l-1].
///
/// Kaiming He and others, 2015.
struct HeUniform: InitializerKind {
  static let name = "heUniform"
  static let summary = "Uniform with variance gain² · 2 / n[l-1]."
  static let settings = [Key("gain", \HeUniform.gain, .aboveZero, "Times the deviation of he.")]

  var gain = 1.0

  func weights<Scalar: NetworkScalar>(
    _ W: InitialWeights, from random: inout RandomState
  ) -> Matrix<Scalar> {
    let limit = gain * (6 / Double(W.fanIn)).squareRoot()
    return W.drawn { limit * (2 * random.rand() - 1) }
  }
}
