import Kernels

/// Sums over rows, columns and all; their order is fixed, whatever the number of threads.
extension Matrix {
  /// The sums of the rows, (rows, 1); 0 where there are no columns.
  public func rowSums() -> Matrix {
    let matrix = ordered(.rowMajor)
    let result = Matrix(uninitialized: Shape(rows, 1))
    kernels(for: Scalar.self).rowSums(
      matrix.storage.base, rows: rows, columns: columns, into: result.storage.base)
    return result
  }

  /// The means of the rows, (rows, 1): the db of a layer from its dZ; 0 where there are no columns.
  ///
  /// They are formed over the segments of ``meanProduct(_:)``.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func rowMeans() -> Matrix {
    let matrix = ordered(.rowMajor)
    let result = Matrix(uninitialized: Shape(rows, 1))
    kernels(for: Scalar.self).rowMeans(
      matrix.storage.base, rows: rows, columns: columns, into: result.storage.base)
    return result
  }

  /// The sums of the columns, (1, columns); 0 where there are no rows.
  public func columnSums() -> Matrix {
    let matrix = ordered(.rowMajor)
    let result = Matrix(uninitialized: Shape(1, columns))
    kernels(for: Scalar.self).columnSums(
      matrix.storage.base, rows: rows, columns: columns, into: result.storage.base)
    return result
  }

  /// The sum of all elements.
  public func sum() -> Scalar {
    Scalar(kernels(for: Scalar.self).sum(storage.base, count: count))
  }

  /// The sum of the squares of all elements: the square of the Frobenius norm.
  public func sumOfSquares() -> Scalar {
    Scalar(kernels(for: Scalar.self).sumOfSquares(storage.base, count: count))
  }

  /// The largest absolute value; 0 for an empty matrix, NaN if there is one.
  public func maximumMagnitude() -> Scalar {
    Scalar(kernels(for: Scalar.self).maximumMagnitude(storage.base, count: count))
  }

  /// Whether no element is infinite or NaN.
  public var isFinite: Bool { kernels(for: Scalar.self).allFinite(storage.base, count: count) }
}

extension Matrix {
  /// For each column the row of its largest element, the first of equals; NaN never wins.
  public func rowOfLargest() -> [Int] {
    (0..<columns).map { column in
      var best = 0
      for row in stride(from: 1, to: rows, by: 1) {
        let (value, largest) = (self[row, column], self[best, column])
        if value > largest || (largest.isNaN && !value.isNaN) { best = row }
      }
      return best
    }
  }
}
