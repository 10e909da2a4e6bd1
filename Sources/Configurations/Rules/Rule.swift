import Datasets
import DeepNetwork
import Text

/// What is wrong, or doubtful, between several keys of a configuration.
///
/// A rule looks at what the keys' own forms left and stays silent where something it needs is missing.
typealias Rule = @Sendable (CheckedConfiguration) -> [ConfigurationProblem]

enum Rules {
  /// The rules that every configuration keeps.
  static let all: [Rule] =
    NetworkRules.all + NormalizationRules.all + TrainingRules.all + OutputRules.all + DataRules.all

  /// The rules that most configurations keep for good reasons.
  static let warnings: [Rule] =
    NetworkRules.warnings + NormalizationRules.warnings + LengthRules.warnings
    + OutputRules.warnings
}

extension Configuration {
  /// What else is doubtful, most likely a mistake, once the data are there.
  package func warnings(_ plan: NetworkPlan, examples m: Int) -> [String] {
    idleNormalizations(plan, examples: m) + tooShortFor(examples: m)
  }
}

/// A configuration whose values keep their own forms, not yet the rules between them.
///
/// What was refused is left out of `valid`, so that the rules still find what they can.
struct CheckedConfiguration {
  /// Everything that was written, `--set` applied.
  let given: JSONValue
  /// The part of it that is right by itself.
  let valid: JSONValue

  /// Whether a key was written, right or wrong.
  func has(_ name: String) -> Bool { given[name] != nil }

  /// A problem with the place of the value at `path`, or of the nearest thing around it.
  func problem(
    _ fault: ConfigurationProblem.Fault, at path: JSONPath, allowed: String? = nil
  ) -> ConfigurationProblem {
    ConfigurationProblem(fault, at: path, allowed: allowed, origin: given.origin(at: path))
  }

  func conflict(_ text: String, at path: JSONPath) -> ConfigurationProblem {
    problem(.conflict(text), at: path)
  }

  /// A list whose count does not fit; none where it does.
  func misfits(
    _ count: Int, of allowed: Int, _ what: String, at path: JSONPath
  ) -> [ConfigurationProblem] {
    guard count != allowed else { return [] }
    return [
      problem(
        .notAllowed(found: "a list of \(count)", nearest: nil), at: path,
        allowed: "a list of \(what)")
    ]
  }
}

// MARK: What the rules ask for; nil where it was refused or not given

extension CheckedConfiguration {
  var n: [Int]? { valid["n"]?.integers }

  /// L by n, else by the key of that name.
  var layerCount: Int? { n.map { $0.count - 1 } ?? layerList?.count ?? valid["L"]?.integer }

  /// n[L], where it does not depend on the data.
  var outputSize: Int? {
    n?.last
      ?? valid["layers"].flatMap { KeyRange.layers.read($0, Surroundings()) }
      .flatMap { Architecture(layers: $0).outputSize }
  }

  /// The layers of a list.
  var layerList: [JSONValue]? { valid["layers"]?.list }

  /// Each layer of a list, and those inside it, with its place.
  var layerObjects: [(path: JSONPath, value: JSONValue)] {
    func all(_ list: [JSONValue]?, _ path: JSONPath) -> [(path: JSONPath, value: JSONValue)] {
      (list ?? []).enumerated().flatMap { index, layer in
        [(path.appending(index), layer)]
          + ["layers", "shortcut"].flatMap { name in
            all(layer[name]?.list, path.appending(index).appending(name))
          }
      }
    }
    return all(layerList, "layers")
  }

  var outputActivation: String? {
    if let last = layerList?.last { return last["activation"].map(\.activationName) ?? "linear" }
    return (valid["activations"]?.list?.last ?? valid["activations"]?["output"])?.activationName
  }

  var loss: Loss? {
    if has("loss") { return valid["loss"].flatMap { KeyRange.loss.read($0, Surroundings()) } }
    return outputActivation.flatMap { Activation(name: $0) }.map(Loss.standard)
  }

  /// What draws the weights, by default what the key has; nil where they come from a file.
  var initializer: Initializer? {
    guard has("initialization") else { return .normal() }
    let read = valid["initialization"].flatMap {
      MethodKeys.initialization.read($0, Surroundings())
    }
    return if case .drawn(let initializer)? = read { initializer } else { nil }
  }

  /// What the labels are: as the training source says, else as the loss has it.
  var labelKind: LabelKind? {
    valid["data"]?["train"]?["labels"]?.string.flatMap(LabelKind.init) ?? loss?.labelKind
  }

  /// Where keepProbability is given, perhaps as dropout.
  var dropoutPath: JSONPath { JSONPath([.key(has("dropout") ? "dropout" : "keepProbability")]) }

  /// The sources that are there, each with its place.
  var sources: [(path: JSONPath, value: JSONValue)] {
    ["train", "validation", "test"].compactMap { role in
      guard let value = valid["data"]?[role],
        ["fraction", "fold"].allSatisfy({ given["data"]?[role]?[$0] == nil })
      else { return nil }
      return (JSONPath([.key("data"), .key(role)]), value)
    }
  }

  /// Whether the numbers are those of float32.
  var isSinglePrecision: Bool {
    !has("precision") || valid["precision"]?.string == "float32"
  }
}

extension JSONValue {
  /// The name of an activation, which is given by it or as an object.
  var activationName: String? { string ?? self["type"]?.string }
}
