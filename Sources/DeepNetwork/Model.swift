/// A network: L layers, each taking what the one before gives.
public struct Model<Scalar: NetworkScalar>: Sendable {
  /// The layers 1 … L.
  ///
  /// Changed in place; one layer can take the place of another of the same sizes.
  public var layers: [any NetworkLayer<Scalar>] {
    // Without the old value, for which all layers would be copied.
    didSet {
      require(
        sizes == Self.sizes(of: layers), "a layer can only be replaced by one of the same sizes")
    }
  }

  /// n[l-1] and n[l] of the layers.
  private let sizes: [Shape]

  /// A network of planned shapes with weights drawn in the order W[1], W[2], …, each row by row;
  /// `random` goes on from there.
  public init(_ plan: NetworkPlan, initializer: Initializer, from random: inout RandomState) {
    var layers: [any NetworkLayer<Scalar>] = []
    for (index, layer) in plan.layers.enumerated() {
      layers.append(layer.layer(index + 1, initializer, from: &random))
    }
    self.init(trained: layers)
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
    self.init(
      trained: zip(plan.layers, parameters).map { layer, parameters in
        layer.layer(layer.parameters.map { parameters[$0.name] ?? .empty })
      })
    guard states.map({ $0.count == L }) ?? true else {
      throw DimensionError([.stateCount(states?.count ?? 0, of: L)])
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
    self.init(trained: layers)
  }

  /// The layers of a network that was checked before.
  init(trained layers: [any NetworkLayer<Scalar>]) {
    self.layers = layers
    sizes = Self.sizes(of: layers)
  }

  private static func sizes(of layers: [any NetworkLayer<Scalar>]) -> [Shape] {
    layers.map { Shape($0.outputSize, $0.inputSize) }
  }

  /// The network with another layer l, from 1, of any sizes that fit its neighbors.
  ///
  /// A new head, say, on layers that were trained before.
  ///
  /// - Throws: `DimensionError` where there is no layer l, or the new one does not take what the one before
  ///   gives or give what the next takes.
  public func replacing(layer l: Int, with layer: any NetworkLayer<Scalar>) throws(DimensionError)
    -> Model
  {
    guard (1...L).contains(l) else { throw DimensionError([.noLayer(l, of: L)]) }
    var layers = layers
    layers[l - 1] = layer
    return try Model(layers)
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
  ///
  /// - Throws: `DimensionError` if X has another number of rows, or a number that is not finite.
  public func predict(_ X: Matrix<Scalar>) throws(DimensionError) -> Matrix<Scalar> {
    try DimensionChecker.check(batch: X, fits: self, mayBeEmpty: true)
    return infer(X)
  }

  /// A[L] of examples that were checked before.
  package func infer(_ X: Matrix<Scalar>) -> Matrix<Scalar> { layers.reduce(X) { $1.infer($0) } }
}
