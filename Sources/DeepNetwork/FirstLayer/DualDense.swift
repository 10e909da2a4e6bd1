/// The first dense layer in the space of the examples, for full-batch training.
///
/// Gradient descent changes W only by multiples of dZ·Xᵀ, so W = C·W₀ + S·Xᵀ with S (n[1], m) and C
/// (n[1], n[1]), at first 0 and the identity. With G = XᵀX and P₀ = W₀X formed once,
///
///     Z = S·G + C·P₀ + b,    dS = dZ / m,    dC = 0,
///
/// and an update of S and C, decay and momentum included, is the update of W: exact algebra, with
/// 2·n[1]·m·m operations an iteration in place of 4·n[1]·n[0]·m. As a gradient dS is ∂J/∂S times
/// G⁻¹; dW[1] is dS·Xᵀ.
///
/// *Shapes*: the parameter `W` of this layer is (S | C), (n[1], m + n[1]); b is (n[1], 1). Forward
/// takes the X (n[0], m) that the space was made of, and no other.
struct DualDense<Scalar: NetworkScalar>: OutputLayer {
  struct Cache: Sendable {
    let kept: Matrix<Scalar>
  }

  var W: Matrix<Scalar>
  var b: Matrix<Scalar>
  let activation: Activation
  let space: DualSpace<Scalar>

  init(_ dense: Dense<Scalar>, in space: DualSpace<Scalar>) {
    W = Self.unmoved(units: dense.outputSize, m: space.m)
    b = dense.b
    activation = dense.activation
    self.space = space
  }

  /// (S | C) of W₀: 0 and the identity.
  static func unmoved(units: Int, m: Int) -> Matrix<Scalar> {
    var W = Matrix<Scalar>(rows: units, columns: m + units)
    for unit in 0..<units { W[unit, m + unit] = 1 }
    return W
  }

  var inputSize: Int { space.initialW.columns }
  var outputSize: Int { b.rows }
  var name: String { "Dense \(inputSize) -> \(outputSize), \(activation), dual" }

  func forward(_ aPrev: Matrix<Scalar>) -> (a: Matrix<Scalar>, cache: Cache) {
    requireSameExamples(aPrev)
    let (a, kept) = W.forwardProduct(space.products, bias: b, activation)
    return (a, Cache(kept: kept))
  }

  func linear(_ aPrev: Matrix<Scalar>) -> (z: Matrix<Scalar>, cache: Cache) {
    requireSameExamples(aPrev)
    return (W.product(space.products, bias: b), Cache(kept: .empty))
  }

  func backward(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    let (dZ, db) = activation.backward(dA, kept: cache.kept)
    return (primal.W.transposed * dZ, dS(dZ), db)
  }

  func parameterGradients(_ dA: Matrix<Scalar>, cache: Cache)
    -> (dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    let (dZ, db) = activation.backward(dA, kept: cache.kept)
    return (dS(dZ), db)
  }

  func backward(dZ: Matrix<Scalar>, cache: Cache)
    -> (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    let (dW, db) = parameterGradients(dZ: dZ, cache: cache)
    return (primal.W.transposed * dZ, dW, db)
  }

  func parameterGradients(dZ: Matrix<Scalar>, cache: Cache)
    -> (dW: Matrix<Scalar>, db: Matrix<Scalar>)
  {
    (dS(dZ), dZ.rowMeans())
  }

  func infer(_ aPrev: Matrix<Scalar>) -> Matrix<Scalar> { primal.infer(aPrev) }

  /// The layer with W itself, (n[1], n[0]).
  var primal: Dense<Scalar> {
    let combined = W * space.basis
    return Dense(W: combined, b: b, activation: activation)
  }

  /// (dZ / m | 0): C only decays.
  private func dS(_ dZ: Matrix<Scalar>) -> Matrix<Scalar> {
    dZ.padded(toColumns: W.columns, scale: 1 / Scalar(space.m))
  }

  private func requireSameExamples(_ aPrev: Matrix<Scalar>) {
    require(
      aPrev.columns == space.m && aPrev.rows == inputSize,
      "the dual first layer was made for X \(Shape(inputSize, space.m)), not \(aPrev.shape)")
  }
}
