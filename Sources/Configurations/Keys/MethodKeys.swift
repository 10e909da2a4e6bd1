import DeepNetwork
import Interchange
import Text

/// The keys that are told apart by a method: optimizer, alphaDecay, initialization.
enum MethodKeys {
  static var optimizer: KeyRange<Optimizer> {
    .methods("{\"method\": \"adam\"}", Optimizer.kinds) {
      ($0 as? any OptimizerKind).map(Optimizer.init)
    } kind: {
      $0.kind
    }
  }

  static var alphaDecay: KeyRange<LearningRateSchedule> {
    .methods("{\"method\": \"exponential\", \"rate\": 0.95}", LearningRateSchedule.kinds) {
      ($0 as? any ScheduleKind).map(LearningRateSchedule.init)
    } kind: {
      $0.kind
    }
  }

  static let initialization: KeyRange<Configuration.Initialization> = .methods(
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
          KeyRange.texts(
            "an object such as {\"W1\": \"fc1.weight\"}", prefixes: ["W", "b"],
            of: .text("a name in the file")),
          "The file's names of W1, b1, …, where they differ."),
        Field(
          optional: "layout", KeyRange<WeightLayout>.choice,
          "How W and b lie in the file; recognised by shape unless given."),
        make: { .file(.init(path: $0, names: $1 ?? [:], layout: $2)) },
        parts: {
          guard case .file(let file) = $0 else { return nil }
          return (file.path, file.names.isEmpty ? nil : file.names, file.layout)
        }),
    ])
}

extension KeyRange {
  fileprivate static func methods(_ example: String, _ all: [Variant<Value>]) -> KeyRange {
    .variants("an object such as \(example)", tag: "method", "The method.", all)
  }

  fileprivate static func methods(
    _ example: String, _ all: [any Kind.Type],
    make: @escaping @Sendable (any Kind) -> Value?, kind: @escaping @Sendable (Value) -> (any Kind)?
  ) -> KeyRange {
    .kinds(
      "an object such as \(example)", tag: "method", "The method.", all, make: make, kind: kind)
  }
}
