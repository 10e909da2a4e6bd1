/// The error function and the normal distribution Φ, both from Φ's tail: e^(t²/2) Φ(-t) is nearly
/// 1 / (2 + 2 √2 t), and what is missing a polynomial of t / (t + 3 √2) for all t ≥ 0 (in the way of
/// Shepherd and Laframboise, Mathematics of Computation 36, 1981).
extension KernelVector where Scalar: KernelScalar, Scalar.Vector == Self {
  /// erf x.
  @inlinable @inline(__always)
  public var errorFunction: Self {
    let x = Self.smaller(Self(repeating: Scalar.bellLimit), absolute)
    let tail = (-(x * x)).exponential * (Self(repeating: 1.4142135623730950488) * x).millsRatio
    let far = Self.fma(Self(repeating: -2), tail, .one)
    let near = Self.fma(Scalar.errorFunctionTail(self * self), self, self)
    return .select(Self.less(x, .one), near, far.signed(as: self))
  }

  /// e^(t²/2) Φ(-t) for t ≥ 0: Mills' ratio / √(2π).
  @inlinable @inline(__always)
  public var millsRatio: Self {
    let two = Self(repeating: 2)
    let w = self / (self + Self(repeating: 4.2426406871192851464))
    let tail = Scalar.normalTail(.fma(two, w, -.one))
    return .fma(w, tail, .one) / .fma(Self(repeating: 2.8284271247461900976), self, two)
  }

  /// e^(-t²/2) for 0 ≤ t ≤ `bellLimit`, of the exact square: what rounding it loses changes the
  /// result by up to 2⁹ units in the last place.
  @inlinable @inline(__always)
  public var bell: Self {
    let lowBits = (1 as UInt64) << UInt64(Scalar.fractionBits / 2 &+ 1) &- 1
    let high = Self.and(self, Self(bits: ~lowBits))
    let square = self * self
    let lost = (high * high - square) + (self - high) * (self + high)
    let half = Self(repeating: -0.5)
    let power = (half * square).exponential
    return .fma(power, half * lost, power)
  }

  /// t = |z| and the two factors of Φ(-t).
  @inlinable @inline(__always)
  public var normalTail: (t: Self, bell: Self, ratio: Self) {
    let t = Self.smaller(Self(repeating: Scalar.bellLimit), absolute)
    return (t, t.bell, t.millsRatio)
  }
}
