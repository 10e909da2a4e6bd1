/// Normal weights of variance 2 / n[l-1].
///
/// Kaiming He and others, 2015.
public struct HeWeights: InitializerKind {
  public static let name = "he"
  public static let summary = "Variance 2 / n[l-1]."
  public static let aliases = [
    "heNormal", "heUniform", "kaiming", "kaimingNormal", "kaimingUniform",
  ]

  public init() {}

  public func weights<Scalar: NetworkScalar>(
    _ W: InitialWeights, from random: inout RandomState
  ) -> Matrix<Scalar> {
    let deviation = (2 / Double(W.fanIn)).squareRoot()
    return W.drawn { random.randn() * deviation }
  }
}

extension Initializer {
  /// Normal weights of variance 2 / n[l-1].
  public static let he = Initializer(HeWeights())
}
