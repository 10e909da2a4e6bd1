import Text

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
    return TextTable(header: header, rows: lines).withoutEmptyColumns.text
  }

  func remark(_ row: Row) -> String {
    guard row.divergedCount > 0 else { return "" }
    return row.results.count == 1 ? "diverged" : "\(row.divergedCount) diverged"
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
