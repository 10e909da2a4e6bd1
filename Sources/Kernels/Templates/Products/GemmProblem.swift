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

/// A product cut into rectangles of C.
public struct ProductParts<Scalar> {
  public let problem: GemmProblem<Scalar>
  public let cuts: EvenParts
  public let byColumns: Bool
  /// The rows or columns that a cut counts.
  public let unit: Int

  @inlinable @inline(__always)
  public init(_ problem: GemmProblem<Scalar>, _ cuts: EvenParts, byColumns: Bool, unit: Int) {
    self.problem = problem
    self.cuts = cuts
    self.byColumns = byColumns
    self.unit = unit
  }

  @inlinable @inline(__always)
  public var count: Int { cuts.count }

  @inlinable @inline(__always)
  public subscript(part: Int) -> GemmProblem<Scalar> {
    let first = cuts.start(part) &* unit
    let last = first &+ cuts.length(part) &* unit
    return byColumns
      ? problem.part(rows: 0..<problem.m, columns: first..<min(last, problem.n))
      : problem.part(rows: first..<min(last, problem.m), columns: 0..<problem.n)
  }
}

/// The products that layers form.
extension KernelSet where Scalar: KernelScalar {
  @inlinable @inline(__always)
  public static func gemm(
    _ m: Int, _ n: Int, _ k: Int, _ alpha: Double,
    _ a: Source, _ lda: Int, _ transposeA: Bool, _ b: Source, _ ldb: Int, _ transposeB: Bool,
    _ bHasTail: Bool, _ beta: Double, _ c: Target, _ ldc: Int, _ bias: Source?,
    _ activation: ElementActivation
  ) {
    var problem = GemmProblem(
      m: m, n: n, k: k, alpha: Scalar(alpha), beta: Scalar(beta), a: a, lda: lda,
      transposeA: transposeA, b: b, ldb: ldb, transposeB: transposeB, c: c, ldc: ldc)
    problem.bHasTail = bHasTail
    problem.epilogue = Epilogue(bias: bias, activation: activation)
    multiply(problem)
  }

  @inlinable @inline(__always)
  public static func multiplyAdds(_ rounds: Int) -> Int {
    let factor = Vector(repeating: 0.5)
    var (a, b, c, d, e, f) = (factor, factor, factor, factor, factor, factor)
    for _ in 0..<rounds {
      a = .fma(a, factor, factor)
      b = .fma(b, factor, factor)
      c = .fma(c, factor, factor)
      d = .fma(d, factor, factor)
      e = .fma(e, factor, factor)
      f = .fma(f, factor, factor)
    }
    let sum = (((((a + b) + c) + d) + e) + f).sumOfLanes
    return sum > 0 ? 6 &* lanes &* rounds : 0
  }
}
