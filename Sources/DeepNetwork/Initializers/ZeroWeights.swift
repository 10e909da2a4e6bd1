/// 0 everywhere: right for a single layer, where nothing is symmetric.
public struct ZeroWeights: InitializerKind {
  public static let name = "zeros"
  public static let summary = "All 0: for networks without hidden layers."

  public init() {}

  public func deviation(ofLayer l: Int) -> Double? { 0 }

  public func weights<Scalar: NetworkScalar>(
    _ W: InitialWeights, from random: inout RandomState
  ) -> Matrix<Scalar> {
    Matrix(rows: W.shape.rows, columns: W.shape.columns)
  }
}

extension Initializer {
  /// 0 everywhere: right for a single layer, where nothing is symmetric.
  public static let zeros = Initializer(ZeroWeights())
}
