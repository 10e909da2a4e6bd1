/// Everything that one update of a network of any layers computes for a batch, layer by layer.
///
/// Gradients and update are those of the training itself; what a layer computes on the way forward is
/// read from its operations on A of the training pass.
package struct UpdateTrace<Scalar: NetworkScalar>: Sendable {
  /// What one layer had and gave.
  package struct LayerStep: Sendable {
    /// What messages call the layer.
    package let name: String
    /// The training pass from A of the layer before; nil where the layer states none.
    package let statement: Statement<Scalar>?
    /// The numbers of the statement's tensors, by name.
    package let values: [String: TensorValue<Scalar>]
    /// (n[l], m), of the training pass.
    package let A: Matrix<Scalar>
    /// (n[l], m), of inference on the same A_prev; nil where it is the training pass too.
    package let inferredA: Matrix<Scalar>?
    /// Whether the statement gives A of the training pass.
    package let isStatedAsTrained: Bool
    /// dA, of a last layer that is an ``OutputLayer`` dZ, (n[l], m); nil where nothing is handed back.
    package let dOutput: Matrix<Scalar>?
    /// In the layer's order, under the names inside the layer.
    package let parameters: [ParameterStep]
    /// By name in the layer: what the layer keeps beside its parameters, after the update.
    package let newState: [String: Matrix<Scalar>]
  }

  /// A parameter before and after the update.
  package struct ParameterStep: Sendable {
    package let name: String
    package let value: Matrix<Scalar>
    /// With the gradient of L2, scaled down where gradients are clipped; empty where it is not trained.
    package let gradient: Matrix<Scalar>
    package let newValue: Matrix<Scalar>
    /// Whether L2 and weight decay touch it.
    package let decays: Bool
  }

  /// (n[0], m).
  package let X: Matrix<Scalar>
  /// (n[L], m).
  package let Y: Matrix<Scalar>
  /// The weights of the examples, (1, m); nil without.
  package let weights: Matrix<Scalar>?
  package let layers: [LayerStep]
  /// Whether the way back begins with dZ of the last layer.
  package let beginsWithDZ: Bool
  /// The cost, L2 included.
  package let cost: Double
  /// The learning rate of the update.
  package let alpha: Double
  /// The layers with what they drew.
  let drawn: [any NetworkLayer<Scalar>]

  /// Traces the first update of a network.
  ///
  /// - Parameters:
  ///   - model: the network.
  ///   - X: the batch, (n[0], m).
  ///   - Y: its labels, (n[L], m).
  ///   - hyperparameters: what governs the update.
  ///   - weights: those of the examples in the cost, (1, m).
  ///   - dropoutSeed: the seed of the dropout masks.
  /// - Throws: `DimensionError` if the batch does not fit, or a layer returns a wrong shape.
  package init(
    _ model: Model<Scalar>, X: Matrix<Scalar>, Y: Matrix<Scalar>,
    _ hyperparameters: Hyperparameters, weights: Matrix<Scalar>? = nil, dropoutSeed: UInt32
  ) throws(DimensionError) {
    try DimensionChecker.check(MatrixExamples(X: X, Y: Y), fit: model)
    let pass = Propagation(model, loss: try model.loss(given: hyperparameters.loss))
    var random = RandomState(seed: dropoutSeed)
    pass.draw(m: X.columns, from: &random)
    drawn = pass.layers.map { $0.layer }
    pass.inspects = true
    var handedBack = [Matrix<Scalar>?](repeating: nil, count: model.L)
    let (sum, _, output) = try pass.run(
      X: X, Y: Y, weights: weights, wantsOutput: true, willPass: { handedBack[$0] = $1 })
    let l2 = hyperparameters.l2 / Double(X.columns)
    cost = sum / Double(X.columns) + (l2 > 0 ? l2 / 2 * pass.squaredNormOfWeights() : 0)
    let As = pass.layers.map { $0.inspectedOutput ?? output ?? .empty }
    if hyperparameters.clipNorm > 0 {
      pass.clip(to: hyperparameters.clipNorm, decay: l2)
    } else if l2 > 0 {
      for layer in pass.layers { layer.addToGradient(decay: Scalar(l2)) }
    }
    let gradients = pass.layers.map { $0.gradient }
    alpha = hyperparameters.alpha(at: SchedulePoint(iteration: 0, of: 1, epoch: 0))
    pass.update(hyperparameters.optimizer, UpdateStep(alpha: alpha, number: 1, decays: true, l2: 0))
    pass.observe()
    let updated = pass.layers.map { $0.layer }
    beginsWithDZ = model.layers.last is any OutputLayer<Scalar>
    var aPrev = (tensor: Tensor("X", shape: [1, X.rows]), value: X)
    var steps: [LayerStep] = []
    for (index, layer) in drawn.enumerated() {
      let step = LayerStep(
        layer, number: index + 1, from: aPrev, A: As[index], dOutput: handedBack[index],
        gradients[index], updated: updated[index])
      steps.append(step)
      let shape = step.statement?.output.shape.dropFirst() ?? [As[index].rows]
      aPrev = (Tensor("A\(index + 1)", shape: [1] + shape), As[index])
    }
    layers = steps
    self.X = X
    self.Y = Y
    self.weights = weights
  }
}

extension UpdateTrace.LayerStep {
  fileprivate init(
    _ layer: any NetworkLayer<Scalar>, number l: Int,
    from aPrev: (tensor: Tensor, value: Matrix<Scalar>), A: Matrix<Scalar>,
    dOutput: Matrix<Scalar>?, _ gradient: Gradient<Scalar>, updated: any NetworkLayer<Scalar>
  ) {
    name = layer.name
    self.A = A
    self.dOutput = dOutput
    let trained = layer.asTrained(on: aPrev.value)
    isStatedAsTrained = trained.infer(aPrev.value).isClose(to: A)
    statement = trained.statement(ofLayer: l, from: aPrev.tensor)
    values = statement?.values(for: aPrev.value) ?? [:]
    let inferred = layer.infer(aPrev.value)
    inferredA = inferred.isClose(to: A) ? nil : inferred
    let withoutDecay = layer.namesWithoutDecay
    parameters = layer.parameterNames.map { name in
      UpdateTrace.ParameterStep(
        name: name, value: layer[parameter: name], gradient: gradient[name],
        newValue: updated[parameter: name], decays: !withoutDecay.contains(name))
    }
    newState = updated.state
  }
}

extension Matrix {
  /// Whether the elements differ by no more than rounding explains.
  func isClose(to other: Matrix) -> Bool {
    guard shape == other.shape else { return false }
    let largest = Swift.max(1, Double(other.maximumMagnitude()))
    let tolerance = Scalar.self == Float.self ? 1e-5 : 1e-12
    return Double((self - other).maximumMagnitude()) <= largest * tolerance
  }
}
