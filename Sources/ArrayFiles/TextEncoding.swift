import Bytes

/// Strings of one fixed length, as NumPy and HDF5 store them.
enum TextEncoding: Equatable {
  /// UTF-8 or ASCII in `count` bytes, padded with zeros or, by some, with blanks.
  case bytes(count: Int, isBlankPadded: Bool = false)
  /// `count` Unicode scalars of 4 bytes, padded with zeros.
  case scalars(count: Int, order: ElementLayout.Order)

  /// The size of a string in bytes.
  var size: Int {
    switch self {
    case .bytes(let count, _): count
    case .scalars(let count, _): 4 * count
    }
  }

  /// The strings that lie one behind the other; bytes that are no text become U+FFFD.
  func strings(_ bytes: SharedBytes, part: String) throws(FormatError) -> [String] {
    guard size > 0 else {
      throw FormatError(part, found: "strings of length 0", expected: "at least 1")
    }
    return stride(from: 0, to: bytes.count - size + 1, by: size).map { start in
      let string = bytes[start..<start + size].array
      switch self {
      case .bytes(_, let isBlankPadded):
        return Self.decode(string, isBlankPadded: isBlankPadded)
      case .scalars(_, let order):
        return Self.decodeScalars(string, order)
      }
    }
  }

  private static func decode(_ bytes: [UInt8], isBlankPadded: Bool) -> String {
    var text = bytes.prefix { $0 != 0 }
    while isBlankPadded, text.last == UInt8(ascii: " ") { text.removeLast() }
    return String(decoding: text, as: UTF8.self)
  }

  private static func decodeScalars(_ bytes: [UInt8], _ order: ElementLayout.Order) -> String {
    var result = String.UnicodeScalarView()
    for start in stride(from: 0, to: bytes.count, by: 4) {
      let quartet = bytes[start..<start + 4]
      let value = (order == .little ? quartet.reversed() : Array(quartet))
        .reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      guard value != 0 else { break }
      result.append(Unicode.Scalar(value) ?? "\u{FFFD}")
    }
    return String(result)
  }
}
