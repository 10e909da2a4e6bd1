import CShims

extension SIMD8: KernelVector where Scalar == Double {
  @inlinable @inline(__always)
  public static var lanes: Int { 8 }

  @inlinable @inline(__always)
  public init(bits: UInt64) {
    self = unsafeBitCast(SIMD8<UInt64>(repeating: UInt64(truncatingIfNeeded: bits)), to: Self.self)
  }

  @inlinable @inline(__always)
  public static func load(_ p: UnsafePointer<Double>) -> Self {
    UnsafeRawPointer(p).loadUnaligned(as: Self.self)
  }

  @inlinable @inline(__always)
  public func store(_ p: UnsafeMutablePointer<Double>) {
    UnsafeMutableRawPointer(p).storeBytes(of: self, as: Self.self)
  }

  @inlinable @inline(__always)
  public static func load(_ p: UnsafePointer<Double>, count: Int) -> Self {
    dnn_loadDouble(p, count)
  }

  @inlinable @inline(__always)
  public func store(_ p: UnsafeMutablePointer<Double>, count: Int) {
    dnn_storeDouble(p, self, count)
  }

  @inlinable @inline(__always)
  public static func fma(_ a: Self, _ b: Self, _ c: Self) -> Self {
    dnn_fmaDouble(a, b, c)
  }

  @inlinable @inline(__always)
  public var root: Self { dnn_squareRootDouble(self) }

  @inlinable @inline(__always)
  public static func less(_ a: Self, _ b: Self) -> SIMDMask<MaskStorage> { a .< b }

  @inlinable @inline(__always)
  public static func equal(_ a: Self, _ b: Self) -> SIMDMask<MaskStorage> { a .== b }

  @inlinable @inline(__always)
  public static func anyExceeds(_ a: Self, _ b: Self) -> Bool { dnn_anyExceedsDouble(a, b) != 0 }

  @inlinable @inline(__always)
  public static func select(_ mask: SIMDMask<MaskStorage>, _ a: Self, _ b: Self) -> Self {
    b.replacing(with: a, where: mask)
  }

  @inlinable @inline(__always)
  public var asBits: SIMD8<UInt64> { unsafeBitCast(self, to: SIMD8<UInt64>.self) }

  @inlinable @inline(__always)
  public init(asBits bits: SIMD8<UInt64>) { self = unsafeBitCast(bits, to: Self.self) }

  @inlinable @inline(__always)
  public static func and(_ a: Self, _ b: Self) -> Self { Self(asBits: a.asBits & b.asBits) }

  @inlinable @inline(__always)
  public static func or(_ a: Self, _ b: Self) -> Self { Self(asBits: a.asBits | b.asBits) }

  @inlinable @inline(__always)
  public static func addBits(_ a: Self, _ b: Self) -> Self {
    Self(asBits: a.asBits &+ b.asBits)
  }

  @inlinable @inline(__always)
  public static func subtractBits(_ a: Self, _ b: Self) -> Self {
    Self(asBits: a.asBits &- b.asBits)
  }

  @inlinable @inline(__always)
  public static func largerBits(_ a: Self, _ b: Self) -> Self {
    let (a, b) = (a.asBits, b.asBits)
    return Self(asBits: a.replacing(with: b, where: b .> a))
  }

  @inlinable @inline(__always)
  public func bitsShiftedLeft(_ count: Int) -> Self {
    Self(asBits: asBits &<< SIMD8<UInt64>(repeating: UInt64(truncatingIfNeeded: count)))
  }

  @inlinable @inline(__always)
  public func bitsShiftedRight(_ count: Int) -> Self {
    Self(asBits: asBits &>> SIMD8<UInt64>(repeating: UInt64(truncatingIfNeeded: count)))
  }

  @inlinable @inline(__always)
  public static func transpose(
    _ x: UnsafePointer<Double>, _ xRow: Int, _ rows: Int, _ columns: Int,
    _ y: UnsafeMutablePointer<Double>, _ yRow: Int
  ) {
    if rows <= 4 {
      dnn_transposeFewDouble(x, xRow, rows, columns, y, yRow)
    } else {
      dnn_transposeDouble(x, xRow, rows, columns, y, yRow)
    }
  }

  @inlinable @inline(__always)
  public static var stepsAtOnce: Int { 2 }

  @inlinable @inline(__always)
  public static func addRows(
    _ x: UnsafePointer<Double>, _ xRow: Int, _ rows: Int, _ a: UnsafePointer<Double>, _ count: Int,
    to sums: UnsafeMutablePointer<Double>
  ) {
    dnn_addRowsDouble(x, xRow, rows, a, count, sums)
  }

  @inlinable @inline(__always)
  public var sumOfLanes: Double {
    let four = lowHalf + highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }

  @inlinable @inline(__always)
  public func add(to sums: inout WideSums) { sums.low += self }

  @inlinable @inline(__always)
  public static func addProduct(_ a: Self, _ b: Self, to sums: inout WideSums) {
    sums.low = .fma(a, b, sums.low)
  }
}
