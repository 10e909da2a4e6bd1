/// A network: L layers, each taking what the one before gives.
public struct Model<Scalar: NetworkScalar>: Sendable {
  /// The layers 1 … L.
  public var layers: [any Layer<Scalar>] {
    didSet { Self.requireSameSizes(oldValue, layers) }
  }

  /// A network of planned shapes with weights drawn in the order W[1], W[2], …, each row by row;
  /// `random` goes on from there.
  public init(_ plan: NetworkPlan, initializer: Initializer, from random: inout RandomState) {
    var layers: [any Layer<Scalar>] = []
    for (index, layer) in plan.layers.enumerated() {
      layers.append(layer.layer(index + 1, initializer, from: &random))
    }
    self.layers = layers
  }

  /// A network of planned shapes with the given weights.
  ///
  /// - Parameters:
  ///   - plan: the shapes.
  ///   - W: W[1], …, W[L]; an empty matrix where a layer has none.
  ///   - b: b[1], …, b[L].
  ///   - states: what each layer keeps beside them; nil: as at the start.
  /// - Throws: every W[l], b[l] and state that does not have the planned shape.
  public init(
    _ plan: NetworkPlan, W: [Matrix<Scalar>], b: [Matrix<Scalar>],
    states: [[String: Matrix<Scalar>]]? = nil
  ) throws(DimensionError) {
    try DimensionChecker.check(
      weights: { quantity, l in
        let matrices = quantity == "W" ? W : b
        return l <= matrices.count ? matrices[l - 1].shape : nil
      }, against: plan)
    layers = zip(plan.layers, zip(W, b)).map { $0.layer(W: $1.0, b: $1.1) }
    for (index, state) in (states ?? []).enumerated() {
      try DimensionChecker.check(
        state: state.mapValues(\.shape), fits: layers[index], number: index + 1)
      if !state.isEmpty { layers[index].state = state }
    }
  }

  /// A network of any layers.
  ///
  /// - Throws: every layer that does not take what the one before gives.
  public init(_ layers: [any Layer<Scalar>]) throws(DimensionError) {
    try DimensionChecker.check(layers)
    self.layers = layers
  }

  /// The layers of a network that was checked before.
  init(trained layers: [any Layer<Scalar>]) { self.layers = layers }

  private static func requireSameSizes(_ old: [any Layer<Scalar>], _ new: [any Layer<Scalar>]) {
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

  /// The loss that follows from the last activation.
  package var standardLoss: Loss {
    .standard(for: (layers[L - 1] as? any OutputLayer<Scalar>)?.activation ?? .linear)
  }

  /// The number of weights and biases of all layers.
  public var parameterCount: Int { layers.reduce(0) { $0 + $1.W.count + $1.b.count } }

  /// A[L], (n[L], m), of the examples X, (n[0], m), in the way of inference.
  ///
  /// A column depends on its example alone: one prediction equals the same among many.
  public func predict(_ X: Matrix<Scalar>) -> Matrix<Scalar> {
    require(
      X.rows == inputSize, "X must be (n[0], m) = (\(inputSize), m), not \(X.shape)")
    return layers.reduce(X) { $1.infer($0) }
  }
}
