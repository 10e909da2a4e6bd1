import Text

/// What is known of a table's header beside its look.
struct HeaderWishes {
  /// Whether there is one, where the source or the training data settled it.
  var hasHeader: Bool?
  /// The name of the label's column, where it is asked for by name.
  var label: String?
  /// The names of all columns of the training data, where they had names.
  var names: [String] = []

  init() {}

  init(_ source: DataSource, _ format: InputFormat?) {
    hasHeader = source.header ?? format?.tableStyle?.hasHeader
    if case .name(let name) = source.y { label = name }
    let names = format?.columns?.compactMap(\.name) ?? []
    if names.count == format?.columns?.count { self.names = names }
  }
}

/// Whether the first record of a table is a header.
///
/// Settled by whoever knows: the source, the training data, a label's name or all of the training
/// data's names among the fields. Else it is told by the look: words above numbers are names, and so
/// are numbers that are no data of their column, such as years above decimals.
struct HeaderLook {
  let hasHeader: Bool
  /// What should be said where it could be otherwise.
  let remark: String?

  private init(_ hasHeader: Bool, remark: String? = nil) {
    self.hasHeader = hasHeader
    self.remark = remark
  }

  /// Looks at the first record, with a survey of all others.
  init(_ survey: ColumnTypes, _ text: CSVText, _ wishes: HeaderWishes) {
    let names = survey.columns.map { text.string($0.first) }
    if text.layout.headerIsMarked {
      self.init(true)
    } else if let settled = wishes.hasHeader {
      self.init(settled)
    } else if let label = wishes.label, names.contains(label),
      // "2" may be an index as well.
      !(Int(label).map { survey.columns.indices.contains($0) } ?? false)
    {
      self.init(true)
    } else if !wishes.names.isEmpty, Set(names).isSuperset(of: wishes.names) {
      self.init(true)
    } else {
      self = Self.look(FirstRecord(survey, names), survey, text)
    }
  }

  private static func look(
    _ first: FirstRecord, _ survey: ColumnTypes, _ text: CSVText
  ) -> HeaderLook {
    let sample = TableSample(survey, text)
    if first.numbers.isEmpty { return lookAtWords(first, survey, sample) }
    guard first.namesAreDistinct, let numbers = first.values(text, sample.decimal) else {
      return HeaderLook(false)
    }
    let signs = HeaderSigns(first, numbers, sample)
    let asExample = HeaderLook(
      false,
      remark: "the first line (\(first.start)) is read as an example; \"header\": true in a "
        + "configuration makes it names")
    // No name of a column stands in the column.
    if first.wordRecurs { return signs.areThere ? asExample : HeaderLook(false) }
    if signs.arePlain { return HeaderLook(true) }
    if signs.areMany { return HeaderLook(true, remark: doubt(first)) }
    return signs.areThinkable ? asExample : HeaderLook(false)
  }

  /// A first record without numbers: names, unless one of its words stands further down.
  private static func lookAtWords(
    _ first: FirstRecord, _ survey: ColumnTypes, _ sample: TableSample
  ) -> HeaderLook {
    guard first.hasWord, !first.wordRecurs else { return HeaderLook(false) }
    let isTold =
      first.misfits > 0 || survey.rowCount == 0
      || first.fields.contains { sample.isStrange($0, value: nil) }
    return HeaderLook(true, remark: isTold ? nil : doubt(first))
  }

  private static func doubt(_ first: FirstRecord) -> String {
    "the first line (\(first.start)) is read as names; \"header\": false in a configuration makes it "
      + "an example"
  }
}

/// What speaks for names in a first record with numbers.
private struct HeaderSigns {
  private let first: FirstRecord
  /// The numbers in their order.
  private let values: [Double]
  /// The columns whose field is not of their kind.
  private let strange: Set<Int>
  /// Whether all numbers are outside of what stands below them.
  private let areOutside: Bool

  init(_ first: FirstRecord, _ numbers: [Int: Double], _ sample: TableSample) {
    self.first = first
    values = first.numbers.map { numbers[$0, default: 0] }
    strange = Set(first.fields.filter { sample.isStrange($0, value: numbers[$0]) })
    areOutside = first.numbers.allSatisfy { sample.isOutside($0, numbers[$0]) }
  }

  /// 0, 1, 2, … or 1, 2, 3, …, as tools write them that have no names.
  private var areCount: Bool {
    (0...1).contains(values[0]) && values.count > 1 && values.haveStep(1)
  }

  private var areSeries: Bool { values.count > 2 && values.haveStep(values[1] - values[0]) }

  private var areMostlyStrange: Bool {
    strange.count > 1 && 2 * strange.count >= first.fields.count
  }

  private var numbersAreStrange: Bool { strange.isSuperset(of: first.numbers) }

  /// Whether there is any sign.
  var areThere: Bool { first.misfits > 0 || !strange.isEmpty }

  /// A word above numbers, and numbers that are no data of their columns.
  var arePlain: Bool { first.misfits > 0 && (areCount || numbersAreStrange) }

  /// More signs than chance gives to an example.
  var areMany: Bool {
    if first.misfits > 0 {
      let isLadder = values.rise && values.count > (values.areWhole ? 2 : 5)
      return first.misfits > 1 || !strange.isEmpty || isLadder
    }
    if first.hasWord { return areMostlyStrange || areSeries }
    return values.count > 1 && numbersAreStrange || areSeries && areCount && areMostlyStrange
  }

  /// Whether names could look like this.
  var areThinkable: Bool {
    first.hasWord || first.standsAboveWords || values.count > 1 && (values.areWhole || areOutside)
  }
}

/// The fields of a first record by what stands below them.
private struct FirstRecord {
  /// The columns of its fields that are not missing.
  let fields: [Int]
  /// The columns of its numbers.
  let numbers: [Int]
  /// How many words stand above numbers, and numbers above words.
  let misfits: Int
  /// Whether a number stands above words, few though they may be.
  let standsAboveWords: Bool
  let hasWord: Bool
  /// Whether one of its words stands further down in the same column.
  let wordRecurs: Bool
  let namesAreDistinct: Bool
  /// The first few fields, for messages.
  let start: String
  private let survey: ColumnTypes

  init(_ survey: ColumnTypes, _ names: [String]) {
    let columns = survey.columns
    self.survey = survey
    fields = columns.indices.filter { columns[$0].firstKind != .missing }
    numbers = columns.indices.filter { columns[$0].firstKind == .number }
    let words = columns.filter { $0.firstKind == .text }
    let aboveWords = columns.filter {
      $0.firstKind == .number && $0.numbers == 0 && $0.texts > 0
    }
    standsAboveWords = !aboveWords.isEmpty
    misfits = words.count(where: \.isNumeric) + aboveWords.count(where: \.secondRecurs)
    hasWord = !words.isEmpty
    wordRecurs = words.contains(where: \.firstRecurs)
    let given = names.filter { !$0.isEmpty }
    namesAreDistinct = Set(given).count == given.count
    start =
      names.prefix(3).map { $0.quoted(limit: 12) }.joined(separator: ", ")
      + (names.count > 3 ? ", …" : "")
  }

  /// The numbers by their columns; nil if there are some that no column is called by.
  func values(_ text: CSVText, _ decimal: DecimalSign) -> [Int: Double]? {
    var values: [Int: Double] = [:]
    for column in numbers {
      guard let written = text.writtenNumber(survey.columns[column].first), written.sign == nil,
        !written.isNegative,
        let reading = written.reading(decimal) ?? written.reading(decimal.other),
        reading.groups == nil,
        !reading.number.hasExponent, let value = reading.number.value(of: written.core)
      else { return nil }
      values[column] = value
    }
    return values
  }
}

/// The fields of the first thousand records, as far as they tell whether one more is of their kind.
private struct TableSample {
  private struct Column {
    var count = 0
    /// Numbers with decimals.
    var decimals = 0
    var low = Double.infinity
    var high = -Double.infinity
    var texts: [String: Int] = [:]
  }

  let decimal: DecimalSign
  private var columns: [Column]
  private let survey: ColumnTypes

  init(_ survey: ColumnTypes, _ text: CSVText) {
    self.survey = survey
    columns = [Column](repeating: Column(), count: survey.columns.count)
    let commas = survey.columns.reduce(0) { $0 + ($1.tally?.certainCommas ?? 0) }
    decimal = commas > 0 ? .comma : .point
    var tokens = text.tokenizer(decimal: decimal)
    var (index, row) = (0, 0)
    while row <= 1000, let field = try? tokens.next() {
      if row > 0, index < columns.count { note(field, text, in: index) }
      index += 1
      if field.endsRecord { (index, row) = (0, row + 1) }
    }
  }

  private mutating func note(_ field: CSVTokenizer.Field, _ text: CSVText, in index: Int) {
    columns[index].count += 1
    guard
      let value = field.number?.value(of: text.bytes(of: field))
        ?? text.writtenNumber(field)?.value(decimal)
    else {
      if survey.columns[index].firstKind == .text {
        columns[index].texts[text.string(field), default: 0] += 1
      }
      return
    }
    if field.number?.hasDecimals ?? true { columns[index].decimals += 1 }
    columns[index].low = min(columns[index].low, value)
    columns[index].high = max(columns[index].high, value)
  }

  /// Whether a first field is not of its column's kind: a whole number above decimals, a number far
  /// from all others or above words, a word above numbers or above words that stand more than once.
  func isStrange(_ index: Int, value: Double?) -> Bool {
    let column = columns[index]
    guard let value else { return column.count > 3 && 2 * column.texts.count <= column.count }
    if survey.columns[index].numbers == 0 { return column.count > 2 }
    let spread = column.high - column.low
    let isFar = value < column.low - spread || value > column.high + spread
    return column.count > 2 && column.decimals == column.count && value == value.rounded()
      || column.count > 4 && spread > 0 && isFar
  }

  func isOutside(_ index: Int, _ value: Double?) -> Bool {
    value.map { $0 < columns[index].low || $0 > columns[index].high } ?? false
  }
}

extension [Double] {
  /// Whether each is larger than the one before by `step`.
  fileprivate func haveStep(_ step: Double) -> Bool {
    step > 0 && zip(self, dropFirst()).allSatisfy { $1 - $0 == step }
  }

  fileprivate var rise: Bool { zip(self, dropFirst()).allSatisfy { $0 < $1 } }

  fileprivate var areWhole: Bool { allSatisfy { $0 == $0.rounded() } }
}
