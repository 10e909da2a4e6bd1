/// A product C = alpha · A · B + beta · C in terms of strides, so that a transposition is only an
/// exchange of two numbers.
public struct GemmProblem<Scalar> {
  public var m: Int
  public var n: Int
  public var k: Int
  public var alpha: Scalar
  public var beta: Scalar
  public var a: UnsafePointer<Scalar>
  public var aRow: Int
  public var aColumn: Int
  public var b: UnsafePointer<Scalar>
  public var bRow: Int
  public var bColumn: Int
  /// One vector behind B may be read, so that a row's last columns need no copy.
  public var bHasTail = false
  public var c: UnsafeMutablePointer<Scalar>
  public var cRow: Int
  public var cColumn = 1
  /// What happens to an element of C once its sum is complete.
  public var epilogue = Epilogue<Scalar>()

  @inlinable @inline(__always)
  public init(
    m: Int, n: Int, k: Int, alpha: Scalar, beta: Scalar,
    a: UnsafePointer<Scalar>, lda: Int, transposeA: Bool,
    b: UnsafePointer<Scalar>, ldb: Int, transposeB: Bool,
    c: UnsafeMutablePointer<Scalar>, ldc: Int
  ) {
    self.m = m
    self.n = n
    self.k = k
    self.alpha = alpha
    self.beta = beta
    self.a = a
    aRow = transposeA ? 1 : lda
    aColumn = transposeA ? lda : 1
    self.b = b
    bRow = transposeB ? 1 : ldb
    bColumn = transposeB ? ldb : 1
    self.c = c
    cRow = ldc
  }

  /// The same product as Cᵀ = Bᵀ · Aᵀ; the epilogue stays behind.
  @inlinable @inline(__always)
  public var transposed: Self {
    var other = self
    (other.m, other.n) = (n, m)
    (other.a, other.aRow, other.aColumn) = (b, bColumn, bRow)
    (other.b, other.bRow, other.bColumn) = (a, aColumn, aRow)
    other.bHasTail = false
    (other.cRow, other.cColumn) = (cColumn, cRow)
    other.epilogue = .none
    return other
  }

  /// The part of the product that forms the given rows and columns of C.
  @inlinable @inline(__always)
  public func part(rows: Range<Int>, columns: Range<Int>) -> Self {
    var part = self
    part.m = rows.count
    part.n = columns.count
    part.a += rows.lowerBound &* aRow
    part.b += columns.lowerBound &* bColumn
    part.c += rows.lowerBound &* cRow &+ columns.lowerBound &* cColumn
    part.epilogue = Epilogue(
      bias: epilogue.bias.map { $0 + rows.lowerBound }, activation: epilogue.activation)
    return part
  }
}

/// A length cut into parts of nearly equal size.
public struct EvenParts {
  public let count: Int
  @usableFromInline let size: Int
  @usableFromInline let larger: Int

  /// Cuts `length` into `count` parts, the first ones larger by one where it does not divide.
  @inlinable @inline(__always)
  public init(of length: Int, count: Int) {
    self.count = count
    if count == 1 {
      size = length
      larger = 0
    } else {
      size = length / count
      larger = length &- size &* count
    }
  }

  @inlinable @inline(__always)
  public func start(_ part: Int) -> Int { part &* size &+ min(part, larger) }

  @inlinable @inline(__always)
  public func length(_ part: Int) -> Int { size &+ (part < larger ? 1 : 0) }
}

/// The fixed parts over which a product's sums over k are formed: a rule for the bits of C.
///
/// Each part's sum is formed by multiply-adds in the order of k; the parts' sums are added to C
/// one after the other. The parts depend on k and the number type alone; they have at most 640
/// elements of Float, 320 of Double.
@inlinable @inline(__always)
public func sumParts<Scalar>(k: Int, of _: Scalar.Type) -> EvenParts {
  MemoryLayout<Scalar>.size == 4
    ? EvenParts(of: k, count: max(1, (k &+ 383) >> 9))
    : EvenParts(of: k, count: max(1, (k &+ 191) >> 8))
}
