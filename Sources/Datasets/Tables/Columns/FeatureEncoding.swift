import ArrayFiles
import Text

/// Makes features of the columns of a table, as the training examples settled them.
struct FeatureEncoding {
  /// The columns of the training data.
  let columns: [InputFormat.Column]
  let file: String

  var width: Int { columns.reduce(0) { $0 + $1.width } }

  /// (rows, n[0]): the values themselves where they are numbers without a gap.
  ///
  /// - Throws: where they do not fit into memory.
  func features(of table: RawTable) throws(DataError) -> NumericArray {
    let isPlain = zip(columns, table.columns).allSatisfy { column, raw in
      if case .numbers = raw.kind { return column.categories == nil && !column.marksGaps }
      return false
    }
    let needsFill = columns.contains { !$0.fill.isEmpty }
    if isPlain, !needsFill || !table.hasGaps { return table.values }
    try Memory.check(table.rowCount, width, MemoryLayout<Double>.size, file: file)
    let width = width
    return NumericArray(shape: [table.rowCount, width], elementType: .float64) { bytes in
      let target = bytes.bindMemory(to: Double.self)
      var first = 0
      for (column, raw) in zip(columns, table.columns) {
        write(raw, of: table, as: column, to: target, from: first, step: width)
        first += column.width
      }
    }
  }

  private func write(
    _ raw: RawTable.Column, of table: RawTable, as column: InputFormat.Column,
    to target: UnsafeMutableBufferPointer<Double>, from first: Int, step: Int
  ) {
    if let categories = column.categories {
      guard case .texts(let texts) = raw.kind else { return }
      var places: [String: Int] = [:]
      for (place, category) in categories.enumerated() { places[category] = place }
      let featureOf = texts.map { places[$0] }
      let gap = places[""]
      table.forEach(raw.first, of: nil) { row, value in
        let code = value.isNaN ? -1 : Int(value)
        let place = code < 0 ? gap : code < featureOf.count ? featureOf[code] : nil
        if let place { target[row * step + first + place] = 1 }
      }
      return
    }
    for part in 0..<raw.width {
      let fill = column.fill.isEmpty ? Double.nan : column.fill[part]
      table.forEach(raw.first + part, of: nil) { row, value in
        target[row * step + first + part] = value.isNaN ? fill : value
      }
    }
    guard column.marksGaps else { return }
    table.forEach(raw.first, of: nil) { row, value in
      if value.isNaN { target[row * step + first + raw.width] = 1 }
    }
  }
}

extension InputFormat.Column {
  /// What its features are called: `age`, `color=red`, `signup year`, `age=(missing)`.
  ///
  /// `place` is the column in a file without names.
  func featureNames(place: Int) -> [String] {
    let name = name ?? "column \(index ?? place)"
    if let categories {
      return categories.map { "\(name)=\($0.isEmpty ? Self.gapName : $0)" }
    }
    let numbers = dates == nil ? [name] : DateOrder.parts.map { "\(name) \($0)" }
    return numbers + (marksGaps ? ["\(name)=\(Self.gapName)"] : [])
  }

  /// What the category of missing values is called.
  package static let gapName = "(missing)"
}
