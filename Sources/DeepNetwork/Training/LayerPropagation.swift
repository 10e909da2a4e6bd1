/// One layer during training, with the cache of the last forward pass and the last gradients.
///
/// It hides the type of the layer's cache: opened once, a layer is trained without casts.
protocol LayerPropagation<Scalar>: AnyObject {
  associatedtype Scalar: NetworkScalar

  var layer: any Layer<Scalar> { get }
  var gradient: Gradient<Scalar> { get set }
  /// Whether the output of the next forward pass is kept to be looked at.
  var isInspected: Bool { get set }
  /// A of the last forward pass, if it was to be looked at.
  var inspectedOutput: Matrix<Scalar>? { get }

  func draw(m: Int, from random: inout RandomState)
  /// Until ``takeAll()``, what was drawn is that for some of the examples of the batch.
  func take(_ examples: Range<Int>)
  func takeAll()
  func forward(_ aPrev: Matrix<Scalar>) throws(DimensionError) -> Matrix<Scalar>
  /// dA_prev; empty if `isFirst`, where nobody needs it.
  func backward(_ dA: Matrix<Scalar>, isFirst: Bool) throws(DimensionError) -> Matrix<Scalar>
  func squaredNormOfW() -> Double
  func squaredNormOfGradient() -> Double
  /// The largest magnitudes in dW and in db.
  func maximumGradients() -> (dW: Double, db: Double)
  func addToGradient(decay: Scalar)
  func scaleGradient(by factor: Scalar)
  func update(_ optimizer: Optimizer, _ step: UpdateStep)
  /// Hands the layer what the pass behind the update saw.
  func observe()
  func setParameters(W: Matrix<Scalar>, b: Matrix<Scalar>, state: [String: Matrix<Scalar>])
  var optimizerState: LayerOptimizerState<Scalar> { get set }
}

/// A last layer whose activation and loss are taken together.
protocol OutputPropagation<Scalar>: LayerPropagation {
  var activation: Activation { get }
  func linear(_ aPrev: Matrix<Scalar>) throws(DimensionError) -> Matrix<Scalar>
  func backward(dZ: Matrix<Scalar>, isFirst: Bool) throws(DimensionError) -> Matrix<Scalar>
}

/// The gradient of the cost with respect to the parameters of one layer.
public struct Gradient<Scalar: NetworkScalar>: Sendable, Equatable {
  /// The shape of W: (n[l], n[l-1]) in a dense layer.
  public var dW: Matrix<Scalar>
  /// The shape of b: (n[l], 1) in a dense layer.
  public var db: Matrix<Scalar>
}

class LayerPropagator<L: Layer>: LayerPropagation {
  typealias Scalar = L.Scalar

  final var typedLayer: L
  final var cache: L.Cache?
  final var gradient: Gradient<Scalar>
  final var optimizerState = LayerOptimizerState<Scalar>()
  final let checked: LayerShapes
  final var m = 0
  final var isInspected = false
  final private(set) var inspectedOutput: Matrix<Scalar>?
  private let hasState: Bool
  /// The layer with what it drew for the whole batch, while it has a part of it.
  private var whole: L?
  /// Looked at once: what draws parameters of another shape does so at the first draw.
  private var hasDrawn = false
  /// The cache that a layer with a state has yet to observe.
  private var unobserved: L.Cache?

  init(_ layer: L, number: Int) {
    typedLayer = layer
    hasState = !layer.state.isEmpty
    gradient = Gradient(dW: .empty, db: .empty)
    checked = LayerShapes(layer, number: number)
  }

  var layer: any Layer<Scalar> { typedLayer }

  func draw(m: Int, from random: inout RandomState) {
    typedLayer.draw(m: m, from: &random)
    guard !hasDrawn else { return }
    hasDrawn = true
    if let violation = checked.changedShape(of: typedLayer) {
      fatalError("layer \(checked.number) (\(checked.name)), draw: \(violation)")
    }
  }

  func take(_ examples: Range<Int>) {
    let whole = whole ?? typedLayer
    typedLayer = whole.part(for: examples)
    self.whole = whole
  }

  func takeAll() {
    guard let whole else { return }
    typedLayer = whole
    self.whole = nil
  }

  func forward(_ aPrev: Matrix<Scalar>) throws(DimensionError) -> Matrix<Scalar> {
    m = aPrev.columns
    let (a, cache) = typedLayer.forward(aPrev)
    self.cache = cache
    inspectedOutput = isInspected ? a : nil
    try checked.checkForward(a: a.shape, m: m)
    return a
  }

  func backward(_ dA: Matrix<Scalar>, isFirst: Bool) throws(DimensionError) -> Matrix<Scalar> {
    let cache = takeCache()
    guard !isFirst else {
      let (dW, db) = typedLayer.parameterGradients(dA, cache: cache)
      try keep(dW, db)
      return .empty
    }
    let (dAPrev, dW, db) = typedLayer.backward(dA, cache: cache)
    try keep(dW, db)
    try checked.checkBackward(dAPrev: dAPrev.shape, m: m)
    return dAPrev
  }

  final func takeCache() -> L.Cache {
    guard let cache else { fatalError("backward needs the cache of a forward pass") }
    self.cache = nil
    if hasState { unobserved = cache }
    return cache
  }

  final func keep(_ dW: Matrix<Scalar>, _ db: Matrix<Scalar>) throws(DimensionError) {
    try checked.checkGradients(dW: dW.shape, db: db.shape)
    gradient = Gradient(dW: dW, db: db)
  }

  func squaredNormOfW() -> Double { Double(typedLayer.squaredNormOfChange(typedLayer.W)) }

  func squaredNormOfGradient() -> Double {
    Double(typedLayer.squaredNormOfChange(gradient.dW)) + Double(gradient.db.sumOfSquares())
  }

  func maximumGradients() -> (dW: Double, db: Double) {
    (Double(gradient.dW.maximumMagnitude()), Double(gradient.db.maximumMagnitude()))
  }

  func addToGradient(decay: Scalar) { gradient.dW += decay * typedLayer.W }

  func scaleGradient(by factor: Scalar) {
    gradient.dW *= factor
    gradient.db *= factor
  }

  func observe() {
    guard let unobserved else { return }
    self.unobserved = nil
    typedLayer.observe(unobserved)
  }

  func setParameters(W: Matrix<Scalar>, b: Matrix<Scalar>, state: [String: Matrix<Scalar>]) {
    typedLayer.W = W
    typedLayer.b = b
    if hasState { typedLayer.state = state }
  }

  func update(_ optimizer: Optimizer, _ step: UpdateStep) {
    optimizer.update(&typedLayer.W, gradient.dW, &optimizerState.W, step)
    optimizer.update(&typedLayer.b, gradient.db, &optimizerState.b, step.withoutDecay)
  }
}

final class OutputPropagator<L: OutputLayer>: LayerPropagator<L>, OutputPropagation {
  var activation: Activation { typedLayer.activation }

  func linear(_ aPrev: Matrix<Scalar>) throws(DimensionError) -> Matrix<Scalar> {
    m = aPrev.columns
    let (z, cache) = typedLayer.linear(aPrev)
    self.cache = cache
    try checked.checkForward(a: z.shape, m: m)
    return z
  }

  func backward(dZ: Matrix<Scalar>, isFirst: Bool) throws(DimensionError) -> Matrix<Scalar> {
    let cache = takeCache()
    guard !isFirst else {
      let (dW, db) = typedLayer.parameterGradients(dZ: dZ, cache: cache)
      try keep(dW, db)
      return .empty
    }
    let (dAPrev, dW, db) = typedLayer.backward(dZ: dZ, cache: cache)
    try keep(dW, db)
    try checked.checkBackward(dAPrev: dAPrev.shape, m: m)
    return dAPrev
  }
}
