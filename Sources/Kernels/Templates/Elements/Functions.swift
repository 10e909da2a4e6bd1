// Functions of vectors as types: a closure would be compiled as a function of its own, and vectors
// would go to it and back through memory.

/// A function of one vector.
public protocol OneOperand<Scalar> {
  associatedtype Scalar: KernelScalar
  func callAsFunction(_ x: Scalar.Vector) -> Scalar.Vector
}

/// A function of two vectors.
public protocol TwoOperands<Scalar> {
  associatedtype Scalar: KernelScalar
  func callAsFunction(_ x: Scalar.Vector, _ y: Scalar.Vector) -> Scalar.Vector
}

public struct Exponential<Scalar: KernelScalar>: OneOperand {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector) -> Scalar.Vector { x.exponential }
}

public struct Logarithm<Scalar: KernelScalar>: OneOperand {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector) -> Scalar.Vector { x.logarithm }
}

public struct Logarithm1p<Scalar: KernelScalar>: OneOperand {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector) -> Scalar.Vector { x.logarithm1p }
}

public struct ErrorFunction<Scalar: KernelScalar>: OneOperand {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector) -> Scalar.Vector { x.errorFunction }
}

public struct Square<Scalar: KernelScalar>: OneOperand {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector) -> Scalar.Vector { x * x }
}

public struct Root<Scalar: KernelScalar>: OneOperand {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector) -> Scalar.Vector { x.root }
}

public struct Absolute<Scalar: KernelScalar>: OneOperand {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector) -> Scalar.Vector { x.absolute }
}

public struct Sum<Scalar: KernelScalar>: TwoOperands {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector, _ y: Scalar.Vector) -> Scalar.Vector { x + y }
}

public struct Difference<Scalar: KernelScalar>: TwoOperands {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector, _ y: Scalar.Vector) -> Scalar.Vector { x - y }
}

public struct ReversedDifference<Scalar: KernelScalar>: TwoOperands {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector, _ y: Scalar.Vector) -> Scalar.Vector { y - x }
}

public struct Multiple<Scalar: KernelScalar>: TwoOperands {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector, _ y: Scalar.Vector) -> Scalar.Vector { x * y }
}

public struct Quotient<Scalar: KernelScalar>: TwoOperands {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector, _ y: Scalar.Vector) -> Scalar.Vector { x / y }
}

public struct ReversedQuotient<Scalar: KernelScalar>: TwoOperands {
  @inlinable @inline(__always)
  public init() {}

  @inlinable @inline(__always)
  public func callAsFunction(_ x: Scalar.Vector, _ y: Scalar.Vector) -> Scalar.Vector { y / x }
}
