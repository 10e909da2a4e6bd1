/// Text that is no table, told by its first signs.
enum ForeignText {
  /// Refuses text of another kind with its name, and what would help.
  static func refuse(_ text: UnsafeBufferPointer<UInt8>, file: String) throws(DataError) {
    let start = text.prefix(64).drop { $0 <= 0x20 || $0 == 0xEF || $0 == 0xBB || $0 == 0xBF }
    let signs = String(decoding: start.filter { $0 > 0x20 }, as: UTF8.self).lowercased()
    for (beginnings, kind, advice) in kinds where beginnings.contains(where: signs.hasPrefix) {
      throw DataError(
        .content, file: file, found: kind,
        expected: "a table: an example a line, its fields divided",
        advice: advice)
    }
  }

  private static let kinds: [(beginnings: [String], kind: String, advice: String?)] = [
    (["[{", "{\"", "[[", "[]", "{}"], "JSON", "pandas.read_json(…).to_csv(…) makes a table of it"),
    (
      ["<!doctype", "<html", "<head", "<body"], "a web page (HTML)", "download the data themselves"
    ),
    (["<?xml", "<table", "<svg"], "XML", nil),
    (["versionhttps://git-lfs"], "a pointer of Git LFS, not the data", "git lfs pull fetches them"),
    (["@relation"], "ARFF, as Weka has it", "save it as CSV"),
    (["%!ps", "%pdf"], "a document", nil),
  ]
}
