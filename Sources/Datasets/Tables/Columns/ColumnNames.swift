import Text

/// Finds the columns that a source names.
struct ColumnNames {
  let survey: ColumnTypes
  let file: String
  /// The columns of the labels, which are no features.
  let labels: [Int]

  /// The columns of these names, in the order of the file.
  ///
  /// - Parameters:
  ///   - names: the names, `column 0`, … for columns without one.
  ///   - key: what named them, as messages say it: `"columns"`.
  /// - Returns: their places in the file, each once.
  /// - Throws: for a name that no column has, or several, or the label.
  func indices(of names: [String], for key: String) throws(DataError) -> [Int] {
    var found: Set<Int> = []
    for name in names {
      let index = try index(of: name.trimmed, for: key)
      guard !labels.contains(index) else {
        throw DataError(
          .option, file: file, found: "\(survey.columnPlace(index)), the label, in \(key)",
          expected: "names of features", advice: "\"y\" names the label")
      }
      found.insert(index)
    }
    return found.sorted()
  }

  private func index(of name: String, for key: String) throws(DataError) -> Int {
    let places = survey.columns.indices.filter { survey.columns[$0].name == name }
    guard places.count < 2 else {
      throw DataError(
        .option, file: file, found: "\(places.count) columns \(name.quoted), named in \(key)",
        expected: "one")
    }
    if let place = places.first { return place }
    let unnamed = survey.columns.indices.first {
      survey.columns[$0].name == nil && name == "column \($0)"
    }
    if let unnamed { return unnamed }
    let known = survey.columns.indices.map { survey.columns[$0].name ?? "column \($0)" }
    throw DataError(
      .option, file: file, found: "no column \(name.quoted), which \(key) names",
      expected: "one of \(survey.columnList)",
      advice: NearestName.of(name, among: known).map { "did you mean \($0.quoted)?" })
  }
}
