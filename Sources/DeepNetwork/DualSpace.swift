/// XᵀX of a set of examples, (m, m), summed in double precision.
///
/// Several trainings on the same examples share one. Formed in Float it would put the cost off by a
/// thousandth within 100 iterations, rounded from Double by some 1e-8.
public final class GramMatrix<Scalar: NetworkScalar>: Sendable {
  /// X, (n[0], m).
  let X: Matrix<Scalar>
  /// G = XᵀX, rounded to the working precision.
  let G: Matrix<Scalar>

  /// The Gram matrix of the examples X, (n[0], m): 2·m²·n[0] operations.
  public init(of X: Matrix<Scalar>) {
    self.X = X
    G = Matrix(X.transposed.exactProduct(X))
  }
}

/// The space that full-batch gradient descent never leaves: the rows of W are combinations of the m
/// examples and of the n[1] rows of W₀.
final class DualSpace<Scalar: NetworkScalar>: Sendable {
  let m: Int
  /// W₀, (n[1], n[0]).
  let initialW: Matrix<Scalar>
  /// (G over P₀), (m + n[1], m), with P₀ = W₀X.
  let products: Matrix<Scalar>
  private let gram: GramMatrix<Scalar>

  init(_ gram: GramMatrix<Scalar>, initialW: Matrix<Scalar>) {
    self.gram = gram
    self.initialW = initialW
    m = gram.X.columns
    products = gram.G.stacked(on: Matrix(initialW.exactProduct(gram.X)))
  }

  /// (Xᵀ over W₀), (m + n[1], n[0]).
  var basis: Matrix<Scalar> { gram.X.transposed.stacked(on: initialW) }

  /// basis · basisᵀ, (m + n[1], m + n[1]): the inner products that make a norm of (S | C) that of W.
  var inner: Matrix<Scalar> {
    let W0X = products.rows(m..<products.rows)
    let right = W0X.transposed.stacked(on: Matrix(initialW.exactProduct(initialW.transposed)))
    return products.transposed.stacked(on: right.transposed).transposed
  }
}
