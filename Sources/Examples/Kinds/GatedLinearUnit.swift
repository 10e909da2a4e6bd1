import DeepNetwork

/// A gated linear unit, A = (W·A_prev + b) ∘ σ(V·A_prev + c) (Dauphin, Fan, Auli, Grangier: Language
/// Modeling with Gated Convolutional Networks, 2017).
///
/// It learns two matrices of weights, each under a name.
///
/// *Shapes*: W and V (n, n_prev), b and c (n, 1); A (n, m).
struct GatedLinearUnit<Scalar: NetworkScalar>: NetworkLayer {
  var W, b, V, c: Matrix<Scalar>

  var inputSize: Int { W.columns }
  var outputSize: Int { W.rows }

  var parameters: [Parameter<Self>] {
    [
      Parameter("W", \.W), Parameter("b", \.b, decays: false),
      Parameter("V", \.V), Parameter("c", \.c, decays: false),
    ]
  }

  typealias Cache = (aPrev: Matrix<Scalar>, values: Matrix<Scalar>, gates: Matrix<Scalar>)

  func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    let values = W * aPrev + b
    let gates = sigmoid(V * aPrev + c)
    return (values .* gates, (aPrev, values, gates))
  }

  func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, gradients: [Matrix<Scalar>])
  {
    let (aPrev, values, gates) = cache
    let dValues = dA .* gates
    let dGates = dA .* values .* gates .* (1 - gates)
    return (
      W.transposed * dValues + V.transposed * dGates,
      [
        dValues.meanProduct(aPrev), dValues.rowMeans(),
        dGates.meanProduct(aPrev), dGates.rowMeans(),
      ]
    )
  }
}

// MARK: - As operations

extension GatedLinearUnit {
  func operations(_ aPrev: Tensor, in statement: inout Statement<Scalar>) -> Tensor {
    let x = statement.flat(aPrev)
    let values = statement.apply(
      .gemm, x, statement.constant("W", W), statement.vector("b", b))
    let gates = statement.apply(
      .gemm, x, statement.constant("V", V), statement.vector("c", c))
    return statement.apply(.multiply, values, statement.apply(.sigmoid, gates))
  }
}
