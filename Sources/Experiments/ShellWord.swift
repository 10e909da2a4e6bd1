extension String {
  /// The text as one word of a POSIX shell.
  ///
  /// With a line break inside it goes through `printf`, so that a list of commands stays one of
  /// lines; not with one at its end, which no substitution would keep.
  package var shellWord: String {
    let lineBreak = UInt8(ascii: "\n")
    if utf8.contains(lineBreak), utf8.last != lineBreak {
      return "\"$(printf '\(utf8.map(\.printfText).joined())')\""
    }
    guard isEmpty || !utf8.allSatisfy(\.isPlain) else { return self }
    return "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}

extension UInt8 {
  private var isLetterOrDigit: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }

  /// Whether a shell takes it as it is.
  fileprivate var isPlain: Bool { isLetterOrDigit || "-_./=,:+@".utf8.contains(self) }

  /// The byte as a format of `printf` has it.
  fileprivate var printfText: String {
    guard !isLetterOrDigit else { return String(UnicodeScalar(self)) }
    let octal = String(self, radix: 8)
    return "\\" + String(repeating: "0", count: 3 - octal.count) + octal
  }
}
