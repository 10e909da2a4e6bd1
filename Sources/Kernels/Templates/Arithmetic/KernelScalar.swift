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
  /// Where e^(-x²/2) has become 0.
  static var bellLimit: Self { get }

  /// (e^r - 1 - r) / r² for |r| ≤ ½ log 2.
  static func exponentialTail(_ r: Vector) -> Vector
  /// (log((1 + s) / (1 - s)) - 2 s) / (s z), z = s², for |s| ≤ 3 - 2 √2.
  static func logarithmTail(_ z: Vector) -> Vector
  /// erf x / x - 1 for z = x² ≤ 1.
  static func errorFunctionTail(_ z: Vector) -> Vector
  /// ((1 + √2 t) 2 e^(t²/2) Φ(-t) - 1) / w for w = t / (t + 3 √2) and q = 2 w - 1, t ≤ `bellLimit`.
  static func normalTail(_ q: Vector) -> Vector
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
  @inlinable @inline(__always) public static var bellLimit: Float { 15 }

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

  @inlinable @inline(__always)
  public static func errorFunctionTail(_ z: Vector) -> Vector {
    var q = Vector(repeating: 7.853844046e-5)
    q = .fma(q, z, Vector(repeating: -0.0008010189247))
    q = .fma(q, z, Vector(repeating: 0.00518832732))
    q = .fma(q, z, Vector(repeating: -0.02685381185))
    q = .fma(q, z, Vector(repeating: 0.1128358515))
    q = .fma(q, z, Vector(repeating: -0.3761262583))
    return .fma(q, z, Vector(repeating: 0.1283791657))
  }

  @inlinable @inline(__always)
  public static func normalTail(_ q: Vector) -> Vector {
    var p = Vector(repeating: -0.000528999588)
    p = .fma(p, q, Vector(repeating: -0.001005533735))
    p = .fma(p, q, Vector(repeating: 0.0050241653))
    p = .fma(p, q, Vector(repeating: 0.0001047368242))
    p = .fma(p, q, Vector(repeating: -0.04770939547))
    p = .fma(p, q, Vector(repeating: 0.184300199))
    p = .fma(p, q, Vector(repeating: -0.422840425))
    p = .fma(p, q, Vector(repeating: 0.6821335094))
    p = .fma(p, q, Vector(repeating: -0.7772584084))
    return .fma(p, q, Vector(repeating: 0.5060161192))
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
  @inlinable @inline(__always) public static var bellLimit: Double { 39 }

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

  @inlinable @inline(__always)
  public static func errorFunctionTail(_ z: Vector) -> Vector {
    var q = Vector(repeating: -7.7794489132478199253e-10)
    q = .fma(q, z, Vector(repeating: 1.3710969859773255304e-8))
    q = .fma(q, z, Vector(repeating: -1.6206311317613115874e-7))
    q = .fma(q, z, Vector(repeating: 1.6447131253159389677e-6))
    q = .fma(q, z, Vector(repeating: -1.4924712276399660302e-5))
    q = .fma(q, z, Vector(repeating: 0.00012055293575585291957))
    q = .fma(q, z, Vector(repeating: -0.00085483259292715757149))
    q = .fma(q, z, Vector(repeating: 0.0052239776061176199902))
    q = .fma(q, z, Vector(repeating: -0.026866170643111374111))
    q = .fma(q, z, Vector(repeating: 0.11283791670944184313))
    q = .fma(q, z, Vector(repeating: -0.37612638903183519542))
    return .fma(q, z, Vector(repeating: 0.12837916709551256566))
  }

  @inlinable @inline(__always)
  public static func normalTail(_ q: Vector) -> Vector {
    var p = Vector(repeating: -7.8687239372657322157e-9)
    p = .fma(p, q, Vector(repeating: -7.9115377649080529141e-9))
    p = .fma(p, q, Vector(repeating: 7.2589413649318510034e-8))
    p = .fma(p, q, Vector(repeating: 1.0707685397129027115e-7))
    p = .fma(p, q, Vector(repeating: -3.6893840229569061995e-7))
    p = .fma(p, q, Vector(repeating: -8.3528305816101537495e-7))
    p = .fma(p, q, Vector(repeating: 1.534331416232265364e-6))
    p = .fma(p, q, Vector(repeating: 5.3890384187978699431e-6))
    p = .fma(p, q, Vector(repeating: -6.845645307835633548e-6))
    p = .fma(p, q, Vector(repeating: -3.3345345285168551757e-5))
    p = .fma(p, q, Vector(repeating: 4.3242480019054351799e-5))
    p = .fma(p, q, Vector(repeating: 0.00020695311651279826662))
    p = .fma(p, q, Vector(repeating: -0.0004172723724614971168))
    p = .fma(p, q, Vector(repeating: -0.0011423915646788968411))
    p = .fma(p, q, Vector(repeating: 0.004919772241212797892))
    p = .fma(p, q, Vector(repeating: 0.00013901131880501000049))
    p = .fma(p, q, Vector(repeating: -0.047680041152882587344))
    p = .fma(p, q, Vector(repeating: 0.18429609584558626747))
    p = .fma(p, q, Vector(repeating: -0.42284342267634423615))
    p = .fma(p, q, Vector(repeating: 0.68213374008172150496))
    p = .fma(p, q, Vector(repeating: -0.77725832878862035217))
    return .fma(p, q, Vector(repeating: 0.50601611653945929514))
  }
}
