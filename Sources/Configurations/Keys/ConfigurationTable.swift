import Datasets
import DeepNetwork

/// Every key of a configuration with its meaning, range and default.
///
/// The reader checks by this table, and the JSON Schema is printed from it.
enum ConfigurationTable {
  /// The largest n[l]: the bytes of n[l] · n[l-1] numbers then still fit an Int.
  static let largestSize = 1_000_000_000
  /// The largest number of updates, examples and rows.
  static let largestCount = 1_000_000_000_000
  static let size = ValueRule.integer(1...largestSize)
  static let fromZero = ValueRule.number(NumberRange(.from(0)))
  static let aboveZero = ValueRule.number(NumberRange(.above(0)))
  static let belowOne = ValueRule.number(NumberRange(.from(0), .below(1)))
  static let rate = ValueRule.number(NumberRange(.above(0), .to(1)))
  static let seed = ValueRule.integer(0...Int(UInt32.max))

  /// The name of a run, which becomes that of its folder.
  static let name = TextRule(
    meaning: "a name of at most \(TextRule.longestFileName) bytes without /", isFileName: true)

  /// The words of a fixed set.
  static func choice<Words: CaseIterable & RawRepresentable<String>>(_: Words.Type) -> ValueRule {
    .choice(Words.allCases.map(\.rawValue))
  }

  static let root = ValueRule.object(
    ObjectRule(
      meaning: "an object such as {\"n\": [2, 4, 1], …}", keys: network + training + run))

  static let network = [
    KeyRule(
      "$schema", .text(TextRule(meaning: "the address of a JSON Schema")),
      "For editors; not read."),
    KeyRule(
      "name", .text(name),
      "Name of the run; the file's name unless given."),
    KeyRule(
      "L", .integer(1...largestSize),
      "Number of layers, input not counted: count(n) - 1, which it must agree with."),
    KeyRule(
      "n", .list(ListRule(element: size, first: .integer(0...largestSize), count: 2...)),
      "Sizes [n[0], …, n[L]] of input and layers; n[0] may be 0: \"take it from the data\".",
      presence: .requiredWithout("layers"), aliases: ["layerDims", "layersDims", "sizes", "units"]),
    KeyRule(
      "activations", activations,
      "The activation of each layer, 1 … L; or of all hidden layers and the output.",
      presence: .requiredWithout("layers"), aliases: ["activation"]),
    KeyRule(
      "layers", layers,
      "The layers 1 … L, each an object with its type, in place of n and activations."),
    KeyRule(
      "leakyReluSlope", belowOne, "Slope of leakyRelu below 0.", default: 0.01,
      aliases: ["negativeSlope"]),
  ]

  static let activations = ValueRule.either([
    .list(ListRule(element: .choice(Activation.names), count: 1...)),
    .object(
      ObjectRule(
        meaning: "{\"hidden\": …, \"output\": …}",
        keys: [
          KeyRule(
            "hidden", .choice(Activation.names), "Activation of all hidden layers.",
            presence: .required),
          KeyRule(
            "output", .choice(Activation.names), "Activation of layer L.", presence: .required),
        ])),
  ])

  static let training = [
    KeyRule(
      "alpha", aboveZero, "Learning rate.", presence: .required,
      aliases: ["learningRate", "lr", "eta"]),
    KeyRule(
      "iterations", .integer(1...largestCount), "Parameter updates; either this or epochs.",
      presence: .requiredWithout("epochs"), aliases: ["numIterations", "steps", "updates"]),
    KeyRule(
      "epochs", .integer(1...largestSize),
      "Passes over the training set; either this or iterations.",
      aliases: ["numEpochs"]),
    KeyRule(
      "batchSize", .integer(0...largestCount),
      "Examples an update; 0, or m and more, is the full batch.", default: 0,
      aliases: ["miniBatchSize"]),
    KeyRule(
      "clipNorm", fromZero,
      "The gradient of all parameters together is scaled down to this norm; 0: off.", default: 0),
    KeyRule(
      "classWeights",
      .either([.choice(["balanced"]), .list(ListRule(element: aboveZero, count: 1...))]),
      "Weights of the examples in cost and gradient: \"balanced\" or a number per class; off unless given."
    ),
    KeyRule(
      "optimizer", optimizer, "How a gradient changes a parameter; the definitions are PyTorch's.",
      default: ["method": "gradientDescent"]),
    KeyRule(
      "alphaDecay", alphaDecay, "How alpha falls during training.", default: ["method": "none"],
      aliases: ["schedule", "learningRateDecay"]),
    KeyRule(
      "l2", fromZero, "lambda of the penalty lambda/(2m) · Σ‖W‖², m the examples of the update.",
      default: 0, aliases: ["lambda", "lambd"], nearAliases: ["weightDecay": weightDecay]),
    KeyRule(
      "keepProbability", .either([rate, .list(ListRule(element: rate))]),
      "Inverted dropout: the probability of being kept, for all hidden layers or one per hidden layer.",
      default: 1, aliases: ["keepProb"]),
    dropout(
      .either([belowOne, .list(ListRule(element: belowOne))]),
      "for all hidden layers or one number per hidden layer"),
    KeyRule(
      "loss", choice(Loss.self),
      "What is minimized; follows from the last activation unless given.", aliases: ["cost"]),
    KeyRule(
      "initialization", initialization, "How the weights start; b starts at 0.",
      default: ["method": "normal", "scale": 0.01], aliases: ["initializer", "init"]),
    KeyRule(
      "seed", seed, "Seed of the weights, the order of the examples and dropout (seed + 1).",
      default: 1, aliases: ["randomSeed", "randomState"]),
    KeyRule(
      "precision", choice(Configuration.Precision.self),
      "Number type of parameters and computation.", default: "float32", aliases: ["dtype"]),
  ]

  /// The part left out: the other way to say keepProbability.
  static func dropout(_ rule: ValueRule, _ scope: String? = nil) -> KeyRule {
    KeyRule(
      "dropout", rule,
      "Inverted dropout: the part left out, 1 - keepProbability\(scope.map { ", \($0)" } ?? "").",
      aliases: ["dropoutRate", "dropoutProbability"], complementOf: "keepProbability")
  }

  private static let weightDecay =
    "It is not the same: l2 adds lambda/m · W to the gradient, m the examples of the update, where "
    + "weight decay adds weightDecay · W, or takes alpha · weightDecay · W off W beside the gradient"

  static let run = [
    KeyRule(
      "data", data, "Where the examples come from.", presence: .required, aliases: ["dataset"]),
    KeyRule(
      "logEvery", .either([.integer(1...largestCount), .choice(["epoch"])]),
      "Iterations between rows of the history, or \"epoch\".",
      default: 100, aliases: ["printEvery"]),
    KeyRule(
      "checkpointEvery", .either([.integer(0...largestCount), .choice(["epoch"])]),
      "Iterations between checkpoints, or \"epoch\"; 0: only at the end.", default: 1000),
    KeyRule(
      "earlyStopping", earlyStopping,
      "Ends training for want of progress on the validation set, with the weights of the best row; "
        + "off unless given."),
    KeyRule(
      "firstLayer", choice(FirstLayer.self),
      "Form in which the first layer is trained: auto counts operations; dual is for the full batch.",
      default: "auto"),
  ]

  static let earlyStopping = ValueRule.object(
    ObjectRule(
      meaning: "an object such as {\"patience\": 10}",
      keys: [
        KeyRule(
          "patience", .integer(1...largestCount), "Rows of the history without progress.",
          presence: .required),
        KeyRule(
          "minDelta", fromZero,
          "By more than this a row must be better than the best before it to be progress; it counts "
            + "for patience alone.", default: 0),
        KeyRule(
          "monitor", choice(Figure.self),
          "The figure of the validation set, as in metrics.json, that is to get better.",
          default: "cost", aliases: ["metric", "figure"]),
      ]))
}
