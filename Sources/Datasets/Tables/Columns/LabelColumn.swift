import Text

/// Finds the columns of a table that are the labels.
struct LabelColumn {
  let survey: ColumnTypes
  let source: DataSource
  let format: InputFormat?
  let demand: LabelDemand
  let file: String

  /// The columns of the labels; none where there is none, and none is needed.
  func indices() throws(DataError) -> [Int] {
    // Where labels have a file of their own, "y" is their name in it, and a table is all features.
    if case .files = source.origin, demand != .alone { return [] }
    var indices: [Int] = []
    for wish in source.labelColumns {
      let index = try index(of: wish)
      guard !indices.contains(index) else {
        throw DataError(
          .option, file: file, found: "\(survey.columnPlace(index)) twice in \"y\"",
          expected: "another column for each output")
      }
      indices.append(index)
    }
    if !indices.isEmpty { return indices }
    if demand == .alone { return try indicesAlone() }
    for column in format?.labelColumns ?? [] {
      if let index = try index(asInTraining: column) { indices.append(index) }
    }
    if format?.labelColumn != nil { return indices }
    return try index().map { [$0] } ?? []
  }

  /// The labels of a file that holds nothing else: those of training, where the names are there, else all
  /// columns.
  private func indicesAlone() throws(DataError) -> [Int] {
    let known = (format?.labelColumns ?? []).compactMap { column in
      column.name.flatMap(names.firstIndex(of:))
    }
    guard let format, !known.isEmpty, known.count == format.labelColumns.count else {
      return Array(names.indices)
    }
    return known
  }

  /// The label's column where nothing names it.
  private func index() throws(DataError) -> Int? {
    if demand == .none { return nil }
    guard survey.columns.count > 1 else {
      guard demand == .required else { return nil }
      throw DataError(
        .content, file: file, found: "one column", expected: "features and a label")
    }
    let last = survey.columns.count - 1
    let index = source.seeksLabel ? Self.likelyLabel(names) ?? last : last
    if let name = names[index] { try requireOnce(name) }
    return index
  }

  /// A remark where the last column was taken and another is called a label.
  func remark(on index: Int) -> String? {
    guard source.y == nil, format?.labelColumn == nil, !source.seeksLabel, demand != .alone,
      let likely = Self.likelyLabel(names), likely != index
    else { return nil }
    return "the label is the last column, \(survey.columnName(index)), and not "
      + "\(survey.columnName(likely)); \(key) names another"
  }

  /// What names the label's column, in a configuration or a command line.
  private var key: String { demand == .ifPresent ? ProgramOption.y.word : "\"y\"" }

  private var names: [String?] { survey.columns.map(\.name) }

  private func index(of wish: DataSource.Column) throws(DataError) -> Int {
    switch wish {
    case .name(let name):
      try requireOnce(name)
      if let index = names.firstIndex(of: name) { return index }
      if let index = Int(name).flatMap(place) { return index }
    case .index(let index):
      if let place = place(index) { return place }
    }
    throw DataError(
      .option, file: file, found: "no column \(wish) for the labels",
      expected: "one of \(survey.columnList)")
  }

  /// The column at an index, counted from the end where it is negative.
  private func place(_ index: Int) -> Int? {
    let place = index < 0 ? survey.columns.count + index : index
    return survey.columns.indices.contains(place) ? place : nil
  }

  /// The column that was the label in training.
  private func index(asInTraining column: DataSource.Column) throws(DataError) -> Int? {
    let index: Int?
    switch column {
    case .name(let name):
      try requireOnce(name)
      index = names.firstIndex(of: name)
    case .index(let place): index = indexOfUnnamed(place)
    }
    guard index == nil, demand == .required else { return index }
    throw DataError(
      .content, file: file, found: "no column \(column) for the labels",
      expected: "one, as in the training data", advice: "the file has \(survey.columnList)")
  }

  /// A label without a name: found by its place, in a table with names by that among the others
  /// that have none.
  private func indexOfUnnamed(_ place: Int) -> Int? {
    let known = format?.columns?.map(\.name) ?? []
    let named = known.compactMap(\.self)
    guard survey.hasHeader, !named.isEmpty, Set(named).count == named.count else {
      // Told from the features by their number alone.
      return names.count > known.count && names.indices.contains(place) ? place : nil
    }
    // A label whose name another column has too.
    if names.indices.contains(place), let name = names[place], known.contains(name),
      names.indices.filter({ $0 != place }).map({ names[$0] }) == known
    {
      return place
    }
    let unnamed = names.indices.filter { names[$0] == nil }
    guard unnamed.count > known.count(where: { $0 == nil }) else { return nil }
    let rank = known.prefix(place).count { $0 == nil }
    return unnamed.indices.contains(rank) ? unnamed[rank] : nil
  }

  private func requireOnce(_ name: String) throws(DataError) {
    let places = names.indices.filter { names[$0] == name }
    guard places.count > 1 else { return }
    let mayChoose = source.y != nil || format == nil
    let choice =
      source.seeksLabel ? "rename one of them" : "\(key) may be an index, such as \(places[0])"
    throw DataError(
      .content, file: file, found: "\(places.count) columns \(name.quoted), the label's name",
      expected: "one",
      advice: mayChoose ? choice : nil)
  }

  // MARK: By its name

  /// The column with a name that people give labels: the last if it has one, else the first.
  static func likelyLabel(_ names: [String?]) -> Int? {
    let likely = names.indices.filter { isLikely(names, $0) }
    return likely.last == names.count - 1 ? likely.last : likely.first
  }

  private static func isLikely(_ names: [String?], _ index: Int) -> Bool {
    guard let name = names[index], isCalledLabel(name) else { return false }
    // x, y, … are coordinates.
    let isCoordinate = plain(name) == "y" && index > 0 && names[index - 1].map(plain) == "x"
    return !isCoordinate || index == names.count - 1
  }

  /// Whether people give labels such a name.
  static func isCalledLabel(_ name: String) -> Bool { labelNames.contains(plain(name)) }

  /// A name without case and without what divides its words.
  private static func plain(_ name: String) -> String {
    name.lowercased().filter { $0.isLetter || $0.isNumber }
  }

  private static let labelNames: Set<String> = [
    "class", "classes", "classlabel", "classname", "label", "labels", "target", "targets", "y",
    "outcome", "outcomes", "species", "diagnosis", "survived", "groundtruth", "response",
  ]
}

extension DataSource.Column {
  /// How the column is told from the others, where it was looked for: `"class", by its name`.
  package var reasonToBeLabel: String {
    switch self {
    case .name(let name):
      LabelColumn.isCalledLabel(name) ? "\(name.quoted), by its name" : "\(name.quoted), the last"
    case .index(let index): "\(index), the last"
    }
  }
}
