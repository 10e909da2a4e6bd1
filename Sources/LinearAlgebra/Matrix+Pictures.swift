import Kernels

/// Convolution and pooling of pictures, one a column; element (y, x, c) is row
/// (y·width + x)·channels + c.
extension Matrix {
  /// The same matrix with each column in one piece in memory.
  package var exampleMajor: Matrix { ordered(.columnMajor) }

  /// g(W∗A_prev + b), column by column, from this A_prev; lies example by example.
  package func convolved(
    with W: Matrix, bias: Matrix, _ g: ConvolutionGeometry,
    activation: ElementActivation = .linear
  ) -> Matrix {
    require(
      rows == g.inputSize, "A_prev must have \(g.inputSize) rows for its convolution, not \(shape)")
    var z = Matrix(uninitialized: Shape(g.outputSize, columns), order: .columnMajor)
    for e in 0..<columns {
      g.forEachProduct(rowOfZ: { z[$0, e] = bias[$0 % g.filters, 0] }) { row, f, k, x in
        z[row, e] += W[f, k] * self[x, e]
      }
    }
    return activation == .linear ? z : z.activated(by: activation)
  }

  /// The gradients from this dA and A_prev, W and A; dA_prev only where wanted.
  package func convolvedBack(
    from aPrev: Matrix, W: Matrix, a: Matrix, _ g: ConvolutionGeometry,
    activation: ElementActivation, wantsDAPrev: Bool
  ) -> (dAPrev: Matrix, dW: Matrix, db: Matrix) {
    require(
      shape == Shape(g.outputSize, aPrev.columns) && a.shape == shape,
      "dA \(shape) and A \(a.shape) must be \(Shape(g.outputSize, aPrev.columns))")
    let scale = 1 / Scalar(columns)
    let dZ = activationBackward(activation, a: a, scale: scale).dZ
    var dAPrev = Matrix(rows: g.inputSize, columns: columns)
    var dW = Matrix(rows: g.filters, columns: g.depth)
    var db = Matrix(rows: g.filters, columns: 1)
    for e in 0..<columns {
      g.forEachProduct(rowOfZ: { db[$0 % g.filters, 0] += dZ[$0, e] }) { row, f, k, x in
        dW[f, k] += dZ[row, e] * aPrev[x, e]
        if wantsDAPrev { dAPrev[x, e] += W[f, k] * dZ[row, e] }
      }
    }
    return (wantsDAPrev ? dAPrev : .empty, dW * scale, db * scale)
  }

  /// The largest or the mean of each window of this A_prev.
  package func pooled(_ operation: PoolingOperation, _ g: PoolingGeometry) -> Matrix {
    require(
      rows == g.inputSize, "A_prev must have \(g.inputSize) rows for its pooling, not \(shape)")
    var a = Matrix(rows: g.outputSize, columns: columns)
    for e in 0..<columns {
      g.forEachWindow { row, window in
        let values = window.map { self[$0, e] }
        a[row, e] =
          operation == .mean
          ? values.reduce(0, +) / Scalar(values.count)
          : values.reduce(values[0]) { $1 > $0 || $1.isNaN ? $1 : $0 }
      }
    }
    return a
  }

  /// dA_prev from this dA; for the largest also from A_prev and A.
  package func pooledBack(
    _ operation: PoolingOperation, from aPrev: Matrix, a: Matrix, _ g: PoolingGeometry
  ) -> Matrix {
    require(rows == g.outputSize, "dA must have \(g.outputSize) rows for its pooling, not \(shape)")
    var dAPrev = Matrix(rows: g.inputSize, columns: columns)
    for e in 0..<columns {
      g.forEachWindow { row, window in
        if operation == .mean {
          for x in window { dAPrev[x, e] += self[row, e] / Scalar(window.count) }
        } else if let x = window.first(where: { aPrev[$0, e] == a[row, e] }) {
          dAPrev[x, e] += self[row, e]
        }
      }
    }
    return dAPrev
  }
}

extension ConvolutionGeometry {
  /// Calls the body for each row of Z, and then for each product that is summed in it: with the
  /// row, the filter, the column of W and the row of A_prev.
  fileprivate func forEachProduct(rowOfZ: (Int) -> Void, _ body: (Int, Int, Int, Int) -> Void) {
    for row in 0..<outputSize {
      rowOfZ(row)
      let (f, x, y) = (row % filters, row / filters % outputWidth, row / filters / outputWidth)
      for k in 0..<depth {
        let (c, j, i) = (k % channels, k / channels % kernel, k / channels / kernel)
        let (inY, inX) = (y * stride + i - padding, x * stride + j - padding)
        guard inY >= 0, inY < height, inX >= 0, inX < width else { continue }
        body(row, f, k, (inY * width + inX) * channels + c)
      }
    }
  }
}

extension PoolingGeometry {
  /// Calls the body for each row of A with the rows of A_prev in its window.
  fileprivate func forEachWindow(_ body: (Int, [Int]) -> Void) {
    for row in 0..<outputSize {
      let c = row % channels
      let (x, y) = (row / channels % outputWidth * stride, row / channels / outputWidth * stride)
      let window = (0..<size * size).map {
        ((y + $0 / size) * width + x + $0 % size) * channels + c
      }
      body(row, window)
    }
  }
}
