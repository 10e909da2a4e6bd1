/// A network: L layers, each taking what the one before gives.
public struct Model<Scalar: NetworkScalar>: Sendable {
  /// The layers 1 … L.
  public var layers: [any NetworkLayer<Scalar>] {
    didSet { Self.requireSameSizes(oldValue, layers) }
  }

  /// A network of planned shapes with weights drawn in the order W[1], W[2], …, each row by row;
  /// `random` goes on from there.
  public init(_ plan: NetworkPlan, initializer: Initializer, from random: inout RandomState) {
    var layers: [any NetworkLayer<Scalar>] = []
    for (index, layer) in plan.layers.enumerated() {
      layers.append(layer.layer(index + 1, initializer, from: &random))
    }
    self.layers = layers
  }

  /// A network of planned shapes with the given weights.
  ///
  /// - Parameters:
  ///   - plan: the shapes.
  ///   - parameters: those of the layers 1 … L by their names in the layer, such as `W`.
  ///   - states: what each layer keeps beside them; nil: as at the start.
  /// - Throws: every parameter and state that does not have the planned shape.
  public init(
    _ plan: NetworkPlan, parameters: [[String: Matrix<Scalar>]],
    states: [[String: Matrix<Scalar>]]? = nil
  ) throws(DimensionError) {
    try DimensionChecker.check(
      weights: { name, l in
        l <= parameters.count ? parameters[l - 1][name].map(\.shape) : nil
      }, against: plan)
    layers = zip(plan.layers, parameters).map { layer, parameters in
      layer.layer(layer.parameters.map { parameters[$0.name] ?? .empty })
    }
    for (index, state) in (states ?? []).enumerated() {
      try DimensionChecker.check(
        state: state.mapValues(\.shape), fits: layers[index], number: index + 1)
      if !state.isEmpty { layers[index].state = state }
    }
  }

  /// A network of any layers.
  ///
  /// - Throws: every layer that does not take what the one before gives.
  public init(_ layers: [any NetworkLayer<Scalar>]) throws(DimensionError) {
    try DimensionChecker.check(layers)
    self.layers = layers
  }

  /// The layers of a network that was checked before.
  init(trained layers: [any NetworkLayer<Scalar>]) { self.layers = layers }

  private static func requireSameSizes(
    _ old: [any NetworkLayer<Scalar>], _ new: [any NetworkLayer<Scalar>]
  ) {
    require(
      old.count == new.count
        && zip(old, new).allSatisfy {
          $0.inputSize == $1.inputSize && $0.outputSize == $1.outputSize
        },
      "a layer can only be replaced by one of the same sizes")
  }

  /// The number of layers, the input not counted.
  public var L: Int { layers.count }

  /// n[0].
  public var inputSize: Int { layers[0].inputSize }

  /// n[L].
  public var outputSize: Int { layers[L - 1].outputSize }

  /// A loss that is given, or else the one that follows from the last activation.
  ///
  /// - Throws: `DimensionError` where none follows, since the last layer is no ``OutputLayer``.
  package func loss(given loss: Loss?) throws(DimensionError) -> Loss {
    if let loss { return loss }
    let last = layers[L - 1]
    if let output = last as? any OutputLayer<Scalar> { return .standard(for: output.activation) }
    let wrapped = (last as? any DroppingLayer<Scalar>)?.innerLayer
    throw DimensionError([
      .noOutputLayer(
        layer: L, name: last.name, isDropout: wrapped is any OutputLayer<Scalar>)
    ])
  }

  /// The number of weights and biases of all layers.
  public var parameterCount: Int { layers.reduce(0) { $0 + $1.parameterCount } }

  /// A[L], (n[L], m), of the examples X, (n[0], m), in the way of inference.
  ///
  /// A column depends on its example alone: one prediction equals the same among many.
  public func predict(_ X: Matrix<Scalar>) -> Matrix<Scalar> {
    require(
      X.rows == inputSize, "X must be (n[0], m) = (\(inputSize), m), not \(X.shape)")
    return layers.reduce(X) { $1.infer($0) }
  }
}
