import ArrayFiles
import Text

/// Measures on training examples what a model keeps of the columns of a table.
struct ColumnMeasurement {
  let table: RawTable
  /// The training examples; nil: all rows.
  let rows: [Int]?
  let style: InputFormat.TableStyle
  let file: String

  private var count: Int { rows?.count ?? table.rowCount }

  /// The columns with their categories, what fills their gaps and their ranges.
  ///
  /// - Throws: for a column that has nothing to be filled with.
  func columns() throws(DataError) -> [InputFormat.Column] {
    var result: [InputFormat.Column] = []
    for column in table.columns { result.append(try measured(column)) }
    return result
  }

  private func measured(_ column: RawTable.Column) throws(DataError) -> InputFormat.Column {
    let gaps = style.keepsContract ? table.gaps(in: column, of: rows) : 0
    var result = InputFormat.Column(name: column.name)
    if style.keepsContract {
      result.gapShare = Double(gaps) / Double(max(count, 1))
      result.index = style.hasHeader && column.name != nil ? nil : column.index
    }
    switch column.kind {
    case .texts(let texts):
      result.categories = try categories(of: column, texts)
      return result
    case .numbers(let notation): result.notation = notation
    case .dates(let order): result.dates = order
    }
    guard style.keepsContract else { return result }
    for part in 0..<column.width {
      let values = values(column.first + part)
      guard !values.isEmpty else { throw nothing(in: column) }
      result.ranges.append((values.min() ?? 0)...(values.max() ?? 0))
      switch style.missing {
      case .refuse, .drop: break
      case .mean, .category: result.fill.append(Self.mean(values))
      case .median: result.fill.append(Self.median(values))
      }
    }
    result.marksGaps = style.missing == .category && gaps > 0
    return result
  }

  /// The texts that have a feature: those of the source, so that no split makes one unknown; where
  /// unknown ones are welcome, those of the training examples alone.
  private func categories(
    of column: RawTable.Column, _ texts: [String]
  ) throws(DataError) -> [String] {
    let ofTraining = style.unseen == .other
    var isThere = [Bool](repeating: !ofTraining, count: texts.count)
    var hasGap = false
    table.forEach(column.first, of: ofTraining ? rows : nil) { _, value in
      if value.isNaN {
        hasGap = true
      } else if Int(value) < isThere.count {
        isThere[Int(value)] = true
      }
    }
    // Fields are never empty but for what is missing.
    let gap = hasGap && style.missing == .category ? [""] : []
    let result = gap + texts.indices.filter { isThere[$0] }.map { texts[$0] }
    guard !result.isEmpty else { throw nothing(in: column) }
    return result
  }

  private func nothing(in column: RawTable.Column) -> DataError {
    DataError(
      .content, file: file, place: .init(column: column.place),
      found: "no value in any of the training examples", expected: "some",
      advice: "\"ignore\" leaves the column out")
  }

  private func values(_ slot: Int) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(count)
    table.forEach(slot, of: rows) { _, value in if !value.isNaN { values.append(value) } }
    return values
  }

  /// The mean, of a sum that keeps what rounding takes from it.
  ///
  /// Source: A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen",
  /// 1974.
  static func mean(_ values: [Double]) -> Double {
    var (sum, lost) = (0.0, 0.0)
    for value in values {
      let next = sum + value
      lost += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
      sum = next
    }
    let total = sum + lost
    guard total.isFinite else {
      return values.reduce(0) { $0 + $1 / Double(values.count) }
    }
    return total / Double(values.count)
  }

  /// The value in the middle of their order, of an even number the mean of the two there.
  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    if sorted.count % 2 == 1 { return sorted[middle] }
    let sum = sorted[middle - 1] + sorted[middle]
    return sum.isFinite ? sum / 2 : sorted[middle - 1] / 2 + sorted[middle] / 2
  }
}

extension RawTable.Column {
  /// What messages call the column: `column "age"`, `column 3`.
  var place: String { name.map { "column \($0.quoted)" } ?? "column \(index ?? 0)" }
}
