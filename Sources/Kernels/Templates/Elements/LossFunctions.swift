// The losses of single elements, by what the output layer returns.

/// From Z of a sigmoid: max(z, 0) - z y + log(1 + e^-|z|).
public struct SigmoidCrossEntropy<Scalar: KernelScalar>: LossOfElement {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ z: Scalar.Vector, _ y: Scalar.Vector)
    -> (loss: Scalar.Vector, gradient: Scalar.Vector)
  {
    let e = (-z.absolute).exponential
    let loss = Scalar.Vector.fma(-z, y, .larger(.zero, z)) + e.logarithm1p
    return (loss, z.sigmoid(e) - y)
  }
}

/// From A: ½ (a - y)².
public struct SquaredError<Scalar: KernelScalar>: LossOfElement {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ a: Scalar.Vector, _ y: Scalar.Vector)
    -> (loss: Scalar.Vector, gradient: Scalar.Vector)
  {
    let difference = a - y
    return (Scalar.Vector(repeating: 0.5) * difference * difference, difference)
  }
}

/// From A: -(y log a + (1 - y) log(1 - a)).
public struct BinaryCrossEntropy<Scalar: KernelScalar>: LossOfElement {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ a: Scalar.Vector, _ y: Scalar.Vector)
    -> (loss: Scalar.Vector, gradient: Scalar.Vector)
  {
    let here = y * bounded(a.logarithm)
    let there = (.one - y) * bounded((-a).logarithm1p)
    let divisor = Scalar.Vector.larger(Scalar.Vector(repeating: 1e-12), a * (.one - a))
    return (-(here + there), (a - y) / divisor)
  }
}

/// From A: -y log a.
public struct CategoricalCrossEntropy<Scalar: KernelScalar>: LossOfElement {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ a: Scalar.Vector, _ y: Scalar.Vector)
    -> (loss: Scalar.Vector, gradient: Scalar.Vector)
  {
    let divisor = Scalar.Vector.larger(Scalar.Vector(repeating: 1e-12), a)
    return (-(y * bounded(a.logarithm)), -y / divisor)
  }
}

extension LossOfElement {
  /// Outputs at 0 or 1 cost 100 instead of infinity, as in PyTorch; so does the divisor's bound of
  /// 1e-12 keep the gradient finite.
  @inlinable @inline(__always)
  public func bounded(_ logarithm: Scalar.Vector) -> Scalar.Vector {
    .larger(Scalar.Vector(repeating: -100), logarithm)
  }
}
