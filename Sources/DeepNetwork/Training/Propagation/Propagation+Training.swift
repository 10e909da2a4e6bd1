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
        weights: root($0.squaredNorm(ofWeights: $0.weights)),
        gradient: root($0.squaredNormOfGradient()))
    }
  }

  /// Σ‖W‖² of what L2 touches.
  func squaredNormOfWeights() -> Double { layers.reduce(0) { $0 + $1.squaredNormOfDecaying() } }

  /// Adds the gradient of L2, `decay` · W, and scales all down so that their norm is at most `limit`.
  func clip(to limit: Double, decay: Double) {
    if decay > 0 { for layer in layers { layer.addToGradient(decay: Scalar(decay)) } }
    let norm = layers.reduce(0) { $0 + $1.squaredNormOfGradient() }.squareRoot()
    guard let factor = clipFactor(norm: norm, limit: limit) else { return }
    for layer in layers { layer.gradient *= Scalar(factor) }
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
      let names = zip(layer.gradient.names, layer.layer.values)
      guard let name = names.first(where: { !$1.isFinite })?.0 else { continue }
      put(saved)
      throw Divergence(
        iteration: iteration, layer: index + 1, quantity: .parameter(name), alpha: step.alpha)
    }
  }

  /// Makes sure that cost and gradients are finite; returns the largest magnitude of the gradients.
  func requireFinite(cost: Double, iteration: Int, alpha: Double) throws(Divergence) -> Double {
    var largest = 0.0
    for l in 0..<layers.count {
      let maximum = layers[l].maximumGradient()
      guard maximum.isFinite else {
        throw Divergence(
          iteration: iteration, layer: l + 1,
          quantity: .gradient(of: layers[l].gradient.lastThatIsNotFinite), alpha: alpha)
      }
      largest = max(largest, maximum)
    }
    guard cost.isFinite else {
      throw Divergence(iteration: iteration, layer: nil, quantity: .cost, alpha: alpha)
    }
    return largest
  }

  var states: [TrainingState<Scalar>.LayerState] {
    layers.map { layer in
      TrainingState.LayerState(
        values: layer.layer.namedValues, state: layer.layer.state,
        optimizer: Dictionary(
          uniqueKeysWithValues: zip(layer.gradient.names, layer.optimizerStates)))
    }
  }

  /// The states of layers with other weights, of which the optimizer remembers nothing; in the space
  /// of the examples these weights are the new W₀.
  func states(of weights: BestWeights<Scalar>) -> [TrainingState<Scalar>.LayerState] {
    layers.indices.map { l in
      var values = weights.values[l]
      if let dual = layers[l].layer as? any PrimalConvertible<Scalar> { values["W"] = dual.unmoved }
      return TrainingState.LayerState(values: values, state: weights.states[l], optimizer: [:])
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
    var saved = state.layers
    for index in saved.indices {
      let layer = layers[index].layer
      let expected = layer.namedValues
      saved[index].unpack(as: layer)
      try DimensionChecker.check(
        saved[index].values.mapValues(\.shape), "", are: expected, layer: index + 1)
      for (parameter, optimizer) in saved[index].optimizer {
        for (name, memory) in zip(optimizer.names, optimizer.memory) {
          try DimensionChecker.check(
            [parameter: memory.shape], "optimizer's \(name) of ",
            are: expected.filter { $0.key == parameter }, layer: index + 1)
        }
      }
      try DimensionChecker.check(
        state: saved[index].state.mapValues(\.shape), fits: layer, number: index + 1)
    }
    if let best = state.best { try check(best) }
    put(saved)
  }

  /// Makes sure that weights to end with are those of this network.
  private func check(_ best: BestWeights<Scalar>) throws(DimensionError) {
    for (index, layer) in model.layers.enumerated() {
      let values = best.values[index].unpacked(as: layer)
      try DimensionChecker.check(
        values.mapValues(\.shape), "best ", are: layer.namedValues, layer: index + 1)
      try DimensionChecker.check(
        state: best.states[index].mapValues(\.shape), fits: layer, number: index + 1)
    }
  }

  private func put(_ states: [TrainingState<Scalar>.LayerState]) {
    for (layer, state) in zip(layers, states) {
      layer.set(state.values, state: state.state)
      layer.optimizerStates = layer.gradient.names.map {
        state.optimizer[$0] ?? OptimizerState()
      }
    }
  }

  /// The network with other weights and states, all in their usual form.
  func model(_ weights: BestWeights<Scalar>) -> Model<Scalar> {
    var model = model
    for l in 0..<model.L {
      model.layers[l].set(weights.values[l].unpacked(as: model.layers[l]))
      if !weights.states[l].isEmpty { model.layers[l].state = weights.states[l] }
    }
    return model
  }
}

/// A first layer that can be trained in the space of the examples.
protocol DualConvertible<Scalar>: NetworkLayer {
  func dual(in gram: GramMatrix<Scalar>) -> any NetworkLayer<Scalar>
}

/// A first layer in the space of the examples.
protocol PrimalConvertible<Scalar>: NetworkLayer {
  var primalLayer: any NetworkLayer<Scalar> { get }
  var initialW: Matrix<Scalar> { get }
  /// The parameter that stands for W₀.
  var unmoved: Matrix<Scalar> { get }
}

extension Dense: DualConvertible {
  func dual(in gram: GramMatrix<Scalar>) -> any NetworkLayer<Scalar> {
    DualDense(self, in: DualSpace(gram, initialW: W))
  }
}

/// A layer that stores its first parameter, or a change of it, in another form than its elements.
protocol NormedLayer<Scalar>: NetworkLayer {
  /// ‖V‖² of a change V of the weights, given as this layer stores W and dW.
  func squaredNorm(of V: Matrix<Scalar>) -> Scalar
}

extension NetworkLayer {
  /// ‖V‖² of a change V of the parameter at this place, given as the layer stores it.
  func squaredNorm(ofChange V: Matrix<Scalar>, inParameter index: Int) -> Scalar {
    index == 0
      ? (self as? any NormedLayer<Scalar>)?.squaredNorm(of: V) ?? V.sumOfSquares()
      : V.sumOfSquares()
  }
}

extension DualDense: NormedLayer {
  func squaredNorm(of V: Matrix<Scalar>) -> Scalar { space.squaredNorm(of: V) }
}

extension Dropout: NormedLayer where Inner: NormedLayer {
  func squaredNorm(of V: Matrix<Scalar>) -> Scalar { inner.squaredNorm(of: V) }
}

extension DualDense: PrimalConvertible {
  var primalLayer: any NetworkLayer<Scalar> { primal }
  var initialW: Matrix<Scalar> { space.initialW }
  var unmoved: Matrix<Scalar> { Self.unmoved(units: outputSize, m: space.m) }
}

extension Dropout: DualConvertible where Inner: DualConvertible {
  func dual(in gram: GramMatrix<Scalar>) -> any NetworkLayer<Scalar> {
    Self.wrap(inner.dual(in: gram), keepProbability)
  }
}

extension Dropout: PrimalConvertible where Inner: PrimalConvertible {
  var primalLayer: any NetworkLayer<Scalar> { Self.wrap(inner.primalLayer, keepProbability) }
  var initialW: Matrix<Scalar> { inner.initialW }
  var unmoved: Matrix<Scalar> { inner.unmoved }
}

extension Dropout {
  private static func wrap<Other: NetworkLayer<Scalar>>(_ layer: Other, _ keepProbability: Double)
    -> any NetworkLayer<Scalar>
  { Dropout<Other>(layer, keepProbability: keepProbability) }
}
