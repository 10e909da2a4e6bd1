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
