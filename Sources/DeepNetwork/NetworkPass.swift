/// The L-layer loop: forward over all layers, the loss, and back, with a cache in each layer.
final class NetworkPass<Scalar: NetworkScalar> {
  private(set) var layers: [any LayerPassing<Scalar>]
  private let loss: Loss

  init(_ model: Model<Scalar>, loss: Loss) {
    self.loss = loss
    let last = model.L - 1
    layers = model.layers.enumerated().map { index, layer in
      if index == last, let output = layer as? any OutputLayer<Scalar> {
        return Self.outputPass(output, number: index + 1)
      }
      return Self.pass(layer, number: index + 1)
    }
  }

  private static func pass<L: Layer<Scalar>>(_ layer: L, number: Int)
    -> any LayerPassing<Scalar>
  { LayerPass(layer, number: number) }

  private static func outputPass<L: OutputLayer<Scalar>>(_ layer: L, number: Int)
    -> any LayerPassing<Scalar>
  { OutputPass(layer, number: number) }

  /// The cost of a batch, without regularization, after which each layer holds its gradient.
  ///
  /// `onOutput` sees A[L] where it is asked for.
  func run(
    X: Matrix<Scalar>, Y: Matrix<Scalar>, weights: Matrix<Scalar>?,
    onOutput: ((Matrix<Scalar>) -> Void)? = nil
  ) throws(DimensionError) -> Double {
    let last = layers.count - 1
    var a = X
    for l in 0..<last { a = try layers[l].forward(a) }
    let cost: Double
    var dA: Matrix<Scalar>
    if let output = layers[last] as? any OutputPassing<Scalar> {
      let z = try output.linear(a)
      let dZ: Matrix<Scalar>
      (cost, dZ) = loss.evaluate(z: z, activation: output.activation, y: Y, weights: weights)
      onOutput?(output.activation(z))
      dA = try output.backward(dZ: dZ, isFirst: last == 0)
    } else {
      a = try layers[last].forward(a)
      (cost, dA) = loss.evaluate(a: a, y: Y, weights: weights)
      onOutput?(a)
      dA = try layers[last].backward(dA, isFirst: last == 0)
    }
    for l in (0..<last).reversed() { dA = try layers[l].backward(dA, isFirst: l == 0) }
    return cost
  }
}
