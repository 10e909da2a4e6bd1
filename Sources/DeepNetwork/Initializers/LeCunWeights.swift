/// Normal weights of variance 1 / n[l-1].
///
/// Yann LeCun and others, 1998.
public struct LeCunWeights: InitializerKind {
  public static let name = "lecun"
  public static let summary = "Variance 1 / n[l-1]."
  public static let aliases = ["lecunNormal", "lecunUniform"]

  public init() {}

  public func weights<Scalar: NetworkScalar>(
    _ W: InitialWeights, from random: inout RandomState
  ) -> Matrix<Scalar> {
    let root = Double(W.fanIn).squareRoot()
    return W.drawn { random.randn() / root }
  }
}

extension Initializer {
  /// Normal weights of variance 1 / n[l-1].
  public static let lecun = Initializer(LeCunWeights())
}
