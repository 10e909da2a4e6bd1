/// What is no JSON, or not what was expected of it.
package struct JSONError: Error, Sendable {
  package let message: String
  package let path: JSONPath
  package let origin: JSONOrigin

  package init(_ message: String, path: JSONPath = JSONPath(), origin: JSONOrigin) {
    self.message = message
    self.path = path
    self.origin = origin
  }
}

/// Reads strict JSON (RFC 8259): UTF-8, nothing before or after the one value, bounded depth.
package struct JSONParser {
  /// The deepest nesting that is read; a configuration needs five levels.
  package static let deepest = 64
  private static let maximumNumber = 400

  let source: SourceText
  let bytes: [UInt8]
  /// The byte that is next, from 0.
  package private(set) var position = 0
  private var path = JSONPath()

  /// A parser at the beginning of a text, for a caller that knows what must come next: it asks for
  /// one part after the other, and nothing else is kept.
  package init(_ source: SourceText) throws(JSONError) {
    self.source = source
    bytes = source.bytes
    try checkEncoding()
  }

  /// The value of the text; the first violation of the grammar is thrown with its place.
  package static func parse(_ source: SourceText) throws(JSONError) -> JSONValue {
    var parser = try JSONParser(source)
    parser.skipBlanks()
    guard parser.peek != nil else { throw parser.failure("empty: expected an object { … }") }
    let value = try parser.value(depth: 0)
    try parser.end()
    return value
  }

  /// Refuses anything but blanks behind the value.
  package mutating func end() throws(JSONError) {
    skipBlanks()
    guard peek == nil else {
      throw failure("expected the end of the text, but found \(foundHere)")
    }
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
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

  private mutating func elements(depth: Int) throws(JSONError) -> [JSONValue] {
    var values: [JSONValue] = []
    try list { (parser, _) throws(JSONError) in values.append(try parser.value(depth: depth + 1)) }
    return values
  }

  private mutating func members(depth: Int) throws(JSONError) -> [JSONMember] {
    var members: [JSONMember] = []
    try object { (parser, name, origin) throws(JSONError) in
      members.append(
        JSONMember(name, try parser.value(depth: depth + 1), nameOrigin: origin))
    }
    return members
  }

  /// Reads a list; `element` reads the value at each index.
  package mutating func list(
    _ element: (inout JSONParser, Int) throws(JSONError) -> Void
  ) throws(JSONError) {
    let start = position
    guard skip("[") else { throw failure("expected a list, but found \(foundHere)") }
    skipBlanks()
    if skip("]") { return }
    var index = 0
    while true {
      path.components.append(.index(index))
      skipBlanks()
      try element(&self, index)
      path.components.removeLast()
      index += 1
      if try closes("]", "list", from: start) { return }
    }
  }

  /// Reads an object; `member` reads the value of each name.
  package mutating func object(
    _ member: (inout JSONParser, _ name: String, JSONOrigin) throws(JSONError) -> Void
  ) throws(JSONError) {
    let start = position
    guard skip("{") else { throw failure("expected an object, but found \(foundHere)") }
    skipBlanks()
    if skip("}") { return }
    while true {
      skipBlanks()
      let nameOrigin = JSONOrigin(source: source, offset: position)
      guard peek == UInt8(ascii: "\"") else { throw failure(keyExpected) }
      let name = try string()
      path.components.append(.key(name))
      skipBlanks()
      guard skip(":") else { throw failure("expected : after the key, but found \(foundHere)") }
      skipBlanks()
      try member(&self, name, nameOrigin)
      path.components.removeLast()
      if try closes("}", "object", from: start) { return }
    }
  }

  /// Whether the list or object ends here; false after a comma.
  private mutating func closes(
    _ end: Unicode.Scalar, _ kind: String, from start: Int
  ) throws(JSONError) -> Bool {
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

  /// The number that is next.
  package mutating func number() throws(JSONError) -> JSONNumber {
    let start = position
    guard let byte = peek, isDigit(byte) || byte == UInt8(ascii: "-") else {
      throw failure("expected a number, but found \(foundHere)")
    }
    _ = skip("-")
    let first = position
    try digits(after: "the minus sign")
    if bytes[first] == UInt8(ascii: "0"), position > first + 1 {
      throw failure("a number does not begin with 0", at: start)
    }
    if skip(".") { try digits(after: "the point") }
    if skip("e") || skip("E") {
      if !skip("+") { _ = skip("-") }
      try digits(after: "the exponent's e")
    }
    guard position - start <= JSONParser.maximumNumber else {
      throw failure("a number of more than \(JSONParser.maximumNumber) characters", at: start)
    }
    if let byte = peek, isLetter(byte) || byte == UInt8(ascii: ".") {
      throw failure("expected the end of the number, but found \(foundHere)")
    }
    return JSONNumber(literal: String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private mutating func digits(after place: String) throws(JSONError) {
    let start = position
    while let byte = peek, isDigit(byte) { position += 1 }
    guard position > start else {
      throw failure("expected a digit after \(place), but found \(foundHere)")
    }
  }

  private mutating func word() throws(JSONError) -> JSONValue.Content {
    let start = position
    while let byte = peek, isLetter(byte) || isDigit(byte) {
      position += 1
    }
    let word = String(decoding: bytes[start..<position], as: UTF8.self)
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

  var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

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

  /// An error at this place, or at that of a byte.
  package func failure(_ message: String, at offset: Int? = nil) -> JSONError {
    JSONError(message, path: path, origin: JSONOrigin(source: source, offset: offset ?? position))
  }

  /// The character at the position, as an error names it.
  package var foundHere: String {
    let end = min(position + 4, bytes.count)
    let rest = String(decoding: bytes[min(position, end)..<end], as: UTF8.self)
    guard let scalar = rest.unicodeScalars.first else { return "the end of the text" }
    guard scalar.properties.generalCategory != .control else {
      return "the control character U+\(scalar.hexadecimal)"
    }
    return String(String.UnicodeScalarView([scalar])).quoted
  }

  private var followsComma: Bool {
    let before = bytes[..<position].last { $0 > 0x20 }
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

// MARK: Text

extension JSONParser {
  /// Refuses what is not UTF-8 from the first to the last byte.
  mutating func checkEncoding() throws(JSONError) {
    guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else {
      throw failure("begins with a byte order mark: JSON is plain UTF-8 without one")
    }
    guard !bytes.starts(with: [0xFE, 0xFF]), !bytes.starts(with: [0xFF, 0xFE]) else {
      throw failure("is UTF-16: JSON is UTF-8")
    }
    var decoder = Unicode.UTF8.ForwardParser()
    var bytes = bytes.makeIterator()
    var offset = 0
    while true {
      switch decoder.parseScalar(from: &bytes) {
      case .valid(let scalar): offset += scalar.count
      case .emptyInput: return
      case .error: throw failure("not UTF-8", at: offset)
      }
    }
  }

  /// The text that is next, in its quotation marks.
  package mutating func string() throws(JSONError) -> String {
    let start = position
    guard skip("\"") else {
      throw failure("expected text in double quotes, but found \(foundHere)")
    }
    var text: [UInt8] = []
    while true {
      let run = position
      while let byte = peek, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
        position += 1
      }
      guard let byte = peek else {
        throw failure("the text ends inside a string", at: start)
      }
      switch byte {
      case UInt8(ascii: "\""):
        let rest = bytes[run..<position]
        position += 1
        guard !text.isEmpty else { return String(decoding: rest, as: UTF8.self) }
        return String(decoding: text + rest, as: UTF8.self)
      case UInt8(ascii: "\\"):
        text += bytes[run..<position]
        text += try escape()
      case 0x0A, 0x0D: throw failure("the string is not closed on its line", at: start)
      default: throw failure("\(foundHere) in a string must be escaped")
      }
    }
  }

  /// The UTF-8 of the escape whose backslash is next.
  private mutating func escape() throws(JSONError) -> [UInt8] {
    let start = position
    position += 1
    guard let byte = peek else { throw failure("the text ends inside a string") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): return Array(String(Character(try escapedScalar(from: start))).utf8)
    default: throw failure("unknown escape in a string", at: start)
    }
  }

  private mutating func escapedScalar(from start: Int) throws(JSONError)
    -> Unicode.Scalar
  {
    let first = try fourDigits(from: start)
    if let scalar = Unicode.Scalar(first) { return scalar }
    if first < 0xDC00, skip("\\"), skip("u") {
      let second = try fourDigits(from: start)
      if 0xDC00...0xDFFF ~= second,
        let scalar = Unicode.Scalar(
          0x10000 + UInt32(first - 0xD800) << 10 + UInt32(second - 0xDC00))
      {
        return scalar
      }
    }
    throw failure("half of a surrogate pair in a string", at: start)
  }

  private mutating func fourDigits(from start: Int) throws(JSONError) -> UInt16 {
    var value: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw failure("\\u stands before four hexadecimal digits", at: start)
      }
      value = value << 4 | UInt16(digit)
      position += 1
    }
    return value
  }
}
