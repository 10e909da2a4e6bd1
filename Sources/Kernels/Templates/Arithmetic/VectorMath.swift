/// The elementary functions, the same operations in every lane: at most 2 ulp from the correctly
/// rounded value, over the whole range, with infinities, NaN and denormals as in the C library.
extension KernelVector where Scalar: KernelScalar, Scalar.Vector == Self {
  @inlinable @inline(__always)
  public static var one: Self { Self(repeating: 1) }

  @inlinable @inline(__always)
  public static var zero: Self { Self(repeating: 0) }

  @inlinable @inline(__always)
  public var absolute: Self { .and(self, Self(bits: ~signBit)) }

  @inlinable @inline(__always)
  public var signBit: UInt64 { Scalar.fractionBits == 23 ? 1 << 31 : 1 << 63 }

  /// This, positive or of the sign already, with the sign of x.
  @inlinable @inline(__always)
  public func signed(as x: Self) -> Self { .or(self, .and(x, Self(bits: signBit))) }

  /// The larger number of each lane; the second one where one is NaN.
  @inlinable @inline(__always)
  public static func larger(_ a: Self, _ b: Self) -> Self { .select(Self.less(b, a), a, b) }

  /// The smaller number of each lane; the second one where one is NaN.
  @inlinable @inline(__always)
  public static func smaller(_ a: Self, _ b: Self) -> Self { .select(Self.less(a, b), a, b) }

  /// 2ⁿ for the whole number n in the low bits of a sum with the rounding bias.
  @inlinable @inline(__always)
  public var powerOfTwo: Self {
    .addBits(bitsShiftedLeft(Scalar.fractionBits), Self(bits: Scalar.oneBits))
  }

  /// n and r, e^x = 2ⁿ e^r with |r| ≤ ½ log 2, then e^r - 1; n with the rounding bias as well.
  @inlinable @inline(__always)
  public var exponentialParts: (n: Self, biasedN: Self, tail: Self) {
    let bias = Self(repeating: Scalar.roundingBias)
    let biased = Self.fma(self, Self(repeating: 1.4426950408889634074), bias)
    let n = biased - bias
    var r = Self.fma(n, Self(repeating: -Scalar.ln2High), self)
    r = .fma(n, Self(repeating: -Scalar.ln2Low), r)
    return (n, biased, .fma(r * r, Scalar.exponentialTail(r), r))
  }

  /// eˣ.
  @inlinable @inline(__always)
  public var exponential: Self {
    if !Self.anyExceeds(absolute, Self(repeating: Scalar.plainExponent)) {
      let (_, biased, tail) = exponentialParts
      return .addBits(.one + tail, biased.bitsShiftedLeft(Scalar.fractionBits))
    }
    let x = Self.larger(
      Self(repeating: Scalar.lowestExponent),
      .smaller(Self(repeating: Scalar.highestExponent), self))
    let (n, _, tail) = x.exponentialParts
    // In two steps, so that results near the largest and the smallest number round once.
    let bias = Self(repeating: Scalar.roundingBias)
    let half = Self.fma(n, Self(repeating: 0.5), bias)
    let rest = n - (half - bias) + bias
    return (.one + tail) * half.powerOfTwo * rest.powerOfTwo
  }

  /// (numerator) / (a + b) for a power of two a and b ≥ 0, with what rounding the sum loses made up
  /// for: the difference of sum and a is exact unless b is so large that a hardly counts.
  @inlinable @inline(__always)
  public static func quotient(_ numerator: Self, by a: Self, plus b: Self) -> Self {
    let sum = a + b
    let lost = b - (sum - a)
    let reciprocal = one / sum
    let first = numerator * reciprocal
    let remainder = Self.fma(-first, lost, .fma(-first, sum, numerator))
    return .fma(remainder, reciprocal, first)
  }

  /// 1 / (1 + e⁻ˣ).
  @inlinable @inline(__always)
  public var sigmoid: Self { sigmoid((-absolute).exponential) }

  /// The sigmoid, given e^-|x|.
  @inlinable @inline(__always)
  public func sigmoid(_ e: Self) -> Self {
    .quotient(.select(Self.less(self, .zero), e, .one), by: .one, plus: e)
  }

  /// (e²ˣ - 1) / (e²ˣ + 1).
  @inlinable @inline(__always)
  public var hyperbolicTangent: Self {
    let x = Self.smaller(Self(repeating: Scalar.tanhLimit), absolute)
    let (_, biased, tail) = (x + x).exponentialParts
    let power = biased.powerOfTwo
    let t = Self.fma(tail, power, power - .one)
    return Self.quotient(t, by: Self(repeating: 2), plus: t).signed(as: self)
  }

  /// eˣ - 1 for x of which eˣ is finite.
  @inlinable @inline(__always)
  public var exponentialMinusOne: Self {
    let x = Self.larger(Self(repeating: -Scalar.plainExponent), self)
    let (_, biased, tail) = x.exponentialParts
    let power = biased.powerOfTwo
    return Self.fma(tail, power, power - .one).signed(as: self)
  }

  /// log x.
  @inlinable @inline(__always)
  public var logarithm: Self {
    let tiny = Self.less(self, Self(repeating: Scalar.leastNormalMagnitude))
    let x = Self.select(tiny, self * Self(repeating: Scalar.wholeNumbers), self)
    var (k, fraction) = x.exponentAndFraction
    k = .select(tiny, k - Self(repeating: Scalar(Scalar.fractionBits)), k)
    return logarithm(k, fraction - .one, correction: .zero).withLogarithmsEdges(of: self)
  }

  /// log (1 + x).
  @inlinable @inline(__always)
  public var logarithm1p: Self {
    let u = .one + self
    let (k, fraction) = u.exponentAndFraction
    // What rounding 1 + x lost, as a part of u.
    let isLarge = Self.less(.one, self)
    let lost = Self.select(isLarge, .one - (u - self), self - (u - .one)) / u
    let isNear = Self.equal(k, .zero)
    let f = Self.select(isNear, self, fraction - .one)
    let correction = Self.select(isNear, .zero, lost)
    let value = logarithm(k, f, correction: correction)
    let edged = value.withLogarithmsEdges(of: u)
    return .select(Self.equal(self, .zero), self, edged)
  }

  /// k and m with x = 2ᵏ m, m between √½ and √2, for positive normal numbers.
  @inlinable @inline(__always)
  public var exponentAndFraction: (k: Self, fraction: Self) {
    let oneBits = Scalar.oneBits
    let shifted = Self.addBits(self, Self(bits: oneBits &- Scalar.rootHalfBits))
    let whole = Self(repeating: Scalar.wholeNumbers)
    let k = Self.or(shifted.bitsShiftedRight(Scalar.fractionBits), whole) - whole
    let fractionMask = (1 as UInt64) << UInt64(Scalar.fractionBits) &- 1
    let fraction = Self.addBits(
      .and(shifted, Self(bits: fractionMask)), Self(bits: Scalar.rootHalfBits))
    return (k - Self(repeating: Scalar.exponentBias), fraction)
  }

  /// k log 2 + log(1 + f) + correction; with s = f / (2 + f), log(1 + f) = 2 s + s³ (…).
  ///
  /// The sum is arranged as f - (f²/2 - (s (f²/2 + R) + k ln2Low)), whose parts grow from the
  /// inside out (as in Sun Microsystems' fdlibm, 1993).
  @inlinable @inline(__always)
  public func logarithm(_ k: Self, _ f: Self, correction: Self) -> Self {
    let s = f / (Self(repeating: 2) + f)
    let z = s * s
    let r = z * Scalar.logarithmTail(z)
    let half = Self(repeating: 0.5) * f * f
    let low = Self.fma(k, Self(repeating: Scalar.ln2Low), correction)
    let inner = half - Self.fma(s, half + r, low)
    return Self.fma(k, Self(repeating: Scalar.ln2High), f - inner)
  }

  /// -∞ for 0, NaN below it, x itself where it is infinite or NaN.
  @inlinable @inline(__always)
  public func withLogarithmsEdges(of x: Self) -> Self {
    let infinity = Self(repeating: .infinity)
    var y = Self.select(Self.less(x, infinity), self, x)
    y = .select(Self.equal(x, .zero), -infinity, y)
    return .select(Self.less(x, .zero), Self(repeating: .nan), y)
  }
}
