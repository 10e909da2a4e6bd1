import Kernels

extension Matrix {
  /// The matrix product.
  ///
  /// *Shapes*: (n, k) * (k, m) is (n, m). Each element is a sum over k in a fixed order: it depends
  /// on its row and its column alone.
  public static func * (a: Matrix, b: Matrix) -> Matrix {
    a.product(b)
  }

  /// g(W·A + b) in one pass, (n, m), from this W (n, k), A (k, m) and b (n, 1).
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func product(
    _ b: Matrix, bias: Matrix? = nil, activation: ElementActivation = .linear
  ) -> Matrix {
    require(
      columns == b.rows,
      "a product needs as many columns on the left as rows on the right, not \(shape) · \(b.shape)")
    let result = Matrix(uninitialized: Shape(rows, b.columns))
    if let bias {
      require(bias.shape == Shape(rows, 1), "b must be \(Shape(rows, 1)), not \(bias.shape)")
    }
    kernels(for: Scalar.self).gemm(
      m: rows, n: b.columns, k: columns,
      a: storage.base, lda: leadingDimension, transposeA: order == .columnMajor,
      b: b.storage.base, ldb: b.leadingDimension, transposeB: b.order == .columnMajor,
      bHasTail: b.storage.hasTail, c: result.storage.base, ldc: b.columns,
      epilogue: Epilogue(bias: bias.map { UnsafePointer($0.storage.base) }, activation: activation))
    return result
  }

  /// scale · dZ·A_prevᵀ, (n, nPrev), from this dZ (n, m) and A_prev (nPrev, m).
  ///
  /// The sum over the m examples is formed over fixed segments that depend on m alone.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func gradientProduct(_ aPrev: Matrix, scale: Scalar) -> Matrix {
    require(
      columns == aPrev.columns,
      "dZ \(shape) and A_prev \(aPrev.shape) must have one column for each example")
    let result = Matrix(uninitialized: Shape(rows, aPrev.rows))
    let dZ = ordered(.rowMajor)
    kernels(for: Scalar.self).gradientProduct(
      rows: rows, columns: aPrev.rows, examples: columns, scale: Double(scale),
      dZ: dZ.storage.base, ldz: columns,
      aPrev: aPrev.storage.base, ldaPrev: aPrev.leadingDimension,
      exampleMajor: aPrev.order == .columnMajor, c: result.storage.base, ldc: aPrev.rows)
    return result
  }
}
