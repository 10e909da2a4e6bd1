import Kernels

/// Other precisions, and products summed in double precision.
extension Matrix {
  /// The same numbers in another precision, rounded to nearest.
  public init<Other>(_ other: Matrix<Other>) {
    self.init(uninitialized: other.shape, order: other.order)
    kernels(for: Scalar.self).convert(
      other.storage.base, Matrix<Other>.numberType, into: storage.base, count: count)
  }

  private static var numberType: NumberType { Scalar.self == Float.self ? .float32 : .float64 }

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
    for range in Self.exactParts(of: columns) {
      let left = columnsAsDouble(range)
      let right = b.transposed.columnsAsDouble(range)
      result.add(left, 0..<rows, right, 0..<b.columns)
    }
    return result
  }

  /// selfᵀ·self summed in double precision, (columns, columns); only one half of it is formed.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func exactGram() -> Matrix<Double> {
    var result = Matrix<Double>(rows: columns, columns: columns)
    let strip = max(64, (columns + 3) / 4)
    for range in Self.exactParts(of: rows) {
      let block = transposed.columnsAsDouble(range)
      for start in stride(from: 0, to: columns, by: strip) {
        result.add(block, start..<min(start + strip, columns), block, start..<columns)
      }
    }
    for i in 0..<columns {
      for j in 0..<i { result[i, j] = result[j, i] }
    }
    return result
  }

  /// Ranges of the inner size whose numbers stay in the cache while they are used.
  private static func exactParts(of count: Int) -> [Range<Int>] {
    let part = 1024
    return stride(from: 0, to: count, by: part).map { $0..<min($0 + part, count) }
  }

  /// The columns in a range, row by row, (rows, range.count).
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func columnsAsDouble(_ range: Range<Int>) -> Matrix<Double> {
    let result = Matrix<Double>(uninitialized: Shape(rows, range.count))
    let matrix = ordered(.rowMajor)
    kernels(for: Double.self).convertRows(
      matrix.storage.base + range.lowerBound, Self.numberType, ldx: columns, rows: rows,
      columns: range.count, into: result.storage.base)
    return result
  }
}

extension Matrix<Double> {
  /// Adds the products of some rows of `a` with some rows of `b` to the elements where they meet.
  fileprivate mutating func add(
    _ a: Matrix, _ aRows: Range<Int>, _ b: Matrix, _ bRows: Range<Int>
  ) {
    let (k, columns) = (a.columns, columns)
    withMutableElements { c in
      a.withElements { x in
        b.withElements { y in
          kernels(for: Double.self).gemm(
            m: aRows.count, n: bRows.count, k: k, a: x + aRows.lowerBound * k, lda: k,
            b: y + bRows.lowerBound * k, ldb: k, transposeB: true, beta: 1,
            c: c + aRows.lowerBound * columns + bRows.lowerBound, ldc: columns)
        }
      }
    }
  }
}

/// Runs of elements as they lie in memory, for those who send and receive matrices.
extension Matrix {
  /// The bytes of a run of elements; they stay while the matrix lives and nobody changes it.
  package func bytes(_ elements: Range<Int>) -> UnsafeRawBufferPointer {
    requireInside(elements)
    let part = UnsafeBufferPointer(start: storage.base + elements.lowerBound, count: elements.count)
    return UnsafeRawBufferPointer(part)
  }

  /// The bytes of a run of elements, to be written; they stay as long as the matrix is not copied.
  package mutating func mutableBytes(_ elements: Range<Int>) -> UnsafeMutableRawBufferPointer {
    requireInside(elements)
    return withMutableElements {
      UnsafeMutableRawBufferPointer(
        UnsafeMutableBufferPointer(start: $0 + elements.lowerBound, count: elements.count))
    }
  }

  /// A view of a run of elements, (count, 1).
  package func slice(_ elements: Range<Int>) -> Matrix {
    requireInside(elements)
    return Matrix(
      viewing: storage.base + elements.lowerBound, shape: Shape(elements.count, 1),
      order: .rowMajor, owner: storage)
  }

  /// Writes a column of numbers over a run of elements.
  package mutating func replace(_ elements: Range<Int>, with column: Matrix) {
    requireInside(elements)
    require(
      column.count == elements.count,
      "\(column.count) numbers cannot replace \(elements.count) elements")
    withMutableElements { target in
      column.withElements { (target + elements.lowerBound).update(from: $0, count: column.count) }
    }
  }

  private func requireInside(_ elements: Range<Int>) {
    require(
      elements.lowerBound >= 0 && elements.upperBound <= count,
      "no elements \(elements) in a matrix of shape \(shape)")
  }
}
