import DeepNetwork

/// A layer that states no operations: A = 2 A_prev.
struct Unstated: Layer {
  let size: Int

  var inputSize: Int { size }
  var outputSize: Int { size }

  func forward(_ aPrev: Matrix<Double>) -> (a: Matrix<Double>, cache: Void) { (aPrev * 2, ()) }

  func backward(_ dA: Matrix<Double>, cache: Void)
    -> (dAPrev: Matrix<Double>, dW: Matrix<Double>, db: Matrix<Double>)
  { (dA * 2, .empty, .empty) }
}
