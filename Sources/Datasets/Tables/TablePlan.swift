import Text

/// What becomes of each column of a table.
struct TablePlan {
  /// Where a column's fields go.
  enum Use {
    case skip
    /// The value at this place of a row.
    case number(Int)
    /// The value at this place, by the text; other texts are the next one where there may be such.
    case category(Int, [String: Int], mayBeOther: Bool)
    /// The values from this place on.
    case date(Int, DateOrder)
    /// The label of this number.
    case label(Int)
  }

  /// One per column of the file.
  private(set) var uses: [Use]
  /// The columns that become features, in their order.
  let columns: [RawTable.Column]
  /// The columns of the labels.
  let labels: [Int]
  /// Values of a row.
  let width: Int
  /// How the numbers of each column of the file are read; nil where it has none that are.
  let readings: [NumberReading?]
  /// How doubtful things were understood, and what was passed over, a sentence each.
  let remarks: [String]

  /// Makes `columns` of the file's columns, in the order of the features.
  init(
    fileColumns: Int, columns: [RawTable.Column], labels: [Int], mayBeOther: Bool,
    readings: [NumberReading?], remarks: [String]
  ) {
    uses = [Use](repeating: .skip, count: fileColumns)
    var columns = columns
    var next = 0
    for i in columns.indices {
      columns[i].first = next
      next += columns[i].width
      guard let index = columns[i].index else { continue }
      switch columns[i].kind {
      case .numbers: uses[index] = .number(columns[i].first)
      case .dates(let order): uses[index] = .date(columns[i].first, order)
      case .texts(let texts):
        var places: [String: Int] = [:]
        for (place, text) in texts.enumerated() { places[text] = place }
        uses[index] = .category(columns[i].first, places, mayBeOther: mayBeOther)
      }
    }
    for (number, index) in labels.enumerated() { uses[index] = .label(number) }
    self.columns = columns
    self.labels = labels
    self.readings = readings
    self.remarks = remarks
    width = next
  }

  /// For each column of the file the value that its plain numbers are; -1 where they are read
  /// otherwise.
  var plainPlaces: [Int] {
    zip(uses, readings).map { use, reading in
      guard case .number(let index) = use, reading?.notation.isPlain ?? false else { return -1 }
      return index
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
  /// They are all that is taken: a file of labels.
  case alone
}

/// Makes a plan of a survey, the wishes of the source and the columns of the training data.
struct TablePlanner {
  let survey: ColumnTypes
  let decimals: DecimalLook
  let source: DataSource
  let format: InputFormat?
  let style: InputFormat.TableStyle
  let demand: LabelDemand
  let file: String

  /// The plan; the text is read once more where text columns become categories.
  func plan(_ text: CSVText) throws(DataError) -> TablePlan {
    let finder = LabelColumn(
      survey: survey, source: source, format: format, demand: demand, file: file)
    let labels = try finder.indices()
    let (features, passedOver) = try featureIndices(labels: labels)
    guard demand == .alone || !features.isEmpty else {
      throw DataError(
        .content, file: file, found: "no column beside the label",
        expected: "features and a label")
    }
    let wanted = demand == .none ? [] : labels
    try requireValues(features: features.compactMap(\.self), labels: wanted)
    let (columns, doubts) = try FeatureColumns(
      survey: survey, decimals: decimals, source: source, format: format, style: style,
      demand: demand, file: file
    ).columns(features, labels: labels, text)
    try requireMeans(of: columns)
    var readings = [NumberReading?](repeating: nil, count: survey.columns.count)
    for (number, column) in columns.enumerated() {
      guard let index = column.index, case .numbers = column.kind else { continue }
      readings[index] = decimals.reading(of: index, like: format?.columns?[number].notation)
    }
    for label in labels {
      readings[label] = decimals.reading(
        of: label, like: format.map { $0.tableStyle?.labelNotation ?? .plain })
    }
    var remarks = [labels.first.flatMap(finder.remark)].compactMap(\.self) + doubts
    remarks += absenceRemark(features)
    // Who names the columns knows of the others.
    let ignored = Set(source.ignore ?? [])
    let surprising = passedOver.filter {
      source.columns == nil && !ignored.contains(survey.columns[$0].name ?? "column \($0)")
    }
    if !surprising.isEmpty {
      let names = listText(surprising.map(survey.columnName))
      remarks.append(
        style.keepsContract
          ? "columns that the model does not use are passed over: \(names)"
          : "columns that the training data lack are passed over: \(names)")
    }
    return TablePlan(
      fileColumns: survey.columns.count, columns: columns, labels: wanted,
      mayBeOther: format != nil && style.unseen == .other, readings: readings, remarks: remarks)
  }

  private func featureIndices(
    labels: [Int]
  ) throws(DataError) -> (features: [Int?], passedOver: [Int]) {
    if demand == .alone { return ([], []) }
    let others = survey.columns.indices.filter { !labels.contains($0) }
    if let known = format?.columns {
      return try ColumnMatch(survey: survey, known: known, file: file, others: others, style: style)
        .columns()
    }
    let names = ColumnNames(survey: survey, file: file, labels: labels)
    if let wanted = source.columns {
      return (try names.indices(of: wanted, for: "\"columns\""), [])
    }
    let ignored = Set(try names.indices(of: source.ignore ?? [], for: "\"ignore\""))
    return (others.filter { !ignored.contains($0) }, [])
  }

  /// Says which columns are not there.
  private func absenceRemark(_ features: [Int?]) -> [String] {
    let absent = zip(features, format?.columns ?? []).filter { $0.0 == nil }
      .map { $0.1.name.map(\.quoted) ?? "?" }
    guard !absent.isEmpty else { return [] }
    return [
      "the file lacks \(absent.count == 1 ? "the column" : "the columns") \(listText(absent)): all "
        + "values are taken as missing (\"missing\": \"\(style.missing)\")"
    ]
  }

  // MARK: What is missing

  /// Refuses missing values where they are not to be left out or replaced, and missing labels unless
  /// their examples are left out.
  private func requireValues(features: [Int], labels: [Int]) throws(DataError) {
    if style.missing == .drop { return }
    for index in (style.missing == .refuse ? features : []) + labels {
      guard let missing = survey.columns[index].firstMissing else { continue }
      let isLabel = labels.contains(index)
      throw DataError(
        .content, file: file, place: place(missing, index), found: found(missing),
        expected: isLabel && style.missing != .refuse ? "a label" : "a value in every field",
        advice: format == nil && demand != .ifPresent
          ? isLabel
            ? "\"missing\": \"drop\" in a configuration leaves such examples out"
            : "\"missing\" in a configuration says what becomes of it"
          : nil)
    }
  }

  /// Refuses missing text where numbers stand for what is missing.
  private func requireMeans(of columns: [RawTable.Column]) throws(DataError) {
    guard style.missing == .mean || style.missing == .median else { return }
    for column in columns {
      guard let index = column.index, case .texts = column.kind,
        let missing = survey.columns[index].firstMissing
      else { continue }
      throw DataError(
        .content, file: file, place: place(missing, index), found: found(missing),
        expected: "a text in every field, since a column of text has no \(style.missing)",
        advice: format == nil
          ? "\"missing\": \"category\" makes a category of what is missing" : nil)
    }
  }

  private func found(_ missing: ColumnTypes.Cell) -> String {
    missing.text.isEmpty ? "a missing value" : "a missing value (\(missing.text.quoted))"
  }

  private func place(_ cell: ColumnTypes.Cell, _ index: Int) -> DataError.Place {
    .init(row: cell.row, line: cell.line, column: survey.columnPlace(index))
  }
}

/// Whether text comes before other text, by code points: the order of Python's `sorted`.
func precedes(_ one: String, _ other: String) -> Bool {
  one.unicodeScalars.lexicographicallyPrecedes(other.unicodeScalars) { $0.value < $1.value }
}
