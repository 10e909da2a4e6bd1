import ArrayFiles
import Text

/// The examples of a table: delimited text, one example a line.
struct Table {
  /// (rowCount, width), row by row.
  let features: NumericArray
  let rowCount: Int
  let width: Int
  let columns: [InputFormat.Column]
  let featureNames: [String]?
  let labels: RawLabels?
  /// The label's column, by name where it has one.
  let labelColumn: DataSource.Column?
  /// What messages call that column.
  let labelPlace: String?
  /// How the table was read, beside its columns.
  let style: InputFormat.TableStyle
  /// What people should know of how it was understood, a sentence each.
  let remarks: [String]

  /// Reads a table: a survey of all of it, a plan for its columns, then the numbers themselves.
  ///
  /// `bytes` is UTF-8, and `format` has the columns of the training data, which these must match.
  init(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, source: DataSource, demand: LabelDemand,
    format: InputFormat?
  ) throws(DataError) {
    try ForeignText.refuse(bytes, file: file)
    let known = format?.tableStyle
    let text = CSVText(bytes, TableLayout(bytes, source: source, format: format))
    let survey = try ColumnTypes(text, HeaderWishes(source, format), file: file)
    guard survey.rowCount > 0 else {
      throw DataError(
        .content, file: file, found: "a header and no examples", expected: "a line per example")
    }
    try Self.requireNames(survey, source, format, file: file)
    let decimals = try DecimalLook(
      survey, text, given: source.decimal, known: known?.decimal, file: file)
    let plan = try TablePlanner(
      survey: survey, decimals: decimals, source: source, format: format, demand: demand,
      file: file
    ).plan(text)
    try Memory.check(survey.rowCount, plan.width, MemoryLayout<Double>.size, file: file)

    var filler = TableFiller(
      plan: plan, survey: survey, file: file,
      labelsAreText: format?.readsLabelsAsText ?? false)
    let shape = [survey.rowCount, plan.width]
    features = try NumericArray(shape: shape, elementType: .float64) { bytes throws(DataError) in
      try filler.fill(bytes.bindMemory(to: Double.self), from: text, decimal: decimals.decimal)
    }
    labels = filler.labels(of: text)
    rowCount = survey.rowCount
    width = plan.width
    columns = plan.columns
    featureNames = plan.featureNames
    labelColumn = plan.labelIndex.map { index in
      let name = survey.columns[index].name
      let isAlone = survey.columns.count { $0.name == name } == 1
      return if let name, isAlone { .name(name) } else { .index(index) }
    }
    labelPlace = plan.labelIndex.map(survey.columnPlace)
    style = InputFormat.TableStyle(
      hasHeader: survey.hasHeader, decimal: decimals.isSettled ? decimals.decimal : nil,
      labelNotation: plan.labelIndex.flatMap { plan.readings[$0]?.notation } ?? NumberNotation())
    let counting = format == nil ? Self.countingColumns(of: features, plan) : []
    remarks =
      survey.remarks + [decimals.remark].compactMap(\.self) + plan.remarks
      + counting.map {
        "\(survey.columnPlace($0)) counts the rows and looks like an index, from which nothing is "
          + "learnt; leave it out of the table"
      } + (format == nil ? [filler.remark] : []).compactMap(\.self)
  }

  /// The columns without a name whose numbers are 0, 1, 2, … or 1, 2, 3, ….
  ///
  /// pandas calls such a column `Unnamed: 0` when it has written and read it again.
  private static func countingColumns(of features: NumericArray, _ plan: TablePlan) -> [Int] {
    let rows = features.shape[0]
    guard rows > 2 else { return [] }
    return features.withBytes { bytes in
      let numbers = bytes.bindMemory(to: Double.self)
      var feature = 0
      var counting: [Int] = []
      for (index, column) in zip(plan.features, plan.columns) {
        let isUnnamed = column.name?.hasPrefix("Unnamed: ") ?? true
        let start = numbers[feature]
        if isUnnamed, column.categories == nil, start == 0 || start == 1,
          (0..<rows).allSatisfy({ numbers[$0 * plan.width + feature] == start + Double($0) })
        {
          counting.append(index)
        }
        feature += column.width
      }
      return counting
    }
  }
}

extension Table {
  /// Refuses a table without a header where the training data had one.
  private static func requireNames(
    _ survey: ColumnTypes, _ source: DataSource, _ format: InputFormat?, file: String
  ) throws(DataError) {
    let known = format?.columns?.compactMap(\.name) ?? []
    guard format?.tableStyle?.hasHeader == true, source.header == nil, !known.isEmpty,
      Set(survey.columns.compactMap(\.name)).isDisjoint(with: known)
    else { return }
    throw DataError(
      .content, file: file, place: .init(line: survey.firstLine),
      found: "none of the columns \(listText(known.map { $0.quoted })) (but \(survey.columnList))",
      expected: "a header with their names, as in the training data")
  }
}

/// Puts the fields of a table in their places.
private struct TableFiller {
  let plan: TablePlan
  let survey: ColumnTypes
  let file: String
  /// Whether labels are kept as text: where some are, or those of the training data were.
  private let labelsAreText: Bool
  private var labelNumbers: [Double] = []
  private var labelTexts = LabelTexts()

  init(plan: TablePlan, survey: ColumnTypes, file: String, labelsAreText: Bool) {
    self.plan = plan
    self.survey = survey
    self.file = file
    self.labelsAreText =
      labelsAreText || (plan.labelIndex.map { survey.columns[$0].firstText != nil } ?? false)
  }

  /// Fills `features`, which are zero at first.
  mutating func fill(
    _ features: UnsafeMutableBufferPointer<Double>, from text: CSVText, decimal: DecimalSign
  ) throws(DataError) {
    let labelsAreText = labelsAreText
    let readings = plan.readings.map { $0 ?? NumberReading() }
    let plainPlaces = plan.plainPlaces
    var failure: DataError?
    TableRows(text, survey, decimal: decimal).forEach { column, row, field in
      if plainPlaces[column] >= 0, let value = text.plainNumber(field) {
        features[row * plan.width + plainPlaces[column]] = value
        return true
      }
      switch plan.uses[column] {
      case .skip: break
      case .number(let index):
        guard let value = readings[column].value(field, in: text) else {
          failure = oddNumber(text.string(field), column, row, field.line) {
            readings[column].expectation(field, in: text)
          }
          return false
        }
        features[row * plan.width + index] = value
      case .category(let start, let places):
        guard let place = places[text.string(field)] else {
          failure = unknownCategory(text.string(field), column, row, field.line)
          return false
        }
        features[row * plan.width + start + place] = 1
      case .label where labelsAreText: labelTexts.append(text.string(field))
      case .label:
        guard let value = readings[column].value(field, in: text) else {
          failure = oddNumber(text.string(field), column, row, field.line) {
            readings[column].expectation(field, in: text)
          }
          return false
        }
        labelNumbers.append(value)
      }
      return true
    }
    if let failure { throw failure }
  }

  /// The labels: numbers if they all are, and if their digits fit a Double.
  func labels(of text: CSVText) -> RawLabels? {
    guard let labelIndex = plan.labelIndex else { return nil }
    if labelsAreText { return RawLabels(labelTexts) }
    guard labelNumbers.contains(where: { abs($0) >= LabelEncoder.exactLimit }) else {
      return .numbers(NumericArray(shape: [labelNumbers.count], values: labelNumbers))
    }
    var texts = LabelTexts()
    TableRows(text, survey).forEach { column, _, field in
      if column == labelIndex { texts.append(text.string(field)) }
      return true
    }
    return RawLabels(texts)
  }

  /// That labels are no classes, where each stands once.
  var remark: String? {
    guard let index = plan.labelIndex, labelsAreText, labelTexts.count > 2,
      labelTexts.count == labelTexts.distinctCount
    else { return nil }
    return TablePlan.idRemark(survey.columnPlace(index), count: labelTexts.count)
  }

  private func oddNumber(
    _ text: String, _ column: Int, _ row: Int, _ line: Int, expectation: () -> String
  ) -> DataError {
    DataError(
      .content, file: file, place: place(column, row, line),
      found: "the text \(text.quoted)", expected: expectation())
  }

  private func unknownCategory(_ text: String, _ column: Int, _ row: Int, _ line: Int) -> DataError
  {
    DataError(
      .content, file: file, place: place(column, row, line), found: "the text \(text.quoted)",
      expected: "one of those in the training data")
  }

  private func place(_ column: Int, _ row: Int, _ line: Int) -> DataError.Place {
    .init(row: row + 1, line: line, column: survey.columnPlace(column))
  }
}

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
