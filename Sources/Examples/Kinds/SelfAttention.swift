import DeepNetwork

/// Self-attention: each token of an example becomes a mean of the values of all its tokens, weighted by
/// how well their keys fit its query (Vaswani and others: Attention Is All You Need, 2017; one head).
///
/// Tokens are columns of X: Q = W_q·X, K = W_k·X, V = W_v·X. For each example P = softmax(Kᵀ·Q / √d), a
/// column for each query, and H = V·P; then A = W_o·H.
///
/// *Shapes*: for t tokens of d features, A_prev and A (t·d, m), token below token; X, Q, K, V and H
/// (d, m·t), example beside example; P (t, m·t); W (4d, d), W_q over W_k over W_v over W_o.
struct SelfAttention<Scalar: NetworkScalar>: Layer {
  let t: Int
  var W: Matrix<Scalar>

  var inputSize: Int { t * d }
  var outputSize: Int { t * d }

  struct Cache {
    let X, QKV, P, H: Matrix<Scalar>
  }

  func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    let m = aPrev.columns
    let X = tokens(of: aPrev)
    let QKV = W[rows: ..<(3 * d)] * X
    let (Q, K, V) = parts(of: QKV, m)
    let P = softmax(K.transposed * Q / root)
    let H = V * P.blocks(columns: m)
    return (examples(of: Wo * H), Cache(X: X, QKV: QKV, P: P, H: H))
  }

  func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    let m = dA.columns
    let (Q, K, V) = parts(of: cache.QKV, m)
    let P = cache.P.blocks(columns: m)

    let dY = tokens(of: dA)
    let dH = (Wo.transposed * dY).blocks(columns: m)
    let dV = dH * P.transposed
    let dP = V.transposed * dH
    let dS = cache.P .* (dP - (cache.P .* dP).columnSums()) / root
    let dK = Q * dS.blocks(columns: m).transposed
    let dQ = K * dS.blocks(columns: m)
    let dQKV = Matrix(rowsOf: [dQ, dK, dV])

    let dW = Matrix(rowsOf: [dQKV * cache.X.transposed, dY * cache.H.transposed]) / Scalar(m)
    return (examples(of: W[rows: ..<(3 * d)].transposed * dQKV), dW, .empty)
  }

  private var d: Int { W.columns }
  private var root: Scalar { Scalar(d).squareRoot() }
  private var Wo: Matrix<Scalar> { W[rows: (3 * d)...] }

  /// Q, K and V, each a block for each example.
  private func parts(of QKV: Matrix<Scalar>, _ m: Int)
    -> (Q: MatrixBlocks<Scalar>, K: MatrixBlocks<Scalar>, V: MatrixBlocks<Scalar>)
  {
    (
      QKV[rows: ..<d].blocks(columns: m), QKV[rows: d..<(2 * d)].blocks(columns: m),
      QKV[rows: (2 * d)...].blocks(columns: m)
    )
  }

  /// The tokens as columns, (d, m·t), of examples as columns, (t·d, m).
  private func tokens(of examples: Matrix<Scalar>) -> Matrix<Scalar> {
    examples.transposed.reshaped(rows: t * examples.columns, columns: d).transposed
  }

  /// The examples as columns, (t·d, m), of tokens as columns, (d, m·t).
  private func examples(of tokens: Matrix<Scalar>) -> Matrix<Scalar> {
    tokens.transposed.reshaped(rows: tokens.columns / t, columns: t * d).transposed
  }
}

// MARK: - As operations

extension SelfAttention {
  /// Tokens are rows here, (batch, t, d).
  func operations(_ aPrev: Tensor, in statement: inout Statement<Scalar>) -> Tensor {
    let X = statement.apply(.reshape([0, t, d]), statement.flat(aPrev))
    let (Q, K, V) = (
      project(X, 0, "Wq", in: &statement), project(X, 1, "Wk", in: &statement),
      project(X, 2, "Wv", in: &statement)
    )
    let products = statement.apply(.matrixProduct, Q, statement.apply(.transpose([0, 2, 1]), K))
    let scaled = statement.apply(.divide, products, statement.number(Double(root)))
    let H = statement.apply(.matrixProduct, statement.apply(.softmax(), scaled), V)
    return statement.apply(.flatten, project(H, 3, "Wo", in: &statement))
  }

  /// The tokens times the transpose of part k of W.
  private func project(
    _ tokens: Tensor, _ k: Int, _ name: String, in statement: inout Statement<Scalar>
  ) -> Tensor {
    let part = W[rows: k * d..<(k + 1) * d].transposed
    return statement.apply(.matrixProduct, tokens, statement.constant(name, part))
  }
}
