import Kernels

/// A matrix of rows × columns numbers with value semantics.
///
/// There are no one-dimensional arrays: a vector is (n, 1) or (1, m). Elements lie row by row; the
/// transpose shares them and is read column by column, so that transposing costs nothing.
///
/// A shape that does not fit an operation is a programmer's error and stops the program with both
/// shapes in the message, in every build.
public struct Matrix<Scalar: NetworkScalar>: Sendable {
  @usableFromInline package private(set) var storage: MatrixStorage<Scalar>
  /// (rows, columns).
  public let shape: Shape
  @usableFromInline package let order: StorageOrder

  @inlinable
  package init(storage: MatrixStorage<Scalar>, shape: Shape, order: StorageOrder) {
    self.storage = storage
    self.shape = shape
    self.order = order
  }

  /// A matrix whose elements must be written before they are read.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  @usableFromInline
  package init(uninitialized shape: Shape, order: StorageOrder = .rowMajor) {
    require(shape.rows >= 0 && shape.columns >= 0, "a matrix cannot have the shape \(shape)")
    self.init(storage: MatrixStorage(count: shape.count), shape: shape, order: order)
  }

  /// A view of (rows, columns) numbers in memory that stays unchanged while `owner` lives.
  package init(
    viewing base: UnsafeMutablePointer<Scalar>, shape: Shape, order: StorageOrder, owner: AnyObject
  ) {
    let storage = MatrixStorage(base: base, count: shape.count, owner: owner)
    self.init(storage: storage, shape: shape, order: order)
  }

  /// A matrix with `value` everywhere.
  public init(rows: Int, columns: Int, repeating value: Scalar = 0) {
    self.init(uninitialized: Shape(rows, columns))
    kernels(for: Scalar.self).fill(storage.base, count: storage.count, with: Double(value))
  }

  /// A matrix of the given elements, row by row.
  ///
  /// - Precondition: there are rows · columns of them. Where they come from outside,
  ///   ``init(rows:columns:validating:)`` throws in place of stopping the program.
  @inlinable
  public init(rows: Int, columns: Int, _ elements: some Collection<Scalar>) {
    let count = elements.count
    require(
      count == rows * columns,
      "\(count) elements do not make a matrix of shape \(Shape(rows, columns))")
    self.init(uninitialized: Shape(rows, columns))
    _ = UnsafeMutableBufferPointer(start: storage.base, count: count).initialize(from: elements)
  }

  /// A matrix written as its rows: `[[1, 2], [3, 4]]`.
  ///
  /// - Precondition: all rows have the same length.
  public init(_ rows: [[Scalar]]) {
    let columns = rows.first?.count ?? 0
    require(
      rows.allSatisfy { $0.count == columns },
      "the rows of a matrix must have one length, but have \(rows.map(\.count))")
    self.init(rows: rows.count, columns: columns, rows.flatMap(\.self))
  }

  /// The matrix of shape (0, 0).
  public static var empty: Matrix { Matrix(rows: 0, columns: 0) }

  /// The number of rows.
  @inlinable public var rows: Int { shape.rows }
  /// The number of columns.
  @inlinable public var columns: Int { shape.columns }
  /// The number of elements.
  @inlinable public var count: Int { shape.count }
  /// Whether there are no elements.
  public var isEmpty: Bool { count == 0 }

  /// The element in row `row` and column `column`, both counted from 0.
  ///
  /// Setting one takes constant time, unless another matrix shares the elements: then all are copied
  /// first, once.
  @inlinable
  public subscript(row: Int, column: Int) -> Scalar {
    get { storage.base[offset(row, column)] }
    set {
      let offset = offset(row, column)
      makeUnique()
      storage.base[offset] = newValue
    }
  }

  @inlinable
  func offset(_ row: Int, _ column: Int) -> Int {
    require(
      row >= 0 && row < rows && column >= 0 && column < columns, noElement(row, column))
    return order == .rowMajor ? row * columns + column : column * rows + row
  }

  @usableFromInline
  func noElement(_ row: Int, _ column: Int) -> String {
    "no element [\(row), \(column)] in a matrix of shape \(shape)"
  }

  /// The matrix with rows and columns exchanged; shares the elements.
  @inlinable
  public var transposed: Matrix {
    Matrix(storage: storage, shape: shape.transposed, order: order.flipped)
  }

  /// The elements row by row.
  public var elements: [Scalar] {
    let ordered = self.ordered(.rowMajor)
    return Array(UnsafeBufferPointer(start: ordered.storage.base, count: count))
  }

  /// The only element of a (1, 1) matrix.
  public var scalar: Scalar {
    require(shape == Shape(1, 1), "a matrix of shape \(shape) is not a single number")
    return storage.base[0]
  }

  @inlinable
  mutating func makeUnique() {
    if !isUnique { storage = storage.copy() }
  }

  /// Whether the elements may be written: nobody else has them.
  @inlinable
  var isUnique: Bool {
    mutating get { isKnownUniquelyReferenced(&storage) && storage.isWritable }
  }
}

// MARK: - Access for the rooms above

extension Matrix {
  /// The elements as they lie in memory, to be read.
  package func withElements<R>(_ body: (UnsafePointer<Scalar>) throws -> R) rethrows -> R {
    try withExtendedLifetime(storage) { try body(UnsafePointer(storage.base)) }
  }

  /// The elements as they lie in memory, to be changed.
  @inlinable
  package mutating func withMutableElements<R>(
    _ body: (UnsafeMutablePointer<Scalar>) throws -> R
  ) rethrows -> R {
    makeUnique()
    return try withExtendedLifetime(storage) { try body(storage.base) }
  }

  /// The distance of two rows (or, column by column, of two columns) in memory.
  package var leadingDimension: Int { order == .rowMajor ? columns : rows }

  /// The same matrix with its elements in the given order in memory.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  @usableFromInline
  package func ordered(_ order: StorageOrder) -> Matrix {
    guard order != self.order, rows != 1, columns != 1, !isEmpty else {
      return Matrix(storage: storage, shape: shape, order: order)
    }
    let result = Matrix(uninitialized: shape, order: order)
    let lines = self.order == .rowMajor ? shape : shape.transposed
    kernels(for: Scalar.self).transpose(
      storage.base, rows: lines.rows, columns: lines.columns, into: result.storage.base)
    return result
  }
}

extension Matrix: Equatable {
  /// Whether both have the same shape and equal elements; NaN differs from everything.
  public static func == (a: Matrix, b: Matrix) -> Bool {
    guard a.shape == b.shape else { return false }
    let b = b.ordered(a.order)
    return (0..<a.count).allSatisfy { a.storage.base[$0] == b.storage.base[$0] }
  }
}

/// The way the elements of a matrix lie in memory.
@usableFromInline
package enum StorageOrder: Sendable {
  case rowMajor
  case columnMajor

  @inlinable var flipped: StorageOrder { self == .rowMajor ? .columnMajor : .rowMajor }
}

/// The number type of a network: `Float` or `Double`.
///
/// The kernels exist for these two, and the protocol is closed: no other type can conform.
public protocol NetworkScalar: BinaryFloatingPoint, LosslessStringConvertible, Sendable {
  /// Closes the protocol.
  static var networkScalar: NetworkScalarSeal { get }
}

/// What only the number types of a network have.
public struct NetworkScalarSeal: Sendable {
  fileprivate init() {}
}

extension Float: NetworkScalar {
  public static var networkScalar: NetworkScalarSeal { NetworkScalarSeal() }
}

extension Double: NetworkScalar {
  public static var networkScalar: NetworkScalarSeal { NetworkScalarSeal() }
}
