/// Reads strict JSON (RFC 8259): UTF-8, nothing before or after the one value, bounded depth.
package struct JSONParser {
  /// The deepest nesting that is read; a configuration needs five levels.
  package static let deepest = 64
  private static let longestNumber = 400

  let source: SourceText
  var position = 0
  private var path = JSONPath()

  private init(_ source: SourceText) { self.source = source }

  /// The value of the text; the first violation of the grammar is thrown with its place.
  package static func parse(_ source: SourceText) throws(ConfigurationError) -> JSONValue {
    var parser = JSONParser(source)
    try parser.checkEncoding()
    parser.skipBlanks()
    guard parser.peek != nil else { throw parser.failure("empty: expected an object { … }") }
    let value = try parser.value(depth: 0)
    parser.skipBlanks()
    guard parser.peek == nil else {
      throw parser.failure("expected the end of the text, but found \(parser.foundHere)")
    }
    return value
  }

  private mutating func value(depth: Int) throws(ConfigurationError) -> JSONValue {
    guard depth < JSONParser.deepest else {
      throw failure("nested deeper than \(JSONParser.deepest) levels")
    }
    let origin = JSONOrigin(source: source, offset: position)
    switch peek {
    case UInt8(ascii: "{"): return JSONValue(.object(try members(depth: depth)), origin: origin)
    case UInt8(ascii: "["): return JSONValue(.list(try elements(depth: depth)), origin: origin)
    case UInt8(ascii: "\""): return JSONValue(.string(try string()), origin: origin)
    case UInt8(ascii: "-")?: return JSONValue(.number(try number()), origin: origin)
    case let byte? where isDigit(byte):
      return JSONValue(.number(try number()), origin: origin)
    case let byte? where isLetter(byte): return JSONValue(try word(), origin: origin)
    default: throw failure(valueExpected)
    }
  }

  // MARK: Lists and objects

  private mutating func elements(depth: Int) throws(ConfigurationError) -> [JSONValue] {
    let start = position
    var values: [JSONValue] = []
    position += 1
    skipBlanks()
    if skip("]") { return values }
    while true {
      path.components.append(.index(values.count))
      skipBlanks()
      values.append(try value(depth: depth + 1))
      path.components.removeLast()
      if try closes("]", "list", from: start) { return values }
    }
  }

  private mutating func members(depth: Int) throws(ConfigurationError) -> [JSONMember] {
    let start = position
    var members: [JSONMember] = []
    position += 1
    skipBlanks()
    if skip("}") { return members }
    while true {
      skipBlanks()
      let nameOrigin = JSONOrigin(source: source, offset: position)
      guard peek == UInt8(ascii: "\"") else { throw failure(keyExpected) }
      let name = try string()
      path.components.append(.key(name))
      skipBlanks()
      guard skip(":") else { throw failure("expected : after the key, but found \(foundHere)") }
      skipBlanks()
      members.append(JSONMember(name, try value(depth: depth + 1), nameOrigin: nameOrigin))
      path.components.removeLast()
      if try closes("}", "object", from: start) { return members }
    }
  }

  /// Whether the list or object ends here; false after a comma.
  private mutating func closes(
    _ end: Unicode.Scalar, _ kind: String, from start: Int
  ) throws(ConfigurationError) -> Bool {
    skipBlanks()
    if skip(end) { return true }
    if skip(",") { return false }
    guard peek != nil else {
      let line = source.line(at: start)
      throw failure("the text ends inside the \(kind) that begins on line \(line)")
    }
    throw failure("expected , or \(end), but found \(foundHere)")
  }

  // MARK: Numbers and words

  private mutating func number() throws(ConfigurationError) -> JSONNumber {
    let start = position
    _ = skip("-")
    let first = position
    try digits(after: "the minus sign")
    if source.bytes[first] == UInt8(ascii: "0"), position > first + 1 {
      throw failure("a number does not begin with 0", at: start)
    }
    if skip(".") { try digits(after: "the point") }
    if skip("e") || skip("E") {
      if !skip("+") { _ = skip("-") }
      try digits(after: "the exponent's e")
    }
    guard position - start <= JSONParser.longestNumber else {
      throw failure("a number of more than \(JSONParser.longestNumber) characters", at: start)
    }
    if let byte = peek, isLetter(byte) || byte == UInt8(ascii: ".") {
      throw failure("expected the end of the number, but found \(foundHere)")
    }
    return JSONNumber(literal: String(decoding: source.bytes[start..<position], as: UTF8.self))
  }

  private mutating func digits(after place: String) throws(ConfigurationError) {
    let start = position
    while let byte = peek, isDigit(byte) { position += 1 }
    guard position > start else {
      throw failure("expected a digit after \(place), but found \(foundHere)")
    }
  }

  private mutating func word() throws(ConfigurationError) -> JSONValue.Content {
    let start = position
    while let byte = peek, isLetter(byte) || isDigit(byte) {
      position += 1
    }
    let word = String(decoding: source.bytes[start..<position], as: UTF8.self)
    switch word {
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case "null": return .null
    case "NaN", "nan", "Infinity", "inf": throw failure("JSON has no \(word)", at: start)
    default: break
    }
    if let nearest = NearestName.of(word, among: ["true", "false", "null"]) {
      throw failure("unknown word \(word.quoted); did you mean \(nearest)?", at: start)
    }
    throw failure("unknown word \(word.quoted): text stands in double quotes", at: start)
  }

  // MARK: What the text has here

  var peek: UInt8? { position < source.bytes.count ? source.bytes[position] : nil }

  mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: scalar) else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      position += 1
    }
  }

  private func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

  private func isLetter(_ byte: UInt8) -> Bool {
    UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
      || byte == UInt8(ascii: "_")
  }

  func failure(_ message: String, at offset: Int? = nil) -> ConfigurationError {
    let origin = JSONOrigin(source: source, offset: offset ?? position)
    return ConfigurationError([ConfigurationProblem(.syntax(message), at: path, origin: origin)])
  }

  /// The character at the position, as an error names it.
  var foundHere: String {
    let end = min(position + 4, source.bytes.count)
    let rest = String(decoding: source.bytes[min(position, end)..<end], as: UTF8.self)
    guard let scalar = rest.unicodeScalars.first else { return "the end of the text" }
    guard scalar.properties.generalCategory != .control else {
      return "the control character U+\(scalar.hexadecimal)"
    }
    return String(String.UnicodeScalarView([scalar])).quoted
  }

  private var followsComma: Bool {
    let before = source.bytes[..<position].last { $0 > 0x20 }
    return before == UInt8(ascii: ",")
  }

  private var keyExpected: String {
    switch peek {
    case UInt8(ascii: "}") where followsComma: "JSON allows no comma before }"
    case UInt8(ascii: "/"), UInt8(ascii: "#"): "JSON has no comments"
    default: "expected a key in double quotes, but found \(foundHere)"
    }
  }

  private var valueExpected: String {
    switch peek {
    case UInt8(ascii: "]") where followsComma: "JSON allows no comma before ]"
    case UInt8(ascii: "/"), UInt8(ascii: "#"): "JSON has no comments"
    case UInt8(ascii: "'"): "text stands in double quotes"
    default: "expected a value, but found \(foundHere)"
    }
  }
}
