extension Model {
  /// The gradient of each example's own cost with respect to its features, (n[0], m), in the way of
  /// inference: running statistics stand still and nothing is left out.
  ///
  /// - Parameters:
  ///   - X: the examples, (n[0], m).
  ///   - Y: their labels, (n[L], m).
  ///   - loss: the loss; nil for the one that follows from the activation of a last ``OutputLayer``.
  /// - Returns: the gradient; nil where a layer's training pass, which alone has a way back, is another than
  ///   its inference.
  /// - Throws: `DimensionError` if the examples do not fit, or no loss is given and none follows.
  public func inputGradient(X: Matrix<Scalar>, Y: Matrix<Scalar>, loss: Loss? = nil)
    throws(DimensionError) -> Matrix<Scalar>?
  {
    try DimensionChecker.check(MatrixExamples(X: X, Y: Y), fit: self)
    let loss = try self.loss(given: loss)
    let chain = LayerChain(layers: layers.dropLast().map { $0.usingState() })
    let (aPrev, cache) = chain.forward(X)
    let last = layers[L - 1].usingState()
    let (a, dAPrev) = last.backThroughLoss(aPrev, Y, loss)
    guard a.isClose(to: infer(X)) else { return nil }
    return chain.inputGradient(dAPrev, cache: cache)
  }
}

extension NetworkLayer {
  /// A of a last layer, and dA_prev of the loss summed over the examples.
  fileprivate func backThroughLoss(_ aPrev: Matrix<Scalar>, _ Y: Matrix<Scalar>, _ loss: Loss)
    -> (a: Matrix<Scalar>, dAPrev: Matrix<Scalar>)
  {
    if let output = self as? any OutputLayer<Scalar> {
      return output.backThroughLossOfZ(aPrev, Y, loss)
    }
    let (a, cache) = forward(aPrev)
    let dA = loss.total(a: a, y: Y, weights: nil).gradient
    return (a, inputGradient(dA, cache: cache))
  }
}

extension OutputLayer {
  /// The same from Z, where no saturated output makes a gradient 0.
  fileprivate func backThroughLossOfZ(_ aPrev: Matrix<Scalar>, _ Y: Matrix<Scalar>, _ loss: Loss)
    -> (a: Matrix<Scalar>, dAPrev: Matrix<Scalar>)
  {
    let (z, cache) = linear(aPrev)
    let (_, dZ) = loss.total(z: z, activation: activation, y: Y, weights: nil)
    return (activation(z), inputGradient(dZ: dZ, cache: cache))
  }
}
