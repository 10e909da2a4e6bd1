import Text

/// What a table holds, column by column: found in one pass, before anything is kept.
struct ColumnTypes {
  /// A field with the place where a person finds it.
  struct Cell {
    /// The example, from 1.
    var row: Int
    var line: Int
    var text: String
  }

  struct Column {
    /// The name in the header; nil without a header, or where it is empty.
    var name: String?
    /// The first text that is no number in any notation.
    var firstText: Cell?
    var firstMissing: Cell?
    /// Fields that are numbers without anything beside them, with a point before decimals.
    fileprivate(set) var plain = 0
    /// Fields that stand for a missing value.
    fileprivate(set) var missing = 0
    /// Those of them whose point could as well divide thousands, as long as that counts.
    fileprivate(set) var groupedPoints = 0
    /// Fields that are no numbers in any notation.
    fileprivate(set) var texts = 0
    /// The other numbers.
    fileprivate(set) var tally: NotationTally?
    /// The field of the first record, which may be a header.
    fileprivate(set) var first: CSVTokenizer.Field
    fileprivate(set) var firstKind: Kind
    /// Whether the first record's text stands further down too.
    fileprivate(set) var firstRecurs = false
    fileprivate var second: CSVTokenizer.Field?
    /// The same of the second record's.
    fileprivate(set) var secondRecurs = false

    /// The fields that are numbers in any notation.
    var numbers: Int { plain + (tally?.count ?? 0) }
    /// Whether this is a column of numbers, a few texts among them or not.
    var isNumeric: Bool { numbers > texts }
  }

  /// What a field is.
  enum Kind { case number, missing, text }

  /// A wider table would cost more memory to survey than it has bytes.
  static let columnLimit = 1 << 18

  private(set) var columns: [Column] = []
  /// The line of the first record.
  var firstLine: Int { columns.first?.first.line ?? 1 }
  /// The fields of a record: the columns, and empty ones behind them that are left out.
  private(set) var fieldCount = 0
  private(set) var hasHeader = false
  /// The number of examples, the header not counted.
  private(set) var rowCount = 0
  /// Whether a plain number shows that the point stands before decimals.
  private(set) var pointIsCertain = false
  /// What should be said of the way the table was understood.
  private(set) var remarks: [String] = []

  /// - Parameters:
  ///   - text: the table.
  ///   - wishes: what else tells a header.
  ///   - file: what messages call it.
  /// - Throws: for text that is no table: broken quotes, or records of different length.
  init(
    _ text: CSVText, _ wishes: HeaderWishes = HeaderWishes(), file: String
  ) throws(DataError) {
    do {
      try survey(text, file: file)
    } catch let malformed as CSVTokenizer.Malformed {
      throw DataError(
        .content, file: file, place: .init(line: malformed.line), found: malformed.found,
        expected: malformed.expected, advice: "fields are divided at \(text.layout.delimiter)")
    } catch let error as DataError {
      throw error
    } catch {
      throw DataError(.unreadableFile, file: file, found: "\(error)")
    }
    remarks = text.layout.remarks
    settleFirstRecord(text, wishes)
    leaveOutEmptyTail(text)
  }

  private mutating func survey(_ text: CSVText, file: String) throws {
    var tokens = text.tokenizer()
    try readFirst(&tokens, text, file: file)
    guard !columns.isEmpty else {
      throw DataError(.content, file: file, found: "no examples", expected: "a table")
    }
    fieldCount = columns.count
    var index = 0
    var line = 0
    let mayBePlain = !text.missingWords.includeNumbers
    while true {
      if index == 0, mayBePlain {
        while tokens.takeNumbers(fieldCount, allowsDecimals: pointIsCertain, into: nil) {
          rowCount += 1
        }
      }
      guard let field = try tokens.next() else { break }
      if index == 0 { line = field.line }
      guard index < fieldCount, field.endsRecord == (index == fieldCount - 1) else {
        throw try unevenRecord(from: field, at: index, line: line, &tokens, text, file: file)
      }
      if let number = field.number, !text.isMissingNumber(field) {
        if !pointIsCertain, number.fractionCount > 0 { notePoint(number, in: index) }
      } else {
        note(field, text, in: index, row: rowCount + 1)
      }
      index += 1
      if field.endsRecord {
        index = 0
        rowCount += 1
      }
    }
    for i in columns.indices {
      let others = columns[i].missing + columns[i].texts + (columns[i].tally?.count ?? 0)
      columns[i].plain = rowCount - others
    }
  }

  private mutating func readFirst(
    _ tokens: inout CSVTokenizer, _ text: CSVText, file: String
  ) throws {
    while let field = try tokens.next() {
      guard columns.count < Self.columnLimit else {
        throw DataError(
          .content, file: file, place: .init(line: field.line),
          found: "more than \(Self.columnLimit) columns", expected: "fewer")
      }
      columns.append(Column(first: field, firstKind: Self.kind(of: field, in: text)))
      if field.endsRecord { return }
    }
  }

  static func kind(of field: CSVTokenizer.Field, in text: CSVText) -> Kind {
    if field.number != nil, !text.isMissingNumber(field) { return .number }
    if text.isMissing(field) { return .missing }
    return text.writtenNumber(field) == nil ? .text : .number
  }

  private mutating func notePoint(_ number: DecimalNumber, in index: Int) {
    if number.looksGrouped {
      columns[index].groupedPoints += 1
    } else {
      pointIsCertain = true
    }
  }

  /// Takes note of a field that is no plain number.
  private mutating func note(
    _ field: CSVTokenizer.Field, _ text: CSVText, in index: Int, row: Int
  ) {
    if text.isMissing(field) {
      columns[index].missing += 1
      if columns[index].firstMissing == nil {
        columns[index].firstMissing = Cell(row: row, line: field.line, text: text.string(field))
      }
      return
    }
    if let number = text.commaNumber(field) {
      if columns[index].tally == nil { columns[index].tally = NotationTally() }
      columns[index].tally?.note(comma: number)
      return
    }
    if let written = text.writtenNumber(field) {
      if columns[index].tally == nil { columns[index].tally = NotationTally() }
      columns[index].tally?.note(written)
      return
    }
    columns[index].texts += 1
    if columns[index].firstText == nil {
      columns[index].firstText = Cell(row: row, line: field.line, text: text.string(field))
    }
    if !columns[index].firstRecurs, text.isSame(field, columns[index].first) {
      columns[index].firstRecurs = true
    }
    guard let second = columns[index].second else {
      columns[index].second = field
      return
    }
    if !columns[index].secondRecurs, text.isSame(field, second) {
      columns[index].secondRecurs = true
    }
  }

  /// Decides whether the first record is a header, and counts it as an example if it is not.
  private mutating func settleFirstRecord(_ text: CSVText, _ wishes: HeaderWishes) {
    let look = HeaderLook(self, text, wishes)
    hasHeader = look.hasHeader
    remarks += look.remark.map { [$0] } ?? []
    for i in columns.indices where hasHeader {
      let name = text.string(columns[i].first)
      columns[i].name = name.isEmpty ? nil : name
    }
    guard !hasHeader else { return }
    rowCount += 1
    for i in columns.indices {
      columns[i].firstText?.row += 1
      columns[i].firstMissing?.row += 1
      let (later, laterMissing) = (columns[i].firstText, columns[i].firstMissing)
      let field = columns[i].first
      if let number = field.number, !text.isMissingNumber(field) {
        columns[i].plain += 1
        if !pointIsCertain, number.fractionCount > 0 { notePoint(number, in: i) }
        continue
      }
      (columns[i].firstText, columns[i].firstMissing) = (nil, nil)
      note(field, text, in: i, row: 1)
      columns[i].firstText = columns[i].firstText ?? later
      columns[i].firstMissing = columns[i].firstMissing ?? laterMissing
    }
  }

  /// Leaves out the columns that a delimiter at the end of each line makes.
  private mutating func leaveOutEmptyTail(_ text: CSVText) {
    while columns.count > 1, let last = columns.last, last.name == nil, last.numbers == 0,
      last.texts == 0, last.firstMissing?.text.isEmpty == true
    {
      columns.removeLast()
    }
    guard columns.count < fieldCount else { return }
    let count = fieldCount - columns.count
    remarks.append(
      "each line ends with \(count == 1 ? "an empty field" : "\(count) empty fields") of no name, "
        + "left out")
  }

  /// The error for a record that is longer or shorter than the first.
  private func unevenRecord(
    from field: CSVTokenizer.Field, at index: Int, line: Int, _ tokens: inout CSVTokenizer,
    _ text: CSVText, file: String
  ) throws -> DataError {
    var count = index + 1
    var last = field
    while !last.endsRecord, let next = try tokens.next() {
      last = next
      count += 1
    }
    let isClosed = count == fieldCount + 1 && last.range.isEmpty
    return DataError(
      .content, file: file, place: .init(line: line),
      found: "\(count) field\(count == 1 ? "" : "s")",
      expected: "\(fieldCount), as in the first line",
      advice: "fields are divided at \(text.layout.delimiter)"
        + (isClosed ? ", and the last one of this line is empty" : ""))
  }
}

// MARK: Names

extension ColumnTypes {
  /// The name of a column in lists: `"age"`, `column 3`.
  func columnName(_ index: Int) -> String {
    columns[index].name.map { $0.quoted } ?? "column \(index)"
  }

  /// The place of a column in messages: `column "age"`, `column 3`.
  func columnPlace(_ index: Int) -> String {
    columns[index].name.map { "column \($0.quoted)" } ?? "column \(index)"
  }

  var columnList: String { listText(columns.indices.map(columnName)) }
}
