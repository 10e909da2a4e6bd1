import Kernels

/// Convolution and pooling of pictures, one a column; element (y, x, c) is row
/// (y·width + x)·channels + c.
extension Matrix {
  /// The same matrix with each column in one piece in memory.
  package var exampleMajor: Matrix { ordered(.columnMajor) }

  /// g(W∗A_prev + b), column by column, from this A_prev; lies example by example.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func convolved(
    with W: Matrix, bias: Matrix, _ g: ConvolutionGeometry,
    activation: ElementActivation = .linear
  ) -> Matrix {
    require(
      rows == g.inputSize, "A_prev must have \(g.inputSize) rows for its convolution, not \(shape)")
    requireFilters(W, bias, g)
    let (x, w) = (exampleMajor, W.ordered(.rowMajor))
    let a = Matrix(uninitialized: Shape(g.outputSize, columns), order: .columnMajor)
    let table = kernels(for: Scalar.self)
    let workspace = Matrix(uninitialized: Shape(table.convolutionWorkspace(g), 1))
    table.convolve(
      g, examples: columns, x: x.storage.base, w: w.storage.base, bias: bias.storage.base,
      activation: activation, into: a.storage.base, workspace: workspace.storage.base)
    return a
  }

  /// dA_prev, dW and db = the means over the columns, from this dA and A_prev, W and A; in its place
  /// Z for an activation that is derived from Z.
  ///
  /// dA_prev, and dW with db, are formed only where wanted, else they are empty. The means are formed over the fixed
  /// segments of the columns.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func convolvedBack(
    from aPrev: Matrix, W: Matrix, a: Matrix, _ g: ConvolutionGeometry,
    activation: ElementActivation, wantsDAPrev: Bool, wantsDW: Bool
  ) -> (dAPrev: Matrix, dW: Matrix, db: Matrix) {
    let m = aPrev.columns
    require(
      shape == Shape(g.outputSize, m) && a.shape == shape,
      "dA \(shape) and A \(a.shape) must be \(Shape(g.outputSize, m))")
    let db = Matrix(uninitialized: Shape(g.outputPixel, 1))
    requireFilters(W, db, g)
    let (dA, a, x) = (exampleMajor, a.exampleMajor, aPrev.exampleMajor)
    let w = W.ordered(.rowMajor)
    let dAPrev = Matrix(
      uninitialized: wantsDAPrev ? aPrev.shape : Shape(0, 0), order: .columnMajor)
    let dW = Matrix(uninitialized: wantsDW ? W.shape : Shape(0, 0))
    let plan = ConvolutionPlan<Scalar>(
      g, examples: m, activation: activation, wantsDX: wantsDAPrev, wantsDW: wantsDW)
    let workspace = Matrix(uninitialized: Shape(plan.workspaceCount, 1))
    kernels(for: Scalar.self).convolveBack(
      plan, dA: dA.storage.base, source: a.storage.base, x: x.storage.base, w: w.storage.base,
      dX: dAPrev.storage.base, dW: dW.storage.base, db: db.storage.base,
      workspace: workspace.storage.base)
    return (dAPrev, dW, wantsDW ? db : Matrix(uninitialized: Shape(0, 0)))
  }

  private func requireFilters(_ W: Matrix, _ b: Matrix, _ g: ConvolutionGeometry) {
    require(
      W.shape == Shape(g.outputPixel, g.depth) && b.shape == Shape(g.outputPixel, 1),
      "W and b must be \(Shape(g.outputPixel, g.depth)) and \(Shape(g.outputPixel, 1)), "
        + "not \(W.shape) and \(b.shape)")
  }

  /// The largest or the mean of each window of this A_prev, in its order in memory.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func pooled(_ operation: PoolingOperation, _ g: PoolingGeometry) -> Matrix {
    require(
      rows == g.inputSize, "A_prev must have \(g.inputSize) rows for its pooling, not \(shape)")
    let a = Matrix(uninitialized: Shape(g.outputSize, columns), order: order)
    let images = g.images(columns, order)
    kernels(for: Scalar.self).pool(
      operation, images.geometry, examples: images.count, x: storage.base,
      into: a.storage.base)
    return a
  }

  /// dA_prev from this dA, in its order in memory; for the largest also from A_prev and A.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func pooledBack(
    _ operation: PoolingOperation, from aPrev: Matrix, a: Matrix, _ g: PoolingGeometry
  ) -> Matrix {
    require(rows == g.outputSize, "dA must have \(g.outputSize) rows for its pooling, not \(shape)")
    require(
      operation == .mean || a.shape == shape && aPrev.columns == columns,
      "dA \(shape) must have the shape of A \(a.shape)")
    let (x, y) = (aPrev.ordered(order), a.ordered(order))
    let dAPrev = Matrix(uninitialized: Shape(g.inputSize, columns), order: order)
    let images = g.images(columns, order)
    kernels(for: Scalar.self).poolBack(
      operation, images.geometry, examples: images.count, dY: storage.base,
      x: x.storage.base, y: y.storage.base, into: dAPrev.storage.base)
    return dAPrev
  }
}

extension PoolingGeometry {
  /// The pictures as which m examples lie in memory: where the examples lie side by side they are
  /// channels of a single picture.
  fileprivate func images(_ m: Int, _ order: StorageOrder) -> (
    geometry: PoolingGeometry, count: Int
  ) {
    guard order == .rowMajor, m != 1 else { return (self, m) }
    var together = self
    together.channels *= m
    return (together, m == 0 ? 0 : 1)
  }
}
