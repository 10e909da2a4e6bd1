import Kernels

/// Parts of matrices.
///
/// A part that lies in one piece in memory shares the elements, as the transpose does, until one of
/// the two changes: rows of a matrix that lies row by row, columns of one that lies example by
/// example. Other parts are copied.
extension Matrix {
  /// The rows in a range, (range.count, columns): `A[rows: 2..<5]`, `A[rows: n...]`.
  ///
  /// What is set has the shape of what is read.
  public subscript(rows range: some RangeExpression<Int>) -> Matrix {
    get { rows(inside(range, rows, "rows")) }
    set { setRows(inside(range, rows, "rows"), to: newValue) }
  }

  /// The columns in a range, (rows, range.count): `X[columns: ..<64]`.
  ///
  /// What is set has the shape of what is read.
  public subscript(columns range: some RangeExpression<Int>) -> Matrix {
    get { transposed.rows(inside(range, columns, "columns")).transposed }
    set {
      let range = inside(range, columns, "columns")
      let shape = Shape(rows, range.count)
      require(newValue.shape == shape, Self.refusal(of: newValue, as: shape))
      self = transposed
      setRows(range, to: newValue.transposed)
      self = transposed
    }
  }

  /// The columns at `indices`, (rows, indices.count), in their order; one may come several times.
  public func gatheringColumns(_ indices: some Collection<Int>) -> Matrix {
    let indices = Array(indices)
    let strangers = indices.filter { $0 < 0 || $0 >= columns }
    require(strangers.isEmpty, "no columns \(strangers) in a matrix of shape \(shape)")
    let examples = ordered(.columnMajor)
    let result = Matrix(uninitialized: Shape(rows, indices.count), order: .columnMajor)
    indices.withUnsafeBufferPointer { indices in
      guard let base = indices.baseAddress else { return }
      kernels(for: Scalar.self).gatherRows(
        examples.storage.base, rowLength: rows, indices: base, count: indices.count,
        into: result.storage.base)
    }
    return result
  }

  /// The same elements, read row by row, as a matrix of another shape with as many of them.
  ///
  /// Shares the elements where they lie row by row.
  public func reshaped(rows: Int, columns: Int) -> Matrix {
    let shape = Shape(rows, columns)
    require(
      rows >= 0 && columns >= 0 && shape.count == count,
      "a matrix of shape \(self.shape) cannot be reshaped to \(shape)")
    return Matrix(storage: ordered(.rowMajor).storage, shape: shape, order: .rowMajor)
  }
}

/// Matrices made of parts.
extension Matrix {
  /// The rows of the parts, one below the other: (n₁ + n₂ + …, columns).
  public init(rowsOf parts: [Matrix]) {
    let columns = parts.first?.columns ?? 0
    require(
      parts.allSatisfy { $0.columns == columns },
      "the columns of matrices of shapes \(parts.map(\.shape)) differ in number")
    let isColumnMajor = !parts.isEmpty && parts.allSatisfy { $0.order == .columnMajor }
    self.init(
      uninitialized: Shape(parts.reduce(0) { $0 + $1.rows }, columns),
      order: isColumnMajor ? .columnMajor : .rowMajor)
    var first = 0
    for part in parts {
      setRows(first..<first + part.rows, to: part)
      first += part.rows
    }
  }

  /// The columns of the parts, side by side: (rows, m₁ + m₂ + …).
  public init(columnsOf parts: [Matrix]) {
    let rows = parts.first?.rows ?? 0
    require(
      parts.allSatisfy { $0.rows == rows },
      "the rows of matrices of shapes \(parts.map(\.shape)) differ in number")
    self = Matrix(rowsOf: parts.map(\.transposed)).transposed
  }

  /// The matrix of shape (n, n) with 1 on its diagonal and 0 elsewhere.
  public static func identity(_ n: Int) -> Matrix {
    var result = Matrix(rows: n, columns: n)
    for i in 0..<n { result[i, i] = 1 }
    return result
  }
}

extension Matrix {
  /// The range within 0..<count that an expression such as `2...` means.
  private func inside(_ range: some RangeExpression<Int>, _ count: Int, _ name: String)
    -> Range<Int>
  {
    let range = range.relative(to: 0..<Int.max)
    let end = range.upperBound == .max ? count : range.upperBound
    require(
      range.lowerBound >= 0 && range.lowerBound <= end && end <= count,
      "no \(name) from \(range.lowerBound) to \(end) in a matrix of shape \(shape)")
    return range.lowerBound..<end
  }

  private static func refusal(of part: Matrix, as shape: Shape) -> String {
    "a part of shape \(shape) cannot be set to a matrix of shape \(part.shape)"
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func rows(_ range: Range<Int>) -> Matrix {
    if range == 0..<rows { return self }
    let shape = Shape(range.count, columns)
    if order == .rowMajor {
      let start = storage.base + range.lowerBound * columns
      return Matrix(viewing: start, shape: shape, order: order, owner: storage)
    }
    let result = Matrix(uninitialized: shape, order: order)
    for column in 0..<columns {
      (result.storage.base + column * range.count)
        .update(from: storage.base + (column * rows + range.lowerBound), count: range.count)
    }
    return result
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private mutating func setRows(_ range: Range<Int>, to part: Matrix) {
    let shape = Shape(range.count, columns)
    require(part.shape == shape, Self.refusal(of: part, as: shape))
    let (source, order, rows, columns) = (part.ordered(order), order, rows, columns)
    withMutableElements { target in
      source.withElements { source in
        if order == .rowMajor {
          (target + range.lowerBound * columns).update(from: source, count: shape.count)
        } else {
          for column in 0..<columns {
            (target + (column * rows + range.lowerBound))
              .update(from: source + column * range.count, count: range.count)
          }
        }
      }
    }
  }
}
