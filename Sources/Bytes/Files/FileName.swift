import Foundation

/// Names of files and folders as text, whatever bytes they are made of.
///
/// Of a name systems promise no more than bytes without `/` and 0. In text, a byte that is no UTF-8 is
/// `\xe9`, and a backslash that would read as the beginning of such a sign `\x5c`: other bytes have
/// another text. A path of such names is text as any other; only who asks the system turns it back.
package enum FileName {
  private static let backslash = UInt8(ascii: "\\")

  /// The text of a name or path: itself where it is UTF-8 and has no such signs.
  package static func text(_ bytes: [UInt8]) -> String {
    if let text = String(validating: bytes, as: UTF8.self), decoded(bytes) == bytes { return text }
    var text = String.UnicodeScalarView()
    var rest = bytes[...]
    while let first = rest.first {
      if sign(at: rest) == nil, let (scalar, length) = scalar(at: rest) {
        text.append(scalar)
        rest = rest.dropFirst(length)
      } else {
        text.append(contentsOf: "\\x\(String(first, radix: 16))".unicodeScalars)
        rest = rest.dropFirst()
      }
    }
    return String(text)
  }

  /// The text of a name or path that ends in a zero.
  package static func text(_ name: UnsafePointer<CChar>) -> String {
    text(Array(UnsafeRawBufferPointer(start: name, count: strlen(name))))
  }

  /// The path by which the system knows a file, ended by a zero.
  ///
  /// Text with signs may have been typed by somebody whose file has such a name to the letter: it is
  /// taken so where nothing is found otherwise.
  package static func systemPath(_ path: String) -> [CChar] {
    let bytes = Array(path.utf8)
    let literal = bytes.map { CChar(bitPattern: $0) } + [0]
    guard bytes.contains(backslash) else { return literal }
    let named = decoded(bytes).map { CChar(bitPattern: $0) } + [0]
    var status = stat()
    return lstat(named, &status) == 0 ? named : literal
  }

  /// Whether a text has bytes in it that are no UTF-8.
  package static func hasOtherBytes(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.contains(backslash) && String(validating: decoded(bytes), as: UTF8.self) == nil
  }

  /// The bytes that a text stands for.
  private static func decoded(_ text: [UInt8]) -> [UInt8] {
    guard text.contains(backslash) else { return text }
    var bytes: [UInt8] = []
    var rest = text[...]
    while let first = rest.first {
      let sign = sign(at: rest)
      bytes.append(sign ?? first)
      rest = rest.dropFirst(sign == nil ? 1 : 4)
    }
    return bytes
  }

  /// The byte of the sign that a text begins with: a backslash, or one that no ASCII text has.
  private static func sign(at text: ArraySlice<UInt8>) -> UInt8? {
    let sign = Array(text.prefix(4))
    guard sign.count == 4, sign[0] == backslash, sign[1] == UInt8(ascii: "x"),
      let high = digit(sign[2]), let low = digit(sign[3])
    else { return nil }
    let byte = high << 4 | low
    return byte >= 0x80 || byte == backslash ? byte : nil
  }

  private static func digit(_ character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
    default: nil
    }
  }

  /// The character that bytes begin with, and how many of them it has.
  private static func scalar(at bytes: ArraySlice<UInt8>) -> (Unicode.Scalar, length: Int)? {
    for length in 1...4 where length <= bytes.count {
      let text = String(validating: bytes.prefix(length), as: UTF8.self)
      if let scalar = text?.unicodeScalars.first { return (scalar, length) }
    }
    return nil
  }
}

/// Whether there is a folder at a path, or something else; nil where there is nothing.
package func isFolder(at path: String) -> Bool? {
  guard !path.utf8.contains(0) else { return nil }
  var status = stat()
  guard stat(FileName.systemPath(path), &status) == 0 else { return nil }
  return status.st_mode & S_IFMT == S_IFDIR
}
