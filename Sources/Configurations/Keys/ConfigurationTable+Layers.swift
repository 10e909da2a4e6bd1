import DeepNetwork

/// The keys of a layer, told apart by its type.
extension ConfigurationTable {
  /// A list of layers: that of the network, or that inside a residual block.
  static let layers = ValueRule.list(
    ListRule(element: .recursive { .object(layerRule) }, count: 1...))

  static let layerRule = ObjectRule(
    definition: "layer",
    meaning: "an object such as {\"type\": \"dense\", \"units\": 10, \"activation\": \"relu\"}",
    keys: [],
    variants: ObjectRule.Variants(tag: "type", summary: "The kind of layer.", all: layerTypes))

  /// What other tools call the types, in small letters.
  static let layerAliases = [
    "fullyconnected": "dense", "linear": "dense", "fc": "dense", "conv": "convolution2D",
    "conv2d": "convolution2D", "convolution": "convolution2D", "maxpooling2d": "maxPool2D",
    "pool": "maxPool2D", "averagepooling2d": "averagePool2D", "avgpool2d": "averagePool2D",
    "batchnorm": "batchNormalization", "batchnorm1d": "batchNormalization",
    "batchnorm2d": "batchNormalization", "bn": "batchNormalization", "resnet": "residual",
    "skip": "residual",
  ]

  /// Beyond this a side of a picture, of a kernel or of a window makes no sense.
  private static let side = ValueRule.integer(1...65535)
  private static let fromZeroToOne = ValueRule.number(NumberRange(.from(0), .to(1)))

  private static let layerTypes: [ObjectRule.Variant] = [
    .init(
      name: "dense", summary: "Fully connected: A = g(W·A_prev + b).",
      keys: [
        KeyRule("units", size, "n[l].", presence: .required, aliases: ["size", "outputs", "n"]),
        layerActivation(presence: .required), layerKeepProbability, dropout(belowOne),
      ]),
    .init(
      name: "convolution2D",
      summary: "Filters that slide over pictures; W is (filters, kernel·kernel·channels).",
      keys: [
        KeyRule(
          "filters", size, "Channels that go out.", presence: .required,
          aliases: ["outChannels", "channels"]),
        KeyRule(
          "kernel", side, "Height and width of a filter.", presence: .required,
          aliases: ["kernelSize", "size"]),
        KeyRule("stride", side, "Pixels from one place of a filter to the next.", default: 1),
        KeyRule(
          "padding", .either([.choice(["same", "valid"]), .integer(0...65535)]),
          "Zeros around the picture: as many as keep its size (an odd kernel, stride 1), none, or so "
            + "many on each side.",
          default: "same"),
        layerActivation(presence: .required), layerKeepProbability, dropout(belowOne),
      ]),
    .init(
      name: "maxPool2D", summary: "The largest of each window of a picture.", keys: poolKeys),
    .init(name: "averagePool2D", summary: "The mean of each window of a picture.", keys: poolKeys),
    .init(name: "flatten", summary: "What comes behind sees numbers and no pictures."),
    .init(
      name: "batchNormalization",
      summary:
        "Each unit, of pictures each channel, brought to mean 0 and variance 1 over the batch, "
        + "then scaled and shifted.",
      keys: [
        layerActivation(presence: .optional),
        KeyRule(
          "momentum", fromZeroToOne,
          "The part of the running statistics that an update keeps: 1 - PyTorch's momentum.",
          default: 0.9),
        KeyRule(
          "epsilon", aboveZero, "Added to the variance.", default: 1e-5, aliases: ["eps"]),
      ]),
    .init(
      name: "residual", summary: "Layers whose input is added to their output.",
      keys: [
        KeyRule(
          "layers", layers, "The layers of the block, first to last.", presence: .required),
        layerActivation(presence: .optional),
      ]),
  ]

  private static let poolKeys = [
    KeyRule(
      "size", side, "Height and width of a window.", presence: .required,
      aliases: ["poolSize", "kernel"]),
    KeyRule("stride", side, "Pixels from one window to the next; the size unless given."),
  ]

  private static let layerKeepProbability = KeyRule(
    "keepProbability", rate, "Inverted dropout: the probability of a unit of being kept.",
    default: 1, aliases: ["keepProb"])

  private static func layerActivation(presence: KeyRule.Presence) -> KeyRule {
    KeyRule(
      "activation", .choice(Activation.names), "g in A = g(Z).",
      default: presence == .optional ? "linear" : nil, presence: presence, aliases: ["g"])
  }
}
