// The activations' derivatives: dZ from x = dA and y = A.

public struct LinearDerivative<Scalar: KernelScalar>: TwoOperands {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector, _ y: Scalar.Vector) -> Scalar.Vector {
    x
  }
}

public struct SigmoidDerivative<Scalar: KernelScalar>: TwoOperands {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector, _ y: Scalar.Vector) -> Scalar.Vector {
    x * (y * (.one - y))
  }
}

public struct TanhDerivative<Scalar: KernelScalar>: TwoOperands {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector, _ y: Scalar.Vector) -> Scalar.Vector {
    x * .fma(-y, y, .one)
  }
}

public struct ReluDerivative<Scalar: KernelScalar>: TwoOperands {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector, _ y: Scalar.Vector) -> Scalar.Vector {
    .select(Scalar.Vector.less(.zero, y), x, .zero)
  }
}

public struct LeakyReluDerivative<Scalar: KernelScalar>: TwoOperands {
  public let slope: Scalar.Vector

  @inlinable @inline(__always)
  public init(_ slope: Double) { self.slope = Scalar.Vector(repeating: Scalar(slope)) }

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector, _ y: Scalar.Vector) -> Scalar.Vector {
    .select(Scalar.Vector.less(.zero, y), x, slope * x)
  }
}
