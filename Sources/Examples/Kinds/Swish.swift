import DeepNetwork

/// A dense layer with g(z) = z · sigmoid(z).
struct Swish<Scalar: NetworkScalar>: Layer {
  var W: Matrix<Scalar>
  var b: Matrix<Scalar>

  var inputSize: Int { W.columns }
  var outputSize: Int { W.rows }

  typealias Cache = (aPrev: Matrix<Scalar>, z: Matrix<Scalar>)

  func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    let z = W * aPrev + b
    return (z .* sigmoid(z), (aPrev, z))
  }

  func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    let s = sigmoid(cache.z)
    let dZ = dA .* (s + cache.z .* s .* (1 - s))
    let m = Scalar(dZ.columns)
    return (W.transposed * dZ, dZ * cache.aPrev.transposed / m, dZ.rowSums() / m)
  }
}

// MARK: - As operations

extension Swish {
  func operations(_ aPrev: Tensor, in statement: inout Statement<Scalar>) -> Tensor {
    let z = statement.apply(
      .gemm, statement.flat(aPrev), statement.constant("W", W), statement.vector("b", b))
    return statement.apply(.multiply, z, statement.apply(.sigmoid, z))
  }
}
