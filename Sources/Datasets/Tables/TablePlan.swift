import Text

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
  /// Their places in the file.
  let features: [Int]
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
    self.features = features
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
      let name = column.name ?? "column \(features[index])"
      guard let categories = column.categories else { return [name] }
      return categories.map { "\(name)=\($0)" }
    }
  }
}

/// What a reader of labels wants of them.
enum LabelDemand {
  /// They are left out.
  case none
  /// They are taken where there are some: what a conversion wants.
  case ifPresent
  case required
}

/// Makes a plan of a survey, the wishes of the source and the columns of the training data.
struct TablePlanner {
  let survey: ColumnTypes
  let decimals: DecimalLook
  let source: DataSource
  let format: InputFormat?
  let demand: LabelDemand
  let file: String

  /// The plan; the text is read once more where text columns become categories.
  func plan(_ text: CSVText) throws(DataError) -> TablePlan {
    let finder = LabelColumn(
      survey: survey, source: source, format: format, demand: demand, file: file)
    let label = try finder.index()
    let (features, passedOver) = try featureIndices(label: label)
    guard !features.isEmpty else {
      throw DataError(
        .content, file: file, found: "no column beside the label",
        expected: "features and a label")
    }
    for index in features + (demand == .none ? [] : [label].compactMap(\.self)) {
      guard let missing = survey.columns[index].firstMissing else { continue }
      throw DataError(
        .content, file: file, place: place(missing, index),
        found: missing.text.isEmpty
          ? "a missing value" : "a missing value (\(missing.text.quoted))",
        expected: "a value in every field")
    }
    let (columns, doubts) = try FeatureColumns(
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
    var remarks = [label.flatMap(finder.remark)].compactMap(\.self) + doubts
    if !passedOver.isEmpty {
      let names = listText(passedOver.map(survey.columnName))
      remarks.append("columns that the training data lack are passed over: \(names)")
    }
    return TablePlan(
      fileColumns: survey.columns.count, features: features, columns: columns,
      labelIndex: demand == .none ? nil : label, readings: readings, remarks: remarks)
  }

  private func featureIndices(
    label: Int?
  ) throws(DataError) -> (features: [Int], passedOver: [Int]) {
    let others = survey.columns.indices.filter { $0 != label }
    guard let known = format?.columns else { return (others, []) }
    return try ColumnMatch(survey: survey, known: known, file: file, others: others).columns()
  }

  // MARK: Names

  private func place(_ cell: ColumnTypes.Cell, _ index: Int) -> DataError.Place {
    .init(row: cell.row, line: cell.line, column: survey.columnPlace(index))
  }
}

/// Whether text comes before other text, by code points: the order of Python's `sorted`.
func precedes(_ one: String, _ other: String) -> Bool {
  one.unicodeScalars.lexicographicallyPrecedes(other.unicodeScalars) { $0.value < $1.value }
}
