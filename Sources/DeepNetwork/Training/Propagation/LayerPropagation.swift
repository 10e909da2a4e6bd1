/// One layer during training, with the cache of the last forward pass and the last gradients.
///
/// It hides the type of the layer's cache: opened once, a layer is trained without casts.
protocol LayerPropagation<Scalar>: AnyObject {
  associatedtype Scalar: NetworkScalar

  var layer: any NetworkLayer<Scalar> { get }
  /// Whether training changes anything in the layer.
  var isTrained: Bool { get }
  /// A gradient for each parameter; empty for those that are not trained.
  var gradient: Gradient<Scalar> { get set }
  /// Whether the output of the next forward pass is kept to be looked at.
  var isInspected: Bool { get set }
  /// A of the last forward pass, if it was to be looked at.
  var inspectedOutput: Matrix<Scalar>? { get }

  func draw(m: Int, from random: inout RandomState)
  /// Until ``takeAll()``, what was drawn is that for some of the examples of the batch.
  func take(_ examples: Range<Int>)
  func takeAll()
  /// A; the cache is kept for backward, unless the layer and those before it are not trained.
  func forward(_ aPrev: Matrix<Scalar>, keepsCache: Bool) throws(DimensionError) -> Matrix<Scalar>
  /// dA_prev; empty if `isFirst`, where it is of no use.
  func backward(_ dA: Matrix<Scalar>, isFirst: Bool) throws(DimensionError) -> Matrix<Scalar>
  /// ‖W‖² of the trained parameters that L2 touches.
  func squaredNormOfDecaying() -> Double
  /// The parameters whose size tells how large a step is: those that decay, or all where none does.
  var weights: [Matrix<Scalar>] { get }
  /// ‖V‖² of ``weights`` or a change of them.
  func squaredNorm(ofWeights V: [Matrix<Scalar>]) -> Double
  /// How many numbers the gradient of ``weights`` has, and whether any is not 0.
  var gradientOfWeights: (count: Int, isZero: Bool) { get }
  func squaredNormOfGradient() -> Double
  /// The largest magnitude in all gradients; not finite where any is not.
  func maximumGradient() -> Double
  func addToGradient(decay: Scalar)
  func update(_ optimizer: Optimizer, _ step: UpdateStep)
  /// The cache that a layer with a state has yet to observe; nil where there is none.
  var observation: (any Sendable)? { get }
  /// Hands the layer what the pass behind the update saw.
  func observe()
  func set(_ values: [String: Matrix<Scalar>], state: [String: Matrix<Scalar>])
  /// What the optimizer remembers of each parameter.
  var optimizerStates: [OptimizerState<Scalar>] { get set }
}

/// A last layer whose activation and loss are taken together.
protocol OutputPropagation<Scalar>: LayerPropagation {
  var activation: Activation { get }
  func linear(_ aPrev: Matrix<Scalar>) throws(DimensionError) -> Matrix<Scalar>
  func backward(dZ: Matrix<Scalar>, isFirst: Bool) throws(DimensionError) -> Matrix<Scalar>
}

class LayerPropagator<L: NetworkLayer>: LayerPropagation {
  typealias Scalar = L.Scalar

  final var typedLayer: L
  final var cache: L.Cache?
  final var gradient: Gradient<Scalar>
  final var optimizerStates: [OptimizerState<Scalar>]
  final let checked: LayerShapes
  final var m = 0
  final var isInspected = false
  final private(set) var inspectedOutput: Matrix<Scalar>?
  final let isTrained: Bool
  private let parameters: [Parameter<L>]
  /// The places of ``weights`` among the parameters.
  private let weighty: [Int]
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
    let parameters = layer.parameters
    self.parameters = parameters
    isTrained = layer.learns
    let decaying = parameters.indices.filter { parameters[$0].decays }
    weighty = decaying.isEmpty ? Array(parameters.indices) : decaying
    gradient = Gradient(names: parameters.map(\.name))
    optimizerStates = parameters.map { _ in OptimizerState() }
    checked = LayerShapes(layer, number: number)
  }

  var layer: any NetworkLayer<Scalar> { typedLayer }

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

  func forward(_ aPrev: Matrix<Scalar>, keepsCache: Bool) throws(DimensionError) -> Matrix<Scalar> {
    m = aPrev.columns
    let (a, cache) = typedLayer.forward(aPrev)
    self.cache = keepsCache ? cache : nil
    inspectedOutput = isInspected ? a : nil
    try checked.checkForward(a: a.shape, m: m)
    return a
  }

  func backward(_ dA: Matrix<Scalar>, isFirst: Bool) throws(DimensionError) -> Matrix<Scalar> {
    let cache = takeCache()
    guard !isFirst else {
      try keep(typedLayer.parameterGradients(dA, cache: cache))
      return .empty
    }
    let (dAPrev, gradients) = typedLayer.backward(dA, cache: cache)
    try keep(gradients)
    try checked.checkBackward(dAPrev: dAPrev.shape, m: m)
    return dAPrev
  }

  final func takeCache() -> L.Cache {
    guard let cache else { fatalError("backward needs the cache of a forward pass") }
    self.cache = nil
    if hasState { unobserved = cache }
    return cache
  }

  final func keep(_ gradients: [Matrix<Scalar>]) throws(DimensionError) {
    try checked.check(gradients: gradients)
    gradient.values = gradients
  }

  func squaredNormOfDecaying() -> Double {
    parameters.indices.reduce(0) { sum, index in
      let parameter = parameters[index]
      guard parameter.decays && parameter.isTrained else { return sum }
      return sum + squaredNorm(parameter.value(typedLayer), index)
    }
  }

  var weights: [Matrix<Scalar>] { weighty.map { parameters[$0].value(typedLayer) } }

  func squaredNorm(ofWeights V: [Matrix<Scalar>]) -> Double {
    zip(weighty, V).reduce(0) { $0 + squaredNorm($1.1, $1.0) }
  }

  var gradientOfWeights: (count: Int, isZero: Bool) {
    let gradients = weighty.map { gradient.values[$0] }
    return (
      gradients.reduce(0) { $0 + $1.count }, gradients.allSatisfy { $0.maximumMagnitude() == 0 }
    )
  }

  func squaredNormOfGradient() -> Double {
    gradient.values.enumerated().reduce(0) { $0 + squaredNorm($1.element, $1.offset) }
  }

  func maximumGradient() -> Double {
    var largest = 0.0
    for index in gradient.values.indices {
      let maximum = Double(gradient.values[index].maximumMagnitude())
      guard maximum.isFinite else { return maximum }
      largest = max(largest, maximum)
    }
    return largest
  }

  private func squaredNorm(_ V: Matrix<Scalar>, _ index: Int) -> Double {
    Double(typedLayer.squaredNorm(ofChange: V, inParameter: index))
  }

  func addToGradient(decay: Scalar) {
    for (index, parameter) in parameters.enumerated() where parameter.decays && parameter.isTrained
    {
      gradient.values[index] += decay * parameter.value(typedLayer)
    }
  }

  var observation: (any Sendable)? { unobserved }

  func observe() {
    guard let unobserved else { return }
    self.unobserved = nil
    typedLayer.observe(unobserved)
  }

  func set(_ values: [String: Matrix<Scalar>], state: [String: Matrix<Scalar>]) {
    typedLayer.set(values)
    if hasState { typedLayer.state = state }
  }

  func update(_ optimizer: Optimizer, _ step: UpdateStep) {
    // By the places: a copy of each parameter's functions would cost more than a small update.
    for index in parameters.indices where parameters[index].isTrained {
      let step = parameters[index].decays ? step : step.withoutDecay
      parameters[index].change(&typedLayer) { value in
        optimizer.update(&value, gradient.values[index], &optimizerStates[index], step)
      }
    }
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
      try keep([dW, db])
      return .empty
    }
    let (dAPrev, dW, db) = typedLayer.backward(dZ: dZ, cache: cache)
    try keep([dW, db])
    try checked.checkBackward(dAPrev: dAPrev.shape, m: m)
    return dAPrev
  }
}
