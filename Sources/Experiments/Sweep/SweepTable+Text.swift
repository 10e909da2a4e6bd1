extension SweepTable {
  /// The table for people, columns under each other, the best row first; empty without rows.
  package var text: String {
    guard let first = rows.first else { return "" }
    let columns = shownColumns
    let header =
      first.settings.map(\.key) + (hasRepeats ? ["trials"] : []) + columns.map(\.title) + ["remark"]
    let lines = rows.enumerated().map { index, row -> [String] in
      row.settings.map(\.value) + (hasRepeats ? ["\(row.results.count)"] : [])
        + columns.map { $0.texts[index] } + [remark(row)]
    }
    return Self.aligned([header] + lines)
  }

  func remark(_ row: Row) -> String {
    guard row.divergedCount > 0 else { return "" }
    return row.results.count == 1 ? "diverged" : "\(row.divergedCount) diverged"
  }

  private static func aligned(_ lines: [[String]]) -> String {
    let columns = lines.first?.indices ?? 0..<0
    let used = columns.filter { column in lines.dropFirst().contains { !$0[column].isEmpty } }
    let widths = used.map { column in lines.map { $0[column].printable.count }.max() ?? 0 }
    return lines.map { line in
      let cells = zip(used, widths).map { column, width in
        let cell = line[column].printable
        return cell + String(repeating: " ", count: width - cell.count)
      }
      let text = cells.joined(separator: "  ")
      return String(text.reversed().drop { $0 == " " }.reversed()) + "\n"
    }.joined()
  }

  /// The rows with all their digits, for spreadsheets.
  package var csv: String {
    let settings = rows.first?.settings.map(\.key) ?? []
    let columns = parts.flatMap { part in figures.map { (part, $0) } }
    var header = settings + ["trials", "diverged"]
    header += columns.flatMap { ["\($0)_\($1.rawValue)", "\($0)_\($1.rawValue)_deviation"] }
    let lines = rows.map { row -> [String] in
      row.settings.map(\.value) + ["\(row.results.count)", "\(row.divergedCount)"]
        + columns.flatMap { part, figure -> [String] in
          let statistic = row.statistic(part, figure)
          return [statistic.map { "\($0.mean)" } ?? "", statistic?.deviation.map { "\($0)" } ?? ""]
        }
    }
    return ([header] + lines).map { $0.map(\.csvField).joined(separator: ",") + "\n" }.joined()
  }
}
