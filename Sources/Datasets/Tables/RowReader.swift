import ArrayFiles
import Text

/// What stands in one column of a row that a program has: a number, a word or a date, or nothing.
///
/// Literals are values: `["age": 39, "color": "red", "income": .missing]`.
public enum TableValue: Hashable, Sendable {
  /// A number, in the unit of the table that the network was trained on.
  case number(Double)
  /// What a field of the table would hold: a category, a date, or a number as the table spells it.
  case text(String)
  /// No value; texts that stand for one in the table do so here, too.
  case missing
}

extension TableValue: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByStringLiteral
{
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A number.
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  /// A category, a date, or a number as a table spells it.
  public init(stringLiteral value: String) { self = .text(value) }
}

extension TableValue: Codable {
  /// A number or a text, or null for no value: a row as JSON has it.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .missing
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  /// Writes what ``init(from:)`` reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    case .missing: try container.encodeNil()
    }
  }
}

/// Makes features of rows that a program has, by what was settled of the columns of the training table.
package struct RowReader: Sendable {
  /// A row with its values by the names of their columns; one without a name is `column 0`, ….
  package typealias Row = [String: TableValue]

  private struct Column: Sendable {
    let name: String
    let raw: RawTable.Column
    let reading: NumberReading
    /// The place of each category.
    let places: [String: Int]
    let mayLack: Bool
  }

  private let columns: [Column]
  private let encoding: FeatureEncoding
  private let style: InputFormat.TableStyle
  private let missingWords: MissingWords
  /// The columns of the labels, which a row may still have.
  private let labels: Set<String>
  /// Values of a row.
  private let width: Int

  /// Reads rows like those of the training data; nil where these were no table, or one that has a name
  /// twice.
  package init?(_ format: InputFormat) {
    guard let known = format.columns else { return nil }
    style = format.tableStyle ?? InputFormat.TableStyle(hasHeader: true)
    missingWords = MissingWords(style.missingWords)
    encoding = FeatureEncoding(columns: known, file: Self.name)
    labels = Set(format.labelColumns.compactMap(\.name))
    var (columns, width) = ([Column](), 0)
    for (place, column) in known.enumerated() {
      let texts = (column.categories ?? []).filter { !$0.isEmpty }
      let kind: RawTable.Column.Kind =
        if column.categories != nil {
          .texts(texts)
        } else if let order = column.dates {
          .dates(order)
        } else {
          .numbers(column.notation)
        }
      var raw = RawTable.Column(name: column.name, index: column.index ?? place, kind: kind)
      raw.first = width
      width += raw.width
      columns.append(
        Column(
          name: column.name ?? "column \(column.index ?? place)", raw: raw,
          reading: NumberReading(
            decimal: style.decimal ?? .point, notation: column.notation, isOfTraining: true),
          places: Dictionary(
            texts.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first }),
          mayLack: style.mayLack(column)))
    }
    guard Set(columns.map(\.name)).count == columns.count else { return nil }
    (self.columns, self.width) = (columns, width)
  }

  /// What messages call rows.
  static let name = "the row"

  /// (m, n[0]), as a table of these rows would have it.
  ///
  /// - Throws: for a column that is not there or not known, and for a value that the column cannot hold.
  package func features(of rows: [Row]) throws(DataError) -> NumericArray {
    let width = width
    var place: Int?
    let values = try NumericArray(shape: [rows.count, width], elementType: .float64) {
      bytes throws(DataError) in
      let numbers = bytes.bindMemory(to: Double.self)
      for (number, row) in rows.enumerated() {
        if rows.count > 1 { place = number }
        try requireColumns(of: row, place)
        for column in columns {
          let value = row[column.name] ?? .missing
          let found = try self.values(of: column, value, row: place)
          for (part, value) in found.enumerated() {
            numbers[number * width + column.raw.first + part] = value
          }
        }
      }
    }
    return try encoding.features(of: RawTable(columns: columns.map(\.raw), values: values))
  }

  // MARK: Columns

  private func requireColumns(of row: Row, _ place: Int?) throws(DataError) {
    let lacking = columns.filter { row[$0.name] == nil }
    let found = columns.count - lacking.count
    // A row with none of the columns is another one.
    if let column = lacking.first(where: { !$0.mayLack || found == 0 }) {
      throw DataError(
        .content, file: Self.name, place: .init(row: place),
        found: "no column \(column.name.quoted)",
        expected: "the columns of the training data (\(listText(columns.map(\.name))))",
        advice: row.isEmpty
          ? nil : "the row has \(listText(row.keys.sorted(by: precedes).map { $0.quoted }))")
    }
    guard row.count > found else { return }
    let known = Set(columns.map(\.name)).union(labels)
    guard let other = row.keys.filter({ !known.contains($0) }).sorted(by: precedes).first else {
      return
    }
    throw DataError(
      .content, file: Self.name, place: .init(row: place), found: "a column \(other.quoted)",
      expected: "those of the training data alone (\(listText(columns.map(\.name))))",
      advice: NearestName.of(other, among: lacking.map(\.name)).map { "did you mean \($0.quoted)?" }
    )
  }

  // MARK: Values

  private func values(
    of column: Column, _ value: TableValue, row: Int?
  ) throws(DataError) -> [Double] {
    let text = text(of: value)
    guard let text, !isMissing(text) else {
      try requireMayBeMissing(column, text, row: row)
      return [Double](repeating: .nan, count: column.raw.width)
    }
    func refusal(expected: String, advice: String? = nil) -> DataError {
      let isNumber = if case .number = value { true } else { false }
      return DataError(
        .content, file: Self.name, place: place(column, row),
        found: isNumber ? "the number \(text)" : "the text \(text.quoted)", expected: expected,
        advice: advice)
    }
    switch column.raw.kind {
    case .numbers:
      if case .number(let number) = value {
        guard number.isFinite else {
          throw refusal(expected: "a finite number", advice: ".missing says that there is none")
        }
        return [number]
      }
      guard let number = column.reading.value(of: text) else {
        throw refusal(expected: "a number")
      }
      return [number]
    case .texts(let texts):
      if let place = column.places[text] { return [Double(place)] }
      guard style.unseen == .other else {
        throw refusal(
          expected:
            "one of those in the training data (\(listText(texts.map { $0.quoted }, limit: 8)))",
          advice: NearestName.of(text, among: texts).map { "did you mean \($0.quoted)?" })
      }
      return [Double(texts.count)]
    case .dates(let order):
      guard let parts = WrittenDate(text)?.numbers(order) else {
        throw DataError.noDate(text, order, file: Self.name, place: place(column, row))
      }
      return parts
    }
  }

  /// What a table would hold for a value; nil for none.
  private func text(of value: TableValue) -> String? {
    switch value {
    case .number(let number): numberText(number)
    case .text(let text): text.trimmed
    case .missing: nil
    }
  }

  private func isMissing(_ text: String) -> Bool {
    var bytes = Array(text.utf8)
    return bytes.withUnsafeMutableBufferPointer {
      missingWords.contains(UnsafeBufferPointer($0))
    }
  }

  private func requireMayBeMissing(
    _ column: Column, _ text: String?, row: Int?
  ) throws(DataError) {
    let isText = if case .texts = column.raw.kind { true } else { false }
    let expected: String
    switch style.missing {
    case .category: return
    case .mean, .median:
      guard isText else { return }
      expected = "a text, since a column of text has no \(style.missing)"
    case .refuse, .drop: expected = "a value in every column, as in the training data"
    }
    throw DataError(
      .content, file: Self.name, place: place(column, row),
      found: "a missing value" + (text.map { $0.isEmpty ? "" : " (\($0.quoted))" } ?? ""),
      expected: expected)
  }

  private func place(_ column: Column, _ row: Int?) -> DataError.Place {
    .init(row: row, column: "column \(column.name.quoted)")
  }
}

extension NumberReading {
  /// The number that a text spells plainly or in this way; nil if it spells none.
  fileprivate func value(of text: String) -> Double? {
    var bytes = Array(text.utf8)
    return bytes.withUnsafeMutableBufferPointer { buffer in
      let bytes = UnsafeBufferPointer(buffer)
      return parseNumber(bytes, decimal: decimal) ?? WrittenNumber(bytes).flatMap(value)
    }
  }
}
