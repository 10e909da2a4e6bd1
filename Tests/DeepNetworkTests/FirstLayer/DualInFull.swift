@testable import DeepNetwork

/// The dual first layer with ∂J/∂(S | C), which is dS times the products of its space.
///
/// What the layer itself returns is the step on S that is one on W, not the gradient with respect
/// to S.
struct DualInFull: Layer {
  var dual: DualDense<Double>
  /// Takes the place of A_prev, which the dual layer needs to be its X.
  let X: Matrix<Double>

  init?(_ model: Model<Double>, _ X: Matrix<Double>) {
    guard let dense = model.layers[0] as? Dense<Double>,
      let dual = dense.dual(in: GramMatrix(of: X)) as? DualDense<Double>
    else { return nil }
    self.dual = dual
    self.X = X
  }

  var inputSize: Int { dual.inputSize }
  var outputSize: Int { dual.outputSize }
  var W: Matrix<Double> {
    get { dual.W }
    set { dual.W = newValue }
  }
  var b: Matrix<Double> {
    get { dual.b }
    set { dual.b = newValue }
  }

  func forward(_ aPrev: Matrix<Double>) -> (a: Matrix<Double>, cache: DualDense<Double>.Cache) {
    dual.forward(X)
  }

  func backward(_ dA: Matrix<Double>, cache: DualDense<Double>.Cache)
    -> (dAPrev: Matrix<Double>, dW: Matrix<Double>, db: Matrix<Double>)
  {
    let (_, step, db) = dual.backward(dA, cache: cache)
    let m = dual.space.m
    let dS = Matrix(
      rows: step.rows, columns: m,
      (0..<step.rows).flatMap { row in (0..<m).map { step[row, $0] } })
    return (Matrix(rows: inputSize, columns: m), dS * dual.space.products.transposed, db)
  }
}
