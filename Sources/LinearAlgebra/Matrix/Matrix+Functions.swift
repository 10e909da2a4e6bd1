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
