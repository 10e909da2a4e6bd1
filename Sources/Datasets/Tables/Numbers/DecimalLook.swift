import Text

/// Which sign stands before the decimals of a table's numbers, and so how each column is read.
///
/// The source or the training data say it; else the table as a whole shows it. `0,5` is a number by
/// the comma alone, `1,234,567` by the point alone; `1,234` alone tells nothing.
struct DecimalLook {
  let decimal: DecimalSign
  /// Whether anybody or anything told it, so that later files have to keep to it.
  let isSettled: Bool
  /// What should be said where it could be otherwise.
  private(set) var remark: String?
  private let survey: ColumnTypes
  private let isGiven: Bool

  /// - Throws: where numbers mean one thing by the comma and another by the point, and nothing tells
  ///   which.
  init(
    _ survey: ColumnTypes, _ text: CSVText, given: DecimalSign?, known: DecimalSign?, file: String
  ) throws(DataError) {
    self.survey = survey
    isGiven = given != nil
    if let settled = given ?? known {
      (decimal, isSettled) = (settled, true)
      return
    }
    let tallies = survey.columns.filter(\.isNumeric).compactMap(\.tally)
    let commas = tallies.reduce(0) { $0 + $1.certainCommas }
    let ambiguous = tallies.reduce(0) { $0 + $1.ambiguous }
    guard commas + ambiguous > 0 else {
      let doubtful = survey.pointIsCertain ? nil : try Self.doubtfulPoint(survey, text, file: file)
      decimal = .point
      isSettled =
        survey.pointIsCertain || doubtful != nil
        || tallies.contains { $0.certainPoints > 0 }
      remark = doubtful
      return
    }
    let points =
      tallies.reduce(0) { $0 + $1.certainPoints }
      + (survey.pointIsCertain ? Self.certainPoints(survey, text) : 0)
    isSettled = true
    if commas + points > 0 {
      decimal = commas > points ? .comma : .point
      return
    }
    decimal = text.layout.delimiter == .comma ? .point : .comma
    remark = try Self.doubtfulComma(survey, text, decimal, file: file)
  }

  // MARK: Where nothing tells

  /// Commas that all stand before three digits: before decimals where something else divides fields
  /// and all numbers of their columns are alike, between thousands where commas divide fields too.
  private static func doubtfulComma(
    _ survey: ColumnTypes, _ text: CSVText, _ decimal: DecimalSign, file: String
  ) throws(DataError) -> String? {
    guard
      let column = survey.columns.indices.first(where: {
        survey.columns[$0].isNumeric && survey.columns[$0].tally?.ambiguous ?? 0 > 0
      }), let cell = firstField(in: column, survey, text, where: { $0.isAmbiguous })
    else { return nil }
    let isMixed = survey.columns.contains {
      $0.isNumeric && $0.tally.map { $0.ambiguous > 0 } ?? false && $0.plain > 0
    }
    if decimal == .comma, isMixed { throw ambiguity(cell, column, survey, file: file) }
    return sentence(cell, column, survey, decimal)
  }

  /// Points that all stand before three digits: before decimals where commas divide fields, or all
  /// numbers of their columns are alike.
  private static func doubtfulPoint(
    _ survey: ColumnTypes, _ text: CSVText, file: String
  ) throws(DataError) -> String? {
    guard
      let column = survey.columns.indices.first(where: { survey.columns[$0].groupedPoints > 0 }),
      let cell = firstField(in: column, survey, text, where: { $0.isAmbiguous })
    else { return nil }
    let isMixed = survey.columns.contains { $0.groupedPoints > 0 && $0.groupedPoints < $0.plain }
    if isMixed, text.layout.delimiter != .comma {
      throw ambiguity(cell, column, survey, file: file)
    }
    return sentence(cell, column, survey, .point)
  }

  private static func sentence(
    _ cell: ColumnTypes.Cell, _ column: Int, _ survey: ColumnTypes, _ decimal: DecimalSign
  ) -> String {
    "\(cell.text.quoted) in \(survey.columnPlace(column)) is read as "
      + "\(meaning(cell, decimal)), not \(meaning(cell, decimal.other)): \"decimal\": "
      + "\"\(decimal.other.rawValue)\" in a configuration makes it that"
  }

  private static func ambiguity(
    _ cell: ColumnTypes.Cell, _ column: Int, _ survey: ColumnTypes, file: String
  ) -> DataError {
    DataError(
      .content, file: file,
      place: .init(row: cell.row, line: cell.line, column: survey.columnPlace(column)),
      found: "\(cell.text.quoted), which may be \(meaning(cell, .comma)) or "
        + meaning(cell, .point),
      expected: "something in the table to tell which",
      advice: "\"decimal\" in a configuration says it")
  }

  /// The value of a cell by one sign or the other, in digits and a point.
  private static func meaning(_ cell: ColumnTypes.Cell, _ decimal: DecimalSign) -> String {
    var bytes = Array(cell.text.utf8)
    let value = bytes.withUnsafeMutableBufferPointer { bytes in
      WrittenNumber(UnsafeBufferPointer(bytes))?.value(decimal)
    }
    return value.map(numberText) ?? "no number"
  }

  // MARK: Looking once more

  /// The plain numbers in columns of numbers that only the point makes numbers.
  private static func certainPoints(_ survey: ColumnTypes, _ text: CSVText) -> Int {
    var count = 0
    TableRows(text, survey).forEach { column, _, field in
      guard let number = field.number, number.fractionCount > 0, !number.looksGrouped else {
        return true
      }
      if survey.columns[column].isNumeric { count += 1 }
      return true
    }
    return count
  }

  private static func firstField(
    in column: Int, _ survey: ColumnTypes, _ text: CSVText, where isWanted: (WrittenNumber) -> Bool
  ) -> ColumnTypes.Cell? {
    var cell: ColumnTypes.Cell?
    TableRows(text, survey).forEach { index, row, field in
      guard index == column, let written = text.writtenNumber(field), isWanted(written) else {
        return true
      }
      cell = ColumnTypes.Cell(row: row + 1, line: field.line, text: text.string(field))
      return false
    }
    return cell
  }

  // MARK: The columns

  /// How the numbers of a column are read; `known` is how those of the training data were, nil where
  /// these are the training data.
  func reading(of column: Int, like known: NumberNotation?) -> NumberReading {
    let column = survey.columns[column]
    var notation = NumberNotation()
    let count = column.numbers
    // What stands in one field of many is odd, unless the training data had it too.
    let isUsual = { (seen: Int) in seen > 1 || seen == count || isGiven }
    if let signed = column.tally?.maximumSigned,
      known.map({ $0.sign == signed.sign }) ?? (2 * signed.count > count)
    {
      notation.sign = signed.sign
    }
    if let groups = maximumGrouped(column) {
      // Commas and points between thousands could be before decimals in a file from elsewhere.
      let isClear = known?.groups == groups.sign || isGiven || groups.sign.meansNothingElse
      if known == nil ? isUsual(groups.count) : isClear { notation.groups = groups.sign }
    }
    let minuses = column.tally?.typographicMinuses ?? 0
    notation.hasTypographicMinus = minuses > 0 && (known != nil || isUsual(minuses))
    return NumberReading(decimal: decimal, notation: notation, isOfTraining: known != nil)
  }

  private func maximumGrouped(
    _ column: ColumnTypes.Column
  ) -> (sign: NumberNotation.Groups, count: Int)? {
    let groups = column.tally?.maximumGrouped(decimal)
    guard decimal == .comma, column.groupedPoints > 0 else { return groups }
    return (.point, column.groupedPoints + (groups?.sign == .point ? groups?.count ?? 0 : 0))
  }
}

extension NumberNotation.Groups {
  /// Whether the sign never stands before decimals.
  fileprivate var meansNothingElse: Bool { self == .blank || self == .apostrophe }
}
