import Text

/// The fields of a surveyed table, without its header and what is left out behind its columns.
struct TableRows {
  private let text: CSVText
  private let decimal: DecimalSign
  private let fieldCount: Int
  private let columnCount: Int
  private let hasHeader: Bool

  /// The rows of `text`, numbers with `decimal` before their decimals told as such.
  init(_ text: CSVText, _ survey: ColumnTypes, decimal: DecimalSign = .point) {
    self.text = text
    self.decimal = decimal
    fieldCount = survey.fieldCount
    columnCount = survey.columns.count
    hasHeader = survey.hasHeader
  }

  /// Calls `body` with column, example (both from 0) and field until it returns false.
  ///
  /// The survey has proved that every record has as many fields as there are columns. Where it
  /// `takesNumbers`, `numbers` is called in place of `body` for records of nothing but plain numbers,
  /// with the example and a number for each field.
  @inline(__always)
  func forEach(
    takesNumbers: Bool = false, numbers: (Int, UnsafePointer<Double>) -> Void = { _, _ in },
    _ body: (Int, Int, CSVTokenizer.Field) -> Bool
  ) {
    var tokens = text.tokenizer(decimal: decimal)
    var column = 0
    var row = hasHeader ? -1 : 0
    let buffer = UnsafeMutablePointer<Double>.allocate(capacity: fieldCount)
    defer { buffer.deallocate() }
    while true {
      if takesNumbers, column == 0, row >= 0 {
        while tokens.takeNumbers(fieldCount, into: buffer) {
          numbers(row, buffer)
          row += 1
        }
      }
      guard let field = try? tokens.next() else { return }
      if row >= 0, column < columnCount, !body(column, row, field) { return }
      column += 1
      if column == fieldCount {
        column = 0
        row += 1
      }
    }
  }
}
