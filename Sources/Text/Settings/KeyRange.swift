import Foundation
import Text

/// A Swift type as it stands in a configuration: the JSON that is allowed, and the way from and to it.
struct Kind<Value>: Sendable {
  let form: Form
  /// The value of JSON that keeps the form; nil where a part of it is missing.
  let read: @Sendable (JSONValue, Surroundings) -> Value?
  /// The JSON of a value; nil for one that this kind does not have.
  let write: @Sendable (Value) -> JSONValue?
}

/// What a value is read in the light of.
struct Surroundings: Sendable {
  /// Where relative paths start.
  var folder = URL(fileURLWithPath: "/")
  /// The slope of each leakyRelu.
  var leakyReluSlope = 0.01
}

// MARK: - Numbers, words and texts

extension Kind where Value == Double {
  static func number(
    _ lower: NumberRange.Bound, _ upper: NumberRange.Limit = .none
  ) -> Kind {
    Kind(form: .number(NumberRange(lower: lower, upper: upper))) { json, _ in
      json.double
    } write: {
      JSONValue($0)
    }
  }

  static var fromZero: Kind { number(.from(0)) }
  static var aboveZero: Kind { number(.above(0)) }
  static var fromZeroToOne: Kind { number(.from(0), .to(1)) }
  static var belowOne: Kind { number(.from(0), .below(1)) }
  static var rate: Kind { number(.above(0), .to(1)) }
}

extension Kind where Value == Int {
  static func integer(_ range: ClosedRange<Int>) -> Kind { integers(.integer(range)) }

  /// One of a few integers.
  static func integers(_ values: [Int]) -> Kind { integers(.integerChoice(values)) }

  private static func integers(_ form: Form) -> Kind {
    Kind(form: form) { json, _ in
      json.integer
    } write: {
      JSONValue($0)
    }
  }

  /// n[l]: the bytes of n[l] · n[l-1] numbers then still fit an Int.
  static var size: Kind { integer(1...maximumSize) }
  /// A number of updates, examples or rows.
  static var count: Kind { integer(1...maximumCount) }
  /// Beyond this a side of a picture, of a kernel or of a window makes no sense.
  static var side: Kind { integer(1...65535) }
}

/// The largest n[l].
let maximumSize = 1_000_000_000
/// The largest number of updates, examples and rows.
let maximumCount = 1_000_000_000_000

extension Kind where Value == UInt32 {
  static var seed: Kind {
    Kind(form: .integer(0...Int(UInt32.max))) { json, _ in
      json.integer.flatMap { UInt32(exactly: $0) }
    } write: {
      JSONValue(Int($0))
    }
  }
}

extension Kind where Value == Bool {
  static var boolean: Kind {
    Kind(form: .boolean) { json, _ in
      json.boolean
    } write: {
      JSONValue(.boolean($0))
    }
  }
}

extension Kind where Value == String {
  static func text(_ meaning: String) -> Kind { text(TextForm(meaning: meaning)) }

  static func text(_ form: TextForm) -> Kind {
    Kind(form: .text(form)) { json, _ in
      json.string
    } write: {
      JSONValue($0)
    }
  }

  /// One of these words.
  static func word(of words: [String]) -> Kind {
    Kind(form: .choice(ChoiceForm(words: words))) { json, _ in
      json.string
    } write: {
      JSONValue($0)
    }
  }

  /// A path that is read as an absolute one.
  static var path: Kind {
    Kind(form: .text(TextForm(meaning: "the path of a file"))) { json, surroundings in
      json.string.map { surroundings.folder.absolutePath(of: $0) }
    } write: {
      JSONValue($0)
    }
  }
}

extension Kind where Value: CaseIterable & RawRepresentable<String> & Sendable {
  /// The words of a fixed set.
  static var choice: Kind {
    Kind(form: .choice(ChoiceForm(words: Value.allCases.map(\.rawValue)))) { json, _ in
      json.string.flatMap(Value.init)
    } write: {
      JSONValue($0.rawValue)
    }
  }
}

extension Kind where Value: Equatable & Sendable {
  /// Words that each are a value.
  static func words(_ all: KeyValuePairs<String, Value>) -> Kind {
    let all = all.map { (word: $0.key, value: $0.value) }
    return Kind(form: .choice(ChoiceForm(words: all.map(\.word)))) { json, _ in
      all.first { $0.word == json.string }?.value
    } write: { value in
      all.first { $0.value == value }.map { JSONValue($0.word) }
    }
  }
}

// MARK: - Kinds of kinds

extension Kind {
  /// The kind of values that are made of these, and say which they were made of.
  func map<Other>(
    _ make: @escaping @Sendable (Value) -> Other?, _ part: @escaping @Sendable (Other) -> Value?
  ) -> Kind<Other> {
    Kind<Other>(form: form) { json, surroundings in
      read(json, surroundings).flatMap(make)
    } write: {
      part($0).flatMap(write)
    }
  }

  static func list<Element>(
    of element: Kind<Element>, first: Kind<Element>? = nil, count: PartialRangeFrom<Int> = 0...,
    exactly: Int? = nil
  ) -> Kind where Value == [Element] {
    let form = ListForm(
      element: element.form, first: first?.form, count: count, exactCount: exactly)
    return Kind(form: .list(form)) { json, surroundings in
      guard let list = json.list else { return nil }
      let values = list.compactMap { element.read($0, surroundings) }
      return values.count == list.count ? values : nil
    } write: { values in
      JSONValue(values.compactMap { element.write($0) })
    }
  }

  /// A value of the first kind that it is of.
  static func either(_ kinds: Kind...) -> Kind {
    let forms = kinds.map(\.form)
    return Kind(form: .either(forms)) { json, surroundings in
      forms.index(for: json).flatMap { kinds[$0].read(json, surroundings) }
    } write: { value in
      kinds.lazy.compactMap { $0.write(value) }.first
    }
  }

  /// A kind that holds itself.
  static func recursive(_ kind: @escaping @Sendable () -> Kind) -> Kind {
    Kind(form: .recursive { kind().form }) { json, surroundings in
      kind().read(json, surroundings)
    } write: {
      kind().write($0)
    }
  }
}

extension Kind where Value == [Double] {
  /// One number for all, or one for each.
  static func each(_ number: Kind<Double>, count: PartialRangeFrom<Int> = 0...) -> Kind {
    .either(
      number.map({ [$0] }, { $0.count == 1 ? $0[0] : nil }), .list(of: number, count: count))
  }
}

extension Kind where Value == [String: String] {
  /// Texts by names such as `W1`.
  static func texts(_ meaning: String, prefixes: [String], of text: Kind<String>) -> Kind {
    let form = ObjectForm(
      meaning: meaning, pattern: KeyPattern(prefixes: prefixes, value: text.form))
    return Kind(form: .object(form)) { json, _ in
      json.members.map { members in
        Dictionary(
          members.compactMap { member in member.value.string.map { (member.name, $0) } }
        ) { first, _ in first }
      }
    } write: { texts in
      let sorted = texts.sorted { ($0.key.count, $0.key) < ($1.key.count, $1.key) }
      return JSONValue(sorted.map { JSONMember($0.key, JSONValue($0.value)) })
    }
  }
}

extension URL {
  /// A path as it is found from this folder: absolute, without `.` and empty components.
  ///
  /// `..` stays, since behind a symbolic link it leads elsewhere than the text says.
  fileprivate func absolutePath(of path: String) -> String {
    let whole = path.hasPrefix("/") ? path : absoluteURL.path + "/" + path
    let parts = whole.split(separator: "/").filter { $0 != "." }
    return "/" + parts.joined(separator: "/") + (path.hasSuffix("/") && !parts.isEmpty ? "/" : "")
  }
}
