import Bytes

/// A strict reader of the JSON that a safetensors header consists of.
///
/// The caller says what must come next, so that nothing nests deeper than the format does.
struct FlatJSON {
  private let bytes: [UInt8]
  private let part: String
  private var position = 0

  init(_ bytes: [UInt8], part: String) {
    self.bytes = bytes
    self.part = part
  }

  /// Reads an object; `member` reads the value of each key.
  mutating func object(
    _ member: (inout FlatJSON, String) throws(FormatError) -> Void
  ) throws(FormatError) {
    try expect("{")
    if take("}") { return }
    repeat {
      let key = try string()
      try expect(":")
      try member(&self, key)
    } while take(",")
    try expect("}")
  }

  /// Reads an array of integers from 0 to `Int.max`.
  mutating func integers(atMost limit: Int) throws(FormatError) -> [Int] {
    var result: [Int] = []
    try expect("[")
    if take("]") { return result }
    repeat {
      guard result.count < limit else { throw wrong("at most \(limit) numbers") }
      result.append(try integer())
    } while take(",")
    try expect("]")
    return result
  }

  private mutating func integer() throws(FormatError) -> Int {
    skipBlanks()
    let digits = bytes[position...].prefix(20).prefix { $0 >= 48 && $0 <= 57 }
    let text = String(decoding: digits, as: UTF8.self)
    guard let value = Int(text), text.count == 1 || !text.hasPrefix("0") else {
      throw wrong("an integer of at most 63 bits")
    }
    position += digits.count
    return value
  }

  /// Reads a string in quotes.
  mutating func string() throws(FormatError) -> String {
    try expect("\"")
    var text: [UInt8] = []
    while true {
      guard position < bytes.count else { throw wrong("a quote") }
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        guard let result = String(validating: text, as: UTF8.self) else {
          throw wrong("a string in UTF-8")
        }
        return result
      case UInt8(ascii: "\\"):
        position += 1
        text.append(contentsOf: String(try escaped()).utf8)
      case 0..<0x20:
        throw wrong("no control character in a string")
      default:
        text.append(byte)
        position += 1
      }
    }
  }

  /// The character of an escape, from behind its backslash.
  private mutating func escaped() throws(FormatError) -> Unicode.Scalar {
    guard position < bytes.count else { throw wrong("an escape") }
    let kind = Unicode.Scalar(bytes[position])
    position += 1
    switch kind {
    case "\"", "\\", "/": return kind
    case "b": return "\u{8}"
    case "f": return "\u{c}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "u":
      let first = try codeUnit()
      if let scalar = Unicode.Scalar(first) { return scalar }
      guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
        bytes[position + 1] == UInt8(ascii: "u")
      else { throw wrong("the second half of a surrogate pair") }
      position += 2
      let second = try codeUnit()
      guard UTF16.isLeadSurrogate(first), UTF16.isTrailSurrogate(second) else {
        throw wrong("a surrogate pair")
      }
      return UTF16.decode(UTF16.EncodedScalar([first, second]))
    default: throw wrong("an escape of JSON")
    }
  }

  /// Four hexadecimal digits.
  private mutating func codeUnit() throws(FormatError) -> UInt16 {
    let digits = String(decoding: bytes[position...].prefix(4), as: UTF8.self)
    guard digits.utf8.count == 4, digits.first != "+", let value = UInt16(digits, radix: 16) else {
      throw wrong("four hexadecimal digits")
    }
    position += 4
    return value
  }

  /// Refuses anything but blanks behind the value.
  mutating func end() throws(FormatError) {
    skipBlanks()
    guard position == bytes.count else { throw wrong("nothing more") }
  }

  private mutating func skipBlanks() {
    while position < bytes.count, [9, 10, 13, 32].contains(bytes[position]) { position += 1 }
  }

  /// Steps over a character if it comes next.
  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(FormatError) {
    guard take(character) else { throw wrong("'\(character)'") }
  }

  private func wrong(_ expected: String) -> FormatError {
    let found =
      position < bytes.count
      ? "'\(Unicode.Scalar(bytes[position]))' at byte \(position)" : "its end"
    return FormatError(part, found: found, expected: expected)
  }
}
