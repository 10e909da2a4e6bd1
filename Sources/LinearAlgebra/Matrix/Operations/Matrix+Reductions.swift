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

  /// The means of the columns, (1, columns); 0 where there are no rows.
  public func columnMeans() -> Matrix { columnSums() / Scalar(max(rows, 1)) }

  /// The sum of all elements.
  public func sum() -> Scalar {
    Scalar(kernels(for: Scalar.self).sum(storage.base, count: count))
  }

  /// The mean of all elements; 0 where there are none.
  public func mean() -> Scalar {
    Scalar(kernels(for: Scalar.self).sum(storage.base, count: count) / Double(max(count, 1)))
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

/// The largest elements; NaN where one is NaN.
extension Matrix {
  /// The largest element.
  ///
  /// - Precondition: there is one.
  public func maximum() -> Scalar {
    require(!isEmpty, "a matrix of shape \(shape) has no largest element")
    return Matrix(storage: storage, shape: Shape(1, count), order: .rowMajor).lineMaxima()[0, 0]
  }

  /// The largest element of each row, (rows, 1).
  ///
  /// - Precondition: there are columns, or no rows either.
  public func rowMaxima() -> Matrix {
    require(
      columns > 0 || rows == 0, "the rows of a matrix of shape \(shape) have no largest element")
    return order == .rowMajor ? lineMaxima() : transposed.maximaOverLines().transposed
  }

  /// The largest element of each column, (1, columns).
  ///
  /// - Precondition: there are rows, or no columns either.
  public func columnMaxima() -> Matrix {
    require(
      rows > 0 || columns == 0, "the columns of a matrix of shape \(shape) have no largest element")
    return order == .rowMajor ? maximaOverLines() : transposed.lineMaxima().transposed
  }

  /// For each column the row of its largest element (argmax), the first of equals; NaN never wins.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func rowOfLargest() -> [Int] {
    (0..<columns).map { rowOfLargest(in: $0) }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func rowOfLargest(in column: Int) -> Int {
    var best = 0
    for row in stride(from: 1, to: rows, by: 1) {
      let (value, largest) = (self[row, column], self[best, column])
      if value > largest || (largest.isNaN && !value.isNaN) { best = row }
    }
    return best
  }

  /// How many elements lie on the same side of a value as those of `other` do of another value; above
  /// it is one side, not above it the other, and NaN is on none.
  ///
  /// - Precondition: both have one shape.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func countAgreeing(
    above limit: Scalar, with other: Matrix, above otherLimit: Scalar
  ) -> Int {
    require(shape == other.shape, "\(shape) and \(other.shape) cannot be compared")
    let (a, b) = (storage.base, other.storage.base)
    let (aSteps, bSteps) = (steps, other.steps)
    let (rows, columns) = (shape.rows, shape.columns)
    var count = 0
    for row in 0..<rows {
      let (aLine, bLine) = (a + row &* aSteps.row, b + row &* bSteps.row)
      for column in 0..<columns {
        let value = aLine[column &* aSteps.column]
        let agrees =
          bLine[column &* bSteps.column] > otherLimit ? value > limit : value <= limit
        count &+= agrees ? 1 : 0
      }
    }
    return count
  }

  /// In how many columns the row of the largest element is that of `other`, as ``rowOfLargest()`` has
  /// it; a column whose largest is NaN counts for none.
  ///
  /// `other` holds labels: shares of which none is above 1.
  ///
  /// - Precondition: both have one shape.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func countSameRowOfLargest(as other: Matrix) -> Int {
    require(shape == other.shape, "\(shape) and \(other.shape) cannot be compared")
    let matrix = ordered(.rowMajor)
    let (a, b, steps) = (matrix.storage.base, other.storage.base, other.steps)
    let (rows, columns) = (shape.rows, shape.columns)
    guard rows > 0 else { return 0 }
    let largest = matrix.maximaOverLines()
    return withExtendedLifetime((matrix, largest, other)) {
      let maxima = largest.storage.base
      var count = 0
      for column in 0..<columns {
        // Most labels are a 1 among zeros: it need not be compared with all.
        let line = b + column &* steps.column
        var row = 0
        while row < rows, line[row &* steps.row] != 1 { row &+= 1 }
        if row == rows { row = other.rowOfLargest(in: column) }
        let value = a[row &* columns &+ column]
        if value == maxima[column] {
          // The first of equals is the largest.
          var earlier = 0
          while earlier < row, a[earlier &* columns &+ column] != value { earlier &+= 1 }
          if earlier == row { count &+= 1 }
        } else if maxima[column].isNaN, !value.isNaN, matrix.rowOfLargest(in: column) == row {
          count &+= 1
        }
      }
      return count
    }
  }

  /// How far the next row and the next column lie.
  private var steps: (row: Int, column: Int) {
    order == .rowMajor ? (shape.columns, 1) : (1, shape.rows)
  }

  /// The largest element of each row of a matrix that lies row by row.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func lineMaxima() -> Matrix {
    let result = Matrix(uninitialized: Shape(rows, 1))
    let lanes = min(16, columns)
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: 16) { best in
      guard let best = best.baseAddress else { return }
      for row in 0..<rows {
        let line = storage.base + row * columns
        best.update(from: line, count: lanes)
        for start in stride(from: lanes, to: columns, by: 16) {
          Self.keepLarger(best, line + start, count: min(16, columns - start))
        }
        for lane in 1..<max(lanes, 1) { Self.keepLarger(best, best + lane, count: 1) }
        result.storage.base[row] = best[0]
      }
    }
    return result
  }

  /// The largest element of each column of a matrix that lies row by row.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func maximaOverLines() -> Matrix {
    let result = Matrix(uninitialized: Shape(1, columns))
    result.storage.base.update(from: storage.base, count: columns)
    for row in stride(from: 1, to: rows, by: 1) {
      Self.keepLarger(result.storage.base, storage.base + row * columns, count: columns)
    }
    return result
  }

  /// Puts x in the place of each element of `best` that is smaller.
  @inline(__always)
  private static func keepLarger(
    _ best: UnsafeMutablePointer<Scalar>, _ x: UnsafePointer<Scalar>, count: Int
  ) {
    for i in 0..<count where x[i] > best[i] || x[i] != x[i] { best[i] = x[i] }
  }
}
