/// How the weights start; b starts at 0.
public enum Initializer: Hashable, Sendable {
  /// `randn · scale`; one scale for all layers or one per layer.
  case normal(scale: [Double] = [0.01])
  /// 0 everywhere: right for a single layer, where nothing is symmetric.
  case zeros
  /// Variance 2 / n[l-1]. Kaiming He and others, 2015.
  case he
  /// Variance 2 / (n[l-1] + n[l]). Xavier Glorot and Yoshua Bengio, 2010.
  case xavier
  /// Variance 1 / n[l-1]. Yann LeCun and others, 1998.
  case lecun
}

extension Initializer {
  /// W[layer], (rows, columns) = (n[l], n[l-1]), drawn row by row; layers count from 1.
  ///
  /// The units that a number of A[l-1] goes to are the rows, unless `fanOut` says otherwise, as it
  /// does for a convolution.
  public func weights<Scalar: NetworkScalar>(
    _ rows: Int, _ columns: Int, fanOut: Int? = nil, layer: Int = 1,
    from random: inout RandomState
  ) -> Matrix<Scalar> {
    switch self {
    case .zeros:
      return Matrix(rows: rows, columns: columns)
    case .normal(let scale):
      let scale = scale.count == 1 ? scale[0] : scale[layer - 1]
      return drawn(rows, columns, from: &random) { $0 * scale }
    case .he:
      let factor = (2 / Double(columns)).squareRoot()
      return drawn(rows, columns, from: &random) { $0 * factor }
    case .xavier:
      let factor = (2 / Double((fanOut ?? rows) + columns)).squareRoot()
      return drawn(rows, columns, from: &random) { $0 * factor }
    case .lecun:
      let divisor = Double(columns).squareRoot()
      return drawn(rows, columns, from: &random) { $0 / divisor }
    }
  }

  private func drawn<Scalar: NetworkScalar>(
    _ rows: Int, _ columns: Int, from random: inout RandomState,
    scaledBy scale: (Double) -> Double
  ) -> Matrix<Scalar> {
    var W = Matrix<Scalar>(rows: rows, columns: columns)
    W.withMutableElements { elements in
      for i in 0..<(rows * columns) { elements[i] = Scalar(scale(random.randn())) }
    }
    return W
  }
}
