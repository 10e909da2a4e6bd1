import Kernels

/// Parts of matrices, and matrices made of parts.
extension Matrix {
  /// The same numbers in another precision, rounded to nearest.
  public init<Other>(_ other: Matrix<Other>) {
    self.init(uninitialized: other.shape, order: other.order)
    kernels(for: Scalar.self).convert(
      other.storage.base, Matrix<Other>.numberType, into: storage.base, count: count)
  }

  private static var numberType: NumberType { Scalar.self == Float.self ? .float32 : .float64 }

  /// The rows in a range, (range.count, columns).
  package func rows(_ range: Range<Int>) -> Matrix {
    require(
      range.lowerBound >= 0 && range.upperBound <= rows, "no rows \(range) in a matrix \(shape)")
    let matrix = ordered(.rowMajor)
    let result = Matrix(uninitialized: Shape(range.count, columns))
    let start = matrix.storage.base + range.lowerBound * columns
    result.storage.base.update(from: start, count: result.count)
    return result
  }

  /// This matrix over `other`, (rows + other.rows, columns).
  package func stacked(on other: Matrix) -> Matrix {
    require(
      columns == other.columns,
      "matrices of shapes \(shape) and \(other.shape) cannot stand on each other")
    let (top, bottom) = (ordered(.rowMajor), other.ordered(.rowMajor))
    let result = Matrix(uninitialized: Shape(rows + other.rows, columns))
    result.storage.base.update(from: top.storage.base, count: count)
    (result.storage.base + count).update(from: bottom.storage.base, count: other.count)
    return result
  }

  /// This matrix times `scale` with zeros on its right, (rows, columns).
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func padded(toColumns columns: Int, scale: Scalar) -> Matrix {
    let matrix = ordered(.rowMajor)
    let result = Matrix(uninitialized: Shape(rows, columns))
    let table = kernels(for: Scalar.self)
    table.fill(result.storage.base, count: result.count, with: 0)
    for row in 0..<rows {
      let line = result.storage.base + row * columns
      table.combine(
        .multiply, matrix.storage.base + row * self.columns, scalar: Double(scale), into: line,
        count: self.columns)
    }
    return result
  }

  /// The product summed in double precision, whatever the precision of the factors.
  ///
  /// The sum runs over parts of the inner dimension, so that never more than a part of the factors
  /// is held in double precision.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func exactProduct(_ b: Matrix) -> Matrix<Double> {
    require(columns == b.rows, "a product needs one inner size, not \(shape) · \(b.shape)")
    var result = Matrix<Double>(rows: rows, columns: b.columns)
    let part = 2048
    for start in stride(from: 0, to: columns, by: part) {
      let range = start..<min(start + part, columns)
      let left = columnsAsDouble(range)
      let right = b.transposed.columnsAsDouble(range)
      result.withMutableElements { c in
        left.withElements { x in
          right.withElements { y in
            kernels(for: Double.self).gemm(
              m: rows, n: b.columns, k: range.count, a: x, lda: range.count,
              b: y, ldb: range.count, transposeB: true, beta: 1, c: c, ldc: b.columns)
          }
        }
      }
    }
    return result
  }

  /// The columns in a range, row by row, (rows, range.count).
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func columnsAsDouble(_ range: Range<Int>) -> Matrix<Double> {
    let result = Matrix<Double>(uninitialized: Shape(rows, range.count))
    let matrix = ordered(.rowMajor)
    let table = kernels(for: Double.self)
    for row in 0..<rows {
      table.convert(
        matrix.storage.base + row * columns + range.lowerBound, Self.numberType,
        into: result.storage.base + row * range.count, count: range.count)
    }
    return result
  }
}
