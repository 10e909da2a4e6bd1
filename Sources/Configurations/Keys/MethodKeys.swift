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

  static var initialization: KeyRange<Configuration.Initialization> {
    .methods("{\"method\": \"he\"}", Initializer.kinds, others: [file]) {
      ($0 as? any InitializerKind).map { .drawn(Initializer($0)) }
    } kind: {
      if case .drawn(let initializer) = $0 { initializer.kind } else { nil }
    }
  }

  /// Weights of a file in place of drawn ones.
  private static let file = Variant<Configuration.Initialization>(
    "file", "Weights from safetensors, NPZ or HDF5.",
    Field("path", .path, "The file, relative to this one."),
    Field(
      optional: "names",
      KeyRange.texts(
        "an object such as {\"W1\": \"fc1.weight\"}", of: .text("a name in the file")),
      "The file's names of W1, b1, state2.mean, …, where they differ."),
    Field(
      optional: "layout", KeyRange<WeightLayout>.choice,
      "How weights lie in the file; recognised by names and shapes unless given."),
    Field(
      optional: "partial", .boolean,
      "Whether layers that the file lacks, or has in other shapes, start afresh.",
      default: false, aliases: ["allowMissing", "ignoreMismatched"]),
    make: {
      .file(.init(path: $0, names: $1 ?? [:], layout: $2, isPartial: $3 ?? false))
    },
    parts: {
      guard case .file(let file) = $0 else { return nil }
      return (
        file.path, file.names.isEmpty ? nil : file.names, file.layout, file.isPartial ? true : nil
      )
    })
}

extension KeyRange {
  fileprivate static func methods(
    _ example: String, _ all: [any Kind.Type], others: [Variant<Value>] = [],
    make: @escaping @Sendable (any Kind) -> Value?, kind: @escaping @Sendable (Value) -> (any Kind)?
  ) -> KeyRange {
    .kinds(
      "an object such as \(example)", tag: "method", "The method.", all, others: others, make: make,
      kind: kind)
  }
}
