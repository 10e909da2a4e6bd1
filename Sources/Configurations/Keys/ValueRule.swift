import Text

/// What a JSON value may be: the reader checks it, the JSON Schema prints it.
indirect enum ValueRule: Sendable {
  case text(TextRule)
  /// One of a fixed set of words.
  case choice([String])
  case boolean
  case integer(ClosedRange<Int>)
  /// One of a few integers.
  case integerChoice([Int])
  case number(NumberRange)
  case list(ListRule)
  case object(ObjectRule)
  /// A rule that holds itself.
  case recursive(@Sendable () -> ValueRule)
  /// Told apart by JSON type; of objects the first, unless another's marker is there.
  case either([ValueRule])
}

/// A text and what it must not be.
struct TextRule: Sendable {
  /// The most bytes of a file's name, with room for what is added to it.
  static let longestFileName = 200

  /// What it is, as it goes on after "must be": `the path of a file`.
  var meaning: String
  /// What it must match beside not being empty.
  var isFileName = false
}

/// The finite numbers that a key accepts.
struct NumberRange: Sendable {
  enum Bound: Sendable {
    case above(Double)
    case from(Double)
  }

  enum Limit: Sendable {
    case below(Double)
    case to(Double)
    case none
  }

  var lower: Bound
  var upper: Limit

  init(_ lower: Bound, _ upper: Limit = .none) {
    self.lower = lower
    self.upper = upper
  }

  func contains(_ value: Double) -> Bool {
    let isAbove =
      switch lower {
      case .above(let bound): value > bound
      case .from(let bound): value >= bound
      }
    let isBelow =
      switch upper {
      case .below(let limit): value < limit
      case .to(let limit): value <= limit
      case .none: value.isFinite
      }
    return isAbove && isBelow
  }
}

/// A list of values of one kind.
struct ListRule: Sendable {
  var element: ValueRule
  /// The first element's rule where it differs from that of the others.
  var first: ValueRule?
  var count: PartialRangeFrom<Int> = 0...
  /// The exact count where there is one.
  var exactCount: Int?
}

/// An object with known keys.
struct ObjectRule: Sendable {
  /// Under this name the schema defines it once.
  var definition: String?
  /// What it is, as it goes on after "must be".
  var meaning: String
  var keys: [KeyRule]
  /// The key whose presence tells this object from the others of an `either`.
  var marker: String?
  /// Markers of the others, for hints.
  var siblings: [String] = []
  /// The key that names a variant, and what each variant adds.
  var variants: Variants?
  /// Keys of any name that this accepts, all with the same rule.
  var pattern: KeyPattern?

  struct Variants: Sendable {
    var tag: String
    var summary: String
    var all: [Variant]
  }

  struct Variant: Sendable {
    var name: String
    var summary: String
    var keys: [KeyRule] = []
  }
}

/// Names that follow a pattern: `W1`, `b1`, `W2`, ….
struct KeyPattern: Sendable {
  var prefixes: [String]
  var value: ValueRule

  /// Whether a name is one of the prefixes with a number from 1 behind it.
  func contains(_ name: String) -> Bool {
    prefixes.contains { prefix in
      guard name.hasPrefix(prefix) else { return false }
      let digits = name.utf8.dropFirst(prefix.utf8.count)
      return digits.first != UInt8(ascii: "0") && (1...9).contains(digits.count)
        && digits.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }
  }

  /// The same as a regular expression of JSON Schema.
  var expression: String { "^(\(prefixes.joined(separator: "|")))[1-9][0-9]{0,8}$" }
}

/// One key of an object.
struct KeyRule: Sendable {
  enum Presence: Sendable, Equatable {
    case optional
    case required
    /// Required unless this other key is given.
    case requiredWithout(String)
  }

  var name: String
  var summary: String
  var rule: ValueRule
  var fallback: JSONValue?
  var presence: Presence
  /// Other tools' names for it, so that the hint finds it.
  var aliases: [String]
  /// What is another by that name in other tools, and how its value differs.
  var nearAliases: [String: String]
  /// The key that says the same by 1 less its value; only one of both may be given.
  var complement: String?

  init(
    _ name: String, _ rule: ValueRule, _ summary: String, default fallback: JSONValue? = nil,
    presence: Presence = .optional, aliases: [String] = [], nearAliases: [String: String] = [:],
    complementOf complement: String? = nil
  ) {
    self.name = name
    self.rule = rule
    self.summary = summary
    self.fallback = fallback
    self.presence = presence
    self.aliases = aliases
    self.nearAliases = nearAliases
    self.complement = complement
  }
}
