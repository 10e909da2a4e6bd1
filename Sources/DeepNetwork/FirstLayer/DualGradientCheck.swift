extension GradientCheck {
  /// Compares the step that the dual form of a first layer makes with dW of its usual form.
  ///
  /// With the same weights dS·Xᵀ must be dW: training in the space of the examples is then training
  /// W. The usual form's dW is the one that central differences are for.
  ///
  /// - Parameters:
  ///   - model: a network whose first layer is dense.
  ///   - X: the examples, (n[0], m).
  ///   - Y: their labels, (n[L], m).
  ///   - loss: the loss of the network.
  ///   - weights: those of the examples in the cost, (1, m).
  /// - Returns: what was found; nil if the first layer has no dual form.
  /// - Throws: `DimensionError` if a layer returns a wrong shape.
  package func checkDual<Scalar: NetworkScalar>(
    _ model: Model<Scalar>, X: Matrix<Scalar>, Y: Matrix<Scalar>, loss: Loss,
    weights: Matrix<Scalar>? = nil
  ) throws(DimensionError) -> GradientFinding? {
    guard let first = model.layers[0] as? any DualConvertible<Scalar> else { return nil }
    var dual = model
    dual.layers[0] = first.dual(in: GramMatrix(of: X))
    let expected = try firstGradient(of: model, X, Y, loss, weights).dW
    let step = try firstGradient(of: dual, X, Y, loss, weights).dW
    let m = X.columns
    let dS = step[columns: ..<m]
    let returned = dS * X.transposed
    let difference = (returned - expected).sumOfSquares().squareRoot()
    let size = returned.sumOfSquares().squareRoot() + expected.sumOfSquares().squareRoot()
    let error = difference == 0 ? 0 : Double(difference / size)
    return GradientFinding(
      layer: 1, name: "\(dual.layers[0].name)", quantity: .dW, shape: expected.shape,
      compared: expected.count, kinks: 0, kinkName: nil, relativeError: error,
      passed: error <= tolerance(for: Scalar.self), mistake: nil, isDual: true)
  }

  private func firstGradient<Scalar: NetworkScalar>(
    of model: Model<Scalar>, _ X: Matrix<Scalar>, _ Y: Matrix<Scalar>, _ loss: Loss,
    _ weights: Matrix<Scalar>?
  ) throws(DimensionError) -> Gradient<Scalar> {
    var random = RandomState(seed: seed)
    let pass = Propagation(model, loss: loss)
    pass.draw(m: X.columns, from: &random)
    _ = try pass.run(X: X, Y: Y, weights: weights)
    return pass.layers[0].gradient
  }
}
