/// What JSON may stand at a key: the validator checks it, the schema and the table of keys print it.
package indirect enum Form: Sendable {
  case text(TextForm)
  case choice(ChoiceForm)
  case boolean
  case integer(ClosedRange<Int>)
  /// One of a few integers.
  case integerChoice([Int])
  case number(NumberRange)
  case list(ListForm)
  case object(ObjectForm)
  /// A form that holds itself.
  case recursive(@Sendable () -> Form)
  /// Told apart by JSON type; of objects the first, unless another's marker is there.
  case either([Form])
}

/// A text and what it must not be.
package struct TextForm: Sendable {
  /// The most bytes of a file's name, with room for what is added to it.
  package static let maximumFileName = 200

  /// What it is, as it goes on after "must be": `the path of a file`.
  package var meaning: String
  /// What it must match beside not being empty.
  package var isFileName = false

  package init(meaning: String, isFileName: Bool = false) {
    self.meaning = meaning
    self.isFileName = isFileName
  }

  /// Whether a text can serve: not empty, no control character, and no path where a name is meant.
  package func accepts(_ text: String) -> Bool {
    guard !text.isEmpty,
      !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
    else { return false }
    return !isFileName
      || (text != "." && text != ".." && !text.contains("/")
        && text.utf8.count <= TextForm.maximumFileName)
  }
}

/// One of a fixed set of words.
package struct ChoiceForm: Sendable {
  package var words: [String]
  /// What other tools call them, so that the hint finds them.
  package var aliases: [(spelling: String, word: String)] = []

  package init(words: [String], aliases: [(spelling: String, word: String)] = []) {
    self.words = words
    self.aliases = aliases
  }
}

/// The finite numbers that a key accepts.
package struct NumberRange: Sendable {
  package enum Bound: Sendable {
    case above(Double)
    case from(Double)
  }

  package enum Limit: Sendable {
    case below(Double)
    case to(Double)
    case none
  }

  package var lower: Bound
  package var upper: Limit

  package func contains(_ value: Double) -> Bool {
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

/// A list of values of one form.
package struct ListForm: Sendable {
  package var element: Form
  /// The first element's form where it differs from that of the others.
  package var first: Form?
  package var count: PartialRangeFrom<Int> = 0...
  /// The exact count where there is one.
  package var exactCount: Int?
}

/// An object with known keys.
package struct ObjectForm: Sendable {
  /// Under this name the schema defines it once.
  package var definition: String?
  /// What it is, as it goes on after "must be".
  package var meaning: String
  package var keys: [KeyForm] = []
  /// The key whose presence tells this object from the others of an `either`.
  package var marker: String?
  /// Markers of the others, for hints.
  package var siblings: [String] = []
  /// The key that names a variant, and what each variant adds.
  package var variants: VariantForms?
  /// Keys of any name that this accepts, all with the same form.
  package var pattern: KeyPattern?
}

/// The variants of an object, told apart by the word at one key.
package struct VariantForms: Sendable {
  package struct Variant: Sendable {
    package var name: String
    package var summary: String
    package var aliases: [String]
    package var keys: [KeyForm]
  }

  package var tag: String
  package var summary: String
  package var all: [Variant]

  /// The key that names the variant.
  package var tagKey: KeyForm {
    let choice = ChoiceForm(
      words: all.map(\.name),
      aliases: all.flatMap { variant in variant.aliases.map { ($0, variant.name) } })
    return KeyForm(name: tag, meaning: summary, form: .choice(choice), presence: .required)
  }
}

/// Names of matrices: `W1`, `b1`, `W3.2`, `state2.mean`, ….
package struct KeyPattern: Sendable {
  package var value: Form
  /// Some such names, for messages.
  package static let examples = "W1, b1, W2, …"

  /// Whether a name is a word, a number from 1, and perhaps more behind a point.
  package func contains(_ name: String) -> Bool {
    let first = name.prefix { $0 != "." }
    let digits = first.reversed().prefix { $0.isASCII && $0.isNumber }
    let word = first.dropLast(digits.count)
    return !word.isEmpty && !word.contains { $0.isASCII && $0.isNumber }
      && (1...9).contains(digits.count) && digits.last != "0" && name.last != "."
  }

  /// The same as a regular expression of JSON Schema.
  package var expression: String { "^[^0-9.]+[1-9][0-9]{0,8}([.].*[^.])?$" }
}

/// One key of an object, without the Swift value behind it.
package struct KeyForm: Sendable {
  package var name: String
  package var meaning: String
  package var form: Form
  package var presence: Presence
  package var fallback: JSONValue?
  /// Other tools' names for it, so that the hint finds it.
  package var aliases: [String] = []
  /// What is another by that name in other tools, and how its value differs.
  package var nearAliases: [String: String] = [:]
  /// The key that this one says by 1 less its value; only one of both may be given.
  package var complementOf: String?
  /// The key that says this one by 1 less its value; none or one.
  package var complement: [KeyForm] = []

  package init(
    name: String, meaning: String, form: Form, presence: Presence, fallback: JSONValue? = nil,
    aliases: [String] = [], nearAliases: [String: String] = [:], complement: [KeyForm] = []
  ) {
    self.name = name
    self.meaning = meaning
    self.form = form
    self.presence = presence
    self.fallback = fallback
    self.aliases = aliases
    self.nearAliases = nearAliases
    self.complement = complement
  }

  /// The key, and the other one that says it.
  package var withComplement: [KeyForm] {
    [self]
      + complement.map { other in
        var other = other
        other.complementOf = name
        return other
      }
  }
}

/// Whether a key must be there.
package enum Presence: Sendable, Equatable {
  case optional
  case required
  /// Required unless this other key is given.
  case requiredWithout(String)
}

// MARK: - Sentences

extension Form {
  /// What is allowed, as it goes on after "must be".
  package var sentence: String {
    switch self {
    case .text(let form): form.meaning
    case .choice(let form): "\(form.words.count > 1 ? "one of " : "")\(form.words.quotedList)"
    case .boolean: "true or false"
    case .integer(let range): "an integer from \(range.lowerBound) to \(range.upperBound)"
    case .integerChoice(let values): values.map(String.init).joined(separator: " or ")
    case .number(let range): "a number\(range.conditions)"
    case .list(let form): form.sentence
    case .object(let form): form.meaning
    case .recursive(let form): form().sentence
    case .either(let forms): forms.map(\.sentence).joined(separator: " or ")
    }
  }
}

extension ListForm {
  fileprivate var sentence: String {
    let what =
      switch element {
      case .integer: "integers"
      case .number(let range): "numbers\(range.conditions)"
      case .choice: "names"
      case .either(let forms) where forms.contains { if case .choice = $0 { true } else { false } }:
        "names"
      case .object, .recursive: "objects"
      case .list: "lists"
      default: "texts"
      }
    if let exactCount { return "a list of \(exactCount) \(what)" }
    return count.lowerBound > 0
      ? "a list of \(count.lowerBound) or more \(what)" : "a list of \(what)"
  }
}

extension NumberRange {
  fileprivate var conditions: String {
    let from =
      switch lower {
      case .above(let bound): " > \(JSONNumber(bound).literal)"
      case .from(let bound): " ≥ \(JSONNumber(bound).literal)"
      }
    return switch upper {
    case .below(let limit): "\(from) and < \(JSONNumber(limit).literal)"
    case .to(let limit): "\(from) and ≤ \(JSONNumber(limit).literal)"
    case .none: from
    }
  }
}

// MARK: - Alternatives

extension [Form] {
  /// The place of the one form that a value is meant for: of its JSON type, objects by their marker.
  package func index(for value: JSONValue) -> Int? {
    let fitting = indices.filter { self[$0].hasType(of: value) }
    return fitting.first { self[$0].isMarked(in: value) } ?? fitting.first
  }
}

extension Form {
  fileprivate func hasType(of value: JSONValue) -> Bool {
    switch (self, value.content) {
    case (.object, .object), (.list, .list), (.boolean, .boolean), (.text, .string),
      (.choice, .string), (.integer, .number), (.integerChoice, .number), (.number, .number):
      true
    case (.either(let forms), _): forms.contains { $0.hasType(of: value) }
    default: false
    }
  }

  /// The key that tells this object from others.
  package var marker: String? {
    guard case .object(let form) = self else { return nil }
    return form.marker
  }

  fileprivate func isMarked(in value: JSONValue) -> Bool {
    marker.map { value[$0] != nil } ?? false
  }
}
