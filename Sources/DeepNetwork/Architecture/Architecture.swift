/// A network as it was asked for, not yet proven: L layers one after the other.
public struct Architecture: Hashable, Sendable {
  /// n[0]; 0 stands for the number of features of the data.
  public var inputSize: Int
  /// The picture that the n[0] features are; nil: as the data say.
  public var image: ImageShape?
  /// The layers 1 … L.
  public var layers: [LayerSpecification]
  /// L as it was stated, if it was.
  package var statedL: Int?
  /// What is wrong with the sizes and counts that a dense network was given by.
  let misfits: [DimensionViolation]

  /// Layers of any kind.
  ///
  /// - Parameters:
  ///   - inputSize: n[0]; 0 stands for the number of features of the data.
  ///   - image: the picture that these features are; nil: as the data say.
  ///   - layers: the layers 1 … L.
  public init(
    inputSize: Int = 0, image: ImageShape? = nil, layers: [LayerSpecification]
  ) {
    self.inputSize = inputSize
    self.image = image
    self.layers = layers
    misfits = []
  }

  /// The layers whose shapes are known before the data are, as far as these matter taken for pictures
  /// larger than any.
  package var plannedBeforeData: [PlannedLayer] {
    // The groups of a first layer divide 1, 2, 3 or 4 channels, and so 12.
    let image = ImageShape(height: 4096, width: 4096, channels: 12)
    var inference = ShapeInference()
    return inference.plan(layers, from: .init(size: image.count, image: image)).layers
  }

  /// Dense layers with n[0], …, n[L] units.
  ///
  /// - Parameters:
  ///   - n: the sizes; n[0] = 0 stands for the number of features of the data.
  ///   - activations: g of the layers 1 … L.
  ///   - keepProbabilities: the chance of each hidden unit to stay in a training pass, for the layers
  ///     1 … L-1; empty where there is no dropout.
  public init(n: [Int], activations: [Activation], keepProbabilities: [Double] = []) {
    self.init(n: n, activations: activations, keepProbabilities: keepProbabilities, statedL: nil)
  }

  package init(
    n: [Int], activations: [Activation], keepProbabilities: [Double] = [], statedL: Int?
  ) {
    inputSize = n.first ?? 0
    layers = n.dropFirst().enumerated().map { index, units in
      .dense(
        units: units,
        activation: index < activations.count ? activations[index] : .linear,
        keepProbability: index < keepProbabilities.count && index < n.count - 2
          ? keepProbabilities[index] : 1)
    }
    self.statedL = statedL
    misfits = Self.misfits(
      n, activations: activations.count, keepProbabilities: keepProbabilities.count)
  }

  private static func misfits(_ n: [Int], activations: Int, keepProbabilities: Int)
    -> [DimensionViolation]
  {
    let L = n.count - 1
    guard L >= 1 else { return [.tooFewSizes(count: n.count)] }
    var misfits: [DimensionViolation] = []
    if activations != L { misfits.append(.activationCount(actual: activations, expected: L)) }
    if keepProbabilities != 0, keepProbabilities != L - 1 {
      misfits.append(.keepProbabilityCount(actual: keepProbabilities, expected: L - 1))
    }
    return misfits
  }
}

extension Architecture {
  /// Whether every layer is dense and trained, so that n and activations say all.
  public var isDense: Bool { layers.allSatisfy { $0.units != nil && $0.isTrainable } }

  /// n[0], …, n[L] of dense layers; nil where shapes decide.
  public var n: [Int]? { isDense ? [inputSize] + layers.compactMap(\.units) : nil }

  /// n[L], where it does not depend on what comes in to the network; else nil.
  public var outputSize: Int? {
    var inference = ShapeInference()
    return inference.plan(layers, from: nil).output?.size
  }

  /// g of the layers 1 … L.
  public var activations: [Activation] { layers.map(\.activation) }

  /// The chance of each unit to stay in a training pass, for the layers 1 … L-1; empty where there is
  /// no dropout.
  public var keepProbabilities: [Double] {
    let all = layers.dropLast().map(\.keepProbability)
    return all.allSatisfy { $0 == 1 } ? [] : all
  }

  /// Whether a layer leaves units out in training.
  package var hasDropout: Bool {
    layers.flatMap(\.withInner).contains { $0.keepProbability < 1 }
  }
}

/// The shapes of a data set: X is (inputSize, m), Y (outputSize, m).
public struct DataShape: Hashable, Sendable {
  /// The features of an example.
  public let inputSize: Int
  /// The outputs of an example; nil where the labels do not fix them.
  public let outputSize: Int?
  /// Height, width and channels of an example that is a picture.
  public let image: ImageShape?

  /// The outputs are nil where the labels do not fix them (class numbers).
  public init(inputSize: Int, outputSize: Int?, image: ImageShape? = nil) {
    self.inputSize = inputSize
    self.outputSize = outputSize
    self.image = image
  }
}
