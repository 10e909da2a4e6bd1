/// What is looked at of a layer's output A: units of ReLU that are 0, of sigmoid and tanh that lie at
/// an end.
struct InspectedUnits: Sendable {
  enum Symptom: Sendable {
    case dead
    case saturated
  }

  /// Above this magnitude, of 1, an output of tanh counts as saturated.
  private static let end = 0.99

  let symptom: Symptom
  let activation: Activation
  /// The units: rows of A, of pictures the channels.
  let count: Int
  /// The chance of an output to be kept and not set to 0.
  let keepProbability: Double

  /// nil where the layer is none of these.
  init?(_ layer: some NetworkLayer) {
    guard let activation = layer.hiddenActivation else { return nil }
    // Where an end of the range is reached, nothing is learnt any more: at both, or at the 0 of a
    // rectifier, which has a kink there.
    let range = activation.kind.range
    guard activation.kind.isElementwise, range.lowerBound.isFinite else { return nil }
    let isRectifier = range.lowerBound == 0 && activation.kind.hasKink
    guard range.upperBound.isFinite || isRectifier else { return nil }
    symptom = range.upperBound.isFinite ? .saturated : .dead
    self.activation = activation
    count = layer.channelCount ?? layer.outputSize
    keepProbability = (layer as? any DroppingLayer)?.keepProbability ?? 1
  }

  /// Those of `units` that are 0 in all of A, at all places of a picture.
  func zeros<Scalar>(among units: [Int], in a: Matrix<Scalar>) -> [Int] {
    let (ofRow, ofColumn) = a.order == .rowMajor ? (a.columns, 1) : (1, a.rows)
    return a.withElements { elements in
      units.filter { unit in
        stride(from: unit, to: a.rows, by: count).allSatisfy { row in
          let first = elements + row * ofRow
          return (0..<a.columns).allSatisfy { first[$0 * ofColumn] == 0 }
        }
      }
    }
  }

  /// How many of the outputs A lie at an end.
  func countSaturated<Scalar>(in a: Matrix<Scalar>) -> Int {
    // All map onto -1 … 1 here; sigmoid's 0 … 1 is stretched.
    let range = activation.kind.range
    let (center, half) = (
      Scalar((range.lowerBound + range.upperBound) / 2),
      Scalar((range.upperBound - range.lowerBound) / 2)
    )
    let centered = center == 0 && half == 1 ? a : a * (1 / half) - center / half
    let end = Scalar(Self.end)
    return centered.withElements { a in (0..<centered.count).count { abs(a[$0]) > end } }
  }

  /// Whether so many of A, as it is with dropout, lie at an end that it is worth looking closer.
  func looksSaturated<Scalar>(_ a: Matrix<Scalar>, share: Double) -> Bool {
    let whole = keepProbability < 1 ? a * Scalar(keepProbability) : a
    return Double(countSaturated(in: whole)) > share * 0.9 * keepProbability * Double(a.count)
  }
}

/// A layer around another, whose output it sets to 0 here and there.
protocol DroppingLayer<Scalar>: NetworkLayer {
  var innerLayer: any NetworkLayer<Scalar> { get }
  var keepProbability: Double { get }
}

extension Dropout: DroppingLayer {
  var innerLayer: any NetworkLayer<Scalar> { inner }
}

extension NetworkLayer {
  /// The layer itself without the dropout around it.
  private var core: any NetworkLayer<Scalar> {
    (self as? any DroppingLayer<Scalar>)?.innerLayer ?? self
  }

  /// g, where the layer's output is g of Z and nothing else but dropout.
  var hiddenActivation: Activation? { (core as? any OutputLayer<Scalar>)?.activation }

  /// The channels, where the layer gives pictures.
  fileprivate var channelCount: Int? {
    let core = core
    return (core as? Convolution2D<Scalar>)?.output.channels
      ?? (core as? ActivationLayer<Scalar>)?.image?.channels
  }

  /// The layers inside a block.
  private var inner: [any NetworkLayer<Scalar>] {
    (self as? any LayerBlock<Scalar>)?.innerLayers ?? []
  }

  /// g of the layers inside it.
  var innerActivations: [Activation] {
    inner.flatMap { [$0.hiddenActivation].compactMap(\.self) + $0.innerActivations }
  }

  /// Whether it sets some of its units to 0 during training, or a layer inside it does.
  var dropsUnits: Bool {
    self is any DroppingLayer || self is DropoutLayer<Scalar> || inner.contains { $0.dropsUnits }
  }

  /// Whether it normalizes, or a layer inside it does.
  var normalizes: Bool {
    let core = core
    return core is BatchNormalization<Scalar> || core is LayerNormalization<Scalar>
      || inner.contains { $0.normalizes }
  }
}
