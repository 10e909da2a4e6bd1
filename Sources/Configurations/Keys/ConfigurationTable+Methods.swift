import Interchange

/// The keys that are told apart by a method: optimizer, alphaDecay, initialization.
extension ConfigurationTable {
  static func methods(_ meaning: String, _ all: [ObjectRule.Variant]) -> ValueRule {
    .object(
      ObjectRule(
        meaning: "an object such as \(meaning)", keys: [],
        variants: ObjectRule.Variants(tag: "method", summary: "The method.", all: all)))
  }

  static func epsilon() -> KeyRule {
    KeyRule(
      "epsilon", aboveZero, "Added to the root, against division by 0.", default: 1e-8,
      aliases: ["eps"])
  }

  static let optimizer = methods(
    "{\"method\": \"adam\"}",
    [
      .init(name: "gradientDescent", summary: "W := W - alpha dW."),
      .init(
        name: "momentum", summary: "v := beta v + dW; W := W - alpha v.",
        keys: [
          KeyRule("beta", belowOne, "Decay of the velocity v.", default: 0.9, aliases: ["momentum"])
        ]),
      .init(
        name: "rmsprop",
        summary: "s := beta s + (1 - beta) dW²; W := W - alpha dW / (√s + epsilon).",
        keys: [
          KeyRule("beta", belowOne, "Decay of the mean square s.", default: 0.99, aliases: ["rho"]),
          epsilon(),
        ]),
      .init(
        name: "adam", summary: "Adam with bias correction.",
        keys: [
          KeyRule("beta1", belowOne, "Decay of the mean.", default: 0.9),
          KeyRule("beta2", belowOne, "Decay of the mean square.", default: 0.999), epsilon(),
        ]),
    ])

  static let alphaDecay = methods(
    "{\"method\": \"exponential\", \"rate\": 0.95}",
    [
      .init(name: "none", summary: "alpha stays."),
      .init(
        name: "inverse", summary: "alpha / (1 + rate · epoch).",
        keys: [KeyRule("rate", fromZero, "How fast.", presence: .required)]),
      .init(
        name: "exponential", summary: "alpha · rate^epoch.",
        keys: [KeyRule("rate", rate, "Factor an epoch.", presence: .required)]),
      .init(
        name: "step", summary: "alpha · rate^⌊epoch / every⌋.",
        keys: [
          KeyRule("rate", rate, "Factor a step.", presence: .required),
          KeyRule("every", .integer(1...largestSize), "Epochs a step.", presence: .required),
        ]),
      .init(
        name: "cosine",
        summary: "minimum + ½ (alpha − minimum)(1 + cos(π t / T)), t the update, T their number.",
        keys: [KeyRule("minimum", fromZero, "alpha at the end; at most alpha.", default: 0)]),
    ])

  static let initialization = methods(
    "{\"method\": \"he\"}",
    [
      .init(
        name: "normal", summary: "randn · scale.",
        keys: [
          KeyRule(
            "scale", .either([fromZero, .list(ListRule(element: fromZero, count: 1...))]),
            "One number for all layers, or one per layer.", default: 0.01)
        ]),
      .init(name: "zeros", summary: "All 0: for networks without hidden layers."),
      .init(name: "he", summary: "Variance 2 / n[l-1]."),
      .init(name: "xavier", summary: "Variance 2 / (n[l-1] + n[l])."),
      .init(name: "lecun", summary: "Variance 1 / n[l-1]."),
      .init(
        name: "file", summary: "Weights from safetensors, NPZ or HDF5.",
        keys: [
          KeyRule("path", .text(path), "The file, relative to this one.", presence: .required),
          KeyRule(
            "names",
            .object(
              ObjectRule(
                meaning: "an object such as {\"W1\": \"fc1.weight\"}", keys: [],
                pattern: KeyPattern(
                  prefixes: ["W", "b"], value: .text(TextRule(meaning: "a name in the file"))))),
            "The file's names of W1, b1, …, where they differ."),
          KeyRule(
            "layout", choice(WeightLayout.self),
            "How W and b lie in the file; recognised by shape unless given."),
        ]),
    ])
}
