/// The gradients of the parameters of a network, layer by layer.
///
/// They add, scale and have a norm, and ``ModelOptimizer`` makes an update of them. Those of several batches
/// are added, and scaled where their mean is meant: each is a mean over its own batch.
///
/// With them comes what layers that keep statistics saw in the pass, which an update hands them.
public struct Gradients<Scalar: NetworkScalar>: Sendable, RandomAccessCollection {
  private var layers: [Gradient<Scalar>]
  /// The caches that each layer with a state has yet to observe.
  private(set) var observations: [[any Sendable]]

  init(of layers: [any LayerPropagation<Scalar>]) {
    self.layers = layers.map { $0.gradient }
    observations = layers.map { layer in layer.observation.map { [$0] } ?? [] }
  }

  public var startIndex: Int { 0 }
  /// L.
  public var endIndex: Int { layers.count }

  /// The gradient of layer `index` + 1.
  public subscript(index: Int) -> Gradient<Scalar> { layers[index] }

  /// The root of the sum of the squares of all elements.
  public var norm: Double {
    layers.reduce(0) { sum, layer in
      layer.values.reduce(sum) { $0 + Double($1.sumOfSquares()) }
    }.squareRoot()
  }

  /// Whether every element is finite.
  public var isFinite: Bool { layers.allSatisfy { $0.values.allSatisfy(\.isFinite) } }

  /// Scales all down so that their norm is at most `limit`, as PyTorch's `clip_grad_norm_` does.
  public mutating func clip(to limit: Double) {
    if let factor = clipFactor(norm: norm, limit: limit) { self *= Scalar(factor) }
  }

  /// The gradients, scaled down so that their norm is at most `limit`.
  public func clipped(to limit: Double) -> Gradients {
    var gradients = self
    gradients.clip(to: limit)
    return gradients
  }

  /// Adds the gradients of the same network in another pass.
  ///
  /// - Precondition: both are of networks with the same parameters.
  public static func += (a: inout Gradients, b: Gradients) {
    require(
      a.map(\.names) == b.map(\.names),
      "gradients of networks with other parameters cannot be added")
    for index in a.layers.indices {
      a.layers[index] += b.layers[index]
      a.observations[index] += b.observations[index]
    }
  }

  /// The sum of the gradients of the same network in two passes.
  public static func + (a: Gradients, b: Gradients) -> Gradients {
    var sum = a
    sum += b
    return sum
  }

  /// Scales all elements.
  public static func *= (gradients: inout Gradients, factor: Scalar) {
    for index in gradients.layers.indices { gradients.layers[index] *= factor }
  }

  /// All elements times a number.
  public static func * (factor: Scalar, gradients: Gradients) -> Gradients {
    var scaled = gradients
    scaled *= factor
    return scaled
  }
}

/// What gradients of a norm are scaled by so that it is at most `limit`: limit / (norm + 1e-6); nil where
/// that is not below 1.
func clipFactor(norm: Double, limit: Double) -> Double? {
  let factor = limit / (norm + 1e-6)
  return factor < 1 ? factor : nil
}
