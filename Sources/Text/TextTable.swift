/// Columns of text under a header.
package struct TextTable: Sendable {
  package var header: [String]
  package var rows: [[String]]
  /// The columns whose texts end below each other.
  package var rightAligned: Set<Int>

  package init(header: [String], rows: [[String]], rightAligned: Set<Int> = []) {
    self.header = header
    self.rows = rows
    self.rightAligned = rightAligned
  }

  /// The lines, two blanks between columns and none at an end; what would steer a terminal is left out.
  package var text: String {
    let lines = ([header] + rows).map { $0.map(\.printable) }
    let widths = header.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { row in
      let cells = row.indices.map { column in
        let blanks = String(repeating: " ", count: widths[column] - row[column].count)
        return rightAligned.contains(column) ? blanks + row[column] : row[column] + blanks
      }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
    }.joined()
  }

  /// The table without the columns that are empty under their header.
  package var withoutEmptyColumns: TextTable {
    keeping(header.indices.filter { column in rows.contains { !$0[column].isEmpty } })
  }

  /// The table without a column.
  package func removing(column: Int) -> TextTable {
    keeping(header.indices.filter { $0 != column })
  }

  private func keeping(_ columns: [Int]) -> TextTable {
    TextTable(
      header: columns.map { header[$0] }, rows: rows.map { row in columns.map { row[$0] } },
      rightAligned: Set(columns.indices.filter { rightAligned.contains(columns[$0]) }))
  }
}
