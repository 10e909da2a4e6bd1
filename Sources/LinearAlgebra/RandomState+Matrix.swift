/// Matrices of random numbers, drawn row by row.
extension RandomState {
  /// `np.random.randn(rows, columns)`: normal with mean 0 and variance 1.
  public mutating func randn<Scalar: NetworkScalar>(
    _ rows: Int, _ columns: Int, of _: Scalar.Type = Scalar.self
  ) -> Matrix<Scalar> {
    Matrix(rows: rows, columns: columns).map { _ in Scalar(randn()) }
  }

  /// `np.random.rand(rows, columns)`: uniform in 0 ..< 1.
  public mutating func rand<Scalar: NetworkScalar>(
    _ rows: Int, _ columns: Int, of _: Scalar.Type = Scalar.self
  ) -> Matrix<Scalar> {
    Matrix(rows: rows, columns: columns).map { _ in Scalar(rand()) }
  }
}
