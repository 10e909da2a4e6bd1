extension JSONParser {
  /// Refuses what is not UTF-8 from the first to the last byte.
  mutating func checkEncoding() throws(ConfigurationError) {
    guard !source.bytes.starts(with: [0xEF, 0xBB, 0xBF]) else {
      throw failure("begins with a byte order mark: JSON is plain UTF-8 without one")
    }
    guard !source.bytes.starts(with: [0xFE, 0xFF]), !source.bytes.starts(with: [0xFF, 0xFE]) else {
      throw failure("is UTF-16: JSON is UTF-8")
    }
    var decoder = Unicode.UTF8.ForwardParser()
    var bytes = source.bytes.makeIterator()
    var offset = 0
    while true {
      switch decoder.parseScalar(from: &bytes) {
      case .valid(let scalar): offset += scalar.count
      case .emptyInput: return
      case .error: throw failure("not UTF-8", at: offset)
      }
    }
  }

  /// The text whose opening quotation mark is next.
  mutating func string() throws(ConfigurationError) -> String {
    let start = position
    var text: [UInt8] = []
    position += 1
    while true {
      guard let byte = peek else {
        throw failure("the text ends inside a string", at: start)
      }
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): text += try escape()
      case 0x0A, 0x0D: throw failure("the string is not closed on its line", at: start)
      case 0..<0x20: throw failure("\(foundHere) in a string must be escaped")
      default:
        text.append(byte)
        position += 1
      }
    }
  }

  /// The UTF-8 of the escape whose backslash is next.
  private mutating func escape() throws(ConfigurationError) -> [UInt8] {
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

  private mutating func escapedScalar(from start: Int) throws(ConfigurationError)
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

  private mutating func fourDigits(from start: Int) throws(ConfigurationError) -> UInt16 {
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

extension Unicode.Scalar {
  /// The code point in at least four hexadecimal digits.
  var hexadecimal: String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
