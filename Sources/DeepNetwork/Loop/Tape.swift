/// The forward pass of a batch, kept for the way back.
///
/// It holds the layers as they were in that pass, with what they drew for it, and their caches; one way
/// back uses it up, so that the memory serves the next pass and an update finds nobody else at W.
///
/// ```swift
/// let (A, tape) = try model.forward(X)
/// let (cost, dA) = loss.evaluate(a: A, y: Y)
/// let (dX, gradients) = try tape.backward(dA)
/// ```
public final class Tape<Scalar: NetworkScalar> {
  private var layers: [any LayerPropagation<Scalar>]
  /// The shape of A[L].
  private let shape: Shape

  init(_ layers: [any LayerPropagation<Scalar>], shape: Shape) {
    self.layers = layers
    self.shape = shape
  }

  /// The gradient with respect to X, (n[0], m), and those of the parameters, from dA, (n[L], m), the gradient
  /// of the loss summed over the examples with respect to A[L].
  ///
  /// dX is that of the sum, too: it is the dA of the network that gave X.
  ///
  /// - Precondition: the tape has not been used.
  /// - Throws: `DimensionError` if dA has another shape than A[L], or a layer returns a wrong one.
  public func backward(_ dA: Matrix<Scalar>) throws(DimensionError)
    -> (dX: Matrix<Scalar>, gradients: Gradients<Scalar>)
  { try run(dA, wantsInput: true) }

  /// The gradients of the parameters alone, where dX is of no use.
  ///
  /// - Precondition: the tape has not been used.
  /// - Throws: `DimensionError` if dA has another shape than A[L], or a layer returns a wrong one.
  public func parameterGradients(_ dA: Matrix<Scalar>) throws(DimensionError) -> Gradients<Scalar> {
    try run(dA, wantsInput: false).gradients
  }

  private func run(_ dA: Matrix<Scalar>, wantsInput: Bool) throws(DimensionError)
    -> (dX: Matrix<Scalar>, gradients: Gradients<Scalar>)
  {
    require(!layers.isEmpty, "the tape of a forward pass serves one way back: run forward again")
    guard dA.shape == shape else {
      throw DimensionError([
        .argument(quantity: "dA", rule: "the shape of A[L]", expected: shape, actual: dA.shape)
      ])
    }
    let layers = layers
    self.layers = []
    let first = wantsInput ? -1 : layers.firstIndex { $0.isTrained } ?? layers.count
    var dA = dA
    for (index, layer) in layers.enumerated().reversed() where index >= first {
      dA = try layer.backward(dA, isFirst: index == first)
    }
    return (dA, Gradients(of: layers))
  }
}

extension Model {
  /// A[L], (n[L], m), of the examples X, (n[0], m), as in training, and the tape for the way back.
  ///
  /// - Throws: `DimensionError` if X has another number of rows, no columns or a number that is not finite,
  ///   or a layer returns a wrong shape; and if a layer draws at random in training, which takes a
  ///   generator.
  public func forward(_ X: Matrix<Scalar>) throws(DimensionError)
    -> (A: Matrix<Scalar>, tape: Tape<Scalar>)
  {
    try requireNothingDrawn()
    return try run(Propagation.passes(of: self), X)
  }

  /// A[L] and the tape of a pass for which layers such as dropout draw what they leave out.
  ///
  /// - Throws: `DimensionError` if X has another number of rows, no columns or a number that is not finite,
  ///   or a layer returns a wrong shape.
  public func forward(_ X: Matrix<Scalar>, from random: inout RandomState) throws(DimensionError)
    -> (A: Matrix<Scalar>, tape: Tape<Scalar>)
  {
    let layers = Propagation.passes(of: self)
    for layer in layers { layer.draw(m: X.columns, from: &random) }
    return try run(layers, X)
  }

  private func run(_ layers: [any LayerPropagation<Scalar>], _ X: Matrix<Scalar>)
    throws(DimensionError) -> (A: Matrix<Scalar>, tape: Tape<Scalar>)
  {
    try DimensionChecker.check(batch: X, fits: self)
    var a = X
    for layer in layers { a = try layer.forward(a, keepsCache: true) }
    return (a, Tape(layers, shape: a.shape))
  }

  /// Makes sure that no layer draws anything in training.
  func requireNothingDrawn() throws(DimensionError) {
    for (index, layer) in layers.enumerated() where layer.draws {
      throw DimensionError([.drawsAtRandom(layer: index + 1, name: layer.name)])
    }
  }
}

/// A generator from which nothing was drawn.
private let untouched = RandomState(seed: 1)

extension NetworkLayer {
  /// Whether the layer draws at random before a training pass.
  fileprivate var draws: Bool {
    var (layer, random) = (self, untouched)
    layer.draw(m: 1, from: &random)
    return random != untouched
  }
}
