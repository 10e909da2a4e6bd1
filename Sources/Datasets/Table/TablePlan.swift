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
  /// How doubtful things were understood, and what was passed over, a sentence each.
  let remarks: [String]

  /// Makes `columns` of the file's columns `features`, in the order of the features.
  init(
    fileColumns: Int, features: [Int], columns: [InputFormat.Column], labelIndex: Int?,
    remarks: [String]
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
    self.remarks = remarks
    width = next
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
  let survey: TableSurvey
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
          ? "a missing value" : "a missing value (\(quoted(missing.text)))",
        expected: "a value in every field")
    }
    let columns = try featureColumns(features, text)
    var remarks = [label.flatMap(finder.remark)].compactMap(\.self)
    if !passedOver.isEmpty {
      let names = listText(passedOver.map(survey.columnName))
      remarks.append("columns that the training data lack are passed over: \(names)")
    }
    return TablePlan(
      fileColumns: survey.columns.count, features: features, columns: columns,
      labelIndex: demand == .none ? nil : label, remarks: remarks)
  }

  private func featureIndices(
    label: Int?
  ) throws(DataError) -> (features: [Int], passedOver: [Int]) {
    let others = survey.columns.indices.filter { $0 != label }
    guard let known = format?.columns else { return (others, []) }
    return try ColumnMatch(survey: survey, known: known, file: file, others: others).columns()
  }

  // MARK: What the columns become

  private func featureColumns(
    _ features: [Int], _ text: CSVText
  ) throws(DataError) -> [InputFormat.Column] {
    if let known = format?.columns {
      for (index, column) in zip(features, known) where column.categories == nil {
        try refuseText(in: index)
      }
      return known
    }
    let textual = features.filter { survey.columns[$0].firstText != nil }
    if !source.categories, let first = firstText(in: textual) { try refuseText(in: first) }
    let categories = textual.isEmpty ? [:] : try self.categories(of: Set(textual), text)
    return features.map {
      InputFormat.Column(name: survey.columns[$0].name, categories: categories[$0])
    }
  }

  /// The column whose text comes first, row by row.
  private func firstText(in columns: [Int]) -> Int? {
    columns.min {
      (survey.columns[$0].firstText?.row ?? .max) < (survey.columns[$1].firstText?.row ?? .max)
    }
  }

  private func refuseText(in index: Int) throws(DataError) {
    guard let text = survey.columns[index].firstText else { return }
    let isNumber = Double(text.text) != nil
    let mayBeCategory = format == nil && !source.categories && !isNumber
    throw DataError(
      .content, file: file, place: place(text, index), found: "the text \(quoted(text.text))",
      expected: isNumber ? "a finite number" : "a number",
      advice: mayBeCategory ? adviceForText : nil)
  }

  private var adviceForText: String {
    demand == .ifPresent
      ? "text is converted in the label's column alone, which --y names"
      : "\"categories\": true makes a feature of each text"
  }

  /// The distinct texts of each listed column, sorted.
  private func categories(
    of columns: Set<Int>, _ text: CSVText
  ) throws(DataError) -> [Int: [String]] {
    var found: [Int: Set<String>] = [:]
    var failure: DataError?
    TableRows(text, survey).forEach { index, _, field in
      guard columns.contains(index) else { return true }
      found[index, default: []].insert(text.string(field))
      guard found[index, default: []].count > Self.categoryLimit else { return true }
      failure = DataError(
        .content, file: file, place: .init(column: survey.columnName(index)),
        found: "more than \(Self.categoryLimit) different texts", expected: "categories",
        advice: "names and free text are no features")
      return false
    }
    if let failure { throw failure }
    return found.mapValues { $0.sorted(by: precedes) }
  }

  /// More would not be categories, and a table could claim memory that its length does not justify.
  private static let categoryLimit = 256

  // MARK: Names

  private func place(_ cell: TableSurvey.Cell, _ index: Int) -> DataError.Place {
    .init(row: cell.row, line: cell.line, column: survey.columnPlace(index))
  }
}

/// Whether text comes before other text, by code points: the order of Python's `sorted`.
func precedes(_ one: String, _ other: String) -> Bool {
  one.unicodeScalars.lexicographicallyPrecedes(other.unicodeScalars) { $0.value < $1.value }
}
