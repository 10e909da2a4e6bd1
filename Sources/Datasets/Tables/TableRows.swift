/// The fields of a surveyed table, without its header and what is left out behind its columns.
struct TableRows {
  private let text: CSVText
  private let decimal: DecimalSign
  private let fieldCount: Int
  private let columnCount: Int
  private let hasHeader: Bool

  /// The rows of `text`, numbers with `decimal` before their decimals told as such.
  init(_ text: CSVText, _ survey: TableSurvey, decimal: DecimalSign = .point) {
    self.text = text
    self.decimal = decimal
    fieldCount = survey.fieldCount
    columnCount = survey.columns.count
    hasHeader = survey.hasHeader
  }

  /// Calls `body` with column, example (both from 0) and field until it returns false.
  ///
  /// The survey has proved that every record has as many fields as there are columns.
  @inline(__always)
  func forEach(_ body: (Int, Int, CSVTokenizer.Field) -> Bool) {
    var tokens = text.tokenizer(decimal: decimal)
    var column = 0
    var row = hasHeader ? -1 : 0
    while let field = try? tokens.next() {
      if row >= 0, column < columnCount, !body(column, row, field) { return }
      column += 1
      if column == fieldCount {
        column = 0
        row += 1
      }
    }
  }
}
