import DeepNetwork
import Text

/// The keys of a layer, told apart by its type.
enum LayerKeys {
  /// A list of layers: that of the network, or that inside a residual block.
  static let layers = KeyRange.list(of: .recursive { layer }, count: 1...)

  static let layer: KeyRange<LayerSpecification> = .variants(
    "an object such as {\"type\": \"dense\", \"units\": 10, \"activation\": \"relu\"}",
    definition: "layer", tag: "type", "The kind of layer.",
    [
      Variant(
        "dense", "Fully connected: A = g(W·A_prev + b).",
        Field("units", .size, "n[l].", aliases: ["size", "outputs", "n"]),
        activation(), keepProbability, aliases: ["fullyconnected", "linear", "fc"],
        make: { .dense(units: $0, activation: $1, keepProbability: $2) },
        parts: {
          guard case .dense(let units, let g, let keep) = $0 else { return nil }
          return (units, g, keep)
        }),
      Variant(
        "convolution2D",
        "Filters that slide over pictures; W is (filters, kernel·kernel·channels).",
        Field("filters", .size, "Channels that go out.", aliases: ["outChannels", "channels"]),
        Field(
          "kernel", .side, "Height and width of a filter.", aliases: ["kernelSize", "size"]),
        Field("stride", .side, "Pixels from one place of a filter to the next.", default: 1),
        Field(
          "padding", padding,
          "Zeros around the picture: as many as keep its size (an odd kernel, stride 1), none, or so "
            + "many on each side.", default: .same),
        activation(), keepProbability, aliases: ["conv", "conv2d", "convolution"],
        make: {
          .convolution2D(
            filters: $0, kernel: $1, stride: $2, padding: $3, activation: $4, keepProbability: $5)
        },
        parts: {
          guard
            case .convolution2D(
              let filters, let kernel, let stride, let padding, let g, let keep) = $0
          else { return nil }
          return (filters, kernel, stride, padding, g, keep)
        }),
      Variant(
        "maxPool2D", "The largest of each window of a picture.", poolSize, poolStride,
        aliases: ["maxpooling2d", "pool"],
        make: { .maxPool2D(size: $0, stride: $1 == $0 ? nil : $1) },
        parts: {
          guard case .maxPool2D(let size, let stride) = $0 else { return nil }
          return (size, stride ?? size)
        }),
      Variant(
        "averagePool2D", "The mean of each window of a picture.", poolSize, poolStride,
        aliases: ["averagepooling2d", "avgpool2d"],
        make: { .averagePool2D(size: $0, stride: $1 == $0 ? nil : $1) },
        parts: {
          guard case .averagePool2D(let size, let stride) = $0 else { return nil }
          return (size, stride ?? size)
        }),
      Variant("flatten", "What comes behind sees numbers and no pictures.", .flatten),
      Variant(
        "batchNormalization",
        "Each unit, of pictures each channel, brought to mean 0 and variance 1 over the batch, "
          + "then scaled and shifted.",
        Field(
          "momentum", .fromZeroToOne,
          "The part of the running statistics that an update keeps: 1 - PyTorch's momentum.",
          default: 0.9),
        Field("epsilon", .aboveZero, "Added to the variance.", default: 1e-5, aliases: ["eps"]),
        activation(default: .linear),
        aliases: ["batchnorm", "batchnorm1d", "batchnorm2d", "bn"],
        make: { .batchNormalization(activation: $2, momentum: $0, epsilon: $1) },
        parts: {
          guard case .batchNormalization(let g, let momentum, let epsilon) = $0 else { return nil }
          return (momentum, epsilon, g)
        }),
      Variant(
        "residual", "Layers whose input is added to their output.",
        Field("layers", layers, "The layers of the block, first to last."),
        activation(default: .linear), aliases: ["resnet", "skip"],
        make: { .residual($0, activation: $1) },
        parts: {
          guard case .residual(let layers, let g) = $0 else { return nil }
          return (layers, g)
        }),
    ])

  private static func activation(default fallback: Activation? = nil) -> Field<Activation> {
    Field("activation", .activation, "g in A = g(Z).", default: fallback, aliases: ["g"])
  }

  private static let keepProbability = Field(
    "keepProbability", .rate, "Inverted dropout: the probability of a unit of being kept.",
    default: 1, aliases: ["keepProb"], complement: [.dropout(KeyRange<Double>.belowOne)])

  private static let poolSize = Field(
    "size", .side, "Height and width of a window.", aliases: ["poolSize", "kernel"])

  private static let poolStride = Field(
    optional: "stride", KeyRange<Int>.side,
    "Pixels from one window to the next; the size unless given."
  )

  private static let padding: KeyRange<Padding> = .either(
    .words(["same": .same, "valid": .valid]),
    KeyRange<Int>.integer(0...65535).map({ .zeros($0) }) {
      if case .zeros(let count) = $0 { count } else { nil }
    })
}

extension LayerSpecification {
  /// The layer as a configuration writes it, defaults filled in.
  package var json: JSONValue { LayerKeys.layer.write(self) ?? JSONValue(.null) }
}

extension [LayerSpecification] {
  /// Layers that keep the rules of a configuration's; nil where one does not.
  package init?(checking json: JSONValue, leakyReluSlope slope: Double) {
    var validator = Validator()
    guard let valid = validator.valid(json, LayerKeys.layers.form, at: JSONPath()),
      validator.problems.isEmpty,
      let layers = LayerKeys.layers.read(
        valid, Surroundings(defaults: ["leakyRelu.slope": JSONValue(slope)]))
    else { return nil }
    self = layers
  }

  /// The slopes of leakyRelu.
  package var leakyReluSlopes: Set<Double> {
    Set(
      flatMap(\.withInner).compactMap {
        guard case .leakyRelu(let slope) = $0.activation else { return nil }
        return slope
      })
  }
}
