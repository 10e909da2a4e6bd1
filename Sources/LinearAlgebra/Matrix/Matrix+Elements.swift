/// One element after the other, without copies.
extension Matrix {
  /// The matrix with `transform` applied to each element.
  @inlinable
  public func map(_ transform: (Scalar) throws -> Scalar) rethrows -> Matrix {
    let result = Matrix(uninitialized: shape, order: order)
    let (x, y) = (storage.base, result.storage.base)
    try withExtendedLifetime((storage, result.storage)) {
      for i in 0..<count { y[i] = try transform(x[i]) }
    }
    return result
  }

  /// The matrix of `transform` of each element and the one of `other` at the same place.
  ///
  /// - Precondition: both have one shape.
  @inlinable
  public func map(with other: Matrix, _ transform: (Scalar, Scalar) throws -> Scalar) rethrows
    -> Matrix
  {
    require(
      shape == other.shape,
      "matrices of shapes \(shape) and \(other.shape) cannot be mapped together")
    let result = Matrix(uninitialized: shape, order: order)
    let other = other.ordered(order)
    let (x, y, z) = (storage.base, other.storage.base, result.storage.base)
    try withExtendedLifetime((storage, other.storage, result.storage)) {
      for i in 0..<count { z[i] = try transform(x[i], y[i]) }
    }
    return result
  }

  /// The elements, row by row, to be read in place.
  ///
  /// A transposed matrix is first put in order.
  @inlinable
  public func withSpan<R>(_ body: (Span<Scalar>) throws -> R) rethrows -> R {
    let matrix = ordered(.rowMajor)
    return try withExtendedLifetime(matrix.storage) {
      try body(
        Span(_unsafeElements: UnsafeBufferPointer(start: matrix.storage.base, count: count)))
    }
  }

  /// The elements, row by row, to be changed in place.
  ///
  /// They are copied only where another matrix shares them; a transposed matrix is first put in
  /// order.
  @inlinable
  public mutating func withMutableSpan<R>(_ body: (inout MutableSpan<Scalar>) throws -> R) rethrows
    -> R
  {
    if order != .rowMajor { self = ordered(.rowMajor) }
    let count = count
    return try withMutableElements {
      var span = MutableSpan(
        _unsafeElements: UnsafeMutableBufferPointer(start: $0, count: count))
      return try body(&span)
    }
  }

  /// The elements of a row, from the first column to the last; nothing is copied.
  @inlinable
  public func row(_ row: Int) -> Line {
    require(row >= 0 && row < rows, "no row \(row) in a matrix of shape \(shape)")
    return order == .rowMajor
      ? Line(storage, start: row * columns, stride: 1, count: columns)
      : Line(storage, start: row, stride: rows, count: columns)
  }

  /// The elements of a column, from the first row to the last; nothing is copied.
  @inlinable
  public func column(_ column: Int) -> Line {
    require(column >= 0 && column < columns, "no column \(column) in a matrix of shape \(shape)")
    return transposed.row(column)
  }

  /// A row or a column of a matrix as it was, read in place.
  public struct Line: RandomAccessCollection, Sendable {
    @usableFromInline let storage: MatrixStorage<Scalar>
    @usableFromInline let start: Int
    @usableFromInline let stride: Int
    public let count: Int

    @inlinable
    init(_ storage: MatrixStorage<Scalar>, start: Int, stride: Int, count: Int) {
      self.storage = storage
      self.start = start
      self.stride = stride
      self.count = count
    }

    @inlinable public var startIndex: Int { 0 }
    @inlinable public var endIndex: Int { count }

    @inlinable
    public subscript(position: Int) -> Scalar {
      require(
        position >= 0 && position < count, "no element \(position) in a line of \(count)")
      return storage.base[start + position * stride]
    }
  }
}
