import ArrayFiles

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
    let survey = try TableSurvey(text, HeaderWishes(source, format), file: file)
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

    var filler = TableFiller(plan: plan, survey: survey, file: file)
    let shape = [survey.rowCount, plan.width]
    features = try NumericArray(shape: shape, elementType: .float64) { bytes throws(DataError) in
      try filler.fill(bytes.bindMemory(to: Double.self), from: text, decimal: decimals.decimal)
    }
    labels = filler.labels
    rowCount = survey.rowCount
    width = plan.width
    columns = plan.columns
    featureNames = plan.featureNames
    labelColumn = plan.labelIndex.map { index in
      survey.columns[index].name.map { .name($0) } ?? .index(index)
    }
    style = InputFormat.TableStyle(
      hasHeader: survey.hasHeader, decimal: decimals.isSettled ? decimals.decimal : nil,
      labelNotation: plan.labelIndex.flatMap { plan.readings[$0]?.notation } ?? NumberNotation())
    remarks =
      survey.remarks + [decimals.remark].compactMap(\.self) + plan.remarks
      + [filler.remark].compactMap(\.self)
  }
}

extension Table {
  /// Refuses a table without a header where the training data had one.
  private static func requireNames(
    _ survey: TableSurvey, _ source: DataSource, _ format: InputFormat?, file: String
  ) throws(DataError) {
    let known = format?.columns?.compactMap(\.name) ?? []
    guard format?.tableStyle?.hasHeader == true, source.header == nil, !known.isEmpty,
      Set(survey.columns.compactMap(\.name)).isDisjoint(with: known)
    else { return }
    throw DataError(
      .content, file: file, place: .init(line: survey.firstLine),
      found: "none of the columns \(listText(known.map { quoted($0) })) (but \(survey.columnList))",
      expected: "a header with their names, as in the training data")
  }
}

/// Puts the fields of a table in their places.
private struct TableFiller {
  let plan: TablePlan
  let survey: TableSurvey
  let file: String
  private var labelNumbers: [Double] = []
  private var labelIndices: [Int] = []
  private var labelPlaces: [String: Int] = [:]

  init(plan: TablePlan, survey: TableSurvey, file: String) {
    self.plan = plan
    self.survey = survey
    self.file = file
  }

  private var labelsAreText: Bool {
    plan.labelIndex.map { survey.columns[$0].firstText != nil } ?? false
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
      case .label where labelsAreText:
        let name = text.string(field)
        labelIndices.append(labelPlaces[name, default: labelPlaces.count])
        labelPlaces[name] = labelIndices.last
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

  /// The labels, the names of classes sorted.
  var labels: RawLabels? {
    guard plan.labelIndex != nil else { return nil }
    guard labelsAreText else {
      return .numbers(NumericArray(shape: [labelNumbers.count], values: labelNumbers))
    }
    let names = labelPlaces.keys.sorted(by: precedes)
    var sortedPlaces = [Int](repeating: 0, count: names.count)
    for (place, name) in names.enumerated() {
      sortedPlaces[labelPlaces[name, default: 0]] = place
    }
    return .classes(labelIndices.map { sortedPlaces[$0] }, names: names)
  }

  /// That labels are no classes, where each stands once.
  var remark: String? {
    guard let index = plan.labelIndex, labelsAreText, labelPlaces.count > 2,
      labelPlaces.count == labelIndices.count
    else { return nil }
    return TablePlan.idRemark(survey.columnPlace(index), count: labelPlaces.count)
  }

  private func oddNumber(
    _ text: String, _ column: Int, _ row: Int, _ line: Int, expectation: () -> String
  ) -> DataError {
    DataError(
      .content, file: file, place: place(column, row, line),
      found: "the text \(quoted(text))", expected: expectation())
  }

  private func unknownCategory(_ text: String, _ column: Int, _ row: Int, _ line: Int) -> DataError
  {
    DataError(
      .content, file: file, place: place(column, row, line), found: "the text \(quoted(text))",
      expected: "one of those in the training data")
  }

  private func place(_ column: Int, _ row: Int, _ line: Int) -> DataError.Place {
    .init(row: row + 1, line: line, column: survey.columnPlace(column))
  }
}
