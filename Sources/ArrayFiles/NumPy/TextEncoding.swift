import Bytes

/// Strings of one fixed length, as NumPy and HDF5 store them.
enum TextEncoding: Equatable {
  /// What stands behind a string that is shorter.
  enum Padding {
    /// A zero ends the string, whatever follows.
    case terminator
    /// Zeros to the end; one before another character belongs to the string.
    case zeros
    case blanks
  }

  /// UTF-8 or ASCII in `count` bytes.
  case bytes(count: Int, padding: Padding)
  /// `count` Unicode scalars of 4 bytes, padded with zeros.
  case scalars(count: Int, order: ElementLayout.Order)

  /// The size of a string in bytes.
  var size: Int {
    switch self {
    case .bytes(let count, _): count
    case .scalars(let count, _): 4 * count
    }
  }

  /// The strings that lie one behind the other.
  ///
  /// - Throws: `FormatError` for bytes that are no text.
  func strings(_ bytes: SharedBytes, part: String) throws(FormatError) -> [String] {
    guard size > 0 else {
      throw FormatError(part, found: "strings of length 0", expected: "at least 1")
    }
    var strings: [String] = []
    strings.reserveCapacity(bytes.count / size)
    for start in stride(from: 0, to: bytes.count - size + 1, by: size) {
      guard let string = string(bytes[start..<start + size].array) else {
        throw Self.noText(part, element: strings.count)
      }
      strings.append(string)
    }
    return strings
  }

  /// The refusal of bytes that are no text.
  static func noText(_ part: String, element: Int) -> FormatError {
    FormatError(
      part, found: "bytes that are no UTF-8 in string \(element)", expected: "text in UTF-8")
  }

  private func string(_ bytes: [UInt8]) -> String? {
    switch self {
    case .bytes(_, .terminator):
      return String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
    case .bytes(_, .zeros): return String(validating: bytes.trimmed(of: 0), as: UTF8.self)
    case .bytes(_, .blanks):
      return String(validating: bytes.trimmed(of: UInt8(ascii: " ")), as: UTF8.self)
    case .scalars(_, let order):
      let values = stride(from: 0, to: bytes.count, by: 4).map { start in
        (0..<4).reduce(UInt32(0)) {
          $0 << 8 | UInt32(bytes[start + (order == .little ? 3 - $1 : $1)])
        }
      }
      var result = String.UnicodeScalarView()
      for value in values.trimmed(of: 0) {
        guard let scalar = Unicode.Scalar(value) else { return nil }
        result.append(scalar)
      }
      return String(result)
    }
  }
}

extension Array where Element: Equatable {
  /// The elements before the last run of a padding at the end.
  fileprivate func trimmed(of padding: Element) -> ArraySlice<Element> {
    prefix((lastIndex { $0 != padding } ?? -1) + 1)
  }
}
