import Foundation

/// The values that may stand at a key of a configuration, and the way from and to their JSON.
public struct KeyRange<Value>: Sendable {
  package let form: Form
  /// The value of JSON that keeps the form; nil where a part of it is missing.
  package let read: @Sendable (JSONValue, Surroundings) -> Value?
  /// The JSON of a value; nil for one outside the range.
  package let write: @Sendable (Value) -> JSONValue?

  package init(
    form: Form, read: @escaping @Sendable (JSONValue, Surroundings) -> Value?,
    write: @escaping @Sendable (Value) -> JSONValue?
  ) {
    self.form = form
    self.read = read
    self.write = write
  }
}

/// What a value is read in the light of.
package struct Surroundings: Sendable {
  /// Where relative paths start.
  package var folder: URL
  /// Defaults that the file itself gives to settings of kinds, by `kind.setting`.
  package var defaults: [String: JSONValue]

  package init(
    folder: URL = URL(fileURLWithPath: "/"), defaults: [String: JSONValue] = [:]
  ) {
    self.folder = folder
    self.defaults = defaults
  }
}

// MARK: - Numbers, words and texts

extension KeyRange where Value == Double {
  /// Numbers from the lower to the upper bound.
  public static func number(_ range: ClosedRange<Double>) -> KeyRange {
    number(.from(range.lowerBound), .to(range.upperBound))
  }

  package static func number(
    _ lower: NumberRange.Bound, _ upper: NumberRange.Limit = .none
  ) -> KeyRange {
    KeyRange(form: .number(NumberRange(lower: lower, upper: upper))) { json, _ in
      json.double
    } write: {
      JSONValue($0)
    }
  }

  /// Numbers x with 0 ≤ x.
  public static var fromZero: KeyRange { number(.from(0)) }
  /// Numbers x with 0 < x.
  public static var aboveZero: KeyRange { number(.above(0)) }
  /// Numbers x with 0 ≤ x ≤ 1.
  public static var fromZeroToOne: KeyRange { number(.from(0), .to(1)) }
  /// Numbers x with 0 ≤ x < 1.
  public static var belowOne: KeyRange { number(.from(0), .below(1)) }
  /// Numbers x with 0 < x ≤ 1.
  public static var rate: KeyRange { number(.above(0), .to(1)) }
}

extension KeyRange where Value == Int {
  /// Integers of the range.
  public static func integer(_ range: ClosedRange<Int>) -> KeyRange { integers(.integer(range)) }

  /// One of a few integers.
  package static func integers(_ values: [Int]) -> KeyRange { integers(.integerChoice(values)) }

  private static func integers(_ form: Form) -> KeyRange {
    KeyRange(form: form) { json, _ in
      json.integer
    } write: {
      JSONValue($0)
    }
  }

  /// Sizes such as n[l], from 1: the bytes of n[l] · n[l-1] numbers still fit an Int.
  public static var size: KeyRange { integer(1...maximumSize) }
  /// Numbers of updates, examples or rows, from 1.
  public static var count: KeyRange { integer(1...maximumCount) }
  /// Beyond this a side of a picture, of a kernel or of a window makes no sense.
  package static var side: KeyRange { integer(1...65535) }
}

/// The largest n[l].
package let maximumSize = 1_000_000_000
/// The largest number of updates, examples and rows.
package let maximumCount = 1_000_000_000_000

extension KeyRange where Value == UInt32 {
  package static var seed: KeyRange {
    KeyRange(form: .integer(0...Int(UInt32.max))) { json, _ in
      json.integer.flatMap { UInt32(exactly: $0) }
    } write: {
      JSONValue(Int($0))
    }
  }
}

extension KeyRange where Value == Bool {
  /// true and false.
  public static var boolean: KeyRange {
    KeyRange(form: .boolean) { json, _ in
      json.boolean
    } write: {
      JSONValue(.boolean($0))
    }
  }
}

extension KeyRange where Value == String {
  package static func text(_ meaning: String) -> KeyRange { text(TextForm(meaning: meaning)) }

  package static func text(_ form: TextForm) -> KeyRange {
    KeyRange(form: .text(form)) { json, _ in
      json.string
    } write: {
      JSONValue($0)
    }
  }

  /// One of these words.
  public static func word(of words: [String]) -> KeyRange {
    KeyRange(form: .choice(ChoiceForm(words: words))) { json, _ in
      json.string
    } write: {
      JSONValue($0)
    }
  }

  /// A path that is read as an absolute one.
  package static var path: KeyRange {
    KeyRange(form: .text(TextForm(meaning: "the path of a file"))) { json, surroundings in
      json.string.map { surroundings.folder.absolutePath(of: $0) }
    } write: {
      JSONValue($0)
    }
  }
}

extension KeyRange where Value: CaseIterable & RawRepresentable<String> & Sendable {
  /// The words of a fixed set.
  public static var choice: KeyRange {
    KeyRange(form: .choice(ChoiceForm(words: Value.allCases.map(\.rawValue)))) { json, _ in
      json.string.flatMap(Value.init)
    } write: {
      JSONValue($0.rawValue)
    }
  }
}

extension KeyRange where Value: Equatable & Sendable {
  /// Words that each are a value.
  package static func words(_ all: KeyValuePairs<String, Value>) -> KeyRange {
    let all = all.map { (word: $0.key, value: $0.value) }
    return KeyRange(form: .choice(ChoiceForm(words: all.map(\.word)))) { json, _ in
      all.first { $0.word == json.string }?.value
    } write: { value in
      all.first { $0.value == value }.map { JSONValue($0.word) }
    }
  }
}

// MARK: - Ranges of ranges

extension KeyRange {
  /// The range of values that are made of these, and say which they were made of.
  package func map<Other>(
    _ make: @escaping @Sendable (Value) -> Other?, _ part: @escaping @Sendable (Other) -> Value?
  ) -> KeyRange<Other> {
    KeyRange<Other>(form: form) { json, surroundings in
      read(json, surroundings).flatMap(make)
    } write: {
      part($0).flatMap(write)
    }
  }

  package static func list<Element>(
    of element: KeyRange<Element>, first: KeyRange<Element>? = nil,
    count: PartialRangeFrom<Int> = 0...,
    exactly: Int? = nil
  ) -> KeyRange where Value == [Element] {
    let form = ListForm(
      element: element.form, first: first?.form, count: count, exactCount: exactly)
    return KeyRange(form: .list(form)) { json, surroundings in
      guard let list = json.list else { return nil }
      let values = list.compactMap { element.read($0, surroundings) }
      return values.count == list.count ? values : nil
    } write: { values in
      JSONValue(values.compactMap { element.write($0) })
    }
  }

  /// A value of the first range that it is in.
  package static func either(_ ranges: KeyRange...) -> KeyRange {
    let forms = ranges.map(\.form)
    return KeyRange(form: .either(forms)) { json, surroundings in
      forms.index(for: json).flatMap { ranges[$0].read(json, surroundings) }
    } write: { value in
      ranges.lazy.compactMap { $0.write(value) }.first
    }
  }

  /// A range that holds itself.
  package static func recursive(_ range: @escaping @Sendable () -> KeyRange) -> KeyRange {
    KeyRange(form: .recursive { range().form }) { json, surroundings in
      range().read(json, surroundings)
    } write: {
      range().write($0)
    }
  }
}

extension KeyRange where Value == [Double] {
  /// One number for all layers, or a list of one for each.
  public static func each(_ number: KeyRange<Double>, count: PartialRangeFrom<Int> = 0...)
    -> KeyRange
  {
    .either(
      number.map({ [$0] }, { $0.count == 1 ? $0[0] : nil }), .list(of: number, count: count))
  }
}

extension KeyRange where Value == [String: String] {
  /// Texts by names such as `W1`.
  package static func texts(_ meaning: String, of text: KeyRange<String>)
    -> KeyRange
  {
    let form = ObjectForm(
      meaning: meaning, pattern: KeyPattern(value: text.form))
    return KeyRange(form: .object(form)) { json, _ in
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
