import Kernels

/// Functions of each element.
extension Matrix {
  package func applying(_ function: UnaryOperation) -> Matrix {
    let result = Matrix(uninitialized: shape, order: order)
    kernels(for: Scalar.self).apply(
      function, storage.base, into: result.storage.base, count: count)
    return result
  }
}

/// e to the power of each element.
public func exp<Scalar>(_ z: Matrix<Scalar>) -> Matrix<Scalar> { z.applying(.exp) }

/// The natural logarithm of each element.
public func log<Scalar>(_ z: Matrix<Scalar>) -> Matrix<Scalar> { z.applying(.log) }

/// The hyperbolic tangent of each element.
public func tanh<Scalar>(_ z: Matrix<Scalar>) -> Matrix<Scalar> { z.applying(.tanh) }

/// The error function 2/√π ∫₀ᶻ e^(-t²) dt of each element z.
public func erf<Scalar>(_ z: Matrix<Scalar>) -> Matrix<Scalar> { z.applying(.erf) }

/// 1 / (1 + e⁻ᶻ) of each element z.
public func sigmoid<Scalar>(_ z: Matrix<Scalar>) -> Matrix<Scalar> { z.applying(.sigmoid) }

/// max(0, z) of each element z.
public func relu<Scalar>(_ z: Matrix<Scalar>) -> Matrix<Scalar> { z.applying(.relu) }

/// The square root of each element.
public func sqrt<Scalar>(_ z: Matrix<Scalar>) -> Matrix<Scalar> { z.applying(.squareRoot) }

/// The square of each element.
public func square<Scalar>(_ z: Matrix<Scalar>) -> Matrix<Scalar> { z.applying(.square) }

/// The absolute value of each element.
public func abs<Scalar>(_ z: Matrix<Scalar>) -> Matrix<Scalar> { z.applying(.absolute) }

/// e^zᵢ / Σⱼ e^zⱼ over each column of z.
public func softmax<Scalar>(_ z: Matrix<Scalar>) -> Matrix<Scalar> { z.softmax() }

/// 1 for each element above 0, else 0: the derivative of ``relu(_:)``.
public func step<Scalar>(_ z: Matrix<Scalar>) -> Matrix<Scalar> { z.steps() }

/// 1 for each element above 0, -1 for each below, and 0 and NaN as they are.
public func sign<Scalar>(_ z: Matrix<Scalar>) -> Matrix<Scalar> { z.signs() }

/// The larger of the two elements at each place, NaN if one of them is; both have one shape.
public func max<Scalar>(_ a: Matrix<Scalar>, _ b: Matrix<Scalar>) -> Matrix<Scalar> {
  a.larger(b)
}

/// The smaller of the two elements at each place, NaN if one of them is; both have one shape.
public func min<Scalar>(_ a: Matrix<Scalar>, _ b: Matrix<Scalar>) -> Matrix<Scalar> {
  a.smaller(b)
}

extension Matrix {
  /// Each element, or the limit that it lies beyond; NaN as it is.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func clamped(to limits: ClosedRange<Scalar>) -> Matrix {
    let (lower, upper) = (limits.lowerBound, limits.upperBound)
    return map { $0 < lower ? lower : $0 > upper ? upper : $0 }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  fileprivate func steps() -> Matrix { map { $0 > 0 ? 1 : 0 } }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  fileprivate func signs() -> Matrix { map { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 } }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  fileprivate func larger(_ b: Matrix) -> Matrix {
    map(with: b) { $0 > $1 || $0 != $0 ? $0 : $1 }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  fileprivate func smaller(_ b: Matrix) -> Matrix {
    map(with: b) { $0 < $1 || $0 != $0 ? $0 : $1 }
  }
}
