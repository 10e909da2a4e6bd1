/// What a table holds, column by column: found in one pass, before anything is kept.
struct TableSurvey {
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
    var firstText: Cell?
    var firstMissing: Cell?
    fileprivate var numbers = 0
    fileprivate var texts = 0
    /// The field of the first record, which may be a header.
    fileprivate var first: CSVTokenizer.Field
    fileprivate var firstIsNumber: Bool
    fileprivate var firstIsMissing: Bool
    /// Whether the first record's text stands further down too.
    fileprivate var firstRecurs = false
  }

  /// A wider table would cost more memory to survey than it has bytes.
  private static let columnLimit = 1 << 18

  private(set) var columns: [Column] = []
  private(set) var hasHeader = false
  /// The number of examples, the header not counted.
  private(set) var rowCount = 0

  /// - Throws: for text that is no table: broken quotes, or records of different length.
  init(_ text: CSVText, file: String) throws(DataError) {
    do {
      try survey(text, file: file)
    } catch let malformed as CSVTokenizer.Malformed {
      throw DataError(
        .content, file: file, place: .init(line: malformed.line), found: malformed.found,
        expected: malformed.expected)
    } catch let error as DataError {
      throw error
    } catch {
      throw DataError(.unreadableFile, file: file, found: "\(error)")
    }
  }

  private mutating func survey(_ text: CSVText, file: String) throws {
    var tokens = text.tokenizer()
    try readFirst(&tokens, text, file: file)
    guard !columns.isEmpty else {
      throw DataError(.content, file: file, found: "no examples", expected: "a table")
    }
    let firstTexts = columns.map { text.string($0.first) }
    var index = 0
    var row = 1
    var line = 0
    while let field = try tokens.next() {
      if index == 0 { line = field.line }
      guard index < columns.count, field.endsRecord == (index == columns.count - 1) else {
        throw try unevenRecord(from: field, at: index, line: line, &tokens, file: file)
      }
      note(field, text, in: index, row: row, firstText: firstTexts[index])
      index += 1
      if field.endsRecord {
        index = 0
        row += 1
      }
    }
    settleFirstRecord(text, others: row - 1)
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
      columns.append(
        Column(
          first: field, firstIsNumber: text.number(field) != nil,
          firstIsMissing: text.isMissing(field)))
      if field.endsRecord { return }
    }
  }

  private mutating func note(
    _ field: CSVTokenizer.Field, _ text: CSVText, in index: Int, row: Int, firstText: String
  ) {
    if text.number(field) != nil {
      columns[index].numbers += 1
    } else if text.isMissing(field) {
      if columns[index].firstMissing == nil {
        columns[index].firstMissing = Cell(row: row, line: field.line, text: text.string(field))
      }
    } else {
      columns[index].texts += 1
      if columns[index].firstText == nil {
        columns[index].firstText = Cell(row: row, line: field.line, text: text.string(field))
      }
      if !columns[index].firstRecurs, text.string(field) == firstText {
        columns[index].firstRecurs = true
      }
    }
  }

  /// Decides whether the first record is a header, and counts it as an example if it is not.
  private mutating func settleFirstRecord(_ text: CSVText, others: Int) {
    hasHeader = firstIsHeader(text, others: others)
    rowCount = hasHeader ? others : others + 1
    for i in columns.indices {
      let name = text.string(columns[i].first)
      if hasHeader {
        columns[i].name = name.isEmpty ? nil : name
        continue
      }
      columns[i].firstText?.row += 1
      columns[i].firstMissing?.row += 1
      let cell = Cell(row: 1, line: columns[i].first.line, text: name)
      if columns[i].firstIsNumber { continue }
      if columns[i].firstIsMissing {
        columns[i].firstMissing = cell
      } else {
        columns[i].firstText = cell
      }
    }
  }

  /// A header is text above numbers, or, where no column has numbers, text that never recurs.
  ///
  /// Numbers in a header count 0, 1, 2, … or 1, 2, 3, …, as tools write them that have no names.
  private func firstIsHeader(_ text: CSVText, others: Int) -> Bool {
    let numbers = columns.filter(\.firstIsNumber).compactMap { text.number($0.first) }
    let isText = { (column: Column) in !column.firstIsNumber && !column.firstIsMissing }
    guard columns.contains(where: isText) else { return false }
    if let start = numbers.first {
      let isCount = numbers.enumerated().allSatisfy { $0.element == start + Double($0.offset) }
      guard isCount, start == 0 || start == 1, numbers.count > 1 else { return false }
    }
    if columns.contains(where: { isText($0) && $0.numbers > $0.texts }) { return true }
    guard numbers.isEmpty else { return false }
    return others == 0 || !columns.contains(where: \.firstRecurs)
  }

  /// The error for a record that is longer or shorter than the first.
  private func unevenRecord(
    from field: CSVTokenizer.Field, at index: Int, line: Int, _ tokens: inout CSVTokenizer,
    file: String
  ) throws -> DataError {
    var count = index + 1
    var last = field
    while !last.endsRecord, let next = try tokens.next() {
      last = next
      count += 1
    }
    return DataError(
      .content, file: file, place: .init(line: line),
      found: "\(count) field\(count == 1 ? "" : "s")",
      expected: "\(columns.count), as in the first line")
  }
}
