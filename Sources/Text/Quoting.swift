extension String {
  /// The text with nothing in it that could steer a terminal: other controls than tab become `�`.
  package var printable: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control where scalar != "\t", .format, .lineSeparator, .paragraphSeparator:
        result.unicodeScalars.append("\u{FFFD}")
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension StringProtocol {
  /// The text in quotation marks for a message: printable and not longer than a line.
  package var quoted: String { quoted(limit: 60) }

  /// The same with at most `limit` Unicode scalars of the text.
  package func quoted(limit: Int) -> String {
    let start = unicodeScalars.prefix(limit)
    let end = start.endIndex == unicodeScalars.endIndex ? "" : "…"
    return "\"\(String(String.UnicodeScalarView(start)).printable)\(end)\""
  }
}

extension [String] {
  /// The words in quotation marks, with commas between.
  package var quotedList: String { map(\.quoted).joined(separator: ", ") }
}

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
