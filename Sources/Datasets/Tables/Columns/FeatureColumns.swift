import Text

/// What becomes of the feature columns of a table: numbers, a feature for each of their texts, or dates.
struct FeatureColumns {
  let survey: ColumnTypes
  let decimals: DecimalLook
  let source: DataSource
  let format: InputFormat?
  let style: InputFormat.TableStyle
  let demand: LabelDemand
  let file: String

  /// More would not be categories, and a table could claim memory that its length does not justify.
  private static let categoryLimit = 256
  /// The same of columns that somebody said to be categories.
  private static let namedCategoryLimit = 4096
  /// Numbers that are classes or categories are fewer.
  fileprivate static let numberedCategoryLimit = 20

  /// The columns in the order of the features, with what should be said of them.
  ///
  /// - Throws: for text among numbers, with its place.
  func columns(
    _ features: [Int?], labels: [Int], _ text: CSVText
  ) throws(DataError) -> (columns: [RawTable.Column], remarks: [String]) {
    guard demand == .alone || !features.isEmpty else {
      throw DataError(
        .content, file: file, found: "no column beside the label's",
        expected: "features and a label",
        advice: "fields are divided at \(text.layout.delimiter)")
    }
    if let known = format?.columns, demand != .alone {
      return try columns(features, like: known, text)
    }
    let features = features.compactMap(\.self)
    let names = ColumnNames(survey: survey, file: file, labels: labels)
    let dates = try self.dates(names, among: features, text)
    let named = try namedCategories(names, among: features, dates: dates)
    let textual = features.filter {
      survey.columns[$0].firstText != nil && dates[$0] == nil && !named.contains($0)
    }
    if let odd = firstText(in: source.categories == .text ? textual.filter(isOdd) : textual) {
      throw refusal(of: odd)
    }
    let mixedLabel = try mixedLabel(labels)
    let found = try texts(of: Set(textual), named: named, and: mixedLabel, text)
    var remarks: [String] = []
    for index in textual + [mixedLabel].compactMap(\.self) {
      let spread = Spread(found[index, default: []], survey.columns[index])
      let isLabel = index == mixedLabel
      guard isLabel ? spread.areClasses : spread.areCategories else {
        throw refusal(of: index, isLabel: isLabel)
      }
      remarks += spread.remark(survey.columnPlace(index), survey.rowCount)
    }
    let columns = features.map { index in
      let kind: RawTable.Column.Kind =
        if let order = dates[index] {
          .dates(order)
        } else if named.contains(index) || textual.contains(index) {
          .texts(found[index, default: []].sorted(by: precedes))
        } else {
          .numbers(decimals.reading(of: index, like: nil).notation)
        }
      return RawTable.Column(name: survey.columns[index].name, index: index, kind: kind)
    }
    return (columns, remarks)
  }

  private func columns(
    _ features: [Int?], like known: [InputFormat.Column], _ text: CSVText
  ) throws(DataError) -> (columns: [RawTable.Column], remarks: [String]) {
    var remarks: [String] = []
    var columns: [RawTable.Column] = []
    for (index, column) in zip(features, known) {
      let name = column.name ?? index.flatMap { survey.columns[$0].name }
      let kind: RawTable.Column.Kind =
        if let categories = column.categories {
          .texts(categories.filter { !$0.isEmpty })
        } else if let order = column.dates {
          .dates(order)
        } else {
          .numbers(column.notation)
        }
      columns.append(RawTable.Column(name: name, index: index, kind: kind))
      guard let index, case .numbers = kind else { continue }
      if survey.columns[index].firstText != nil { throw refusal(of: index) }
      let reading = decimals.reading(of: index, like: column.notation)
      if let sign = column.notation.sign, reading.notation.sign == nil {
        remarks.append(
          "\(survey.columnPlace(index)) is without the \"\(sign)\" of the training data: a 47 here is "
            + "the same as 47 with it")
      }
    }
    return (columns, remarks)
  }

  // MARK: Columns that the source names

  private func namedCategories(
    _ names: ColumnNames, among features: [Int], dates: [Int: DateOrder]
  ) throws(DataError) -> Set<Int> {
    guard case .named(let wanted) = source.categories else { return [] }
    let indices = try names.indices(of: wanted, for: "\"categories\"")
    for index in indices where !features.contains(index) || dates[index] != nil {
      throw DataError(
        .option, file: file, found: "\(survey.columnPlace(index)) in \"categories\"",
        expected: dates[index] == nil ? "columns that are features" : "no column of \"dates\"")
    }
    return Set(indices)
  }

  /// The order of the parts of dates, by their columns.
  private func dates(
    _ names: ColumnNames, among features: [Int], _ text: CSVText
  ) throws(DataError) -> [Int: DateOrder] {
    guard let wanted = source.dates else { return [:] }
    let indices = try names.indices(of: wanted, for: "\"dates\"")
    if let other = indices.first(where: { !features.contains($0) }) {
      throw DataError(
        .option, file: file, found: "\(survey.columnPlace(other)) in \"dates\"",
        expected: "columns that are features")
    }
    var orders: [Int: DateOrder] = [:]
    var failure: DataError?
    var first: [Int: ColumnTypes.Cell] = [:]
    TableRows(text, survey).forEach { index, row, field in
      guard indices.contains(index), !text.isMissing(field) else { return true }
      let cell = ColumnTypes.Cell(row: row + 1, line: field.line, text: text.string(field))
      guard let date = WrittenDate(cell.text) else {
        failure = wrongDate(cell, index, order: orders[index])
        return false
      }
      if first[index] == nil { first[index] = cell }
      guard let order = date.certainOrder else { return true }
      if let known = orders[index], known != order {
        failure = wrongDate(cell, index, order: known)
        return false
      }
      orders[index] = order
      return true
    }
    if let failure { throw failure }
    for index in indices where orders[index] == nil {
      guard let cell = first[index] else {
        orders[index] = .yearFirst
        continue
      }
      throw DataError(
        .content, file: file,
        place: .init(row: cell.row, line: cell.line, column: survey.columnPlace(index)),
        found: "\(cell.text.quoted), of which nothing in the column tells the day from the month",
        expected: "dates such as 2024-12-31")
    }
    return orders
  }

  private func wrongDate(_ cell: ColumnTypes.Cell, _ index: Int, order: DateOrder?) -> DataError {
    .noDate(
      cell.text, order, file: file,
      place: .init(row: cell.row, line: cell.line, column: survey.columnPlace(index)))
  }

  // MARK: Text among numbers

  /// Whether a text among the numbers of a column is a slip: few are, or one alone.
  private func isOdd(_ index: Int) -> Bool {
    let column = survey.columns[index]
    return mayBeHeader(index)
      || column.isNumeric
        && (column.texts == 1 || 10 * column.texts < column.texts + column.numbers)
  }

  /// The label if its texts stand among numbers, which then may be values.
  ///
  /// - Throws: where there is one text alone: it may be a slip, and in the first line a name.
  private func mixedLabel(_ labels: [Int]) throws(DataError) -> Int? {
    guard let index = labels.first, labels.count == 1, demand != .none,
      survey.columns[index].texts > 0
    else { return nil }
    let column = survey.columns[index]
    let isAlone = column.texts == 1 && column.numbers > 9 && source.classes == nil
    if mayBeHeader(index) || isAlone { throw refusal(of: index, isLabel: true) }
    return column.isNumeric ? index : nil
  }

  /// Whether the text is that of the first line alone, and nothing but its look tells what that is.
  private func mayBeHeader(_ index: Int) -> Bool {
    let column = survey.columns[index]
    return !survey.hasHeader && source.header == nil && column.texts == 1
      && column.firstText?.row == 1 && column.numbers > 0
  }

  /// The column whose text comes first, row by row.
  private func firstText(in columns: [Int]) -> Int? {
    columns.min {
      (survey.columns[$0].firstText?.row ?? .max) < (survey.columns[$1].firstText?.row ?? .max)
    }
  }

  private func refusal(of index: Int, isLabel: Bool = false) -> DataError {
    let column = survey.columns[index]
    let cell = column.firstText ?? ColumnTypes.Cell(row: 1, line: 1, text: "")
    let isInfinite = Double(cell.text).map { !$0.isFinite } ?? false
    let kind = DateText.kind(cell.text)
    var expected = isInfinite ? "a finite number" : "a number"
    if column.isNumeric, format == nil { expected += ", as most of the column's fields are" }
    return DataError(
      .content, file: file,
      place: .init(row: cell.row, line: cell.line, column: survey.columnPlace(index)),
      found: "the \(kind ?? "text") \(cell.text.quoted)", expected: expected,
      advice: advice(for: index, isLabel: isLabel, isDate: kind != nil))
  }

  private func advice(for index: Int, isLabel: Bool, isDate: Bool) -> String? {
    if format != nil {
      guard !survey.hasHeader, survey.columns[index].firstText?.row == 1 else { return nil }
      return "the training data had no header, so that the first line is an example"
    }
    if mayBeHeader(index), demand == .required {
      return "if the first line holds names, \"header\": true says so"
    }
    if isLabel {
      return demand == .required ? "if it is a class, \"classes\" in a configuration names it" : nil
    }
    if isDate {
      return demand == .required
        ? "\"dates\" in a configuration makes year, month, day and weekday of it"
        : "numbers made of it are features, such as the year or the days since a date"
    }
    guard !survey.columns[index].isNumeric, source.categories != .text else { return nil }
    return demand == .ifPresent
      ? "text is converted in the label's column alone, which \(ProgramOption.y.word) names"
      : "\"categories\": true makes a feature of each text"
  }

  // MARK: Categories

  /// The distinct texts of the columns, and of the label as far as it takes to tell what they are.
  private func texts(
    of columns: Set<Int>, named: Set<Int>, and label: Int?, _ text: CSVText
  ) throws(DataError) -> [Int: Set<String>] {
    var found: [Int: Set<String>] = [:]
    guard !columns.isEmpty || !named.isEmpty || label != nil else { return found }
    var failure: DataError?
    TableRows(text, survey).forEach { index, _, field in
      let isLabel = index == label
      let isNamed = named.contains(index)
      guard isLabel || isNamed || columns.contains(index), !text.isMissing(field) else {
        return true
      }
      if isLabel, found[index, default: []].count > Self.categoryLimit { return true }
      found[index, default: []].insert(text.string(field))
      let limit = isNamed ? Self.namedCategoryLimit : Self.categoryLimit
      guard !isLabel, found[index, default: []].count > limit else { return true }
      failure = tooManyTexts(index, limit: limit)
      return false
    }
    if let failure { throw failure }
    return found
  }

  private func tooManyTexts(_ index: Int, limit: Int) -> DataError {
    if survey.columns[index].isNumeric, limit == Self.categoryLimit { return refusal(of: index) }
    let kind = survey.columns[index].firstText.flatMap { DateText.kind($0.text) }
    return DataError(
      .content, file: file, place: .init(column: survey.columnPlace(index)),
      found: "more than \(limit) different \(kind.map { "\($0)s" } ?? "texts")",
      expected: "categories",
      advice: kind == nil
        ? "names and free text are no features"
        : "numbers made of them are features, such as the year or the days since a date")
  }
}

/// How the fields of a column with texts are spread over different ones.
private struct Spread {
  /// The different fields that are numbers.
  let numbers: Int
  /// The different fields that are none.
  let texts: Int
  private let column: ColumnTypes.Column

  init(_ found: Set<String>, _ column: ColumnTypes.Column) {
    self.column = column
    guard column.numbers > 0 else {
      (numbers, texts) = (0, found.count)
      return
    }
    numbers = found.count { text in
      var bytes = Array(text.utf8)
      return bytes.withUnsafeMutableBufferPointer { WrittenNumber(UnsafeBufferPointer($0)) != nil }
    }
    texts = found.count - numbers
  }

  /// Whether the column is one of categories: such recur, the numbers among them too.
  var areCategories: Bool {
    guard column.numbers > 0 else { return true }
    if numbers > FeatureColumns.numberedCategoryLimit, 5 * texts < numbers { return false }
    return !column.isNumeric
      || numbers <= FeatureColumns.numberedCategoryLimit && 2 * numbers <= column.numbers
        && 2 * texts <= column.texts
  }

  /// Whether the numbers among labels are classes as the texts are: few, and none alone.
  var areClasses: Bool {
    numbers <= FeatureColumns.numberedCategoryLimit
      && (column.numbers < 4 || 2 * numbers <= column.numbers)
  }

  func remark(_ place: String, _ rowCount: Int) -> [String] {
    if column.isNumeric {
      let example = column.firstText.map { $0.text.quoted } ?? ""
      return ["\(place) holds numbers and texts such as \(example): each is a category of its own"]
    }
    guard numbers + texts == rowCount, rowCount > 2 else { return [] }
    return [TablePlan.idRemark(place, count: rowCount)]
  }
}

extension TablePlan {
  /// What is said of a column of texts that each stand once.
  static func idRemark(_ place: String, count: Int) -> String {
    "each of the \(count) texts of \(place) stands there once: if they are names or numbers of the "
      + "examples, nothing is learnt from them"
  }
}

extension DataError {
  /// A text that is no date, or one in another order than the others of its column.
  static func noDate(
    _ text: String, _ order: DateOrder?, file: String, place: DataError.Place
  ) -> DataError {
    let examples: [DateOrder: String] = [
      .yearFirst: "2024-12-31", .dayFirst: "31.12.2024", .monthFirst: "12/31/2024",
    ]
    return DataError(
      .content, file: file, place: place, found: "the text \(text.quoted)",
      expected: "a date such as \(examples[order ?? .yearFirst, default: ""])")
  }
}
