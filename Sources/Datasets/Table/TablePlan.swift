/// What becomes of each column of a table.
struct TablePlan {
  /// Where a column's fields go.
  enum Use {
    case skip
    /// The feature at this index.
    case number(Int)
    /// One of the features from this index on, by the text.
    case category(Int, [String: Int])
    case label
  }

  /// One per column of the file.
  private(set) var uses: [Use]
  /// The feature columns, in the order of the features.
  let columns: [InputFormat.Column]
  let labelIndex: Int?
  let width: Int
  /// How the numbers of each column of the file are read; nil where it has none that are.
  let readings: [NumberReading?]
  /// How doubtful things were understood, and what was passed over, a sentence each.
  let remarks: [String]

  /// Makes `columns` of the file's columns `features`, in the order of the features.
  init(
    fileColumns: Int, features: [Int], columns: [InputFormat.Column], labelIndex: Int?,
    readings: [NumberReading?], remarks: [String]
  ) {
    uses = [Use](repeating: .skip, count: fileColumns)
    var next = 0
    for (index, column) in zip(features, columns) {
      if let categories = column.categories {
        var places: [String: Int] = [:]
        for (place, category) in categories.enumerated() { places[category] = place }
        uses[index] = .category(next, places)
      } else {
        uses[index] = .number(next)
      }
      next += column.width
    }
    if let labelIndex { uses[labelIndex] = .label }
    self.columns = columns
    self.labelIndex = labelIndex
    self.readings = readings
    self.remarks = remarks
    width = next
  }

  /// For each column of the file the feature that its plain numbers are; -1 where they are read
  /// otherwise.
  var plainPlaces: [Int] {
    zip(uses, readings).map { use, reading in
      guard case .number(let index) = use, reading?.notation.isPlain ?? false else { return -1 }
      return index
    }
  }

  /// `age`, `color=red`; nil where the table has no header.
  var featureNames: [String]? {
    guard columns.contains(where: { $0.name != nil }) else { return nil }
    return columns.enumerated().flatMap { index, column -> [String] in
      let name = column.name ?? "column \(index)"
      guard let categories = column.categories else { return [name] }
      return categories.map { "\(name)=\($0)" }
    }
  }
}

/// What a reader of labels wants of them.
enum LabelDemand {
  /// They are left out.
  case none
  case ifPresent
  case required
}

/// Makes a plan of a survey, the wishes of the source and the columns of the training data.
struct TablePlanner {
  let survey: TableSurvey
  let decimals: DecimalLook
  let source: DataSource
  let format: InputFormat?
  let demand: LabelDemand
  let file: String

  /// The plan; the text is read once more where text columns become categories.
  func plan(_ text: CSVText) throws(DataError) -> TablePlan {
    let label = try labelIndex()
    let features = try featureIndices(label: label)
    for index in features + (demand == .none ? [] : [label].compactMap(\.self)) {
      guard let missing = survey.columns[index].firstMissing else { continue }
      throw DataError(
        .content, file: file, place: place(missing, index),
        found: missing.text.isEmpty
          ? "a missing value" : "a missing value (\(quoted(missing.text)))",
        expected: "a value in every field")
    }
    let (columns, remarks) = try FeatureColumns(
      survey: survey, decimals: decimals, source: source, format: format, demand: demand,
      file: file
    ).columns(features, label: label, text)
    var readings = [NumberReading?](repeating: nil, count: survey.columns.count)
    for (index, column) in zip(features, columns) where column.categories == nil {
      readings[index] = decimals.reading(of: index, like: format == nil ? nil : column.notation)
    }
    if let label {
      readings[label] = decimals.reading(
        of: label, like: format.map { $0.tableStyle?.labelNotation ?? .plain })
    }
    return TablePlan(
      fileColumns: survey.columns.count, features: features, columns: columns,
      labelIndex: demand == .none ? nil : label, readings: readings, remarks: remarks)
  }

  // MARK: Which column is the label

  private func labelIndex() throws(DataError) -> Int? {
    if let wish = source.y ?? format?.labelColumn {
      if let index = index(of: wish) { return index }
      guard demand == .required || source.y != nil else { return nil }
      throw DataError(
        .option, file: file, found: "no column \(wish) for the labels",
        expected: "one of \(survey.columnList)")
    }
    if format != nil, demand == .none { return nil }
    guard survey.columns.count > 1 else {
      guard demand == .required else { return nil }
      throw DataError(
        .content, file: file, found: "one column", expected: "features and a label")
    }
    return survey.columns.count - 1
  }

  private func index(of column: DataSource.Column) -> Int? {
    switch column {
    case .name(let name):
      if let index = survey.columns.firstIndex(where: { $0.name == name }) { return index }
      return Int(name).flatMap { self.index(of: .index($0)) }
    case .index(let index):
      let count = survey.columns.count
      // Without a header the label is told from the features by their number alone.
      if let format, demand == .none, count <= format.columns?.count ?? 0 { return nil }
      let place = index < 0 ? count + index : index
      return survey.columns.indices.contains(place) ? place : nil
    }
  }

  // MARK: Which columns are features

  private func featureIndices(label: Int?) throws(DataError) -> [Int] {
    let others = survey.columns.indices.filter { $0 != label }
    guard let columns = format?.columns else { return others }
    let names = columns.compactMap(\.name)
    guard survey.hasHeader, names.count == columns.count, Set(names).count == names.count else {
      guard others.count == columns.count else {
        throw DataError(
          .content, file: file, found: "\(others.count) feature columns",
          expected: "\(columns.count), as in the training data")
      }
      return others
    }
    var features: [Int] = []
    for name in names {
      guard let index = others.first(where: { survey.columns[$0].name == name }) else {
        throw DataError(
          .content, file: file, found: "no column \(quoted(name))",
          expected: "the columns of the training data (\(listText(names)))",
          advice: "the file has \(survey.columnList)")
      }
      features.append(index)
    }
    guard features.count == others.count else {
      let unknown = others.filter { !features.contains($0) }.map(survey.columnName)
      throw DataError(
        .content, file: file, found: "columns that the training data lack: \(listText(unknown))",
        expected: "\(listText(names))")
    }
    return features
  }

  // MARK: Names

  private func place(_ cell: TableSurvey.Cell, _ index: Int) -> DataError.Place {
    .init(row: cell.row, line: cell.line, column: survey.columnPlace(index))
  }
}

/// Whether text comes before other text, by code points: the order of Python's `sorted`.
func precedes(_ one: String, _ other: String) -> Bool {
  one.unicodeScalars.lexicographicallyPrecedes(other.unicodeScalars) { $0.value < $1.value }
}
