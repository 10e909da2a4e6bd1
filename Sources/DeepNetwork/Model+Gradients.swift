extension Model {
  /// The cost of a batch, and its gradient with respect to the parameters of each layer.
  ///
  /// It is all that a training loop of one's own needs:
  ///
  ///     let (cost, gradients) = try model.gradients(X: X, Y: Y)
  ///     for l in 0..<model.L {
  ///       model.layers[l].W -= alpha * gradients[l].dW
  ///       model.layers[l].b -= alpha * gradients[l].db
  ///     }
  ///
  /// Layers that draw at random use what they drew last.
  ///
  /// - Parameters:
  ///   - X: the examples, (n[0], m).
  ///   - Y: their labels, (n[L], m).
  ///   - loss: the loss; nil for the one that follows from the activation of a last ``OutputLayer``.
  /// - Returns: the cost without L2, and the gradients of the layers 1 … L.
  /// - Throws: `DimensionError` if the batch does not fit, a layer returns a wrong shape, or no loss is
  ///   given and none follows.
  public func gradients(X: Matrix<Scalar>, Y: Matrix<Scalar>, loss: Loss? = nil)
    throws(DimensionError) -> (cost: Double, gradients: [Gradient<Scalar>])
  {
    try DimensionChecker.check(MatrixExamples(X: X, Y: Y), fit: self)
    let pass = Propagation(self, loss: try self.loss(given: loss))
    let cost = try pass.run(X: X, Y: Y, weights: nil).loss / Double(X.columns)
    return (cost, pass.layers.map { $0.gradient })
  }
}

extension Model {
  /// Σ‖W‖² over all layers, as L2 takes it.
  package var squaredNormOfWeights: Double {
    Propagation(self, loss: .meanSquaredError).squaredNormOfWeights()
  }
}
