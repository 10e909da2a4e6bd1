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

  /// Makes `columns` of the file's columns `features`, in the order of the features.
  init(fileColumns: Int, features: [Int], columns: [InputFormat.Column], labelIndex: Int?) {
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
    width = next
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
    let columns = try featureColumns(features, text)
    return TablePlan(
      fileColumns: survey.columns.count, features: features, columns: columns,
      labelIndex: demand == .none ? nil : label)
  }

  // MARK: Which column is the label

  private func labelIndex() throws(DataError) -> Int? {
    if let wish = source.y ?? format?.labelColumn {
      if let index = index(of: wish) { return index }
      guard demand == .required || source.y != nil else { return nil }
      throw DataError(
        .option, file: file, found: "no column \(wish) for the labels",
        expected: "one of \(columnList)")
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
          advice: "the file has \(columnList)")
      }
      features.append(index)
    }
    guard features.count == others.count else {
      let unknown = others.filter { !features.contains($0) }.map(columnName)
      throw DataError(
        .content, file: file, found: "columns that the training data lack: \(listText(unknown))",
        expected: "\(listText(names))")
    }
    return features
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
      advice: mayBeCategory ? "\"categories\": true makes a feature of each text" : nil)
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
        .content, file: file, place: .init(column: columnName(index)),
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

  private var columnList: String { listText(survey.columns.indices.map(columnName)) }

  private func columnName(_ index: Int) -> String {
    survey.columns[index].name.map { quoted($0) } ?? "column \(index)"
  }

  private func place(_ cell: TableSurvey.Cell, _ index: Int) -> DataError.Place {
    let name = survey.columns[index].name.map { "column \(quoted($0))" } ?? "column \(index)"
    return .init(row: cell.row, line: cell.line, column: name)
  }
}

/// Whether text comes before other text, by code points: the order of Python's `sorted`.
func precedes(_ one: String, _ other: String) -> Bool {
  one.unicodeScalars.lexicographicallyPrecedes(other.unicodeScalars) { $0.value < $1.value }
}
