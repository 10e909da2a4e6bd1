/// The fields of a surveyed table, without its header.
struct TableRows {
  private let text: CSVText
  private let columnCount: Int
  private let hasHeader: Bool

  init(_ text: CSVText, _ survey: TableSurvey) {
    self.text = text
    columnCount = survey.columns.count
    hasHeader = survey.hasHeader
  }

  /// Calls `body` with column, example (both from 0) and field until it returns false.
  ///
  /// The survey has proved that every record has as many fields as there are columns.
  @inline(__always)
  func forEach(_ body: (Int, Int, CSVTokenizer.Field) -> Bool) {
    var tokens = text.tokenizer()
    var column = 0
    var row = hasHeader ? -1 : 0
    while let field = try? tokens.next() {
      if row >= 0, !body(column, row, field) { return }
      column += 1
      if column == columnCount {
        column = 0
        row += 1
      }
    }
  }
}
