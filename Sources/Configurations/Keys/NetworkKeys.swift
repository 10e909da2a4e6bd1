import DeepNetwork
import Synchronization
import Text

/// All keys of a configuration.
enum ConfigurationKeys {
  private typealias Root = KeyRange<WrittenConfiguration>
  /// Those of the kinds that were known last: hundreds of keys are not made anew for each file.
  private static let made = Mutex<(kinds: [ObjectIdentifier], root: Root)?>(nil)

  static var root: KeyRange<WrittenConfiguration> {
    let kinds = Kinds.all.map { ObjectIdentifier($0) }
    return made.withLock { made in
      if let made, made.kinds == kinds { return made.root }
      let root = Root.object(
        "an object such as {\"n\": [2, 4, 1], …}",
        keys: NetworkKeys.all + TrainingKeys.all + RunKeys.all, startingAs: WrittenConfiguration())
      made = (kinds, root)
      return root
    }
  }
}

/// The keys that say what the network is.
enum NetworkKeys {
  static var all: [Key<WrittenConfiguration>] {
    [
      Key("$schema", .text("the address of a JSON Schema"), "For editors; not read."),
      Key("name", \.name, .text(name), "Name of the run; the file's name unless given."),
      Key(
        "L", \.L, .size,
        "Number of layers, input not counted: count(n) - 1, which it must agree with."),
      Key(
        "n", \.n, .list(of: .size, first: .integer(0...maximumSize), count: 2...),
        "Sizes [n[0], …, n[L]] of input and layers; n[0] may be 0: \"take it from the data\".",
        presence: .requiredWithout("layers"),
        aliases: ["layerDims", "layersDims", "sizes", "units"]),
      Key(
        "activations", \.activations, activations,
        "The activation of each layer, 1 … L; or of all hidden layers and the output.",
        presence: .requiredWithout("layers"), aliases: ["activation"]),
      Key(
        "layers", \.layers, .layers,
        "The layers 1 … L, each an object with its type, in place of n and activations."),
      Key(
        "leakyReluSlope", \.leakyReluSlope, .belowOne, "Slope of leakyRelu below 0.",
        aliases: ["negativeSlope"]),
    ]
  }

  /// The name of a run, which becomes that of its folder.
  static let name = TextForm(
    meaning: "a name of at most \(TextForm.maximumFileName) bytes without /", isFileName: true)

  private static var activations: KeyRange<WrittenConfiguration.Activations> {
    .either(
      KeyRange.list(of: .activation, count: 1...).map({ .each($0) }) {
        if case .each(let all) = $0 { all } else { nil }
      },
      .object(
        "{\"hidden\": …, \"output\": …}",
        Field("hidden", .activation, "Activation of all hidden layers."),
        Field("output", .activation, "Activation of layer L."),
        make: { .ends(hidden: $0, output: $1) },
        parts: { if case .ends(let hidden, let output) = $0 { (hidden, output) } else { nil } }))
  }
}
