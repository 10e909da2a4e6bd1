import Text

extension InputFormat {
  /// Refuses a source that wants the columns of a table otherwise than the training data settled them.
  func requireColumns(as source: DataSource, file: String) throws(DataError) {
    let style = tableStyle ?? TableStyle(hasHeader: true)
    func require(_ key: String, _ wish: String, _ settled: String) throws(DataError) {
      guard wish != settled else { return }
      throw DataError(
        .option, file: file, found: "\(key): \(wish)",
        expected: "\(settled), as for the training data")
    }
    if let wish = source.missing {
      try require("\"missing\"", "\"\(wish)\"", "\"\(style.missing)\"")
    }
    if let wish = source.unseen { try require("\"unseen\"", "\"\(wish)\"", "\"\(style.unseen)\"") }
    if let wish = source.missingWords {
      let settled = style.missingWords ?? MissingWords.standard
      try require("\"missingWords\"", listText(wish.sorted()), listText(settled.sorted()))
    }
    guard let columns else { return }
    let names = columns.enumerated().map { $1.name ?? "column \($1.index ?? $0)" }
    func require(_ key: String, _ wish: [String], are settled: [String]) throws(DataError) {
      try require(key, listText(Set(wish).sorted()), listText(Set(settled).sorted()))
    }
    if let wish = source.columns { try require("\"columns\"", wish, are: names) }
    if let used = source.ignore?.first(where: names.contains) {
      throw DataError(
        .option, file: file, found: "column \(used.quoted) in \"ignore\"",
        expected: "none of the columns of the training data")
    }
    if case .named(let wish) = source.categories {
      let settled = zip(names, columns).filter { $0.1.categories != nil }.map(\.0)
      try require("\"categories\"", wish, are: settled)
    }
    if let wish = source.dates {
      let settled = zip(names, columns).filter { $0.1.dates != nil }.map(\.0)
      try require("\"dates\"", wish, are: settled)
    }
  }
}
