/// One `--vary KEY=V1,V2,…`: a key of the configuration and the values that it takes in turn.
package struct Variation: Sendable, Equatable {
  /// The key by its path, as for `--set`.
  package let key: String
  /// The values as they were written, each JSON or a bare word.
  package let values: [String]

  /// The variation as the command line has it.
  package var text: String { "\(key)=\(values.joined(separator: ","))" }

  /// Reads `alpha=0.01,0.001` or `n=[4,8,1],[4,16,1]`; nil without a key or with an empty value.
  ///
  /// Commas inside brackets, braces and quotes belong to a value.
  package init?(_ text: String) {
    guard let sign = text.firstIndex(of: "="), sign > text.startIndex else { return nil }
    key = String(text[..<sign])
    values = Self.pieces(of: text[text.index(after: sign)...]).map(\.trimmed)
    guard !values.contains("") else { return nil }
  }

  private static func pieces(of text: Substring) -> [Substring] {
    var pieces: [Substring] = []
    var start = text.startIndex
    var depth = 0
    var isQuoted = false
    var isEscaped = false
    for index in text.indices {
      let character = text[index]
      if isQuoted {
        if character == "\"", !isEscaped { isQuoted = false }
        isEscaped = character == "\\" && !isEscaped
        continue
      }
      switch character {
      case "\"": isQuoted = true
      case "[", "{": depth += 1
      case "]", "}": depth -= 1
      case "," where depth <= 0:
        pieces.append(text[start..<index])
        start = text.index(after: index)
      default: break
      }
    }
    return pieces + [text[start...]]
  }
}

extension Substring {
  fileprivate var trimmed: String {
    let inner = drop { $0.isWhitespace }
    return String(inner.reversed().drop { $0.isWhitespace }.reversed())
  }
}
