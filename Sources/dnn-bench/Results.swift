/// The figures of one case, by name.
struct Row {
  let name: String
  var figures: [(name: String, value: Double)]
  /// The program in `Tests/Speed`, with its options, that takes turns with a peer.
  var peer: String?

  var command: String? { peer.map { "$PEERS_PYTHON Tests/Speed/\($0)" } }
}

/// What a suite measured: rows with the same columns form a table.
struct Results {
  let suite: String
  var facts: [(name: String, value: String)] = []
  var rows: [Row] = []

  var json: String {
    let facts = facts.map { "\(quoted($0.name)): \(quoted($0.value))" }
    let rows = rows.map { row in
      let figures = row.figures.map { "\(quoted($0.name)): \(number($0.value))" }
      let peer = row.command.map { ["\"peer\": \(quoted($0))"] } ?? []
      let members = ["\"name\": \(quoted(row.name))"] + figures + peer
      return "    {" + members.joined(separator: ", ") + "}"
    }
    return """
      {
        "suite": \(quoted(suite)),
        "facts": {\(facts.joined(separator: ", "))},
        "rows": [
      \(rows.joined(separator: ",\n"))
        ]
      }
      """
  }

  var text: String {
    var lines = facts.map { "\($0.name): \($0.value)" }
    var columns: [String] = []
    for row in rows {
      if row.figures.map(\.name) != columns {
        columns = row.figures.map(\.name)
        lines.append("")
        lines.append(
          "".padded(to: 34) + columns.map { $0.padded(toRight: 16) }.joined())
      }
      lines.append(
        row.name.padded(to: 34)
          + row.figures.map { rounded($0.value).padded(toRight: 16) }.joined()
          + (row.command.map { "  against its peer: \($0)" } ?? ""))
    }
    return lines.joined(separator: "\n")
  }

  private func quoted(_ text: String) -> String {
    let escaped = text.map { character in
      switch character {
      case "\"": "\\\""
      case "\\": "\\\\"
      case "\n": "\\n"
      default: String(character)
      }
    }
    return "\"\(escaped.joined())\""
  }

  private func number(_ value: Double) -> String { value.isFinite ? "\(value)" : "null" }

  /// Four significant digits.
  private func rounded(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return "\(value)" }
    var scale = 1.0
    while abs(value) * scale < 1000, scale < 1e9 { scale *= 10 }
    return "\((value * scale).rounded() / scale)"
  }
}

extension String {
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }

  func padded(toRight width: Int) -> String {
    String(repeating: " ", count: max(1, width - count)) + self
  }
}
