import Synchronization

/// XᵀX of a set of examples, (m, m), summed in double precision.
///
/// Several trainings on the same examples share one. Formed in Float it would put the cost off by a
/// thousandth within 100 iterations, rounded from Double by some 1e-8.
package final class GramMatrix<Scalar: NetworkScalar>: Sendable {
  /// X, (n[0], m).
  let X: Matrix<Scalar>
  /// G = XᵀX, rounded to the working precision.
  let G: Matrix<Scalar>

  /// The Gram matrix of the examples X, (n[0], m): 2·m²·n[0] operations.
  package init(of X: Matrix<Scalar>) {
    self.X = X
    G = Matrix(X.exactGram())
  }
}

/// The Gram matrix of trainings on the same examples, formed when the first of them asks for it.
package final class SharedGram<Scalar: NetworkScalar>: Sendable {
  private let matrix = Mutex<GramMatrix<Scalar>?>(nil)

  package init() {}

  /// The matrix of X, which must be the same in every call.
  func matrix(of X: Matrix<Scalar>) -> GramMatrix<Scalar> {
    matrix.withLock { matrix in
      let formed = matrix ?? GramMatrix(of: X)
      matrix = formed
      return formed
    }
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
  /// W₀W₀ᵀ, (n[1], n[1]).
  private let productsOfW: Matrix<Scalar>
  private let gram: GramMatrix<Scalar>

  init(_ gram: GramMatrix<Scalar>, initialW: Matrix<Scalar>) {
    self.gram = gram
    self.initialW = initialW
    m = gram.X.columns
    productsOfW = Matrix(initialW.exactProduct(initialW.transposed))
    products = Matrix(rowsOf: [gram.G, Matrix(initialW.exactProduct(gram.X))])
  }

  /// (Xᵀ over W₀), (m + n[1], n[0]).
  var basis: Matrix<Scalar> { Matrix(rowsOf: [gram.X.transposed, initialW]) }

  /// ‖S·Xᵀ + C·W₀‖² of V = (S | C), in the space of the examples.
  func squaredNorm(of V: Matrix<Scalar>) -> Scalar {
    let (S, C) = (V[columns: ..<m], V[columns: m...])
    let besideS = V * products
    let besideC = S * products[rows: m...].transposed + C * productsOfW
    return (S .* besideS).sum() + (C .* besideC).sum()
  }
}
