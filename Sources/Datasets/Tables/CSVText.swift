import Text

/// The text of a table: how it is laid out, and the meaning of its fields.
struct CSVText {
  let bytes: UnsafeBufferPointer<UInt8>
  let layout: TableLayout
  /// The texts that stand for a missing value.
  let missingWords: MissingWords

  /// The table in `bytes`, which are UTF-8 and outlive the value.
  init(
    _ bytes: UnsafeBufferPointer<UInt8>, _ layout: TableLayout,
    missingWords: MissingWords = MissingWords()
  ) {
    self.bytes = bytes
    self.layout = layout
    self.missingWords = missingWords
  }

  /// The fields from the first record on, numbers with this decimal sign told as such.
  func tokenizer(decimal: DecimalSign = .point) -> CSVTokenizer {
    CSVTokenizer(
      bytes, delimiter: layout.delimiter, decimal: decimal, start: layout.start, line: layout.line)
  }

  func bytes(of field: CSVTokenizer.Field) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[field.range])
  }

  /// The number that a field spells without anything beside it; nil if that is none.
  @inline(__always)
  func plainNumber(_ field: CSVTokenizer.Field) -> Double? {
    field.number?.value(of: bytes(of: field))
  }

  /// The number that a field spells with a comma before decimals and nothing beside it.
  func commaNumber(_ field: CSVTokenizer.Field) -> DecimalNumber? {
    let bytes = bytes(of: field)
    var end = 0
    guard let number = DecimalNumber(bytes, at: &end, decimal: DecimalSign.comma.byte),
      end == bytes.count, number.fractionCount > 0, number.isFinite(in: bytes)
    else { return nil }
    return number
  }

  /// The number that a field spells with the signs that people put to it; nil if that is none.
  func writtenNumber(_ field: CSVTokenizer.Field) -> WrittenNumber? {
    field.hasDoubledQuotes ? nil : WrittenNumber(bytes(of: field))
  }

  /// Whether a field stands for a value that nobody knows.
  func isMissing(_ field: CSVTokenizer.Field) -> Bool {
    missingWords.contains(bytes(of: field))
  }

  /// Whether a field that is a number stands for a missing value, as -999 may.
  @inline(__always)
  func isMissingNumber(_ field: CSVTokenizer.Field) -> Bool {
    missingWords.includeNumbers && isMissing(field)
  }

  func string(_ field: CSVTokenizer.Field) -> String {
    let text = String(decoding: bytes[field.range], as: UTF8.self)
    guard field.hasDoubledQuotes else { return text }
    return text.replacing("\"\"", with: "\"")
  }

  /// Whether two fields have the same text.
  func isSame(_ one: CSVTokenizer.Field, _ other: CSVTokenizer.Field) -> Bool {
    guard one.hasDoubledQuotes == other.hasDoubledQuotes else {
      return string(one) == string(other)
    }
    return bytes[one.range].elementsEqual(bytes[other.range])
  }
}

extension CSVTokenizer {
  /// The fields of `text`, which outlives the tokenizer, from `start` on.
  init(
    _ text: UnsafeBufferPointer<UInt8>, delimiter: TableDelimiter, decimal: DecimalSign = .point,
    start: Int = 0, line: Int = 1
  ) {
    self.init(
      text, delimiter: delimiter.byte, decimal: decimal.byte, start: start, line: line)
  }
}

extension String {
  /// The text without spaces and tabs at its ends, as fields of tables are read.
  var trimmed: String {
    let isBlank = { (character: Character) in character == " " || character == "\t" }
    guard first.map(isBlank) ?? false || last.map(isBlank) ?? false else { return self }
    let start = drop(while: isBlank)
    return String(start.prefix(start.count - start.reversed().prefix(while: isBlank).count))
  }
}
