import CShims

extension SIMD16: KernelVector where Scalar == Float {
  @inlinable @inline(__always)
  public static var lanes: Int { 16 }

  @inlinable @inline(__always)
  public init(bits: UInt64) {
    self = unsafeBitCast(SIMD16<UInt32>(repeating: UInt32(truncatingIfNeeded: bits)), to: Self.self)
  }

  @inlinable @inline(__always)
  public static func load(_ p: UnsafePointer<Float>) -> Self {
    UnsafeRawPointer(p).loadUnaligned(as: Self.self)
  }

  @inlinable @inline(__always)
  public func store(_ p: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(p).storeBytes(of: self, as: Self.self)
  }

  @inlinable @inline(__always)
  public static func load(_ p: UnsafePointer<Float>, count: Int) -> Self {
    dnn_loadFloat(p, count)
  }

  @inlinable @inline(__always)
  public func store(_ p: UnsafeMutablePointer<Float>, count: Int) {
    dnn_storeFloat(p, self, count)
  }

  @inlinable @inline(__always)
  public static func fma(_ a: Self, _ b: Self, _ c: Self) -> Self {
    dnn_fmaFloat(a, b, c)
  }

  @inlinable @inline(__always)
  public var root: Self { dnn_squareRootFloat(self) }

  @inlinable @inline(__always)
  public static func less(_ a: Self, _ b: Self) -> SIMDMask<MaskStorage> { a .< b }

  @inlinable @inline(__always)
  public static func equal(_ a: Self, _ b: Self) -> SIMDMask<MaskStorage> { a .== b }

  @inlinable @inline(__always)
  public static func anyExceeds(_ a: Self, _ b: Self) -> Bool { dnn_anyExceedsFloat(a, b) != 0 }

  @inlinable @inline(__always)
  public static func select(_ mask: SIMDMask<MaskStorage>, _ a: Self, _ b: Self) -> Self {
    b.replacing(with: a, where: mask)
  }

  @inlinable @inline(__always)
  public var asBits: SIMD16<UInt32> { unsafeBitCast(self, to: SIMD16<UInt32>.self) }

  @inlinable @inline(__always)
  public init(asBits bits: SIMD16<UInt32>) { self = unsafeBitCast(bits, to: Self.self) }

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
    Self(asBits: asBits &<< SIMD16<UInt32>(repeating: UInt32(truncatingIfNeeded: count)))
  }

  @inlinable @inline(__always)
  public func bitsShiftedRight(_ count: Int) -> Self {
    Self(asBits: asBits &>> SIMD16<UInt32>(repeating: UInt32(truncatingIfNeeded: count)))
  }

  @inlinable @inline(__always)
  public static func transpose(
    _ x: UnsafePointer<Float>, _ xRow: Int, _ rows: Int, _ columns: Int,
    _ y: UnsafeMutablePointer<Float>, _ yRow: Int
  ) {
    if rows <= 8 {
      dnn_transposeFewFloat(x, xRow, rows, columns, y, yRow)
    } else {
      dnn_transposeFloat(x, xRow, rows, columns, y, yRow)
    }
  }

  @inlinable @inline(__always)
  public static var stepsAtOnce: Int { 4 }

  @inlinable @inline(__always)
  public static func addRows(
    _ x: UnsafePointer<Float>, _ xRow: Int, _ rows: Int, _ a: UnsafePointer<Float>, _ count: Int,
    to sums: UnsafeMutablePointer<Float>
  ) {
    dnn_addRowsFloat(x, xRow, rows, a, count, sums)
  }

  @inlinable @inline(__always)
  public var sumOfLanes: Float {
    let eight = lowHalf + highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }

  @inlinable @inline(__always)
  public func add(to sums: inout WideSums) {
    sums.low += SIMD8<Double>(lowHalf)
    sums.high += SIMD8<Double>(highHalf)
  }

  @inlinable @inline(__always)
  public static func addProduct(_ a: Self, _ b: Self, to sums: inout WideSums) {
    sums.low = .fma(SIMD8<Double>(a.lowHalf), SIMD8<Double>(b.lowHalf), sums.low)
    sums.high = .fma(SIMD8<Double>(a.highHalf), SIMD8<Double>(b.highHalf), sums.high)
  }
}
