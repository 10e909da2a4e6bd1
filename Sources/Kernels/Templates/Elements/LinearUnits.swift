// The relatives of relu that bend with exponentials, each with its derivative. They are compiled once
// for all their users, away from the products: a call per row is nothing beside an exponential.

/// g(z) = z Φ(z) with the normal distribution Φ, formed as max(0, z) - |z| Φ(-|z|).
public struct Gelu<Scalar: KernelScalar>: OneOperand {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector) -> Scalar.Vector {
    let (t, bell, ratio) = x.normalTail
    return .larger(.zero, x) - t * ratio * bell
  }
}

/// g'(z) = Φ(z) + z e^(-z²/2) / √(2π), of y = Z.
public struct GeluDerivative<Scalar: KernelScalar>: TwoOperands {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector, _ y: Scalar.Vector) -> Scalar.Vector {
    let (t, bell, ratio) = y.normalTail
    let below = bell * .fma(Scalar.Vector(repeating: -0.39894228040143267794), t, ratio)
    return x * .select(Scalar.Vector.less(y, .zero), below, .one - below)
  }
}

/// g(z) = z / (1 + e^-z).
public struct Silu<Scalar: KernelScalar>: OneOperand {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector) -> Scalar.Vector {
    let z = Scalar.Vector.larger(Scalar.Vector(repeating: Scalar.lowestExponent), x)
    return z * z.sigmoid
  }
}

/// g'(z) = s + z s (1 - s) with s = 1 / (1 + e^-z), of y = Z.
public struct SiluDerivative<Scalar: KernelScalar>: TwoOperands {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector, _ y: Scalar.Vector) -> Scalar.Vector {
    let lowest = Scalar.Vector(repeating: Scalar.lowestExponent)
    let z = Scalar.Vector.larger(lowest, .smaller(-lowest, y))
    let e = (-z.absolute).exponential
    let upper = Scalar.Vector.one / (.one + e)
    let lower = e * upper
    let s = Scalar.Vector.select(Scalar.Vector.less(z, .zero), lower, upper)
    return x * .fma(z, lower * upper, s)
  }
}

/// g(z) = z where z > 0, else alpha (e^z - 1).
public struct Elu<Scalar: KernelScalar>: OneOperand {
  public let alpha: Scalar.Vector

  @inlinable @inline(__always)
  public init(_ alpha: Double) { self.alpha = Scalar.Vector(repeating: Scalar(alpha)) }

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector) -> Scalar.Vector {
    .select(Scalar.Vector.less(.zero, x), x, alpha * x.exponentialMinusOne)
  }
}

/// g'(z) = 1 where a > 0, else a + alpha.
public struct EluDerivative<Scalar: KernelScalar>: TwoOperands {
  public let alpha: Scalar.Vector

  @inlinable @inline(__always)
  public init(_ alpha: Double) { self.alpha = Scalar.Vector(repeating: Scalar(alpha)) }

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector, _ y: Scalar.Vector) -> Scalar.Vector {
    .select(Scalar.Vector.less(.zero, y), x, x * (y + alpha))
  }
}

/// g(z) = log(1 + e^z), formed as max(0, z) + log(1 + e^-|z|).
public struct Softplus<Scalar: KernelScalar>: OneOperand {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector) -> Scalar.Vector {
    .larger(.zero, x) + (-x.absolute).exponential.logarithm1p
  }
}

/// g'(z) = 1 - e^-a.
public struct SoftplusDerivative<Scalar: KernelScalar>: TwoOperands {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector, _ y: Scalar.Vector) -> Scalar.Vector {
    -x * (-y).exponentialMinusOne
  }
}
