import DeepNetwork

/// A recurrent cell over a sequence: H_t = tanh(W·[X_t; H_{t-1}] + b) with H_0 = 0, for each step t
/// (Elman: Finding Structure in Time, 1990).
///
/// The steps lie below each other: X_1 in the first d rows of A_prev, H_1 in the first n rows of A.
///
/// *Shapes*: for `steps` steps of d features and n units, A_prev (steps·d, m), W (n, d + n), b (n, 1),
/// A (steps·n, m).
struct ElmanCell<Scalar: NetworkScalar>: Layer {
  let steps: Int
  var W: Matrix<Scalar>
  var b: Matrix<Scalar>

  /// n.
  private var units: Int { W.rows }
  /// d.
  private var features: Int { W.columns - W.rows }

  var inputSize: Int { steps * features }
  var outputSize: Int { steps * units }

  /// [X_t; H_{t-1}] and H_t of each step.
  typealias Cache = [(input: Matrix<Scalar>, h: Matrix<Scalar>)]

  func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    var cache: Cache = []
    var h = Matrix<Scalar>(rows: units, columns: aPrev.columns)
    for t in 0..<steps {
      let input = Matrix(rowsOf: [aPrev[rows: rows(of: t, features)], h])
      h = tanh(W * input + b)
      cache.append((input, h))
    }
    return (Matrix(rowsOf: cache.map(\.h)), cache)
  }

  func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    var dAPrev = Matrix<Scalar>(rows: inputSize, columns: dA.columns)
    var dW = Matrix<Scalar>(rows: W.rows, columns: W.columns)
    var db = Matrix<Scalar>(rows: b.rows, columns: b.columns)
    var dHNext = Matrix<Scalar>(rows: units, columns: dA.columns)
    for t in (0..<steps).reversed() {
      let (input, h) = cache[t]
      let dZ = (dA[rows: rows(of: t, units)] + dHNext) .* (1 - square(h))
      dW += dZ.meanProduct(input)
      db += dZ.rowMeans()
      let dInput = W.transposed * dZ
      dAPrev[rows: rows(of: t, features)] = dInput[rows: ..<features]
      dHNext = dInput[rows: features...]
    }
    return (dAPrev, dW, db)
  }

  /// The rows of step t where each has `size` of them.
  private func rows(of t: Int, _ size: Int) -> Range<Int> { t * size..<(t + 1) * size }
}

// MARK: - As operations

extension ElmanCell {
  func operations(_ aPrev: Tensor, in statement: inout Statement<Scalar>) -> Tensor {
    let x = statement.flat(aPrev)
    let ofX = statement.constant("W", W[columns: ..<features])
    let ofH = statement.constant("V", W[columns: features...])
    let b = statement.vector("b", b)
    var h: [Tensor] = []
    for t in 0..<steps {
      let step = statement.apply(.slice(rows(of: t, features), axis: 1), x)
      var z = statement.apply(.gemm, step, ofX, b)
      if let last = h.last { z = statement.apply(.add, z, statement.apply(.gemm, last, ofH)) }
      h.append(statement.apply(.tanh, z))
    }
    return statement.apply(.concatenate(axis: 1), h)
  }
}
