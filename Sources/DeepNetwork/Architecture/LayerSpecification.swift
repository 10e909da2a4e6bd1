/// One layer of a network as it was asked for.
///
/// Sizes of the input are not part of it: they follow from the layer before.
public indirect enum LayerSpecification: Hashable, Sendable {
  /// ``Dense``; with a `keepProbability` below 1 its units are left out at random in training.
  case dense(units: Int, activation: Activation, keepProbability: Double = 1)
  /// ``Convolution2D``, for pictures; with dropout as in a dense layer.
  case convolution2D(
    filters: Int, kernel: Int, stride: Int = 1, padding: Padding = .same, activation: Activation,
    keepProbability: Double = 1)
  /// ``MaxPool2D``, for pictures; the stride is the size unless given.
  case maxPool2D(size: Int, stride: Int? = nil)
  /// ``AveragePool2D``, for pictures; the stride is the size unless given.
  case averagePool2D(size: Int, stride: Int? = nil)
  /// ``Flatten``, for pictures.
  case flatten
  /// ``BatchNormalization``, of channels where pictures come in, else of units.
  case batchNormalization(
    activation: Activation = .linear, momentum: Double = 0.9, epsilon: Double = 1e-5)
  /// ``Residual``.
  case residual(_ layers: [LayerSpecification], activation: Activation = .linear)
}

extension LayerSpecification {
  /// The name that a configuration uses.
  public var type: String {
    switch self {
    case .dense: "dense"
    case .convolution2D: "convolution2D"
    case .maxPool2D: "maxPool2D"
    case .averagePool2D: "averagePool2D"
    case .flatten: "flatten"
    case .batchNormalization: "batchNormalization"
    case .residual: "residual"
    }
  }

  /// g; linear where the layer has none.
  public var activation: Activation {
    switch self {
    case .dense(_, let activation, _), .convolution2D(_, _, _, _, let activation, _),
      .batchNormalization(let activation, _, _), .residual(_, let activation):
      activation
    case .maxPool2D, .averagePool2D, .flatten: .linear
    }
  }

  /// The chance of a unit to stay in a training pass; 1 where there is no dropout.
  public var keepProbability: Double {
    switch self {
    case .dense(_, _, let keep), .convolution2D(_, _, _, _, _, let keep): keep
    case .maxPool2D, .averagePool2D, .flatten, .batchNormalization, .residual: 1
    }
  }

  /// The units of a dense layer; nil where shapes decide.
  public var units: Int? {
    guard case .dense(let units, _, _) = self else { return nil }
    return units
  }

  /// The layer and those inside it.
  package var withInner: [LayerSpecification] {
    guard case .residual(let layers, _) = self else { return [self] }
    return [self] + layers.flatMap(\.withInner)
  }
}
