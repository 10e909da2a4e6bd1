/// Functions of single elements, of pairs of elements, and of a matrix with a row or a column.
extension KernelSet where Scalar: KernelScalar {
  public typealias Vector = Scalar.Vector

  /// The vectors that `count` elements fill: where each starts and how many of its lanes it uses.
  @inlinable @inline(__always)
  public static func parts(_ count: Int) -> VectorParts { VectorParts(count, lanes) }

  @inlinable @inline(__always)
  public static func load(_ p: Source, _ count: Int) -> Vector {
    count == lanes ? .load(p) : .load(p, count: count)
  }

  @inlinable @inline(__always)
  public static func store(_ v: Vector, _ p: Target, _ count: Int) {
    if count == lanes { v.store(p) } else { v.store(p, count: count) }
  }

  @inlinable @inline(__always)
  public static func map<F: OneOperand<Scalar>>(
    _ f: F, _ x: Source, _ y: Target, _ count: Int
  ) {
    for (i, n) in parts(count) { store(f(load(x + i, n)), y + i, n) }
  }

  @inlinable @inline(__always)
  public static func formValues(
    _ operation: UnaryOperation, _ x: Source, _ y: Target, _ count: Int
  ) {
    switch operation {
    case .exp: map(Exponential(), x, y, count)
    case .log: map(Logarithm(), x, y, count)
    case .log1p: map(Logarithm1p(), x, y, count)
    case .tanh: map(HyperbolicTangent(), x, y, count)
    case .sigmoid: map(Sigmoid(), x, y, count)
    case .relu: map(Relu(), x, y, count)
    case .leakyRelu(let slope): map(LeakyRelu(slope), x, y, count)
    case .square: map(Square(), x, y, count)
    case .squareRoot: map(Root(), x, y, count)
    case .absolute: map(Absolute(), x, y, count)
    case .erf: map(ErrorFunction(), x, y, count)
    case .gelu: map(Gelu(), x, y, count)
    case .silu: map(Silu(), x, y, count)
    case .elu(let alpha): map(Elu(alpha), x, y, count)
    case .softplus: map(Softplus(), x, y, count)
    }
  }

  // MARK: Two operands

  @inlinable @inline(__always)
  public static func combine<F: TwoOperands<Scalar>>(
    _ f: F, _ x: Source, _ y: Source, _ z: Target, _ count: Int
  ) {
    for (i, n) in parts(count) { store(f(load(x + i, n), load(y + i, n)), z + i, n) }
  }

  @inlinable @inline(__always)
  public static func combine<F: TwoOperands<Scalar>>(
    _ f: F, _ x: Source, _ y: Scalar, _ z: Target, _ count: Int
  ) {
    let y = Vector(repeating: y)
    for (i, n) in parts(count) { store(f(load(x + i, n), y), z + i, n) }
  }

  @inlinable @inline(__always)
  public static func combine(
    _ operation: BinaryOperation, _ x: Source, _ y: Source, _ z: Target, _ count: Int
  ) {
    switch operation {
    case .add: combine(Sum(), x, y, z, count)
    case .subtract: combine(Difference(), x, y, z, count)
    case .multiply: combine(Multiple(), x, y, z, count)
    case .divide: combine(Quotient(), x, y, z, count)
    }
  }

  @inlinable @inline(__always)
  public static func combineScalar(
    _ operation: BinaryOperation, _ x: Source, _ y: Double, _ z: Target, _ count: Int,
    _ scalarIsFirst: Bool
  ) {
    combineNumber(operation, x, Scalar(y), z, count, scalarIsFirst)
  }

  @inlinable @inline(__always)
  public static func combineNumber(
    _ operation: BinaryOperation, _ x: Source, _ y: Scalar, _ z: Target, _ count: Int,
    _ scalarIsFirst: Bool
  ) {
    switch (operation, scalarIsFirst) {
    case (.add, _): combine(Sum(), x, y, z, count)
    case (.subtract, false): combine(Difference(), x, y, z, count)
    case (.subtract, true): combine(ReversedDifference(), x, y, z, count)
    case (.multiply, _): combine(Multiple(), x, y, z, count)
    case (.divide, false): combine(Quotient(), x, y, z, count)
    case (.divide, true): combine(ReversedQuotient(), x, y, z, count)
    }
  }

  @inlinable @inline(__always)
  public static func combineColumn(
    _ operation: BinaryOperation, _ x: Source, _ rows: Int, _ columns: Int, _ column: Source,
    _ z: Target
  ) {
    for row in 0..<rows {
      let start = row &* columns
      combineNumber(operation, x + start, column[row], z + start, columns, false)
    }
  }

  @inlinable @inline(__always)
  public static func combineRow(
    _ operation: BinaryOperation, _ x: Source, _ rows: Int, _ columns: Int, _ row: Source,
    _ z: Target
  ) {
    for i in 0..<rows {
      combine(operation, x + i &* columns, row, z + i &* columns, columns)
    }
  }

  @inlinable @inline(__always)
  public static func fill(_ y: Target, _ count: Int, _ value: Double) {
    let value = Vector(repeating: Scalar(value))
    for (i, n) in parts(count) { store(value, y + i, n) }
  }
}

/// The parts of an array that fill a vector each, the last one perhaps not whole.
public struct VectorParts: Sequence, IteratorProtocol {
  @usableFromInline let count: Int
  @usableFromInline let lanes: Int
  @usableFromInline var position = 0

  @inlinable @inline(__always)
  public init(_ count: Int, _ lanes: Int) {
    self.count = count
    self.lanes = lanes
  }

  @inlinable @inline(__always)
  public mutating func next() -> (start: Int, count: Int)? {
    if position >= count { return nil }
    let part = (position, Swift.min(lanes, count &- position))
    position &+= lanes
    return part
  }
}
