import DeepNetwork
import Text

/// In what the configuration that goes on with a run differs from the one that it was saved with.
struct ConfigurationChanges {
  /// Who goes on with a run.
  enum Scope: Sendable {
    /// Somebody who says what is to be different from here on.
    case resumption
    /// A sweep, whose trials are to be what they would be alone from the start.
    case sweep
  }

  struct Change: Equatable, CustomStringConvertible {
    let name: String
    let before: JSONValue?
    let now: JSONValue?

    var description: String {
      func text(_ value: JSONValue?) -> String { value?.compactText ?? "absent" }
      return "\(name) was \(text(before)) and is now \(text(now))"
    }
  }

  let allowed: [Change]
  let refused: [Change]

  /// The keys that may change, those together of which one stands for the other.
  private static let alternatives = [
    ["name"], ["alpha"], ["alphaDecay"], ["warmup"], ["iterations", "epochs"], ["earlyStopping"],
    ["logEvery"], ["checkpointEvery"],
  ]

  /// The keys that may change.
  static let changeable = Set(alternatives.joined())

  /// The keys that may change, as a sentence names them.
  static let changeableText: String = {
    let words = alternatives.map { $0.joined(separator: " or ") }
    return words.dropLast().joined(separator: ", ") + " and " + (words.last ?? "")
  }()

  /// What may change without a trace in what was trained so far.
  private static let changeableInSweep: Set<String> = [
    "name", "iterations", "epochs", "checkpointEvery",
  ]

  init(from earlier: JSONValue, to configuration: Configuration, _ scope: Scope = .resumption) {
    let changes = Self.changes(from: earlier, to: configuration.json)
    var changeable = scope == .sweep ? Self.changeableInSweep : Self.changeable
    if scope == .sweep, configuration.hyperparameters.alphaDecay.kind.followsLength {
      changeable.subtract(["iterations", "epochs"])
    }
    allowed = changes.filter { changeable.contains($0.name) }
    refused = changes.filter { !changeable.contains($0.name) }
  }

  /// The keys in their order, those of `data` each for itself.
  private static func changes(from earlier: JSONValue, to now: JSONValue) -> [Change] {
    let names = (now.members ?? []).map(\.name) + (earlier.members ?? []).map(\.name)
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted && earlier[$0] != now[$0] }.flatMap { name in
      name != "data"
        ? [Change(name: name, before: earlier[name], now: now[name])]
        : ["train", "validation", "test"].compactMap { part in
          Self.change(of: part, from: earlier[name]?[part], to: now[name]?[part])
        }
    }
  }

  private static func change(
    of part: String, from before: JSONValue?, to now: JSONValue?
  ) -> Change? {
    guard before != now else { return nil }
    let name = "data.\(part)"
    func rest(_ value: JSONValue?) -> [JSONMember]? { value?.members?.filter { $0.name != "seed" } }
    if part == "validation", let seed = before?["seed"], now?["fraction"] ?? now?["fold"] != nil,
      rest(before) == rest(now)
    {
      return Change(name: "\(name).seed", before: seed, now: now?["seed"])
    }
    return Change(name: name, before: before, now: now)
  }

  func contains(_ name: String) -> Bool { allowed.contains { $0.name == name } }

  /// Whether the length is another.
  var isLengthChanged: Bool { contains("iterations") || contains("epochs") }

  /// Whether the changes may let a training that diverged end otherwise, from the same state.
  ///
  /// - Parameters:
  ///   - end: the update before which it ended.
  ///   - iterations: how many there are to be now.
  ///   - followsLength: whether alpha follows that number.
  /// - Returns: whether they may.
  func mayEndOtherwise(than end: Int, iterations: Int, followsLength: Bool) -> Bool {
    ["alpha", "alphaDecay", "warmup", "earlyStopping"].contains(where: contains)
      || isLengthChanged && (followsLength || iterations <= end)
  }
}

extension ConfigurationChanges.Change {
  /// Why the change is refused, with what to do where that is to be told.
  var refusal: String {
    guard name == "data.validation.seed", let before else { return description }
    return "\(description) (the split decides what is trained on; before it had a seed of its own, "
      + "it had the run's: \(ProgramOption.set.word) data.validation.seed=\(before.compactText))"
  }
}
