import Foundation

/// Everything that one update computes for a batch, layer by layer.
///
/// Gradients and update are those of the training itself; Z, A, dA and dZ are computed beside it
/// with the same functions, since a training does not keep them.
package struct NetworkTrace<Scalar: NetworkScalar>: Sendable {
  /// What one layer had and gave.
  package struct LayerStep: Sendable {
    package let W: Matrix<Scalar>
    package let b: Matrix<Scalar>
    /// (n[l], m).
    package let Z: Matrix<Scalar>
    /// (n[l], m), with dropout.
    package let A: Matrix<Scalar>
    /// D / keepProbability, (n[l], m); nil without dropout.
    package let mask: Matrix<Scalar>?
    /// (n[l], m); nil for a last layer whose dZ comes from the loss itself.
    package fileprivate(set) var dA: Matrix<Scalar>?
    package fileprivate(set) var dZ: Matrix<Scalar>
    /// With the gradient of L2, scaled down where gradients are clipped.
    package fileprivate(set) var dW: Matrix<Scalar>
    package fileprivate(set) var db: Matrix<Scalar>
    /// W and b after the update.
    package fileprivate(set) var newW: Matrix<Scalar>
    package fileprivate(set) var newB: Matrix<Scalar>
  }

  /// (n[0], m).
  package let X: Matrix<Scalar>
  /// (n[L], m).
  package let Y: Matrix<Scalar>
  /// The weights of the examples, (1, m); nil without.
  package let weights: Matrix<Scalar>?
  package let layers: [LayerStep]
  /// The cost, L2 included.
  package let cost: Double
  /// The learning rate of the update.
  package let alpha: Double

  /// Traces the first update of a dense network.
  ///
  /// - Parameters:
  ///   - model: a network of ``Dense`` layers, with ``Dropout`` or without.
  ///   - X: the batch, (n[0], m).
  ///   - Y: its labels, (n[L], m).
  ///   - hyperparameters: what governs the update.
  ///   - weights: those of the examples in the cost, (1, m).
  ///   - dropoutSeed: the seed of the dropout masks.
  /// - Throws: `DimensionError` if the batch does not fit; `NotDense` for other layers.
  package init(
    _ model: Model<Scalar>, X: Matrix<Scalar>, Y: Matrix<Scalar>,
    _ hyperparameters: Hyperparameters, weights: Matrix<Scalar>? = nil, dropoutSeed: UInt32
  ) throws {
    for layer in model.layers { _ = try Self.dense(layer) }
    let update = try UpdateTrace(
      model, X: X, Y: Y, hyperparameters, weights: weights, dropoutSeed: dropoutSeed)
    var steps = try Self.forward(update.drawn, X)
    try Self.backward(
      &steps, update.drawn, try model.loss(given: hyperparameters.loss), Y, weights)
    for (index, layer) in update.layers.enumerated() {
      let (W, b) = (layer.parameters[0], layer.parameters[1])
      (steps[index].dW, steps[index].db) = (W.gradient, b.gradient)
      (steps[index].newW, steps[index].newB) = (W.newValue, b.newValue)
    }
    (cost, alpha) = (update.cost, update.alpha)
    self.X = X
    self.Y = Y
    self.weights = weights
    layers = steps
  }

  /// A layer that is traced neither as a dense one nor with dropout around one.
  package struct NotDense: Error, CustomStringConvertible {
    package let name: String
    package var description: String { "\(name) is no dense layer: only those can be traced" }
  }

  private static func dense(_ layer: any NetworkLayer<Scalar>) throws(NotDense)
    -> (layer: Dense<Scalar>, mask: Matrix<Scalar>?)
  {
    if let dense = layer as? Dense<Scalar> { return (dense, nil) }
    if let dropout = layer as? Dropout<Dense<Scalar>> {
      return (dropout.inner, dropout.dropout.mask)
    }
    throw NotDense(name: layer.name)
  }

  private static func forward(_ layers: [any NetworkLayer<Scalar>], _ X: Matrix<Scalar>)
    throws(NotDense)
    -> [LayerStep]
  {
    var steps: [LayerStep] = []
    for layer in layers {
      let (dense, mask) = try dense(layer)
      let Z = dense.linear(steps.last?.A ?? X).z
      let g = dense.activation(Z)
      let A = mask.map { g .* $0 } ?? g
      steps.append(
        LayerStep(
          W: dense.W, b: dense.b, Z: Z, A: A, mask: mask, dA: nil, dZ: .empty, dW: .empty,
          db: .empty, newW: .empty, newB: .empty))
    }
    return steps
  }

  private static func backward(
    _ steps: inout [LayerStep], _ layers: [any NetworkLayer<Scalar>], _ loss: Loss,
    _ Y: Matrix<Scalar>,
    _ weights: Matrix<Scalar>?
  ) throws(NotDense) {
    for index in steps.indices.reversed() {
      let (layer, mask) = try dense(layers[index])
      let step = steps[index]
      let isLast = index == steps.count - 1
      if isLast, loss.isTakenFromZ(with: layer.activation) {
        let (_, dZ) = loss.evaluate(
          z: step.Z, activation: layer.activation, y: Y, weights: weights)
        steps[index].dZ = dZ
        continue
      }
      let dA =
        isLast
        ? loss.evaluate(a: step.A, y: Y, weights: weights).dA
        : steps[index + 1].W.transposed * steps[index + 1].dZ
      steps[index].dA = dA
      let masked = mask.map { dA .* $0 } ?? dA
      steps[index].dZ =
        layer.activation.backward(
          masked, kept: layer.activation.forward(step.Z).kept
        ).dZ
    }
  }
}

extension NetworkTrace.NotDense: LocalizedError {
  package var errorDescription: String? { description }
}
