import Foundation

/// Where a value or key begins.
package struct JSONOrigin: Sendable {
  package let source: SourceText
  /// The byte, from 0.
  package let offset: Int

  package init(source: SourceText, offset: Int) {
    self.source = source
    self.offset = offset
  }
}

/// A value of a JSON text with the place it was read from.
///
/// Equality is of content alone; objects are equal with the same members in the same order.
package struct JSONValue: Sendable {
  package enum Content: Sendable, Equatable {
    case null
    case boolean(Bool)
    case number(JSONNumber)
    case string(String)
    case list([JSONValue])
    /// The members in the order of the text; a repeated name occurs as often as it was written.
    case object([JSONMember])
  }

  package var content: Content
  /// Nil for a value that was made, not read.
  package var origin: JSONOrigin?

  package init(_ content: Content, origin: JSONOrigin? = nil) {
    self.content = content
    self.origin = origin
  }
}

/// One name with its value.
package struct JSONMember: Sendable {
  package let name: String
  package let nameOrigin: JSONOrigin?
  package var value: JSONValue

  package init(_ name: String, _ value: JSONValue, nameOrigin: JSONOrigin? = nil) {
    self.name = name
    self.nameOrigin = nameOrigin
    self.value = value
  }
}

/// A number as it was written, so that no digit is lost.
package struct JSONNumber: Sendable {
  package let literal: String

  /// The integer, also where it was written as `1e3` or `5.0`; nil for others.
  package var integer: Int? {
    Int(literal) ?? Double(literal).flatMap { abs($0) < 0x1p53 ? Int(exactly: $0) : nil }
  }

  /// The nearest finite Double; nil beyond its range.
  package var double: Double? { Double(literal).flatMap { $0.isFinite ? $0 : nil } }

  package init(literal: String) { self.literal = literal }

  package init(_ value: Int) { literal = String(value) }

  /// The shortest digits that read back as `value`, which is finite.
  package init(_ value: Double) {
    let isInteger = abs(value) < 1e15 && value.rounded() == value && value.sign == .plus
    literal = isInteger ? String(Int(value)) : "\(value)".replacing("e-0", with: "e-")
  }
}

extension JSONNumber {
  /// 1 less the number, in decimal digits: of 0.8 it is 0.2 and not 0.19999999999999996.
  fileprivate var complement: JSONNumber {
    guard let decimal = Decimal(string: literal), decimal.isFinite else {
      return JSONNumber(1 - (double ?? 0))
    }
    return JSONNumber(literal: "\(1 - decimal)")
  }
}

extension JSONNumber: Equatable {
  package static func == (a: JSONNumber, b: JSONNumber) -> Bool {
    if let first = a.integer, let second = b.integer { return first == second }
    return a.literal == b.literal || (a.double != nil && a.double == b.double)
  }
}

extension JSONMember: Equatable {
  package static func == (a: JSONMember, b: JSONMember) -> Bool {
    a.name == b.name && a.value == b.value
  }
}

extension JSONValue: Equatable {
  package static func == (a: JSONValue, b: JSONValue) -> Bool { a.content == b.content }
}

// MARK: Looking in

extension JSONValue {
  /// The value of the first member with this name; nil for other values than objects.
  package subscript(name: String) -> JSONValue? {
    guard case .object(let members) = content else { return nil }
    return members.first { $0.name == name }?.value
  }

  package var boolean: Bool? {
    guard case .boolean(let value) = content else { return nil }
    return value
  }

  package var integer: Int? {
    guard case .number(let number) = content else { return nil }
    return number.integer
  }

  package var double: Double? {
    guard case .number(let number) = content else { return nil }
    return number.double
  }

  package var string: String? {
    guard case .string(let text) = content else { return nil }
    return text
  }

  package var list: [JSONValue]? {
    guard case .list(let values) = content else { return nil }
    return values
  }

  /// The elements of a list of integers.
  package var integers: [Int]? { elements(\.integer) }
  /// The elements of a list of numbers.
  package var doubles: [Double]? { elements(\.double) }
  /// The elements of a list of texts.
  package var strings: [String]? { elements(\.string) }

  private func elements<Element>(_ element: (JSONValue) -> Element?) -> [Element]? {
    guard let list else { return nil }
    let elements = list.compactMap(element)
    return elements.count == list.count ? elements : nil
  }

  package var members: [JSONMember]? {
    guard case .object(let members) = content else { return nil }
    return members
  }

  /// What an error says was found: `"abc"`, `-1`, `an empty list`.
  package var found: String {
    switch content {
    case .null: "null"
    case .boolean(let value): "\(value)"
    case .number(let number):
      number.literal.count <= 30 ? number.literal : "\(number.literal.prefix(30))…"
    case .string(let text): text.quoted
    case .list(let values): values.isEmpty ? "an empty list" : "a list of \(values.count)"
    case .object: "an object"
    }
  }
}

extension JSONValue {
  /// 1 less a number, or less each number of a list, digit by digit as it is written; other values as
  /// they are.
  package var complement: JSONValue {
    switch content {
    case .number(let number): JSONValue(.number(number.complement), origin: origin)
    case .list(let values): JSONValue(.list(values.map(\.complement)), origin: origin)
    default: self
    }
  }
}

// MARK: Making

extension JSONValue {
  /// The value of a JSON text; nil where it is none.
  package init?(text: String) {
    let source = SourceText(Array(text.utf8), name: "", isFile: false)
    guard let value = try? JSONParser.parse(source) else { return nil }
    self = value
  }

  /// The number; null if it is not finite.
  package static func finite(_ value: Double) -> JSONValue {
    value.isFinite ? JSONValue(value) : JSONValue(.null)
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self.init(.string(value)) }
  package init(integerLiteral value: Int) { self.init(value) }
  package init(floatLiteral value: Double) { self.init(value) }
  package init(booleanLiteral value: Bool) { self.init(.boolean(value)) }
  package init(arrayLiteral elements: JSONValue...) { self.init(.list(elements)) }
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self.init(.object(elements.map { JSONMember($0, $1) }))
  }

  package init(_ value: Int) { self.init(.number(JSONNumber(value))) }
  package init(_ value: Double) { self.init(.number(JSONNumber(value))) }
  package init(_ value: String) { self.init(.string(value)) }
  package init(_ values: [JSONValue]) { self.init(.list(values)) }
  package init(_ members: [JSONMember]) { self.init(.object(members)) }
}
