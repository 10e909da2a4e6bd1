/// An optimizer over all parameters of a network, with what it remembers of each.
///
/// ```swift
/// var optimizer = ModelOptimizer<Double>(.adam())
/// try optimizer.update(&model, by: gradients, alpha: 0.01)
/// ```
///
/// One optimizer serves one network: its memory is of these parameters.
public struct ModelOptimizer<Scalar: NetworkScalar>: Sendable {
  /// How gradients change parameters.
  public let optimizer: Optimizer
  /// The number of updates so far.
  public private(set) var updates = 0
  private var states: [[OptimizerState<Scalar>]] = []

  /// An optimizer that remembers nothing yet.
  public init(_ optimizer: Optimizer) { self.optimizer = optimizer }

  /// Makes one update of a network, in place, and lets layers that keep statistics see the passes behind
  /// the gradients.
  ///
  /// What is frozen stays as it is.
  ///
  /// - Parameters:
  ///   - model: the network.
  ///   - gradients: those of its parameters.
  ///   - alpha: the learning rate.
  ///   - l2: added to the gradient of each parameter that decays is this times the parameter; lambda / m in
  ///     a ``Trainer``.
  /// - Throws: `DimensionError` if the gradients are not of this network, or the optimizer has updated
  ///   another one; before the first update if no layer learns, or one stores a matrix that nothing would
  ///   train or keep.
  public mutating func update(
    _ model: inout Model<Scalar>, by gradients: Gradients<Scalar>, alpha: Double, l2: Double = 0
  ) throws(DimensionError) {
    if states.isEmpty { try DimensionChecker.checkTrainable(model) }
    try check(gradients, of: model)
    if states.isEmpty { states = gradients.map { $0.values.map { _ in OptimizerState() } } }
    updates += 1
    let step = UpdateStep(alpha: alpha, number: updates, decays: true, l2: l2)
    Self.update(&model.layers, optimizer, gradients, &states, step)
  }

  private func check(_ gradients: Gradients<Scalar>, of model: Model<Scalar>)
    throws(DimensionError)
  {
    guard gradients.count == model.L, states.isEmpty || states.count == model.L else {
      throw DimensionError([.otherNetwork(layer: nil)])
    }
    for (index, layer) in model.layers.enumerated()
    where !layer.owns(gradients[index], states.isEmpty ? [] : states[index]) {
      throw DimensionError([.otherNetwork(layer: index + 1)])
    }
  }

  private static func update(
    _ layers: inout [any NetworkLayer<Scalar>], _ optimizer: Optimizer,
    _ gradients: Gradients<Scalar>, _ states: inout [[OptimizerState<Scalar>]], _ step: UpdateStep
  ) {
    for index in layers.indices {
      layers[index].update(optimizer, gradients[index], &states[index], step)
      for cache in gradients.observations[index] { layers[index].observe(hidden: cache) }
    }
  }
}

extension NetworkLayer {
  /// Whether a gradient, and what an optimizer remembers if it does, are those of the layer's parameters.
  fileprivate func owns(_ gradient: Gradient<Scalar>, _ states: [OptimizerState<Scalar>]) -> Bool {
    let shapes = values.map(\.shape)
    return gradient.names == parameters.map(\.name)
      && zip(gradient.values, shapes).allSatisfy { $0.isEmpty || $0.shape == $1 }
      && zip(states, shapes).allSatisfy { state, shape in
        state.memory.allSatisfy { $0.shape == shape }
      }
  }

  fileprivate mutating func update(
    _ optimizer: Optimizer, _ gradient: Gradient<Scalar>, _ states: inout [OptimizerState<Scalar>],
    _ step: UpdateStep
  ) {
    for (index, parameter) in parameters.enumerated() where parameter.isTrained {
      let step = parameter.decays ? step : step.withoutDecay
      parameter.change(&self) { value in
        optimizer.update(&value, gradient.values[index], &states[index], step)
      }
    }
  }
}
