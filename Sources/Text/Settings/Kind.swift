/// One of several things that a configuration tells apart by a word: an optimizer, an activation, a layer.
///
/// A kind is a value type in a file of its own, which says all that is known of it. Those that ship and
/// those of other programs stand in the same lists and have no other door.
///
/// ```swift
/// struct Lion: OptimizerKind {
///   static let name = "lion"
///   static let summary = "W := W - alpha sign(beta1 v + (1 - beta1) dW)."
///   static let settings = [Key("beta1", \Lion.beta1, .belowOne, "Part of the mean in a step.")]
///   var beta1 = 0.9
///   …
/// }
/// ```
public protocol Kind: Hashable, Sendable {
  /// The word that means it: `adam`.
  static var name: String { get }
  /// A sentence on what it is.
  static var summary: String { get }
  /// What it is called in prose: `Adam`; its name unless given.
  static var title: String { get }
  /// Other tools' names for it, so that hints find it, in whatever letters; no other kind has them.
  static var aliases: [String] { get }
  /// What may be set, a line each; nothing unless given.
  static var settings: [Key<Self>] { get }

  /// The kind with every setting at its default.
  init()
}

extension Kind {
  public static var title: String { name }
  public static var aliases: [String] { [] }
  public static var settings: [Key<Self>] { [] }
}

// MARK: - In a configuration

extension Kind {
  /// The kind among values that are made of kinds, or of other things too, with keys behind its settings
  /// that values of all kinds have.
  fileprivate static func variant<Value>(
    shared: [Key<Value>], make: @escaping @Sendable (any Kind) -> Value?,
    kind: @escaping @Sendable (Value) -> (any Kind)?
  ) -> Variant<Value> {
    let sharedForms = make(Self()).map { value in shared.map { $0.form(value) } } ?? []
    let form = VariantForms.Variant(
      name: name, summary: summary, aliases: aliases,
      keys: settings.flatMap { $0.form(Self()).withComplement } + sharedForms)
    return Variant(form: form) { object, surroundings in
      guard var value = read(object, surroundings).flatMap(make),
        shared.allSatisfy({ $0.read(object, &value, surroundings) })
      else { return nil }
      return value
    } write: { value in
      guard let own = kind(value) as? Self, let start = make(Self()) else { return nil }
      return own.members + shared.compactMap { $0.member(of: value, startingAs: start) }
    }
  }

  /// The kind that an object sets; nil where what must be there is missing.
  private static func read(_ object: JSONValue, _ surroundings: Surroundings) -> Self? {
    var kind = Self()
    for key in settings {
      if object[key.name] == nil, let value = surroundings.defaults["\(name).\(key.name)"] {
        let given = JSONValue([JSONMember(key.name, value)])
        guard key.read(given, &kind, surroundings) else { return nil }
      } else {
        guard key.read(object, &kind, surroundings) else { return nil }
      }
    }
    return kind
  }

  /// The settings and their values.
  package var members: [JSONMember] {
    Self.settings.compactMap { $0.member(of: self, startingAs: Self()) }
  }
}

extension Kind {
  /// Whether every setting is at its default.
  package var isDefault: Bool { self == Self() }

  /// The settings that are not at their defaults, in words: `slope 0.2`.
  private var changes: [String] {
    let start = Self().members
    return members.filter { member in
      !start.contains { $0.name == member.name && $0.value == member.value }
    }
    .map { "\($0.name) \($0.value.string ?? $0.value.compactText)" }
  }

  /// The name, and in parentheses the settings that are not at their defaults: `leakyRelu(slope 0.2)`.
  package var text: String {
    let changes = changes
    return changes.isEmpty ? Self.name : "\(Self.name)(\(changes.joined(separator: ", ")))"
  }

  /// A kind that is a function, of an argument: `leakyRelu(Z1, slope 0.2)`; its derivative with a prime.
  package func text(of argument: String, isDerivative: Bool = false) -> String {
    let arguments = ([argument] + changes).joined(separator: ", ")
    return "\(Self.name)\(isDerivative ? "'" : "")(\(arguments))"
  }
}

extension KeyRange {
  /// One of the kinds of a list, by its name or by one of the `objects` with its settings.
  ///
  /// It is written by its name where `isPlain` says that the name means all of its settings.
  package static func kind(
    _ all: [any Kind.Type], orAmong objects: KeyRange,
    isPlain: @escaping @Sendable (any Kind) -> Bool = { $0.isDefault },
    kind: @escaping @Sendable (Value) -> any Kind
  ) -> KeyRange {
    let words = ChoiceForm(
      words: all.map { $0.name },
      aliases: all.flatMap { kind in kind.aliases.map { ($0, kind.name) } })
    let names = KeyRange(form: .choice(words)) { json, surroundings in
      objects.read(JSONValue([JSONMember("type", json)]), surroundings)
    } write: { value in
      let kind = kind(value)
      return isPlain(kind) ? JSONValue(type(of: kind).name) : nil
    }
    return .either(names, objects)
  }

  /// One of the kinds of a list: an object in which the word at `tag` tells them apart.
  ///
  /// `meaning` is what it is, as it goes on after "must be", `summary` the meaning of the word; `make`
  /// makes a value of a kind, and `kind` takes the kind out of a value that has one. Values of all kinds
  /// have the `shared` keys beside their own; the `others` are values without a kind.
  package static func kinds(
    _ meaning: String, definition: String? = nil, tag: String, _ summary: String,
    _ all: [any Kind.Type], shared: [Key<Value>] = [], others: [Variant<Value>] = [],
    make: @escaping @Sendable (any Kind) -> Value?, kind: @escaping @Sendable (Value) -> (any Kind)?
  ) -> KeyRange {
    .variants(
      meaning, definition: definition, tag: tag, summary,
      all.map { $0.variant(shared: shared, make: make, kind: kind) } + others)
  }
}
