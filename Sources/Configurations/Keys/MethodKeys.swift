import DeepNetwork
import Interchange

/// The keys that are told apart by a method: optimizer, alphaDecay, initialization.
enum MethodKeys {
  static let optimizer: Kind<Optimizer> = .methods(
    "{\"method\": \"adam\"}",
    [
      Variant("gradientDescent", "W := W - alpha dW.", .gradientDescent),
      Variant(
        "momentum", "v := beta v + dW; W := W - alpha v.",
        Field("beta", .belowOne, "Decay of the velocity v.", default: 0.9, aliases: ["momentum"]),
        make: { .momentum(beta: $0) },
        parts: { if case .momentum(let beta) = $0 { beta } else { nil } }),
      Variant(
        "rmsprop", "s := beta s + (1 - beta) dW²; W := W - alpha dW / (√s + epsilon).",
        Field("beta", .belowOne, "Decay of the mean square s.", default: 0.99, aliases: ["rho"]),
        epsilon,
        make: { .rmsprop(beta: $0, epsilon: $1) },
        parts: { if case .rmsprop(let beta, let epsilon) = $0 { (beta, epsilon) } else { nil } }),
      Variant(
        "adam", "Adam with bias correction.",
        Field("beta1", .belowOne, "Decay of the mean.", default: 0.9),
        Field("beta2", .belowOne, "Decay of the mean square.", default: 0.999),
        epsilon,
        make: { .adam(beta1: $0, beta2: $1, epsilon: $2) },
        parts: {
          if case .adam(let beta1, let beta2, let epsilon) = $0 {
            (beta1, beta2, epsilon)
          } else {
            nil
          }
        }),
    ])

  private static let epsilon = Field(
    "epsilon", .aboveZero, "Added to the root, against division by 0.", default: 1e-8,
    aliases: ["eps"])

  static let alphaDecay: Kind<LearningRateSchedule> = .methods(
    "{\"method\": \"exponential\", \"rate\": 0.95}",
    [
      Variant("none", "alpha stays.", LearningRateSchedule.none),
      Variant(
        "inverse", "alpha / (1 + rate · epoch).", Field("rate", .fromZero, "How fast."),
        make: { .inverse(rate: $0) },
        parts: { if case .inverse(let rate) = $0 { rate } else { nil } }),
      Variant(
        "exponential", "alpha · rate^epoch.", Field("rate", .rate, "Factor an epoch."),
        make: { .exponential(rate: $0) },
        parts: { if case .exponential(let rate) = $0 { rate } else { nil } }),
      Variant(
        "step", "alpha · rate^⌊epoch / every⌋.",
        Field("rate", .rate, "Factor a step."),
        Field("every", .size, "Epochs a step."),
        make: { .step(rate: $0, every: $1) },
        parts: { if case .step(let rate, let every) = $0 { (rate, every) } else { nil } }),
      Variant(
        "cosine",
        "minimum + ½ (alpha − minimum)(1 + cos(π t / T)), t the update, T their number.",
        Field("minimum", .fromZero, "alpha at the end; at most alpha.", default: 0),
        make: { .cosine(minimum: $0) },
        parts: { if case .cosine(let minimum) = $0 { minimum } else { nil } }),
    ])

  static let initialization: Kind<Configuration.Initialization> = .methods(
    "{\"method\": \"he\"}",
    [
      Variant(
        "normal", "randn · scale.",
        Field(
          "scale", .each(.fromZero, count: 1...), "One number for all layers, or one per layer.",
          default: [0.01]),
        make: { .drawn(.normal(scale: $0)) },
        parts: { if case .drawn(.normal(let scale)) = $0 { scale } else { nil } }),
      Variant("zeros", "All 0: for networks without hidden layers.", .drawn(.zeros)),
      Variant("he", "Variance 2 / n[l-1].", .drawn(.he)),
      Variant("xavier", "Variance 2 / (n[l-1] + n[l]).", .drawn(.xavier)),
      Variant("lecun", "Variance 1 / n[l-1].", .drawn(.lecun)),
      Variant(
        "file", "Weights from safetensors, NPZ or HDF5.",
        Field("path", .path, "The file, relative to this one."),
        Field(
          optional: "names",
          Kind.texts(
            "an object such as {\"W1\": \"fc1.weight\"}", prefixes: ["W", "b"],
            of: .text("a name in the file")),
          "The file's names of W1, b1, …, where they differ."),
        Field(
          optional: "layout", Kind<WeightLayout>.choice,
          "How W and b lie in the file; recognised by shape unless given."),
        make: { .file(.init(path: $0, names: $1 ?? [:], layout: $2)) },
        parts: {
          guard case .file(let file) = $0 else { return nil }
          return (file.path, file.names.isEmpty ? nil : file.names, file.layout)
        }),
    ])
}

extension Kind {
  fileprivate static func methods(_ example: String, _ all: [Variant<Value>]) -> Kind {
    .variants("an object such as \(example)", tag: "method", "The method.", all)
  }
}
