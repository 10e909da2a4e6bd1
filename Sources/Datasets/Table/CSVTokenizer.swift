/// The fields of comma-separated text, one after the other.
///
/// Source: Y. Shafranovich, "Common Format and MIME Type for Comma-Separated Values (CSV) Files",
/// RFC 4180, 2005. Beyond it: lines may end in LF or CR alone, blank lines are passed over, spaces
/// around an unquoted field are not part of it, and a quote inside an unquoted field is itself.
struct CSVTokenizer {
  /// One field: where its text lies, and whether it was the last of its record.
  struct Field {
    var range: Range<Int>
    var isQuoted: Bool
    /// Whether doubled quotes inside it stand for one.
    var hasDoubledQuotes: Bool
    var endsRecord: Bool
    /// The line it begins on, from 1.
    var line: Int
  }

  struct Malformed: Error {
    var line: Int
    var found: String
    var expected: String
  }

  private let text: UnsafeBufferPointer<UInt8>
  private let delimiter: UInt8
  private var position: Int
  private var line: Int
  private var isAtRecordStart = true

  /// The fields of `text`, which outlives the tokenizer.
  init(_ text: UnsafeBufferPointer<UInt8>, delimiter: UInt8) {
    self.text = text
    self.delimiter = delimiter
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    position = text.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    line = 1
  }

  /// The next field; nil after the last.
  mutating func next() throws(Malformed) -> Field? {
    if isAtRecordStart {
      skipBlankLines()
      guard position < text.count else { return nil }
    }
    var start = position
    while start < text.count, isBlank(text[start]) { start += 1 }
    if start < text.count, text[start] == quote { return try quotedField(from: start) }
    let field = plainField(from: start)
    isAtRecordStart = field.endsRecord
    return field
  }

  private mutating func plainField(from start: Int) -> Field {
    var end = start
    while end < text.count, !isEnd(text[end]) { end += 1 }
    position = end
    while end > start, isBlank(text[end - 1]) { end -= 1 }
    let startLine = line
    return Field(
      range: start..<end, isQuoted: false, hasDoubledQuotes: false, endsRecord: passEnd(),
      line: startLine)
  }

  private mutating func quotedField(from opening: Int) throws(Malformed) -> Field {
    let startLine = line
    var end = opening + 1
    var hasDoubledQuotes = false
    while end < text.count {
      if text[end] == quote {
        guard end + 1 < text.count, text[end + 1] == quote else { break }
        hasDoubledQuotes = true
        end += 1
      } else if text[end] == lineFeed {
        line += 1
      }
      end += 1
    }
    guard end < text.count else {
      throw Malformed(
        line: startLine, found: "a quoted field without an end", expected: "a closing quote")
    }
    position = end + 1
    while position < text.count, isBlank(text[position]) { position += 1 }
    guard position == text.count || isEnd(text[position]) else {
      throw Malformed(
        line: line, found: "text after the closing quote of a field",
        expected: "the end of the field")
    }
    let field = Field(
      range: opening + 1..<end, isQuoted: true, hasDoubledQuotes: hasDoubledQuotes,
      endsRecord: passEnd(), line: startLine)
    isAtRecordStart = field.endsRecord
    return field
  }

  /// Passes what ended a field and says whether that ended the record too.
  private mutating func passEnd() -> Bool {
    guard position < text.count else { return true }
    let end = text[position]
    position += 1
    if end == delimiter { return false }
    if end == carriageReturn, position < text.count, text[position] == lineFeed { position += 1 }
    line += 1
    return true
  }

  private mutating func skipBlankLines() {
    var ahead = position
    while ahead < text.count {
      let byte = text[ahead]
      ahead += 1
      if byte == lineFeed || byte == carriageReturn {
        if byte == carriageReturn, ahead < text.count, text[ahead] == lineFeed { ahead += 1 }
        line += 1
        position = ahead
      } else if !isBlank(byte) {
        return
      }
    }
    position = ahead
  }

  private func isEnd(_ byte: UInt8) -> Bool {
    byte == delimiter || byte == lineFeed || byte == carriageReturn
  }

  /// A space or a tab that separates nothing.
  private func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || (byte == UInt8(ascii: "\t") && delimiter != byte)
  }
}

private let quote = UInt8(ascii: "\"")
private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
