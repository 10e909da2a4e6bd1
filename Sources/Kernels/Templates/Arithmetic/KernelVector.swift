/// 64 bytes of numbers: one register of 512 bits, two of 256 or four of 128.
///
/// The same vector at every level gives the same order of operations, and so the same bits. The
/// requirements are met by the concrete operations of the standard library's SIMD types, which are
/// single instructions; its generic ones, which a protocol refining `SIMD` would get, are loops.
public protocol KernelVector<Scalar>: Sendable {
  associatedtype Scalar
  associatedtype Mask

  static var lanes: Int { get }
  init(repeating value: Scalar)
  init(bits: UInt64)

  static func load(_ p: UnsafePointer<Scalar>) -> Self
  func store(_ p: UnsafeMutablePointer<Scalar>)
  /// The first `count` lanes from memory, 0 in the others.
  static func load(_ p: UnsafePointer<Scalar>, count: Int) -> Self
  /// Writes only the first `count` lanes.
  func store(_ p: UnsafeMutablePointer<Scalar>, count: Int)

  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func / (a: Self, b: Self) -> Self
  static prefix func - (a: Self) -> Self
  /// a · b + c, rounded once where the level has the instruction.
  static func fma(_ a: Self, _ b: Self, _ c: Self) -> Self
  var root: Self { get }

  static func less(_ a: Self, _ b: Self) -> Mask
  static func equal(_ a: Self, _ b: Self) -> Mask
  /// Whether a ≤ b fails in some lane.
  static func anyExceeds(_ a: Self, _ b: Self) -> Bool
  static func select(_ mask: Mask, _ a: Self, _ b: Self) -> Self

  static func and(_ a: Self, _ b: Self) -> Self
  static func or(_ a: Self, _ b: Self) -> Self
  /// The sum of the bit patterns as integers.
  static func addBits(_ a: Self, _ b: Self) -> Self
  static func subtractBits(_ a: Self, _ b: Self) -> Self
  /// The larger of the bit patterns as whole numbers.
  static func largerBits(_ a: Self, _ b: Self) -> Self
  func bitsShiftedLeft(_ count: Int) -> Self
  func bitsShiftedRight(_ count: Int) -> Self

  /// y (columns, lanes) = xᵀ for x (rows, columns), both at most `lanes`; missing rows become 0.
  static func transpose(
    _ x: UnsafePointer<Scalar>, _ xRow: Int, _ rows: Int, _ columns: Int,
    _ y: UnsafeMutablePointer<Scalar>, _ yRow: Int)

  /// The numbers of a that `addRows` takes at once.
  static var stepsAtOnce: Int { get }
  /// Adds x · a to a sum for each row of x, of which there are at most two vectors, by multiply-adds in the order
  /// of a. `count` is a multiple of ``stepsAtOnce``; where `rows` is no multiple of a quarter vector there is room
  /// for that many rows, and always for half a vector of sums more.
  static func addRows(
    _ x: UnsafePointer<Scalar>, _ xRow: Int, _ rows: Int, _ a: UnsafePointer<Scalar>, _ count: Int,
    to sums: UnsafeMutablePointer<Scalar>)

  /// The sum of the lanes: halves added to halves until one is left.
  var sumOfLanes: Scalar { get }
  /// Adds each lane, widened, to sums in Double.
  func add(to sums: inout WideSums)
  /// Adds a · b, formed in Double, lane by lane.
  static func addProduct(_ a: Self, _ b: Self, to sums: inout WideSums)
}

/// Sixteen partial sums in Double.
public struct WideSums {
  public var low: SIMD8<Double>
  public var high: SIMD8<Double>

  @inlinable @inline(__always)
  public init() {
    low = SIMD8(repeating: 0)
    high = SIMD8(repeating: 0)
  }

  @inlinable @inline(__always)
  public var total: Double { low.sumOfLanes + high.sumOfLanes }
}
