/// A shape as NumPy prints it: `(209, 64, 64, 3)`, `(209,)`.
func shapeText(_ shape: [Int]) -> String {
  shape.count == 1 ? "(\(shape[0]),)" : "(\(shape.map(String.init).joined(separator: ", ")))"
}

/// A number without a needless fraction: `2`, `0.5`.
func numberText(_ number: Double) -> String {
  Int(exactly: number).map(String.init) ?? "\(number)"
}

/// The first of many names, and how many more there are.
func listText(_ names: [String], limit: Int = 12) -> String {
  let shown = names.prefix(limit).joined(separator: ", ")
  return names.count > limit ? "\(shown), … (\(names.count) in all)" : shown
}

/// Text from outside, shortened and on one line.
func quoted(_ text: some StringProtocol, limit: Int = 40) -> String {
  let printable = text.prefix(limit).map { $0.isNewline ? " " : $0 }
  return "\"\(String(printable))\(text.count > limit ? "…" : "")\""
}

extension String {
  /// The text without spaces and tabs at its ends, as fields of tables are read.
  var trimmed: String {
    let isBlank = { (character: Character) in character == " " || character == "\t" }
    guard first.map(isBlank) ?? false || last.map(isBlank) ?? false else { return self }
    let start = drop(while: isBlank)
    return String(start.prefix(start.count - start.reversed().prefix(while: isBlank).count))
  }
}
