/// The L-layer loop: forward over all layers, the loss, and back, with a cache in each layer.
final class Propagation<Scalar: NetworkScalar> {
  let layers: [any LayerPropagation<Scalar>]
  /// The first layer that learns anything; L where none does.
  ///
  /// Nothing is handed back to the layers before it.
  let firstTrained: Int
  /// The last layer, if activation and loss are taken together.
  private let output: (any OutputPropagation<Scalar>)?
  let loss: Loss

  init(_ model: Model<Scalar>, loss: Loss) {
    self.loss = loss
    layers = Self.passes(of: model)
    output = layers.last as? any OutputPropagation<Scalar>
    firstTrained = layers.firstIndex { $0.isTrained } ?? layers.count
  }

  /// Whether each layer keeps its output of a pass, to be looked at.
  var inspects = false {
    didSet { for layer in layers { layer.isInspected = inspects } }
  }

  static func passes(of model: Model<Scalar>) -> [any LayerPropagation<Scalar>] {
    let last = model.L - 1
    return model.layers.enumerated().map { index, layer in
      if index == last, let output = layer as? any OutputLayer<Scalar> {
        return Self.outputPass(output, number: index + 1)
      }
      return Self.pass(layer, number: index + 1)
    }
  }

  private static func pass<L: NetworkLayer<Scalar>>(_ layer: L, number: Int)
    -> any LayerPropagation<Scalar>
  { LayerPropagator(layer, number: number) }

  private static func outputPass<L: OutputLayer<Scalar>>(_ layer: L, number: Int)
    -> any LayerPropagation<Scalar>
  { OutputPropagator(layer, number: number) }

  /// The loss summed over some examples, and where they are asked for A[L] and the number of right answers.
  ///
  /// After it each layer holds its gradient, the mean over these examples; of each layer, from the last to
  /// the first, `willPass` is told of the dA that it is handed, or the dZ, and `didPass` when it is done.
  func run(
    X: Matrix<Scalar>, Y: Matrix<Scalar>, weights: Matrix<Scalar>?, wantsOutput: Bool = false,
    countsRight: Bool = false,
    didPass: (_ index: Int) -> Void = { _ in },
    willPass: (_ index: Int, _ gradient: Matrix<Scalar>) -> Void = { _, _ in }
  ) throws(DimensionError) -> (loss: Double, right: Int, output: Matrix<Scalar>?) {
    let last = layers.count - 1
    var a = X
    for l in 0..<last { a = try layers[l].forward(a, keepsCache: l >= firstTrained) }
    let sum: Double
    let outputA: Matrix<Scalar>?
    var right = 0
    var dA: Matrix<Scalar>
    if let output {
      let z = try output.linear(a)
      let dZ: Matrix<Scalar>
      (sum, dZ) = loss.total(z: z, activation: output.activation, y: Y, weights: weights)
      if countsRight { right = loss.countRight(z: z, activation: output.activation, y: Y) }
      outputA = wantsOutput ? output.activation(z) : nil
      if last >= firstTrained { willPass(last, dZ) }
      dA =
        last < firstTrained ? .empty : try output.backward(dZ: dZ, isFirst: last == firstTrained)
    } else {
      a = try layers[last].forward(a, keepsCache: true)
      (sum, dA) = loss.total(a: a, y: Y, weights: weights)
      if countsRight { right = loss.countRight(a, Y) }
      outputA = a
      if last >= firstTrained { willPass(last, dA) }
      dA =
        last < firstTrained
        ? .empty : try layers[last].backward(dA, isFirst: last == firstTrained)
    }
    didPass(last)
    for l in (0..<last).reversed() {
      if l >= firstTrained {
        willPass(l, dA)
        dA = try layers[l].backward(dA, isFirst: l == firstTrained)
      }
      didPass(l)
    }
    return (sum, right, outputA)
  }
}
