import Text

/// What becomes of the feature columns of a table: numbers, or a feature for each of their texts.
struct FeatureColumns {
  let survey: ColumnTypes
  let decimals: DecimalLook
  let source: DataSource
  let format: InputFormat?
  let demand: LabelDemand
  let file: String

  /// More would not be categories, and a table could claim memory that its length does not justify.
  private static let categoryLimit = 256
  /// Numbers that are classes or categories are fewer.
  fileprivate static let numberedCategoryLimit = 20

  /// The columns in the order of the features, with what should be said of them.
  ///
  /// - Throws: for text among numbers, with its place.
  func columns(
    _ features: [Int], label: Int?, _ text: CSVText
  ) throws(DataError) -> (columns: [InputFormat.Column], remarks: [String]) {
    guard !features.isEmpty else {
      throw DataError(
        .content, file: file, found: "no column beside the label's",
        expected: "features and a label",
        advice: "fields are divided at \(text.layout.delimiter)")
    }
    if let known = format?.columns { return try columns(features, like: known) }
    let textual = features.filter { survey.columns[$0].firstText != nil }
    if let odd = firstText(in: source.categories != .none ? textual.filter(isOdd) : textual) {
      throw refusal(of: odd)
    }
    let mixedLabel = try mixedLabel(label)
    let found = try texts(of: Set(textual), and: mixedLabel, text)
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
      let texts = textual.contains(index) ? found[index, default: []].sorted(by: precedes) : nil
      return InputFormat.Column(
        name: survey.columns[index].name, categories: texts,
        notation: texts == nil ? decimals.reading(of: index, like: nil).notation : .plain)
    }
    return (columns, remarks)
  }

  private func columns(
    _ features: [Int], like known: [InputFormat.Column]
  ) throws(DataError) -> (columns: [InputFormat.Column], remarks: [String]) {
    var remarks: [String] = []
    for (index, column) in zip(features, known) where column.categories == nil {
      if survey.columns[index].firstText != nil { throw refusal(of: index) }
      let reading = decimals.reading(of: index, like: column.notation)
      if let sign = column.notation.sign, reading.notation.sign == nil {
        remarks.append(
          "\(survey.columnPlace(index)) is without the \"\(sign)\" of the training data: a 47 here is "
            + "the same as 47 with it")
      }
    }
    return (known, remarks)
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
  private func mixedLabel(_ index: Int?) throws(DataError) -> Int? {
    guard let index, demand != .none, survey.columns[index].texts > 0 else { return nil }
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
      return "numbers made of it are features, such as the year or the days since a date"
    }
    guard !survey.columns[index].isNumeric, source.categories == .none else { return nil }
    return demand == .ifPresent
      ? "text is converted in the label's column alone, which --y names"
      : "\"categories\": true makes a feature of each text"
  }

  // MARK: Categories

  /// The distinct texts of the columns, and of the label as far as it takes to tell what they are.
  private func texts(
    of columns: Set<Int>, and label: Int?, _ text: CSVText
  ) throws(DataError) -> [Int: Set<String>] {
    var found: [Int: Set<String>] = [:]
    guard !columns.isEmpty || label != nil else { return found }
    var failure: DataError?
    TableRows(text, survey).forEach { index, _, field in
      let isLabel = index == label
      guard isLabel || columns.contains(index) else { return true }
      if isLabel, found[index, default: []].count > Self.categoryLimit { return true }
      found[index, default: []].insert(text.string(field))
      guard !isLabel, found[index, default: []].count > Self.categoryLimit else { return true }
      failure = tooManyTexts(index)
      return false
    }
    if let failure { throw failure }
    return found
  }

  private func tooManyTexts(_ index: Int) -> DataError {
    if survey.columns[index].isNumeric { return refusal(of: index) }
    let kind = survey.columns[index].firstText.flatMap { DateText.kind($0.text) }
    return DataError(
      .content, file: file, place: .init(column: survey.columnPlace(index)),
      found: "more than \(Self.categoryLimit) different \(kind.map { "\($0)s" } ?? "texts")",
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
