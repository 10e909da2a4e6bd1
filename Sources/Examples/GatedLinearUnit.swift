import DeepNetwork

/// A gated linear unit, A = V ∘ G with the values V = W₁·A_prev + b₁ and the gates G = σ(W₂·A_prev + b₂)
/// (Dauphin, Fan, Auli, Grangier: Language Modeling with Gated Convolutional Networks, 2017).
///
/// *Shapes*: W (2n, n_prev) is W₁ over W₂, b (2n, 1) is b₁ over b₂; A, V and G (n, m).
struct GatedLinearUnit<Scalar: NetworkScalar>: Layer {
  var W: Matrix<Scalar>
  var b: Matrix<Scalar>

  var inputSize: Int { W.columns }
  var outputSize: Int { W.rows / 2 }

  typealias Cache = (aPrev: Matrix<Scalar>, values: Matrix<Scalar>, gates: Matrix<Scalar>)

  func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    let z = W * aPrev + b
    let values = z[rows: ..<outputSize]
    let gates = sigmoid(z[rows: outputSize...])
    return (values .* gates, (aPrev, values, gates))
  }

  func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    let (aPrev, values, gates) = cache
    let dValues = dA .* gates
    let dGates = dA .* values .* gates .* (1 - gates)
    let dZ = Matrix(rowsOf: [dValues, dGates])
    return (W.transposed * dZ, dZ.meanProduct(aPrev), dZ.rowMeans())
  }
}

// MARK: - As operations

extension GatedLinearUnit {
  func operations(_ aPrev: Tensor, in statement: inout Statement<Scalar>) -> Tensor {
    let z = statement.apply(
      .gemm, statement.flat(aPrev), statement.constant("W", W), statement.vector("b", b))
    let values = statement.apply(.slice(0..<outputSize, axis: 1), z)
    let gates = statement.apply(
      .sigmoid, statement.apply(.slice(outputSize..<2 * outputSize, axis: 1), z))
    return statement.apply(.multiply, values, gates)
  }
}
