/// Normal weights of variance 2 / (n[l-1] + n[l]).
///
/// Xavier Glorot and Yoshua Bengio, 2010.
public struct XavierWeights: InitializerKind {
  public static let name = "xavier"
  public static let summary = "Variance 2 / (n[l-1] + n[l])."
  public static let aliases = [
    "xavierNormal", "xavierUniform", "glorot", "glorotNormal", "glorotUniform",
  ]

  public init() {}

  public func weights<Scalar: NetworkScalar>(
    _ W: InitialWeights, from random: inout RandomState
  ) -> Matrix<Scalar> {
    let deviation = (2 / Double(W.fanIn + W.fanOut)).squareRoot()
    return W.drawn { random.randn() * deviation }
  }
}

extension Initializer {
  /// Normal weights of variance 2 / (n[l-1] + n[l]).
  public static let xavier = Initializer(XavierWeights())
}
