import Kernels

/// What brings the numbers of each row to mean 0 and variance 1, then scales and shifts them:
/// y = g((x - mean) ∘ scale + shift), with (rows, 1) of each.
package struct RowNormalization<Scalar: NetworkScalar> {
  package let mean: Matrix<Scalar>
  package let scale: Matrix<Scalar>
  package let shift: Matrix<Scalar>
  package let activation: ElementActivation

  package init(
    mean: Matrix<Scalar>, scale: Matrix<Scalar>, shift: Matrix<Scalar>,
    activation: ElementActivation
  ) {
    self.mean = mean
    self.scale = scale
    self.shift = shift
    self.activation = activation
  }

  /// As the kernels take it; only while the matrices live.
  fileprivate var ofColumns: ColumnNormalization<Scalar> {
    ColumnNormalization(
      columns: mean.rows, mean: mean.storage.base, scale: scale.storage.base,
      shift: shift.storage.base, activation: activation)
  }
}

/// Normalization of the rows of a matrix whose columns lie one after the other in memory.
extension Matrix {
  /// The mean of each row and the mean of the squared distances from it, (rows, 1) each.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func rowMoments() -> (mean: Matrix, variance: Matrix) {
    let x = ordered(.columnMajor)
    let (mean, variance) = (
      Matrix(uninitialized: Shape(rows, 1)), Matrix(uninitialized: Shape(rows, 1))
    )
    kernels(for: Scalar.self).columnMoments(
      x.storage.base, rows: columns, columns: rows, mean: mean.storage.base,
      variance: variance.storage.base)
    return (mean, variance)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func normalized(_ normalization: RowNormalization<Scalar>) -> Matrix {
    let x = ordered(.columnMajor)
    let result = Matrix(uninitialized: shape, order: .columnMajor)
    withExtendedLifetime(normalization) {
      kernels(for: Scalar.self).normalize(
        normalization.ofColumns, x.storage.base, rows: columns, into: result.storage.base)
    }
    return result
  }

  /// dX of rows that were normalized by moments that are not theirs, from this dA.
  package func normalizedBack(from x: Matrix, _ normalization: RowNormalization<Scalar>) -> Matrix {
    let none = Matrix(rows: rows, columns: 1)
    return normalizedBack(from: x, normalization, slope: none, offset: none)
  }

  /// dX = dZ less a line in X for each row, as its moments ask.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func normalizedBack(
    from x: Matrix, _ normalization: RowNormalization<Scalar>, slope: Matrix, offset: Matrix
  ) -> Matrix {
    require(shape == x.shape, "dA \(shape) and X \(x.shape) must have one shape")
    let (dA, x) = (ordered(.columnMajor), x.ordered(.columnMajor))
    let dX = Matrix(uninitialized: shape, order: .columnMajor)
    withExtendedLifetime(normalization) {
      kernels(for: Scalar.self).normalizeBack(
        normalization.ofColumns, dA: dA.storage.base, x: x.storage.base, rows: columns,
        slope: slope.storage.base, offset: offset.storage.base, into: dX.storage.base)
    }
    return dX
  }

  /// dX of rows that were normalized, from this dA; and the sums of dZ and of dZ ∘ X̂ over each row.
  ///
  /// Where the moments were not those of X, dX does not flow through them.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func normalizedBack(
    from x: Matrix, _ normalization: RowNormalization<Scalar>, inverseDeviation: Matrix,
    keepsMoments: Bool
  ) -> (dX: Matrix, sum: Matrix, product: Matrix) {
    require(shape == x.shape, "dA \(shape) and X \(x.shape) must have one shape")
    let (dA, x) = (ordered(.columnMajor), x.ordered(.columnMajor))
    let sums = Matrix(uninitialized: Shape(2, rows))
    withExtendedLifetime(normalization) {
      kernels(for: Scalar.self).sumNormalized(
        normalization.ofColumns, dA: dA.storage.base, x: x.storage.base, rows: columns,
        into: sums.storage.base)
    }
    let sum = sums[rows: 0..<1].transposed
    let product = sums[rows: 1..<2].transposed .* inverseDeviation
    if keepsMoments { return (dA.normalizedBack(from: x, normalization), sum, product) }
    let share = 1 / Scalar(max(1, columns))
    let slope = normalization.scale .* inverseDeviation .* product * share
    let dX = dA.normalizedBack(from: x, normalization, slope: slope, offset: sum * share)
    return (dX, sum, product)
  }
}
