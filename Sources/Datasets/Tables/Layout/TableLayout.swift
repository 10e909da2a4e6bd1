import Text

/// Where a table begins in its text, and what divides its fields.
struct TableLayout {
  let delimiter: TableDelimiter
  /// The first byte of the first record.
  let start: Int
  /// Its line, from 1.
  let line: Int
  /// Whether the first record stands behind a `#`, as NumPy writes the names of columns.
  let headerIsMarked: Bool
  /// What should be said of it.
  let remarks: [String]

  /// Finds out how a table is laid out, as far as `source` does not say.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8.
  ///   - source: may name the delimiter and the label.
  ///   - format: what the training data were like.
  init(
    _ bytes: UnsafeBufferPointer<UInt8>, source: DataSource = DataSource(path: ""),
    format: InputFormat? = nil
  ) {
    var lines = LeadingLines(bytes)
    let stated = lines.takeSeparatorLine()
    let comments = lines.takeComments()
    let look = DelimiterLook(
      bytes, from: lines.position, only: source.delimiter ?? stated,
      avoidsCommas: (source.decimal ?? format?.tableStyle?.decimal) == .comma)
    delimiter = look.delimiter
    var first = lines.next
    var (headerIsMarked, passed) = (false, comments.count)
    var remarks: [String] = []
    let reader = MarkedLines(
      text: bytes, look: look, next: lines.next, wishes: HeaderWishes(source, format))
    for (index, comment) in comments.enumerated() {
      switch reader.kind(of: comment, isLast: comment == comments.last) {
      case .comment: continue
      case .record: (first, passed) = (comment, index)
      case .names:
        (first, passed, headerIsMarked) = (comment.withoutMark(bytes), index, true)
        remarks.append("the names of the columns are those of \(comment.quoted(bytes))")
      }
      break
    }
    (start, line) = (first.bytes.lowerBound, first.number)
    self.headerIsMarked = headerIsMarked
    if let rival = look.rival {
      remarks.append(
        "divided at \(look.delimiter), though \(rival) would divide all lines alike too: "
          + "\"delimiter\" in a configuration says which")
    }
    if passed > 0 {
      let text = comments[0].quoted(bytes)
      remarks.append(
        passed == 1
          ? "passed over as a comment: \(text)"
          : "passed over as comments: \(passed) lines from \(text) on")
    }
    self.remarks = remarks
  }
}

/// A line of text without its end.
private struct Line: Equatable {
  var bytes: Range<Int>
  /// From 1.
  var number: Int

  /// The line behind its `#` and the blanks there.
  func withoutMark(_ text: UnsafeBufferPointer<UInt8>) -> Line {
    let start = text[bytes].firstIndex { ![0x20, 0x09, mark].contains($0) } ?? bytes.upperBound
    return Line(bytes: start..<bytes.upperBound, number: number)
  }

  func quoted(_ text: UnsafeBufferPointer<UInt8>) -> String {
    String(decoding: text[bytes], as: UTF8.self).quoted
  }
}

/// The lines that begin with `#`, before a table.
private struct MarkedLines {
  enum Kind { case comment, names, record }

  let text: UnsafeBufferPointer<UInt8>
  let look: DelimiterLook
  /// The first line that does not begin so.
  let next: Line
  let wishes: HeaderWishes

  /// What such a line is: a comment, unless it divides into as many fields as the table has.
  ///
  /// Then it is a record where the mark begins its first field, and a header where somebody knows the
  /// names, or words stand above numbers alone: so NumPy writes them.
  func kind(of line: Line, isLast: Bool) -> Kind {
    let fields = Fields(line, look, text)
    guard fields.names.count == look.fieldCount, fields.names.count > 1 else { return .comment }
    guard line.withoutMark(text).bytes.lowerBound > line.bytes.lowerBound + 1 else {
      return .record
    }
    guard isLast, wishes.hasHeader != false else { return .comment }
    let isKnown =
      wishes.label.map(fields.names.contains)
      ?? (!wishes.names.isEmpty && Set(fields.names).isSuperset(of: wishes.names))
    return isKnown || fields.numbers == 0 && isAboveNumbers ? .names : .comment
  }

  /// Whether the first two records are numbers alone.
  private var isAboveNumbers: Bool {
    var tokens = CSVTokenizer(text, delimiter: look.delimiter, start: next.bytes.lowerBound)
    var records = 0
    while records < 2, let field = try? tokens.next() {
      guard
        field.number != nil
          || WrittenNumber(UnsafeBufferPointer(rebasing: text[field.range])) != nil
      else { return false }
      if field.endsRecord { records += 1 }
    }
    return true
  }

  private struct Fields {
    private(set) var names: [String] = []
    private(set) var numbers = 0

    init(_ line: Line, _ look: DelimiterLook, _ text: UnsafeBufferPointer<UInt8>) {
      let bytes = UnsafeBufferPointer(rebasing: text[line.withoutMark(text).bytes])
      var tokens = CSVTokenizer(bytes, delimiter: look.delimiter)
      while let field = try? tokens.next(), names.count <= look.fieldCount {
        names.append(String(decoding: bytes[field.range], as: UTF8.self))
        let text = UnsafeBufferPointer(rebasing: bytes[field.range])
        if field.number != nil || WrittenNumber(text) != nil { numbers += 1 }
      }
    }
  }
}

/// The lines before the first record, which are taken one after the other.
private struct LeadingLines {
  private let text: UnsafeBufferPointer<UInt8>
  private(set) var position = 0
  private var number = 1

  init(_ text: UnsafeBufferPointer<UInt8>) {
    self.text = text
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    if text.starts(with: byteOrderMark) { position = byteOrderMark.count }
    skipBlankLines()
  }

  /// The line that begins here.
  var next: Line {
    let end = text[position...].firstIndex { $0 == lineFeed || $0 == carriageReturn } ?? text.count
    return Line(bytes: position..<end, number: number)
  }

  private mutating func take() -> Line {
    let line = next
    position = line.bytes.upperBound
    if position < text.count, text[position] == carriageReturn { position += 1 }
    if position < text.count, text[position] == lineFeed,
      position == line.bytes.upperBound || text[position - 1] == carriageReturn
    {
      position += 1
    }
    number += 1
    return line
  }

  /// A line of spaces and tabs may be a record of a table of tabs.
  private mutating func skipBlankLines() {
    while position < text.count, next.bytes.isEmpty { _ = take() }
  }

  /// Takes a line such as `sep=;`, with which spreadsheets are told the delimiter.
  mutating func takeSeparatorLine() -> TableDelimiter? {
    let words = text[next.bytes].filter { $0 != UInt8(ascii: "\"") }
    guard words.count == 5, String(decoding: words.prefix(4), as: UTF8.self).lowercased() == "sep=",
      let delimiter = TableDelimiter.allCases.first(where: { $0.byte == words[4] })
    else { return nil }
    _ = take()
    skipBlankLines()
    return delimiter
  }

  /// Takes the lines that begin with `#`, unless nothing follows them.
  mutating func takeComments() -> [Line] {
    var ahead = self
    var comments: [Line] = []
    while ahead.position < text.count, text[ahead.position] == mark {
      comments.append(ahead.take())
      ahead.skipBlankLines()
    }
    guard ahead.position < text.count else { return [] }
    self = ahead
    return comments
  }
}

private let mark = UInt8(ascii: "#")
private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")

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
