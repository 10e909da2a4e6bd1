import Datasets
import Text

extension TableChoice {
  /// Columns that are listed one by one.
  private static let mostLines = 40

  /// A line for each column: what it holds, and what becomes of it.
  ///
  /// Of very many columns those that are mere numbers are counted.
  var text: String {
    let isShort = columns.count <= Self.mostLines
    let telling = columns.filter { isShort || $0.use != .number || $0.look.gaps > 0 }
    let shown = telling.prefix(Self.mostLines)
    let table = TextTable(
      header: ["column", "holds", "gaps", "different", "such as", "becomes"],
      rows: shown.map { column in
        let look = column.look
        let reason = column.reason.isEmpty ? "" : ": \(column.reason)"
        return [
          look.name.quotedWhereLong, look.words, "\(look.gaps)", "\(look.distinct)",
          look.example?.quotedWhereLong ?? "", "\(column.use.words)\(reason)",
        ]
      }, rightAligned: [2, 3]
    ).text
    var lines = table
    let others = columns.count - shown.count
    if others > 0 {
      let numbers = columns.count { $0.use == .number }
      lines += "and \(others) more columns; \(numbers) of all \(columns.count) are numbers\n"
    }
    if look.lookedAt < look.rowCount {
      lines += "different values are those of \(look.lookedAt) of the \(look.rowCount) rows\n"
    }
    return lines
  }

  /// A loud sentence for each column that tells the label.
  var warnings: [String] {
    columns.filter { $0.use == .leak }.map { column in
      "LEAK? column \(column.look.name.quoted) \(column.reason): if it is not known before the label is, "
        + "nothing is learnt with it; it is left out, and taking it out of \"ignore\" brings it back"
    }
  }

  /// The columns of the table that a source of these choices leaves out.
  var ignored: [String] {
    columns.filter { $0.use == .leftOut || $0.use == .leak }.map(\.look.name)
  }

  /// Whether a feature has gaps.
  var hasGaps: Bool {
    columns.contains { $0.use.isFeature && $0.look.gaps > 0 } || !missingWords.isEmpty
  }

  /// Whether rows lack a label.
  var lacksLabels: Bool { columns[label.index].look.gaps > 0 }
}

extension TableChoice.Use {
  fileprivate var words: String {
    switch self {
    case .label: "the label"
    case .number: "a number"
    case .category: "categories"
    case .leftOut: "left out"
    case .leak: "LEFT OUT"
    }
  }
}

extension ColumnLook {
  fileprivate var words: String { kind == .numbers && isWhole ? "whole numbers" : kind.rawValue }
}

extension String {
  /// The text as a table has room for it.
  fileprivate var quotedWhereLong: String {
    count > 24 ? "\(String(prefix(23)).printable)\u{2026}" : printable
  }
}
