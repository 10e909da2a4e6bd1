import Bytes
import Foundation
import Text

/// A look at the columns of a table as they stand in the file, before anybody has said what they mean.
///
/// Gaps are counted in all rows. What takes memory, the different values of a column, is looked at in
/// some rows alone where there are very many, at equal distances.
package struct TableLook: Sendable {
  /// What messages call the table.
  package let name: String
  /// The number of examples.
  package let rowCount: Int
  /// The columns in the order of the file.
  package let columns: [ColumnLook]
  /// The examples that were looked at.
  package var lookedAt: Int { columns.first?.codes.count ?? 0 }

  /// Fields that are looked at, of all columns together.
  static let budget = 4_000_000

  /// - Throws: for what is no table, and for one without examples.
  package init(path: String, relativeTo folder: URL) throws(DataError) {
    let url = URL(fileURLWithPath: path, relativeTo: folder).absoluteURL
    let text = try TextFile(contentsOf: url, name: path)
    self = try text.bytes.withUnsafeBytes { bytes throws(DataError) in
      try TableLook(bytes.bindMemory(to: UInt8.self), name: path)
    }
  }

  init(
    _ bytes: UnsafeBufferPointer<UInt8>, name: String, budget: Int = Self.budget
  ) throws(DataError) {
    try ForeignText.refuse(bytes, file: name)
    let source = DataSource(path: name)
    let text = CSVText(bytes, TableLayout(bytes, source: source, format: nil))
    let survey = try ColumnTypes(text, HeaderWishes(source, nil), file: name)
    guard survey.rowCount > 0 else {
      throw DataError(
        .content, file: name, found: "a header and no examples", expected: "a line per example")
    }
    let decimals = try DecimalLook(survey, text, given: nil, known: nil, file: name)
    let readings = survey.columns.indices.map { decimals.reading(of: $0, like: nil) }
    let most = max(1000, budget / survey.columns.count)
    let step = (survey.rowCount + most - 1) / most
    var tallies = survey.columns.map { _ in ColumnTally() }
    TableRows(text, survey, decimal: decimals.decimal).forEach { column, row, field in
      guard row % step == 0 else { return true }
      if text.isMissing(field) {
        tallies[column].noteGap()
      } else {
        tallies[column].note(
          text.bytes(of: field), number: readings[column].value(field, in: text))
      }
      return true
    }
    self.name = name
    rowCount = survey.rowCount
    let names = survey.columns.map(\.name)
    columns = zip(survey.columns, tallies).enumerated().map { index, column in
      ColumnLook(
        name: column.0.name ?? "column \(index)",
        isNamed: column.0.name != nil,
        isNamedOnce: names.count { $0 == column.0.name } == 1 || column.0.name == nil,
        index: index, gaps: survey.rowCount - column.0.numbers - column.0.texts,
        numbers: column.0.numbers, texts: column.0.texts, tally: column.1)
    }
  }

  /// The column with a name that people give labels; nil where there is none.
  package var likelyLabel: Int? {
    LabelColumn.likelyLabel(columns.map { $0.isNamed ? $0.name : nil })
  }
}

/// Takes note of the fields of one column, row by row.
struct ColumnTally {
  private(set) var codes: [Int32] = []
  private(set) var values: [Double] = []
  /// The first value as it stands there.
  private(set) var example: String?
  /// The first different texts that are no numbers.
  private(set) var texts: [String] = []
  private(set) var hasLeadingZeros = false
  /// The digits of every field, as long as all are whole numbers without a sign and of equal length.
  private(set) var digits: Int?
  private(set) var isWhole = true
  private var places: [UInt64: Int32] = [:]
  private static let maximumTexts = 64

  /// The different values.
  var distinct: Int { values.count }

  mutating func noteGap() { codes.append(-1) }

  /// Takes note of a field, and of the number that it spells; NaN is kept for text.
  mutating func note(_ bytes: UnsafeBufferPointer<UInt8>, number: Double?) {
    let isFirst = values.isEmpty
    noteDigits(bytes, isFirst: isFirst)
    if let number, number != number.rounded() { isWhole = false }
    // Texts are told apart by a hash of 64 bits, numbers by their own.
    let key = number.map { ($0 + 0).bitPattern } ?? XXH64.hash(UnsafeRawBufferPointer(bytes))
    let next = Int32(values.count)
    let code = places[key] ?? next
    if code == next {
      places[key] = next
      values.append(number ?? .nan)
      if example == nil { example = String(decoding: bytes, as: UTF8.self) }
      if number == nil, texts.count < Self.maximumTexts {
        texts.append(String(decoding: bytes, as: UTF8.self))
      }
    }
    codes.append(code)
  }

  private mutating func noteDigits(_ bytes: UnsafeBufferPointer<UInt8>, isFirst: Bool) {
    guard bytes.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
      digits = nil
      return
    }
    if bytes.count > 1, bytes[0] == 0x30 { hasLeadingZeros = true }
    if isFirst { digits = bytes.count } else if digits != bytes.count { digits = nil }
  }
}
