/// What a training does with the layers between two passes.
extension Propagation {
  /// The network with the weights as they are now, the first layer in its usual form.
  var model: Model<Scalar> {
    var layers = layers.map { $0.layer }
    if let dual = layers[0] as? any PrimalConvertible<Scalar> { layers[0] = dual.primalLayer }
    return Model(trained: layers)
  }

  func draw(m: Int, from random: inout RandomState) {
    for layer in layers { layer.draw(m: m, from: &random) }
  }

  /// The norms of each layer and of the gradient that it holds.
  var norms: [LayerNorms] {
    // In the space of the examples a sum of squares next to 0 may be rounded to below it.
    func root(_ square: Double) -> Double { square < 0 ? 0 : square.squareRoot() }
    return layers.map {
      LayerNorms(
        weights: root($0.squaredNormOfW()), gradient: root($0.squaredNormOfGradient()))
    }
  }

  func squaredNormOfWeights() -> Double { layers.reduce(0) { $0 + $1.squaredNormOfW() } }

  /// Adds the gradient of L2, `decay` · W, and scales all down so that their norm is at most `limit`.
  ///
  /// As PyTorch's `clip_grad_norm_` does: by limit / (norm + 1e-6) where that is below 1.
  func clip(to limit: Double, decay: Double) {
    if decay > 0 { for layer in layers { layer.addToGradient(decay: Scalar(decay)) } }
    let norm = layers.reduce(0) { $0 + $1.squaredNormOfGradient() }.squareRoot()
    let factor = limit / (norm + 1e-6)
    guard factor < 1 else { return }
    for layer in layers { layer.scaleGradient(by: Scalar(factor)) }
  }

  func update(_ optimizer: Optimizer, _ step: UpdateStep) {
    for layer in layers { layer.update(optimizer, step) }
  }

  /// Lets layers that keep statistics see the pass behind the update.
  func observe() {
    for layer in layers { layer.observe() }
  }

  /// Makes the update of `iteration`, or none at all if a weight would not be finite after it.
  ///
  /// Only steps of a size that no sound training takes are looked at: others end in a cost that is
  /// not finite long before a weight is. Of an optimizer that may do anything every step is.
  func updateSafely(
    _ optimizer: Optimizer, _ step: UpdateStep, maximumGradient: Double, iteration: Int
  ) throws(Divergence) {
    let limit = Double(Scalar.greatestFiniteMagnitude).squareRoot() * 1e-3
    if let decay = optimizer.weightDecay {
      let largest = max(1, step.alpha) * max(1, maximumGradient, step.l2, decay)
      if largest < limit { return update(optimizer, step) }
    }
    let saved = states
    update(optimizer, step)
    for (index, layer) in layers.enumerated() {
      let isFinite = (W: layer.layer.W.isFinite, b: layer.layer.b.isFinite)
      if isFinite.W && isFinite.b { continue }
      put(saved)
      throw Divergence(
        iteration: iteration, layer: index + 1, quantity: isFinite.W ? .b : .W, alpha: step.alpha)
    }
  }

  /// Makes sure that cost and gradients are finite; returns the largest magnitude of the gradients.
  func requireFinite(cost: Double, iteration: Int, alpha: Double) throws(Divergence) -> Double {
    var largest = 0.0
    for l in 0..<layers.count {
      let (dW, db) = layers[l].maximumGradients()
      guard dW.isFinite, db.isFinite else {
        throw Divergence(
          iteration: iteration, layer: l + 1, quantity: db.isFinite ? .dW : .db, alpha: alpha)
      }
      largest = max(largest, dW, db)
    }
    guard cost.isFinite else {
      throw Divergence(iteration: iteration, layer: nil, quantity: .cost, alpha: alpha)
    }
    return largest
  }

  var states: [TrainingState<Scalar>.LayerState] {
    layers.map {
      TrainingState.LayerState(
        W: $0.layer.W, b: $0.layer.b, state: $0.layer.state, optimizer: $0.optimizerState)
    }
  }

  /// The states of layers with other weights, of which the optimizer remembers nothing; in the space
  /// of the examples these weights are the new W₀.
  func states(of weights: BestWeights<Scalar>) -> [TrainingState<Scalar>.LayerState] {
    layers.indices.map { l in
      let dual = layers[l].layer as? any PrimalConvertible<Scalar>
      return TrainingState.LayerState(
        W: dual?.unmoved ?? weights.W[l], b: weights.b[l], state: weights.states[l],
        optimizer: LayerOptimizerState())
    }
  }

  /// W₀ if the first layer is trained in the space of the examples.
  var initialW: Matrix<Scalar>? {
    (layers[0].layer as? any PrimalConvertible<Scalar>)?.initialW
  }

  func restore(_ state: TrainingState<Scalar>) throws(DimensionError) {
    guard state.layers.count == layers.count else {
      throw DimensionError([.layerCount(stated: state.layers.count, sizes: layers.count + 1)])
    }
    for (index, saved) in state.layers.enumerated() {
      let layer = layers[index].layer
      let parameters = [
        ("W", saved.W, layer.W, saved.optimizer.W), ("b", saved.b, layer.b, saved.optimizer.b),
      ]
      let parts = parameters.flatMap { name, value, expected, optimizer in
        [(name, value, expected)]
          + zip(optimizer.names, optimizer.memory).map {
            ("optimizer's \($0) of \(name)", $1, expected)
          }
      }
      for (quantity, actual, expected) in parts where actual.shape != expected.shape {
        throw DimensionError([
          .weights(
            layer: index + 1, quantity: quantity, expected: expected.shape, actual: actual.shape)
        ])
      }
      try DimensionChecker.check(
        state: saved.state.mapValues(\.shape), fits: layer, number: index + 1)
    }
    if let best = state.best { try check(best) }
    put(state.layers)
  }

  /// Makes sure that weights to end with are those of this network.
  private func check(_ best: BestWeights<Scalar>) throws(DimensionError) {
    for (index, layer) in model.layers.enumerated() {
      for (quantity, actual, expected) in [
        ("best W", best.W[index], layer.W), ("best b", best.b[index], layer.b),
      ] where actual.shape != expected.shape {
        throw DimensionError([
          .weights(
            layer: index + 1, quantity: quantity, expected: expected.shape, actual: actual.shape)
        ])
      }
      try DimensionChecker.check(
        state: best.states[index].mapValues(\.shape), fits: layer, number: index + 1)
    }
  }

  private func put(_ states: [TrainingState<Scalar>.LayerState]) {
    for (layer, state) in zip(layers, states) {
      layer.setParameters(W: state.W, b: state.b, state: state.state)
      layer.optimizerState = state.optimizer
    }
  }

  /// The network with other weights and states, all in their usual form.
  func model(_ weights: BestWeights<Scalar>) -> Model<Scalar> {
    var model = model
    for l in 0..<model.L {
      model.layers[l].W = weights.W[l]
      model.layers[l].b = weights.b[l]
      if !weights.states[l].isEmpty { model.layers[l].state = weights.states[l] }
    }
    return model
  }
}

/// A first layer that can be trained in the space of the examples.
protocol DualConvertible<Scalar>: Layer {
  func dual(in gram: GramMatrix<Scalar>) -> any Layer<Scalar>
}

/// A first layer in the space of the examples.
protocol PrimalConvertible<Scalar>: Layer {
  var primalLayer: any Layer<Scalar> { get }
  var initialW: Matrix<Scalar> { get }
  /// The parameter that stands for W₀.
  var unmoved: Matrix<Scalar> { get }
}

extension Dense: DualConvertible {
  func dual(in gram: GramMatrix<Scalar>) -> any Layer<Scalar> {
    DualDense(self, in: DualSpace(gram, initialW: W))
  }
}

/// A layer that stores its weights, or a change of them, in another form than their elements.
protocol NormedLayer<Scalar>: Layer {
  /// ‖V‖² of a change V of the weights, given as this layer stores W and dW.
  func squaredNorm(of V: Matrix<Scalar>) -> Scalar
}

extension Layer {
  func squaredNormOfChange(_ V: Matrix<Scalar>) -> Scalar {
    (self as? any NormedLayer<Scalar>)?.squaredNorm(of: V) ?? V.sumOfSquares()
  }
}

extension DualDense: NormedLayer {
  func squaredNorm(of V: Matrix<Scalar>) -> Scalar { space.squaredNorm(of: V) }
}

extension Dropout: NormedLayer where Inner: NormedLayer {
  func squaredNorm(of V: Matrix<Scalar>) -> Scalar { inner.squaredNorm(of: V) }
}

extension DualDense: PrimalConvertible {
  var primalLayer: any Layer<Scalar> { primal }
  var initialW: Matrix<Scalar> { space.initialW }
  var unmoved: Matrix<Scalar> { Self.unmoved(units: outputSize, m: space.m) }
}

extension Dropout: DualConvertible where Inner: DualConvertible {
  func dual(in gram: GramMatrix<Scalar>) -> any Layer<Scalar> {
    Self.wrap(inner.dual(in: gram), keepProbability)
  }
}

extension Dropout: PrimalConvertible where Inner: PrimalConvertible {
  var primalLayer: any Layer<Scalar> { Self.wrap(inner.primalLayer, keepProbability) }
  var initialW: Matrix<Scalar> { inner.initialW }
  var unmoved: Matrix<Scalar> { inner.unmoved }
}

extension Dropout {
  private static func wrap<Other: Layer<Scalar>>(_ layer: Other, _ keepProbability: Double)
    -> any Layer<Scalar>
  { Dropout<Other>(layer, keepProbability: keepProbability) }
}
