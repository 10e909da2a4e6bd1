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

  /// dZ·A_prevᵀ / m, (n[l], n[l-1]), from this dZ (n[l], m) and A_prev (n[l-1], m): the dW of a
  /// dense layer; 0 where there are no examples.
  ///
  /// The mean over the m examples is formed over segments that depend on m alone, one for each 512:
  /// it is the sum of the segments' own means, each times its share of the examples, added by a
  /// fixed binary tree.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func meanProduct(_ aPrev: Matrix) -> Matrix {
    require(
      columns == aPrev.columns,
      "dZ \(shape) and A_prev \(aPrev.shape) must have one column for each example")
    let result = Matrix(uninitialized: Shape(rows, aPrev.rows))
    let dZ = ordered(.rowMajor)
    let plan = MeanProductPlan(
      rows: rows, columns: aPrev.rows, examples: columns, of: Scalar.self)
    let workspace =
      plan.workspaceCount == 0 ? nil : Matrix(uninitialized: Shape(plan.workspaceCount, 1))
    kernels(for: Scalar.self).meanProduct(
      plan, dZ: dZ.storage.base, ldz: columns, aPrev: aPrev.storage.base,
      ldaPrev: aPrev.leadingDimension, exampleMajor: aPrev.order == .columnMajor,
      c: result.storage.base, ldc: aPrev.rows, workspace: workspace?.storage.base)
    return result
  }
}
