/// Functions of single elements, of pairs of elements, and of a matrix with a row or a column.
extension KernelSet where Scalar: KernelScalar {
  public typealias Vector = Scalar.Vector

  /// Calls the body for each vector's worth of elements: where it starts and how many they are.
  @inlinable @inline(__always)
  public static func eachVector(_ count: Int, _ body: (_ start: Int, _ count: Int) -> Void) {
    var i = 0
    while i < count {
      body(i, min(lanes, count &- i))
      i &+= lanes
    }
  }

  @inlinable @inline(__always)
  public static func load(_ p: Source, _ count: Int) -> Vector {
    count == lanes ? .load(p) : .load(p, count: count)
  }

  @inlinable @inline(__always)
  public static func store(_ v: Vector, _ p: Target, _ count: Int) {
    if count == lanes { v.store(p) } else { v.store(p, count: count) }
  }

  @inlinable @inline(__always)
  public static func map(_ x: Source, _ y: Target, _ count: Int, _ body: (Vector) -> Vector) {
    eachVector(count) { i, n in store(body(load(x + i, n)), y + i, n) }
  }

  @inlinable @inline(__always)
  public static func relu(_ x: Vector) -> Vector { .select(Vector.less(x, .zero), .zero, x) }

  @inlinable @inline(__always)
  public static func leakyRelu(_ x: Vector, _ slope: Vector) -> Vector {
    .select(Vector.less(x, .zero), slope * x, x)
  }

  @inlinable @inline(never)
  public static func apply(
    _ operation: UnaryOperation, _ x: Source, _ y: Target, _ count: Int
  ) {
    switch operation {
    case .exp: map(x, y, count) { $0.exponential }
    case .log: map(x, y, count) { $0.logarithm }
    case .log1p: map(x, y, count) { $0.logarithm1p }
    case .tanh: map(x, y, count) { $0.hyperbolicTangent }
    case .sigmoid: map(x, y, count) { $0.sigmoid }
    case .relu: map(x, y, count) { relu($0) }
    case .leakyRelu(let slope):
      let slope = Vector(repeating: Scalar(slope))
      map(x, y, count) { leakyRelu($0, slope) }
    case .negate: map(x, y, count) { -$0 }
    case .square: map(x, y, count) { $0 * $0 }
    case .squareRoot: map(x, y, count) { $0.root }
    case .absolute: map(x, y, count) { $0.absolute }
    case .reciprocal: map(x, y, count) { .one / $0 }
    }
  }

  // MARK: Two operands

  @inlinable @inline(__always)
  public static func withFunction(
    _ operation: BinaryOperation, _ body: ((Vector, Vector) -> Vector) -> Void
  ) {
    switch operation {
    case .add: body { $0 + $1 }
    case .subtract: body { $0 - $1 }
    case .multiply: body { $0 * $1 }
    case .divide: body { $0 / $1 }
    }
  }

  @inlinable @inline(never)
  public static func combine(
    _ operation: BinaryOperation, _ x: Source, _ y: Source, _ z: Target, _ count: Int
  ) {
    withFunction(operation) { f in
      eachVector(count) { i, n in store(f(load(x + i, n), load(y + i, n)), z + i, n) }
    }
  }

  @inlinable @inline(never)
  public static func combine(
    _ operation: BinaryOperation, _ x: Source, _ y: Double, _ z: Target, _ count: Int
  ) {
    let y = Vector(repeating: Scalar(y))
    withFunction(operation) { f in map(x, z, count) { f($0, y) } }
  }

  @inlinable @inline(never)
  public static func combine(
    _ operation: BinaryOperation, _ x: Double, _ y: Source, _ z: Target, _ count: Int
  ) {
    let x = Vector(repeating: Scalar(x))
    withFunction(operation) { f in map(y, z, count) { f(x, $0) } }
  }

  @inlinable @inline(never)
  public static func addScaled(_ alpha: Double, _ x: Source, _ y: Target, _ count: Int) {
    let alpha = Vector(repeating: Scalar(alpha))
    eachVector(count) { i, n in
      store(.fma(alpha, load(x + i, n), load(y + i, n)), y + i, n)
    }
  }

  @inlinable @inline(never)
  public static func fill(_ y: Target, _ count: Int, _ value: Double) {
    let value = Vector(repeating: Scalar(value))
    eachVector(count) { i, n in store(value, y + i, n) }
  }

  @inlinable @inline(never)
  public static func applyMask(
    _ mask: UnsafePointer<UInt8>, _ scale: Double, _ x: Source, _ y: Target, _ count: Int
  ) {
    let scale = Scalar(scale)
    for i in 0..<count { y[i] = mask[i] == 0 ? 0 : x[i] * scale }
  }

  // MARK: A matrix with a column or a row

  @inlinable @inline(never)
  public static func combineColumn(
    _ operation: BinaryOperation, _ x: Source, _ rows: Int, _ columns: Int, _ column: Source,
    _ z: Target, _ columnIsFirst: Bool
  ) {
    withFunction(operation) { f in
      for row in 0..<rows {
        let value = Vector(repeating: column[row])
        let start = row &* columns
        map(x + start, z + start, columns) { columnIsFirst ? f(value, $0) : f($0, value) }
      }
    }
  }

  @inlinable @inline(never)
  public static func combineRow(
    _ operation: BinaryOperation, _ x: Source, _ rows: Int, _ columns: Int, _ row: Source,
    _ z: Target, _ rowIsFirst: Bool
  ) {
    withFunction(operation) { f in
      for i in 0..<rows {
        let start = i &* columns
        eachVector(columns) { j, n in
          let a = load(x + (start &+ j), n)
          let b = load(row + j, n)
          store(rowIsFirst ? f(b, a) : f(a, b), z + (start &+ j), n)
        }
      }
    }
  }
}
