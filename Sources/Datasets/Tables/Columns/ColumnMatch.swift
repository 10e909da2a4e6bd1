import Text

/// Finds the columns of the training data in another table.
///
/// Names that are there once are matched by name, columns without one by their place among those
/// without. What has a name twice keeps its order or is refused. Other columns are passed over. A column
/// that is not there is refused, unless all of its values may be missing.
struct ColumnMatch {
  let survey: ColumnTypes
  /// The feature columns of the training data.
  let known: [InputFormat.Column]
  let file: String
  /// The columns that may be features.
  let others: [Int]
  /// What becomes of values that are missing.
  let style: InputFormat.TableStyle?

  /// The file's columns for the features, in their order, nil for one that is not there, and those that
  /// are passed over.
  func columns() throws(DataError) -> (features: [Int?], passedOver: [Int]) {
    let named = known.compactMap(\.name)
    guard survey.hasHeader, !named.isEmpty else {
      guard others.count == known.count else {
        let places = known.compactMap(\.index)
        if places.count == known.count, Set(places).isSubset(of: others) {
          return (places, others.filter { !places.contains($0) })
        }
        throw DataError(
          .content, file: file, found: "\(others.count) feature columns",
          expected: "\(known.count), as in the training data")
      }
      return (others, [])
    }
    guard Set(named).count == named.count else {
      try requireSameOrder()
      return (others, [])
    }
    var unnamed = try unnamed()[...]
    var places: [String: [Int]] = [:]
    for index in others {
      if let name = survey.columns[index].name { places[name, default: []].append(index) }
    }
    let isKnown = !places.keys.filter(named.contains).isEmpty
    var features: [Int?] = []
    for column in known {
      if let name = column.name {
        let found = places[name, default: []]
        let mayLack = found.isEmpty && isKnown && style?.mayLack(column) ?? false
        features.append(mayLack ? nil : try index(of: name, at: found, among: named))
      } else if let index = unnamed.popFirst() {
        features.append(index)
      }
    }
    let isFeature = Set(features.compactMap(\.self))
    return (features, others.filter { !isFeature.contains($0) })
  }

  private func index(
    of name: String, at places: [Int], among names: [String]
  ) throws(DataError) -> Int {
    guard let index = places.first else {
      throw DataError(
        .content, file: file, found: "no column \(name.quoted)",
        expected: "the columns of the training data (\(listText(names)))",
        advice: "the file has \(survey.columnList)")
    }
    guard places.count == 1 else {
      throw DataError(
        .content, file: file, found: "\(places.count) columns \(name.quoted)",
        expected: "one, as in the training data")
    }
    return index
  }

  /// The columns without a name, which must be as many as in training if there were any.
  private func unnamed() throws(DataError) -> [Int] {
    let unnamed = others.filter { survey.columns[$0].name == nil }
    let count = known.count { $0.name == nil }
    guard count > 0 else { return [] }
    guard unnamed.count == count else {
      let places = known.filter { $0.name == nil }.compactMap(\.index)
      if places.count == count, Set(places).isSubset(of: unnamed) { return places }
      throw DataError(
        .content, file: file,
        found: "\(unnamed.count) feature column\(unnamed.count == 1 ? "" : "s") without a name",
        expected: "\(count), as in the training data", advice: "the file has \(survey.columnList)")
    }
    return unnamed
  }

  private func requireSameOrder() throws(DataError) {
    guard others.map({ survey.columns[$0].name }) != known.map(\.name) else { return }
    let counts = Dictionary(known.compactMap { $0.name.map { ($0, 1) } }, uniquingKeysWith: +)
    let doubled = counts.filter { $0.value > 1 }.keys
    let names = known.enumerated().map { $1.name ?? "column \($0)" }
    throw DataError(
      .content, file: file,
      found: "other columns than in the training data, where "
        + "\(listText(doubled.sorted(by: precedes).map { $0.quoted })) is there twice",
      expected: "\(listText(names)), in this order",
      advice: "only columns whose names differ can be told apart")
  }
}

extension InputFormat.TableStyle {
  /// Whether something stands for each value of a column that is not there.
  func mayLack(_ column: InputFormat.Column) -> Bool {
    guard missing.fills else { return false }
    guard let categories = column.categories else { return !column.fill.isEmpty }
    return missing == .category && (categories.contains("") || unseen == .other)
  }
}
