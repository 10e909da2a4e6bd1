import Text

/// Finds the columns of a table that lie far outside what training saw.
struct ColumnDrift {
  let table: RawTable
  /// The rows that are examples; nil: all.
  let rows: [Int]?
  let format: InputFormat

  /// So many deviations from the mean are far, where a model keeps no ranges.
  private static let maximumDistance = 10.0
  /// The share of gaps may grow by so much; of fewer rows nothing is said.
  private static let maximumGapGrowth = 0.1
  private static let minimumRows = 20

  private var count: Int { rows?.count ?? table.rowCount }

  /// A sentence for each column, with how many values it is about.
  var remarks: [String] {
    var remarks: [String] = []
    var feature = 0
    for (raw, column) in zip(table.columns, format.columns ?? []) where raw.index != nil {
      // Of a date its year tells enough.
      if column.categories == nil { remarks += range(raw, column, feature) }
      if format.tableStyle?.keepsContract ?? false { remarks += gaps(raw, column) }
      feature += column.width
    }
    return remarks
  }

  private func range(
    _ raw: RawTable.Column, _ column: InputFormat.Column, _ feature: Int
  ) -> [String] {
    let usual: ClosedRange<Double>
    let seen: String
    if let range = column.ranges.first {
      let spread = range.upperBound - range.lowerBound
      usual = range.lowerBound - spread...range.upperBound + spread
      seen = "\(numberText(range.lowerBound)) to \(numberText(range.upperBound))"
    } else if case .standardize(let scaling) = format.normalization {
      let (mean, deviation) = (scaling.mean[feature], scaling.deviation[feature])
      let distance = Self.maximumDistance * deviation
      usual = mean - distance...mean + distance
      seen = "mean \(Float(mean)), deviation \(Float(deviation))"
    } else {
      return []
    }
    var number = 0
    var farthest: Double?
    table.forEach(raw.first, of: rows) { _, value in
      guard !value.isNaN, !usual.contains(value) else { return }
      number += 1
      let isFarther =
        farthest.map { distance(value, from: usual) > distance($0, from: usual) } ?? true
      if isFarther { farthest = value }
    }
    guard let farthest else { return [] }
    return [
      "\(raw.place): \(number) of \(count) values lie far outside what training saw (\(seen)), "
        + "such as \(numberText(farthest))"
    ]
  }

  private func distance(_ value: Double, from range: ClosedRange<Double>) -> Double {
    max(range.lowerBound - value, value - range.upperBound, 0)
  }

  private func gaps(_ raw: RawTable.Column, _ column: InputFormat.Column) -> [String] {
    guard count >= Self.minimumRows else { return [] }
    let gaps = table.gaps(in: raw, of: rows)
    let share = Double(gaps) / Double(count)
    guard share > column.gapShare + Self.maximumGapGrowth, share > 2 * column.gapShare else {
      return []
    }
    return [
      "\(raw.place): \(gaps) of \(count) values are missing, of the training examples "
        + percentText(column.gapShare)
    ]
  }
}
