import DeepNetwork

/// Layer normalization: the features of each example are brought to mean 0 and variance 1, then scaled
/// and shifted (Ba, Kiros, Hinton: Layer Normalization, 2016).
///
/// X̂ = (A_prev - μ) / √(σ² + ε) with μ and σ² of each column, A = γ ∘ X̂ + β.
///
/// *Shapes*: γ and β (n, 1); A_prev, X̂ and A (n, m); μ and σ² (1, m).
struct LayerNormalization<Scalar: NetworkScalar>: NetworkLayer {
  var gamma: Matrix<Scalar>
  var beta: Matrix<Scalar>
  let epsilon: Scalar = 1e-5

  init(_ n: Int) {
    gamma = Matrix(rows: n, columns: 1, repeating: 1)
    beta = Matrix(rows: n, columns: 1)
  }

  var inputSize: Int { gamma.rows }
  var outputSize: Int { gamma.rows }

  var parameters: [Parameter<Self>] {
    [Parameter("gamma", \.gamma, decays: false), Parameter("beta", \.beta, decays: false)]
  }

  typealias Cache = (xHat: Matrix<Scalar>, deviation: Matrix<Scalar>)

  func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    let centered = aPrev - aPrev.columnMeans()
    let deviation = sqrt(square(centered).columnMeans() + epsilon)
    let xHat = centered ./ deviation
    return (gamma .* xHat + beta, (xHat, deviation))
  }

  func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, gradients: [Matrix<Scalar>])
  {
    let (xHat, deviation) = cache
    let dXHat = gamma .* dA
    let dCentered = dXHat - xHat .* (dXHat .* xHat).columnMeans()
    let dAPrev = (dCentered - dXHat.columnMeans()) ./ deviation
    return (dAPrev, [(dA .* xHat).rowMeans(), dA.rowMeans()])
  }
}

// MARK: - As operations

extension LayerNormalization {
  func operations(_ aPrev: Tensor, in statement: inout Statement<Scalar>) -> Tensor {
    let x = statement.flat(aPrev)
    let centered = statement.apply(.subtract, x, statement.apply(.mean(axes: [1]), x))
    let square = statement.apply(.multiply, centered, centered)
    let variance = statement.apply(.mean(axes: [1]), square)
    let deviation = statement.apply(
      .squareRoot, statement.apply(.add, variance, statement.number(Double(epsilon))))
    let xHat = statement.apply(.divide, centered, deviation)
    let scaled = statement.apply(.multiply, xHat, statement.vector("gamma", gamma))
    return statement.apply(.add, scaled, statement.vector("beta", beta))
  }
}
