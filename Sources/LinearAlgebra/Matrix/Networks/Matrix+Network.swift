import Kernels

/// The passes that a layer or loss makes over whole matrices, fused.
extension Matrix {
  /// g of each element.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func activated(by activation: ElementActivation) -> Matrix {
    let result = Matrix(uninitialized: shape, order: order)
    kernels(for: Scalar.self).apply(
      activation.function, storage.base, into: result.storage.base, count: count)
    return result
  }

  /// g of the sum with a matrix of the same shape.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func sum(with other: Matrix, activation: ElementActivation) -> Matrix {
    require(shape == other.shape, "matrices \(shape) and \(other.shape) must have one shape")
    let other = other.ordered(order)
    let result = Matrix(uninitialized: shape, order: order)
    kernels(for: Scalar.self).add(
      storage.base, other.storage.base, activation: activation, into: result.storage.base,
      count: count)
    return result
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func softmax() -> Matrix {
    let z = ordered(.rowMajor)
    let result = Matrix(uninitialized: shape)
    kernels(for: Scalar.self).softmax(
      z.storage.base, rows: rows, columns: columns, into: result.storage.base)
    return result
  }

  /// dZ of a softmax from this dA and A.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func softmaxBackward(a: Matrix) -> Matrix {
    require(shape == a.shape, "dA \(shape) and A \(a.shape) must have one shape")
    let (dA, a) = (ordered(.rowMajor), a.ordered(.rowMajor))
    let result = Matrix(uninitialized: shape)
    kernels(for: Scalar.self).softmaxBackward(
      dA: dA.storage.base, a: a.storage.base, rows: rows, columns: columns,
      into: result.storage.base)
    return result
  }

  /// dZ = dA ∘ g'(Z) and db = the means of the rows of dZ, (n, 1), from this dA and A; in its place
  /// Z for an activation that is derived from Z.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func activationBackward(_ activation: ElementActivation, a: Matrix)
    -> (dZ: Matrix, db: Matrix)
  {
    require(
      shape == a.shape,
      "dA \(shape) and \(activation.isDerivedFromZ ? "Z" : "A") \(a.shape) must have one shape")
    let (dA, a) = (ordered(.rowMajor), a.ordered(.rowMajor))
    let dZ = Matrix(uninitialized: shape)
    let db = Matrix(uninitialized: Shape(rows, 1))
    kernels(for: Scalar.self).activationBackward(
      activation, dA: dA.storage.base, source: a.storage.base, rows: rows, examples: columns,
      into: dZ.storage.base, db: db.storage.base)
    return (dZ, db)
  }

  /// A loss summed over the examples and its gradient, from this Z or A and Y.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func loss(_ kind: MatrixLoss, y: Matrix, weights: Matrix?) -> (
    sum: Double, gradient: Matrix
  ) {
    require(shape == y.shape, "Y must have the shape \(shape) of A, not \(y.shape)")
    require(
      weights?.shape ?? Shape(1, columns) == Shape(1, columns),
      "weights must be one for each of the \(columns) examples")
    let (input, y) = (ordered(.rowMajor), y.ordered(.rowMajor))
    let (x, labels) = (UnsafePointer(input.storage.base), UnsafePointer(y.storage.base))
    let w = weights.map { UnsafePointer($0.storage.base) }
    let gradient = Matrix(uninitialized: shape)
    let out = gradient.storage.base
    let table = kernels(for: Scalar.self)
    let sum =
      switch kind {
      case .sigmoidCrossEntropy:
        table.sigmoidCrossEntropy(
          z: x, y: labels, rows: rows, examples: columns, weights: w, dZ: out)
      case .softmaxCrossEntropy:
        table.softmaxCrossEntropy(
          z: x, y: labels, rows: rows, examples: columns, weights: w, dZ: out)
      case .squaredError:
        table.squaredError(a: x, y: labels, rows: rows, examples: columns, weights: w, dA: out)
      case .absoluteError:
        table.absoluteError(a: x, y: labels, rows: rows, examples: columns, weights: w, dA: out)
      case .huber(let delta):
        table.huber(
          delta: delta, a: x, y: labels, rows: rows, examples: columns, weights: w, dA: out)
      case .binaryCrossEntropy:
        table.binaryCrossEntropy(
          a: x, y: labels, rows: rows, examples: columns, weights: w, dA: out)
      case .categoricalCrossEntropy:
        table.categoricalCrossEntropy(
          a: x, y: labels, rows: rows, examples: columns, weights: w, dA: out)
      }
    return (sum, gradient)
  }
}

/// The losses that come as one pass: the first two from Z, the others from A.
package enum MatrixLoss: Sendable {
  case sigmoidCrossEntropy, softmaxCrossEntropy
  case squaredError, absoluteError, binaryCrossEntropy, categoricalCrossEntropy
  case huber(delta: Double)
}
