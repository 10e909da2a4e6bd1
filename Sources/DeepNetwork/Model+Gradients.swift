extension Model {
  /// The cost of a batch, and its gradients with respect to the parameters of each layer, as a training
  /// computes them.
  ///
  /// It is all that a training loop of one's own needs:
  ///
  ///     let (cost, gradients) = try model.gradients(X: X, Y: Y)
  ///     try optimizer.update(&model, by: gradients, alpha: 0.01)
  ///
  /// - Parameters:
  ///   - X: the examples, (n[0], m).
  ///   - Y: their labels, (n[L], m).
  ///   - loss: the loss; nil for the one that follows from the activation of a last ``OutputLayer``.
  /// - Returns: the cost without L2, and the gradients of the layers 1 … L.
  /// - Throws: `DimensionError` if the batch does not fit or is not such as the loss takes, a layer returns
  ///   a wrong shape or draws at random, or no loss is given and none follows.
  public func gradients(X: Matrix<Scalar>, Y: Matrix<Scalar>, loss: Loss? = nil)
    throws(DimensionError) -> (cost: Double, gradients: Gradients<Scalar>)
  {
    let loss = try self.loss(given: loss)
    try requireNothingDrawn()
    return try run(X, Y, loss) { _ in }
  }

  /// The cost of a batch and its gradients, from a pass for which layers such as dropout draw what they
  /// leave out.
  public func gradients(
    X: Matrix<Scalar>, Y: Matrix<Scalar>, loss: Loss? = nil, from random: inout RandomState
  ) throws(DimensionError) -> (cost: Double, gradients: Gradients<Scalar>) {
    try run(X, Y, self.loss(given: loss)) { $0.draw(m: X.columns, from: &random) }
  }

  private func run(
    _ X: Matrix<Scalar>, _ Y: Matrix<Scalar>, _ loss: Loss, willRun: (Propagation<Scalar>) -> Void
  ) throws(DimensionError) -> (cost: Double, gradients: Gradients<Scalar>) {
    try DimensionChecker.check(batch: X, Y, of: loss, fits: self)
    let pass = Propagation(self, loss: loss)
    willRun(pass)
    let cost = try pass.run(X: X, Y: Y, weights: nil).loss / Double(X.columns)
    return (cost, Gradients(of: pass.layers))
  }
}

extension Model {
  /// Σ‖W‖² over all layers, as L2 takes it.
  package var squaredNormOfWeights: Double {
    Propagation(self, loss: .meanSquaredError).squaredNormOfWeights()
  }
}
