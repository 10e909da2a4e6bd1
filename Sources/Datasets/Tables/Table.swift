import ArrayFiles
import Text

/// The examples of a table: delimited text, one example a line.
struct Table {
  /// (rowCount, width), row by row.
  let features: NumericArray
  /// The columns as they were read.
  let raw: RawTable
  /// The rows that are examples, where some are left out.
  let kept: [Int]?
  let rowCount: Int
  let width: Int
  let columns: [InputFormat.Column]
  let featureNames: [String]?
  /// The labels of all rows, those that are left out too.
  let labels: RawLabels?
  /// The columns of the labels, by name where they have one.
  let labelColumns: [DataSource.Column]
  /// What messages call the labels: their column where it is one.
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
    if demand != .alone { try format?.requireColumns(as: source, file: file) }
    let known = format?.tableStyle
    var style = known ?? InputFormat.TableStyle(source)
    let text = CSVText(
      bytes, TableLayout(bytes, source: source, format: format),
      missingWords: MissingWords(style.missingWords))
    let survey = try ColumnTypes(text, HeaderWishes(source, format), file: file)
    guard survey.rowCount > 0 else {
      throw DataError(
        .content, file: file, found: "a header and no examples", expected: "a line per example")
    }
    if demand != .alone { try Self.requireNames(survey, source, format, file: file) }
    let decimals = try DecimalLook(
      survey, text, given: source.decimal, known: known?.decimal, file: file)
    let plan = try TablePlanner(
      survey: survey, decimals: decimals, source: source, format: format, style: style,
      demand: demand, file: file
    ).plan(text)
    style = InputFormat.TableStyle(
      source, hasHeader: survey.hasHeader, decimal: decimals.isSettled ? decimals.decimal : nil,
      labelNotation: plan.labels.first.flatMap { plan.readings[$0]?.notation } ?? .plain)
    try Memory.check(survey.rowCount, plan.width, MemoryLayout<Double>.size, file: file)

    var filler = TableFiller(
      plan: plan, survey: survey, file: file, drops: (known ?? style).missing == .drop,
      labelsAreText: format?.readsLabelsAsText ?? false)
    let shape = [survey.rowCount, plan.width]
    let values = try NumericArray(shape: shape, elementType: .float64) { bytes throws(DataError) in
      try filler.fill(bytes.bindMemory(to: Double.self), from: text, decimal: decimals.decimal)
    }
    raw = RawTable(columns: plan.columns, values: values)
    kept = try filler.kept(of: survey.rowCount)
    if demand == .alone {
      columns = []
    } else if let known = format?.columns {
      columns = known
    } else {
      columns = try ColumnMeasurement(table: raw, rows: kept, style: style, file: file).columns()
    }
    let encoding = FeatureEncoding(columns: columns, file: file)
    features = try encoding.features(of: raw)
    labels = filler.labels(of: text)
    rowCount = survey.rowCount
    width = encoding.width
    featureNames = raw.featureNames(columns)
    labelColumns = plan.labels.map { index in
      let name = survey.columns[index].name
      let isAlone = survey.columns.count { $0.name == name } == 1
      return if let name, isAlone { .name(name) } else { .index(index) }
    }
    labelPlace = plan.labels.count == 1 ? plan.labels.first.map(survey.columnPlace) : nil
    self.style = style
    let counting = format == nil ? raw.countingColumns : []
    var drift: [String] = []
    if let format, demand != .alone {
      drift = ColumnDrift(table: raw, rows: kept, format: format).remarks
    }
    remarks =
      survey.remarks + [decimals.remark].compactMap(\.self) + plan.remarks
      + counting.map {
        "\(survey.columnPlace($0)) counts the rows and looks like an index, from which nothing is "
          + "learnt; leave it out of the table"
      } + (format == nil ? [filler.remark] : []).compactMap(\.self) + filler.remarksOnGaps
      + drift
  }

  /// The first column of labels.
  var labelColumn: DataSource.Column? { labelColumns.first }
}

extension RawTable {
  /// `age`, `color=red`; nil where the table has no header.
  func featureNames(_ settled: [InputFormat.Column]) -> [String]? {
    guard settled.contains(where: { $0.name != nil }) else { return nil }
    return zip(settled, columns).enumerated().flatMap { place, column in
      column.0.featureNames(place: column.1.index ?? place)
    }
  }

  /// The columns without a name whose numbers are 0, 1, 2, … or 1, 2, 3, ….
  ///
  /// pandas calls such a column `Unnamed: 0` when it has written and read it again.
  fileprivate var countingColumns: [Int] {
    guard rowCount > 2 else { return [] }
    return columns.compactMap { column in
      guard column.name?.hasPrefix("Unnamed: ") ?? true, case .numbers = column.kind else {
        return nil
      }
      var (start, counts) = (0.0, true)
      forEach(column.first, of: nil) { row, value in
        if row == 0 { start = value }
        if value != start + Double(row) { counts = false }
      }
      return counts && (start == 0 || start == 1) ? column.index : nil
    }
  }
}

extension InputFormat.TableStyle {
  /// The wishes of a source of training data.
  init(
    _ source: DataSource, hasHeader: Bool = false, decimal: DecimalSign? = nil,
    labelNotation: NumberNotation = .plain
  ) {
    self.init(hasHeader: hasHeader, decimal: decimal, labelNotation: labelNotation)
    missing = source.missing ?? .refuse
    missingWords = source.missingWords
    unseen = source.unseen ?? .refuse
    keepsContract = source.asksForContract
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
  /// Whether rows with a missing value are left out.
  let drops: Bool
  /// Whether labels are kept as text: where some are, or those of the training data were.
  private let labelsAreText: Bool
  /// The labels of each row, one behind the other.
  private var labelNumbers: [Double] = []
  private var labelTexts = LabelTexts()
  /// The rows that are left out, in their order.
  private var dropped: [Int] = []
  /// By column, the first few texts that training did not see, and how many fields have one.
  private var unseen: [Int: (texts: [String], count: Int)] = [:]

  init(plan: TablePlan, survey: ColumnTypes, file: String, drops: Bool, labelsAreText: Bool) {
    self.plan = plan
    self.survey = survey
    self.file = file
    self.drops = drops
    self.labelsAreText =
      plan.labels.count == 1
      && (labelsAreText || survey.columns[plan.labels[0]].firstText != nil)
  }

  /// Fills `features`, which are zero at first.
  mutating func fill(
    _ features: UnsafeMutableBufferPointer<Double>, from text: CSVText, decimal: DecimalSign
  ) throws(DataError) {
    let labelsAreText = labelsAreText
    let width = plan.width
    for column in plan.columns where column.index == nil {
      for row in 0..<survey.rowCount {
        for part in 0..<column.width { features[row * width + column.first + part] = .nan }
      }
    }
    let readings = plan.readings.map { $0 ?? NumberReading() }
    let plainPlaces = plan.plainPlaces
    var failure: DataError?
    let rows = TableRows(text, survey, decimal: decimal)
    let labels = plan.labels.sorted()
    let placed = plainPlaces.enumerated().filter { $0.element >= 0 }
    rows.forEach(
      takesNumbers: readsPlainRows(text),
      numbers: { row, numbers in
        for (column, place) in placed { features[row * width + place] = numbers[column] }
        for label in labels { labelNumbers.append(numbers[label]) }
      }
    ) { column, row, field in
      if plainPlaces[column] >= 0, let value = text.plainNumber(field),
        !text.isMissingNumber(field)
      {
        features[row * width + plainPlaces[column]] = value
        return true
      }
      if case .skip = plan.uses[column] { return true }
      if text.isMissing(field) {
        noteGap(column, row, features)
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
        features[row * width + index] = value
      case .category(let index, let places, let mayBeOther):
        let place = places[text.string(field)]
        guard place != nil || mayBeOther else {
          failure = unknownCategory(text.string(field), column, row, field.line)
          return false
        }
        features[row * width + index] = Double(place ?? places.count)
        if place == nil { noteUnseen(text.string(field), column) }
      case .date(let index, let order):
        guard let numbers = WrittenDate(text.string(field))?.numbers(order) else {
          failure = .noDate(
            text.string(field), order, file: file, place: place(column, row, field.line))
          return false
        }
        for (part, number) in numbers.enumerated() { features[row * width + index + part] = number }
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

  /// Whether rows of nothing but plain numbers may be read at once.
  private func readsPlainRows(_ text: CSVText) -> Bool {
    guard !text.missingWords.includeNumbers, !labelsAreText else { return false }
    return zip(plan.uses, plan.readings).allSatisfy { use, reading in
      switch use {
      case .skip: true
      case .number, .label: reading?.notation.isPlain ?? false
      case .category, .date: false
      }
    }
  }

  /// Takes note of a field that stands for a missing value.
  private mutating func noteGap(
    _ column: Int, _ row: Int, _ features: UnsafeMutableBufferPointer<Double>
  ) {
    if drops, dropped.last != row { dropped.append(row) }
    let start = row * plan.width
    switch plan.uses[column] {
    case .skip: break
    case .number(let index), .category(let index, _, _): features[start + index] = .nan
    case .date(let index, _):
      for part in DateOrder.parts.indices { features[start + index + part] = .nan }
    case .label where labelsAreText: labelTexts.append("")
    case .label: labelNumbers.append(.nan)
    }
  }

  private mutating func noteUnseen(_ text: String, _ column: Int) {
    unseen[column, default: ([], 0)].count += 1
    guard unseen[column, default: ([], 0)].texts.count < 3,
      !unseen[column, default: ([], 0)].texts.contains(text)
    else { return }
    unseen[column, default: ([], 0)].texts.append(text)
  }

  /// The rows that are examples; nil: all.
  ///
  /// - Throws: where none is.
  func kept(of count: Int) throws(DataError) -> [Int]? {
    guard !dropped.isEmpty else { return nil }
    guard dropped.count < count else {
      throw DataError(
        .content, file: file, found: "a missing value in every row",
        expected: "examples that are whole, since \"missing\" is \"drop\"")
    }
    let isDropped = Set(dropped)
    return (0..<count).filter { !isDropped.contains($0) }
  }

  /// How many rows are left out, and which categories training did not see.
  var remarksOnGaps: [String] {
    var remarks: [String] = []
    if !dropped.isEmpty {
      remarks.append(
        "\(dropped.count) of \(survey.rowCount) rows lack a value and are left out")
    }
    for (column, seen) in unseen.sorted(by: { $0.key < $1.key }) {
      remarks.append(
        "\(survey.columnPlace(column)): \(seen.count) of \(survey.rowCount) values are categories "
          + "that training did not see (such as \(seen.texts[0].quoted)); their features are 0")
    }
    return remarks
  }

  /// The labels of all rows: numbers if they all are, and if their digits fit a Double.
  func labels(of text: CSVText) -> RawLabels? {
    guard let labelIndex = plan.labels.first else { return nil }
    if labelsAreText { return RawLabels(labelTexts) }
    let count = plan.labels.count
    guard count == 1, labelNumbers.contains(where: { abs($0) >= LabelEncoder.exactLimit }) else {
      let shape = count == 1 ? [labelNumbers.count] : [labelNumbers.count / count, count]
      return .numbers(NumericArray(shape: shape, values: ordered(labelNumbers)))
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
    guard let index = plan.labels.first, labelsAreText, labelTexts.count > 2,
      labelTexts.count == labelTexts.distinctCount
    else { return nil }
    return TablePlan.idRemark(survey.columnPlace(index), count: labelTexts.count)
  }

  /// The labels of each row in the order in which they were asked for, not that of the file.
  private func ordered(_ numbers: [Double]) -> [Double] {
    let count = plan.labels.count
    guard plan.labels != plan.labels.sorted() else { return numbers }
    let inFile = plan.labels.sorted()
    let places = plan.labels.map { inFile.firstIndex(of: $0) ?? 0 }
    return numbers.indices.map { numbers[$0 / count * count + places[$0 % count]] }
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
  /// The survey has proved that every record has as many fields as there are columns. Where it
  /// `takesNumbers`, `numbers` is called in place of `body` for records of nothing but plain numbers,
  /// with the example and a number for each field.
  @inline(__always)
  func forEach(
    takesNumbers: Bool = false, numbers: (Int, UnsafePointer<Double>) -> Void = { _, _ in },
    _ body: (Int, Int, CSVTokenizer.Field) -> Bool
  ) {
    var tokens = text.tokenizer(decimal: decimal)
    var column = 0
    var row = hasHeader ? -1 : 0
    let buffer = UnsafeMutablePointer<Double>.allocate(capacity: fieldCount)
    defer { buffer.deallocate() }
    while true {
      if takesNumbers, column == 0, row >= 0 {
        while tokens.takeNumbers(fieldCount, into: buffer) {
          numbers(row, buffer)
          row += 1
        }
      }
      guard let field = try? tokens.next() else { return }
      if row >= 0, column < columnCount, !body(column, row, field) { return }
      column += 1
      if column == fieldCount {
        column = 0
        row += 1
      }
    }
  }
}
