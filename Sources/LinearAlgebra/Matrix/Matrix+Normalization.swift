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
    let table = kernels(for: Scalar.self)
    let sums = Matrix(uninitialized: Shape(2, rows))
    let dX = Matrix(uninitialized: shape, order: .columnMajor)
    return withExtendedLifetime(normalization) {
      table.sumNormalized(
        normalization.ofColumns, dA: dA.storage.base, x: x.storage.base, rows: columns,
        into: sums.storage.base)
      let sum = sums[rows: 0..<1].transposed
      let product = sums[rows: 1..<2].transposed .* inverseDeviation
      let share = keepsMoments ? 0 : 1 / Scalar(max(1, columns))
      let slope = normalization.scale .* inverseDeviation .* product * share
      let offset = sum * share
      table.normalizeBack(
        normalization.ofColumns, dA: dA.storage.base, x: x.storage.base, rows: columns,
        slope: slope.storage.base, offset: offset.storage.base, into: dX.storage.base)
      return (dX, sum, product)
    }
  }
}
