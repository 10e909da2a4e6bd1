extension String {
  /// The text with line ends and tabs as blanks.
  package var onOneLine: String {
    String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.isWhitespace ? " " : $0 }))
  }

  /// The formula as a factor: in parentheses unless it is one name, number or call.
  var asFactor: String {
    var depth = 0
    for (offset, character) in unicodeScalars.enumerated() {
      switch character {
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      case " " where depth == 0, "-" where depth == 0 && offset == 0: return "(\(self))"
      default: break
      }
    }
    return self
  }

  /// The formula as one of `count` summands: in parentheses where its sign would follow a plus.
  func asSummand(of count: Int) -> String { count > 1 && hasPrefix("-") ? "(\(self))" : self }
}

extension [String] {
  /// The texts without those that say the same as the one before.
  var withoutRepetitions: [String] {
    reduce(into: []) { result, text in
      if text != result.last { result.append(text) }
    }
  }
}

extension [[String]] {
  /// The rows as lines whose columns begin below each other.
  var alignedColumns: [String] {
    let count = map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return map { row in
      let cells = zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.count)
      }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }
}
