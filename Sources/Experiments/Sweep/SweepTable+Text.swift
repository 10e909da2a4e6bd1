extension SweepTable {
  /// The table for people, columns under each other, the best row first; empty without rows.
  package var text: String {
    guard let first = rows.first else { return "" }
    let settings = first.settings.map(\.key)
    var header = settings + (hasRepeats ? ["trials"] : [])
    header += parts.flatMap { ["\($0) cost", "\($0) \(quality)"] } + ["remark"]
    let lines = rows.map { row -> [String] in
      var cells = row.settings.map(\.value) + (hasRepeats ? ["\(row.results.count)"] : [])
      for part in parts {
        cells.append(Self.text(row.statistic(part, "cost")))
        cells.append(Self.text(row.statistic(part, quality)))
      }
      return cells + [remark(row)]
    }
    return Self.aligned([header] + lines)
  }

  private func remark(_ row: Row) -> String {
    guard row.divergedCount > 0 else { return "" }
    return row.results.count == 1 ? "diverged" : "\(row.divergedCount) diverged"
  }

  private static func text(_ statistic: Statistic?) -> String {
    guard let statistic else { return "-" }
    let mean = statistic.mean.decimals(5)
    return statistic.deviation.map { "\(mean) ± \($0.decimals(5))" } ?? mean
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
    let figures = parts.flatMap { part in ["cost", quality].map { (part, $0) } }
    var header = settings + ["trials", "diverged"]
    header += figures.flatMap { ["\($0)_\($1)", "\($0)_\($1)_deviation"] }
    let lines = rows.map { row -> [String] in
      row.settings.map(\.value) + ["\(row.results.count)", "\(row.divergedCount)"]
        + figures.flatMap { part, figure -> [String] in
          let statistic = row.statistic(part, figure)
          return [statistic.map { "\($0.mean)" } ?? "", statistic?.deviation.map { "\($0)" } ?? ""]
        }
    }
    return ([header] + lines).map { $0.map(\.csvField).joined(separator: ",") + "\n" }.joined()
  }
}
