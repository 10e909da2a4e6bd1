import Drawing
import Text

/// What the trainings of a sweep remarked on, a line for each combination that did.
struct RemarksSection {
  /// More lines would not be read.
  private static let maximumRows = 50

  private let rows: [SweepTable.Row]

  init(_ table: SweepTable) {
    rows = table.rows.filter { $0.results.contains { !$0.remarks.isEmpty } }
  }

  /// nil where nobody remarked on anything.
  var section: Page.Section? {
    guard !rows.isEmpty else { return nil }
    let lines = rows.prefix(Self.maximumRows).map { row -> [String] in
      let remarks = row.results.flatMap(\.remarks)
      var seen: Set<String> = []
      let different = remarks.filter { seen.insert($0).inserted }
      return [
        row.name, "\(remarks.count)", different.prefix(3).joined(separator: " \u{B7} "),
      ]
    }
    let more = rows.count - lines.count
    return Page.Section(
      "Remarks",
      lead: "What looked wrong in the trainings, as their log.txt has it"
        + (more > 0 ? "; of \(more) more combinations too." : "."),
      DataTable(header: ["combination", "remarks", "said"], rows: lines, numeric: [1]).markup)
  }
}
