import ArrayFiles
import Text

/// Puts the fields of a table in their places.
struct TableFiller {
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
