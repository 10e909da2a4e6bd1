/// A number type that the kernels exist for, with its vector and the numbers that the elementary
/// functions need.
///
/// The polynomials are minimax fits (Remez' algorithm, 60 digits) over the reduced arguments.
public protocol KernelScalar: BinaryFloatingPoint, Sendable {
  associatedtype Vector: KernelVector where Vector.Scalar == Self

  /// The bits of the fraction, without the leading one.
  static var fractionBits: Int { get }
  /// The bit pattern of 1.
  static var oneBits: UInt64 { get }
  /// The bit pattern of the square root of ½: fractions are brought between it and twice it.
  static var rootHalfBits: UInt64 { get }
  static var exponentBias: Self { get }
  /// 2^fractionBits.
  static var wholeNumbers: Self { get }
  /// Rounds a sum to a whole number and leaves that in the low bits: 1.5 · 2^fractionBits.
  static var roundingBias: Self { get }
  /// Log 2 in two parts; the first has so few bits that its multiples by exponents are exact.
  static var ln2High: Self { get }
  static var ln2Low: Self { get }
  /// Up to this magnitude exp is neither denormal nor infinite.
  static var plainExponent: Self { get }
  /// Below the first exp is 0, above the second infinite.
  static var lowestExponent: Self { get }
  static var highestExponent: Self { get }
  /// Where tanh has become 1.
  static var tanhLimit: Self { get }

  /// (e^r - 1 - r) / r² for |r| ≤ ½ log 2.
  static func exponentialTail(_ r: Vector) -> Vector
  /// (log((1 + s) / (1 - s)) - 2 s) / (s z), z = s², for |s| ≤ 3 - 2 √2.
  static func logarithmTail(_ z: Vector) -> Vector
}

extension Float: KernelScalar {
  public typealias Vector = SIMD16<Float>

  @inlinable @inline(__always) public static var fractionBits: Int { 23 }
  @inlinable @inline(__always) public static var oneBits: UInt64 { 0x3f80_0000 }
  @inlinable @inline(__always) public static var rootHalfBits: UInt64 { 0x3f35_04f3 }
  @inlinable @inline(__always) public static var exponentBias: Float { 127 }
  @inlinable @inline(__always) public static var wholeNumbers: Float { 0x1p23 }
  @inlinable @inline(__always) public static var roundingBias: Float { 0x1.8p23 }
  @inlinable @inline(__always) public static var ln2High: Float { 0x1.62e4p-1 }
  @inlinable @inline(__always) public static var ln2Low: Float { 1.4286068e-6 }
  @inlinable @inline(__always) public static var plainExponent: Float { 87 }
  @inlinable @inline(__always) public static var lowestExponent: Float { -104 }
  @inlinable @inline(__always) public static var highestExponent: Float { 89 }
  @inlinable @inline(__always) public static var tanhLimit: Float { 9.1 }

  @inlinable @inline(__always)
  public static func exponentialTail(_ r: Vector) -> Vector {
    var q = Vector(repeating: 0.001394617743)
    q = .fma(q, r, Vector(repeating: 0.008366464262))
    q = .fma(q, r, Vector(repeating: 0.04166628752))
    q = .fma(q, r, Vector(repeating: 0.1666654433))
    return .fma(q, r, Vector(repeating: 0.5000000059))
  }

  @inlinable @inline(__always)
  public static func logarithmTail(_ z: Vector) -> Vector {
    var q = Vector(repeating: 0.2987183984)
    q = .fma(q, z, Vector(repeating: 0.3997753799))
    return .fma(q, z, Vector(repeating: 0.666667764))
  }
}

extension Double: KernelScalar {
  public typealias Vector = SIMD8<Double>

  @inlinable @inline(__always) public static var fractionBits: Int { 52 }
  @inlinable @inline(__always) public static var oneBits: UInt64 { 0x3ff0_0000_0000_0000 }
  @inlinable @inline(__always) public static var rootHalfBits: UInt64 { 0x3fe6_a09e_667f_3bcd }
  @inlinable @inline(__always) public static var exponentBias: Double { 1023 }
  @inlinable @inline(__always) public static var wholeNumbers: Double { 0x1p52 }
  @inlinable @inline(__always) public static var roundingBias: Double { 0x1.8p52 }
  @inlinable @inline(__always) public static var ln2High: Double { 0.693147180559890330187045 }
  @inlinable @inline(__always) public static var ln2Low: Double { 5.4979230187083711747e-14 }
  @inlinable @inline(__always) public static var plainExponent: Double { 708 }
  @inlinable @inline(__always) public static var lowestExponent: Double { -746 }
  @inlinable @inline(__always) public static var highestExponent: Double { 710 }
  @inlinable @inline(__always) public static var tanhLimit: Double { 19.1 }

  @inlinable @inline(__always)
  public static func exponentialTail(_ r: Vector) -> Vector {
    var q = Vector(repeating: 2.0924161809512315974e-9)
    q = .fma(q, r, Vector(repeating: 2.5108718793220827477e-8))
    q = .fma(q, r, Vector(repeating: 2.755724384847192596e-7))
    q = .fma(q, r, Vector(repeating: 2.7557245217275647231e-6))
    q = .fma(q, r, Vector(repeating: 2.4801587358982010893e-5))
    q = .fma(q, r, Vector(repeating: 1.9841269885002400373e-4))
    q = .fma(q, r, Vector(repeating: 1.3888888888867874892e-3))
    q = .fma(q, r, Vector(repeating: 8.3333333333221419699e-3))
    q = .fma(q, r, Vector(repeating: 4.1666666666666698384e-2))
    q = .fma(q, r, Vector(repeating: 1.6666666666666675806e-1))
    return .fma(q, r, Vector(repeating: 0.5))
  }

  @inlinable @inline(__always)
  public static func logarithmTail(_ z: Vector) -> Vector {
    var q = Vector(repeating: 0.1479606589388670792)
    q = .fma(q, z, Vector(repeating: 0.15314040064268979456))
    q = .fma(q, z, Vector(repeating: 0.18183564687700313799))
    q = .fma(q, z, Vector(repeating: 0.22222198567275937581))
    q = .fma(q, z, Vector(repeating: 0.28571428742433231268))
    q = .fma(q, z, Vector(repeating: 0.3999999999941454043))
    return .fma(q, z, Vector(repeating: 0.66666666666667344188))
  }
}
