import ArrayFiles

/// The examples of a table: comma-separated text, one example a line.
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

  /// Reads a table: a survey of all of it, a plan for its columns, then the numbers themselves.
  ///
  /// `bytes` is UTF-8, and `format` has the columns of the training data, which these must match.
  init(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, source: DataSource, demand: LabelDemand,
    format: InputFormat?
  ) throws(DataError) {
    let text = CSVText(bytes)
    let survey = try TableSurvey(text, file: file)
    let plan = try TablePlanner(
      survey: survey, source: source, format: format, demand: demand, file: file
    ).plan(text)
    guard survey.rowCount > 0 else {
      throw DataError(
        .content, file: file, found: "a header and no examples", expected: "a line per example")
    }
    try Memory.check(survey.rowCount, plan.width, MemoryLayout<Double>.size, file: file)

    var filler = TableFiller(plan: plan, survey: survey, file: file)
    let shape = [survey.rowCount, plan.width]
    features = try NumericArray(shape: shape, elementType: .float64) { bytes throws(DataError) in
      try filler.fill(bytes.bindMemory(to: Double.self), from: text)
    }
    labels = filler.labels
    rowCount = survey.rowCount
    width = plan.width
    columns = plan.columns
    featureNames = plan.featureNames
    labelColumn = plan.labelIndex.map { index in
      survey.columns[index].name.map { .name($0) } ?? .index(index)
    }
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
    _ features: UnsafeMutableBufferPointer<Double>, from text: CSVText
  ) throws(DataError) {
    let labelsAreText = labelsAreText
    var failure: DataError?
    TableRows(text, survey).forEach { column, row, field in
      switch plan.uses[column] {
      case .skip: break
      case .number(let index):
        features[row * plan.width + index] = text.number(field) ?? .nan
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
      case .label: labelNumbers.append(text.number(field) ?? .nan)
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

  private func unknownCategory(_ text: String, _ column: Int, _ row: Int, _ line: Int) -> DataError
  {
    let name = survey.columns[column].name.map { "column \(quoted($0))" } ?? "column \(column)"
    return DataError(
      .content, file: file, place: .init(row: row + 1, line: line, column: name),
      found: "the text \(quoted(text))", expected: "one of those in the training data")
  }
}
