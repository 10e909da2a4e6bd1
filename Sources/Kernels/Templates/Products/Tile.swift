import CShims

/// Vectors side by side: one row of a tile of C, or of a panel of B.
public protocol TileRow<Scalar> {
  associatedtype Scalar: KernelScalar
  static var vectors: Int { get }
  static var zero: Self { get }
  static func load(_ p: UnsafePointer<Scalar>) -> Self
  func store(_ p: UnsafeMutablePointer<Scalar>)
  /// Adds a · b, with one number a for the whole row.
  mutating func accumulate(_ a: Scalar.Vector, _ b: Self)
  /// p = alpha · self, plus beta times what was there unless beta is 0.
  func finish(
    _ p: UnsafeMutablePointer<Scalar>, _ alpha: Scalar.Vector, _ beta: Scalar.Vector,
    _ isFirst: Bool)
}

public struct OneVector<Scalar: KernelScalar>: TileRow {
  public var v: Scalar.Vector

  @inlinable @inline(__always)
  public init(_ v: Scalar.Vector) { self.v = v }

  @inlinable @inline(__always)
  public static var vectors: Int { 1 }

  @inlinable @inline(__always)
  public static var zero: Self { Self(Scalar.Vector(repeating: 0)) }

  @inlinable @inline(__always)
  public static func load(_ p: UnsafePointer<Scalar>) -> Self { Self(.load(p)) }

  @inlinable @inline(__always)
  public func store(_ p: UnsafeMutablePointer<Scalar>) { v.store(p) }

  @inlinable @inline(__always)
  public mutating func accumulate(_ a: Scalar.Vector, _ b: Self) { v = .fma(a, b.v, v) }

  @inlinable @inline(__always)
  public func finish(
    _ p: UnsafeMutablePointer<Scalar>, _ alpha: Scalar.Vector, _ beta: Scalar.Vector,
    _ isFirst: Bool
  ) {
    if isFirst {
      (alpha * v).store(p)
    } else {
      Scalar.Vector.fma(alpha, v, beta * .load(p)).store(p)
    }
  }
}

/// Two rows side by side as one.
public struct Beside<Left: TileRow, Right: TileRow>: TileRow where Left.Scalar == Right.Scalar {
  public typealias Scalar = Left.Scalar
  public var left: Left
  public var right: Right

  @inlinable @inline(__always)
  public init(_ left: Left, _ right: Right) {
    self.left = left
    self.right = right
  }

  @inlinable @inline(__always)
  public static var vectors: Int { Left.vectors + Right.vectors }

  @inlinable @inline(__always)
  public static var zero: Self { Self(.zero, .zero) }

  @inlinable @inline(__always)
  public static var middle: Int { Left.vectors * Scalar.Vector.lanes }

  @inlinable @inline(__always)
  public static func load(_ p: UnsafePointer<Scalar>) -> Self {
    Self(.load(p), .load(p + middle))
  }

  @inlinable @inline(__always)
  public func store(_ p: UnsafeMutablePointer<Scalar>) {
    left.store(p)
    right.store(p + Self.middle)
  }

  @inlinable @inline(__always)
  public mutating func accumulate(_ a: Scalar.Vector, _ b: Self) {
    left.accumulate(a, b.left)
    right.accumulate(a, b.right)
  }

  @inlinable @inline(__always)
  public func finish(
    _ p: UnsafeMutablePointer<Scalar>, _ alpha: Scalar.Vector, _ beta: Scalar.Vector,
    _ isFirst: Bool
  ) {
    left.finish(p, alpha, beta, isFirst)
    right.finish(p + Self.middle, alpha, beta, isFirst)
  }
}

/// Rows of C whose sums are formed together, in registers.
public protocol Tile<Row> {
  associatedtype Row: TileRow
  static var rows: Int { get }
  static var zero: Self { get }
  /// Adds a · b for the numbers a of the rows, `aRow` apart.
  mutating func accumulate(_ a: UnsafePointer<Row.Scalar>, _ aRow: Int, _ b: Row)
  func store(_ p: UnsafeMutablePointer<Row.Scalar>, _ ld: Int)
  func finish(
    _ c: UnsafeMutablePointer<Row.Scalar>, _ ldc: Int, _ alpha: Row.Scalar.Vector,
    _ beta: Row.Scalar.Vector, _ isFirst: Bool)
}

public struct OneRow<Row: TileRow>: Tile {
  public var row: Row

  @inlinable @inline(__always)
  public init(_ row: Row) { self.row = row }

  @inlinable @inline(__always)
  public static var rows: Int { 1 }

  @inlinable @inline(__always)
  public static var zero: Self { Self(.zero) }

  @inlinable @inline(__always)
  public mutating func accumulate(_ a: UnsafePointer<Row.Scalar>, _ aRow: Int, _ b: Row) {
    row.accumulate(Row.Scalar.Vector(repeating: a[0]), b)
  }

  @inlinable @inline(__always)
  public func store(_ p: UnsafeMutablePointer<Row.Scalar>, _ ld: Int) { row.store(p) }

  @inlinable @inline(__always)
  public func finish(
    _ c: UnsafeMutablePointer<Row.Scalar>, _ ldc: Int, _ alpha: Row.Scalar.Vector,
    _ beta: Row.Scalar.Vector, _ isFirst: Bool
  ) {
    row.finish(c, alpha, beta, isFirst)
  }
}

/// Two tiles one above the other as one.
public struct Above<Upper: Tile, Lower: Tile>: Tile where Upper.Row == Lower.Row {
  public typealias Row = Upper.Row
  public var upper: Upper
  public var lower: Lower

  @inlinable @inline(__always)
  public init(_ upper: Upper, _ lower: Lower) {
    self.upper = upper
    self.lower = lower
  }

  @inlinable @inline(__always)
  public static var rows: Int { Upper.rows + Lower.rows }

  @inlinable @inline(__always)
  public static var zero: Self { Self(.zero, .zero) }

  @inlinable @inline(__always)
  public mutating func accumulate(_ a: UnsafePointer<Row.Scalar>, _ aRow: Int, _ b: Row) {
    upper.accumulate(a, aRow, b)
    lower.accumulate(a + Upper.rows &* aRow, aRow, b)
  }

  @inlinable @inline(__always)
  public func store(_ p: UnsafeMutablePointer<Row.Scalar>, _ ld: Int) {
    upper.store(p, ld)
    lower.store(p + Upper.rows &* ld, ld)
  }

  @inlinable @inline(__always)
  public func finish(
    _ c: UnsafeMutablePointer<Row.Scalar>, _ ldc: Int, _ alpha: Row.Scalar.Vector,
    _ beta: Row.Scalar.Vector, _ isFirst: Bool
  ) {
    upper.finish(c, ldc, alpha, beta, isFirst)
    lower.finish(c + Upper.rows &* ldc, ldc, alpha, beta, isFirst)
  }
}

public typealias Rows2<Row: TileRow> = Above<OneRow<Row>, OneRow<Row>>
public typealias Rows3<Row: TileRow> = Above<Rows2<Row>, OneRow<Row>>
public typealias Rows4<Row: TileRow> = Above<Rows2<Row>, Rows2<Row>>
public typealias Rows5<Row: TileRow> = Above<Rows4<Row>, OneRow<Row>>
public typealias Rows6<Row: TileRow> = Above<Rows4<Row>, Rows2<Row>>
public typealias Rows7<Row: TileRow> = Above<Rows4<Row>, Rows3<Row>>
public typealias Rows8<Row: TileRow> = Above<Rows4<Row>, Rows4<Row>>
public typealias TwoVectors<Scalar: KernelScalar> = Beside<OneVector<Scalar>, OneVector<Scalar>>
public typealias ThreeVectors<Scalar: KernelScalar> =
  Beside<TwoVectors<Scalar>, OneVector<Scalar>>

/// Where the numbers of one tile lie: runs of `k` steps through A and B, and the tile's corner of C.
public struct TileProblem<Scalar> {
  public var k: Int
  public var a: UnsafePointer<Scalar>
  public var aRow: Int
  public var aStep: Int
  public var b: UnsafePointer<Scalar>
  public var bStep: Int
  public var c: UnsafeMutablePointer<Scalar>
  public var ldc: Int
  public var alpha: Scalar
  public var beta: Scalar
  /// How often k steps are taken, and how far it is in A and in B from the end of one run to the
  /// next: other products than of matrices have more than one.
  public var runs = 1
  public var aGap = 0
  public var bGap = 0

  @inlinable @inline(__always)
  public init(
    k: Int, a: UnsafePointer<Scalar>, aRow: Int, aStep: Int, b: UnsafePointer<Scalar>,
    bStep: Int, c: UnsafeMutablePointer<Scalar>, ldc: Int, alpha: Scalar, beta: Scalar
  ) {
    self.k = k
    self.a = a
    self.aRow = aRow
    self.aStep = aStep
    self.b = b
    self.bStep = bStep
    self.c = c
    self.ldc = ldc
    self.alpha = alpha
    self.beta = beta
  }
}

extension Tile {
  /// Asks for the tile's corner of C, which is far away when C is large.
  @inlinable @inline(__always)
  public static func fetch(_ c: UnsafeMutablePointer<Row.Scalar>, _ ldc: Int) {
    for row in 0..<rows {
      for vector in 0..<Row.vectors {
        dnn_prefetch(c + (row &* ldc &+ vector &* Row.Scalar.Vector.lanes))
      }
    }
  }

  /// Forms the tile's sums, each by multiply-adds in the order of the steps, and finishes C.
  @inlinable @inline(__always)
  public static func multiply(_ problem: TileProblem<Row.Scalar>) {
    var tile = zero
    var a = problem.a
    var b = problem.b
    if problem.k >= 64 { fetch(problem.c, problem.ldc) }
    for _ in 0..<problem.runs {
      for _ in 0..<problem.k {
        tile.accumulate(a, problem.aRow, .load(b))
        a += problem.aStep
        b += problem.bStep
      }
      a += problem.aGap
      b += problem.bGap
    }
    tile.finish(
      problem.c, problem.ldc, .init(repeating: problem.alpha), .init(repeating: problem.beta),
      problem.beta == 0)
  }
}

/// Tiles of a number of rows that is known when they are formed.
extension TileRow {
  @inlinable @inline(__always)
  public static func multiplyUpTo2(_ rows: Int, _ tile: TileProblem<Scalar>) {
    if rows == 1 { OneRow<Self>.multiply(tile) } else { Rows2<Self>.multiply(tile) }
  }

  @inlinable @inline(__always)
  public static func multiplyUpTo6(_ rows: Int, _ tile: TileProblem<Scalar>) {
    switch rows {
    case 6: Rows6<Self>.multiply(tile)
    case 5: Rows5<Self>.multiply(tile)
    case 4: Rows4<Self>.multiply(tile)
    case 3: Rows3<Self>.multiply(tile)
    default: multiplyUpTo2(rows, tile)
    }
  }

  @inlinable @inline(__always)
  public static func multiplyUpTo8(_ rows: Int, _ tile: TileProblem<Scalar>) {
    switch rows {
    case 8: Rows8<Self>.multiply(tile)
    case 7: Rows7<Self>.multiply(tile)
    default: multiplyUpTo6(rows, tile)
    }
  }
}
