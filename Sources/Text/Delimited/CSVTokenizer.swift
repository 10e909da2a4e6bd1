/// The fields of delimited text, one after the other.
///
/// Source: Y. Shafranovich, "Common Format and MIME Type for Comma-Separated Values (CSV) Files",
/// RFC 4180, 2005. Beyond it: other delimiters, lines may end in LF or CR alone, blank lines are
/// passed over, blanks around a field are not part of it, inside its quotes neither, and a quote
/// inside an unquoted field is itself. Where blanks divide, any number of them does.
package struct CSVTokenizer {
  /// One field: where its text lies, and whether it was the last of its record.
  package struct Field {
    package var range: Range<Int>
    /// The number that all of it spells, with the decimal sign of the tokenizer; nil if it spells none
    /// that is finite.
    package var number: DecimalNumber?
    package var isQuoted: Bool
    /// Whether doubled quotes inside it stand for one.
    package var hasDoubledQuotes: Bool
    package var endsRecord: Bool
    /// The line it begins on, from 1.
    package var line: Int
  }

  package struct Malformed: Error {
    package var line: Int
    package var found: String
    package var expected: String

    package init(line: Int, found: String, expected: String) {
      (self.line, self.found, self.expected) = (line, found, expected)
    }
  }

  /// Where the next field begins, with the blanks before it.
  package private(set) var position: Int
  private let text: UnsafeBufferPointer<UInt8>
  private let delimiter: UInt8
  /// The tab where blanks divide; else the delimiter.
  private let otherDelimiter: UInt8
  private let decimal: UInt8
  /// The same outside quotes, where the delimiter cannot be part of a number.
  private let plainDecimal: UInt8
  private let isDividedByBlanks: Bool
  private var line: Int
  private var isAtRecordStart = true

  /// The fields of `text`, which outlives the tokenizer, from `start` on; where the delimiter is a space,
  /// blanks divide.
  package init(
    _ text: UnsafeBufferPointer<UInt8>, delimiter: UInt8, decimal: UInt8, start: Int, line: Int
  ) {
    self.text = text
    self.delimiter = delimiter
    isDividedByBlanks = delimiter == space
    otherDelimiter = isDividedByBlanks ? tab : delimiter
    self.decimal = decimal
    // No byte of UTF-8 is 0xFF.
    plainDecimal = decimal == delimiter ? 0xFF : decimal
    position = start
    self.line = line
  }

  /// The next field; nil after the last.
  package mutating func next() throws(Malformed) -> Field? {
    if isAtRecordStart {
      skipBlankLines()
      guard position < text.count else { return nil }
    }
    skipBlanks()
    if position < text.count, text[position] == quote { return try quotedField() }
    return plainField()
  }

  @inline(__always)
  private mutating func plainField() -> Field {
    let start = position
    let startLine = line
    var number = DecimalNumber(text, at: &position, decimal: plainDecimal)
    var end = position
    if number == nil || !isAtEnd {
      if number != nil, !isDividedByBlanks { skipBlanks() }
      if number == nil || !isAtEnd {
        number = nil
        while !isAtEnd { position += 1 }
        end = position
        while end > start, isBlank(text[end - 1]) { end -= 1 }
      }
    }
    number = number.flatMap { finite($0, start..<end) }
    isAtRecordStart = passEnd()
    return Field(
      range: start..<end, number: number, isQuoted: false, hasDoubledQuotes: false,
      endsRecord: isAtRecordStart,
      line: startLine)
  }

  private mutating func quotedField() throws(Malformed) -> Field {
    let startLine = line
    var start = position + 1
    var end = start
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
    if !isDividedByBlanks { skipBlanks() }
    guard isAtEnd else {
      throw Malformed(
        line: line, found: "text after the closing quote of a field",
        expected: "the end of the field")
    }
    while start < end, isSpaceOrTab(text[start]) { start += 1 }
    while start < end, isSpaceOrTab(text[end - 1]) { end -= 1 }
    var numberEnd = start
    let number = DecimalNumber(text, at: &numberEnd, decimal: decimal)
    isAtRecordStart = passEnd()
    return Field(
      range: start..<end,
      number: numberEnd == end ? number.flatMap { finite($0, start..<end) } : nil,
      isQuoted: true, hasDoubledQuotes: hasDoubledQuotes, endsRecord: isAtRecordStart,
      line: startLine)
  }

  /// The number, unless it is too large.
  @inline(__always)
  private func finite(_ number: DecimalNumber, _ range: Range<Int>) -> DecimalNumber? {
    number.isFinite(in: UnsafeBufferPointer(rebasing: text[range])) ? number : nil
  }

  /// Passes what ended a field and says whether that ended the record too.
  @inline(__always)
  private mutating func passEnd() -> Bool {
    if isDividedByBlanks {
      while position < text.count, isSpaceOrTab(text[position]) { position += 1 }
      if position < text.count, !isLineEnd(text[position]) { return false }
    }
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
      if isLineEnd(byte) {
        if byte == carriageReturn, ahead < text.count, text[ahead] == lineFeed { ahead += 1 }
        line += 1
        position = ahead
      } else if !isSpaceOrTab(byte) || byte == delimiter && !isDividedByBlanks {
        return
      }
    }
    position = ahead
  }

  @inline(__always)
  private mutating func skipBlanks() {
    while position < text.count, isBlank(text[position]) { position += 1 }
  }

  /// Whether a field ends here.
  @inline(__always)
  private var isAtEnd: Bool {
    guard position < text.count else { return true }
    let byte = text[position]
    return byte == delimiter || byte == otherDelimiter || isLineEnd(byte)
  }

  /// A space or a tab that separates nothing, or nothing but what it stands before.
  @inline(__always)
  private func isBlank(_ byte: UInt8) -> Bool {
    byte == space || (byte == tab && delimiter != tab)
  }
}

extension CSVTokenizer {
  /// So many digits are exact in a Double, and so is one division by a power of ten.
  private static let maximumDigits = 15

  /// Reads a record of nothing but numbers of few digits, as most tables have; where the next record is
  /// another, the tokenizer stays before it and returns false.
  ///
  /// - Parameters:
  ///   - count: the fields of a record.
  ///   - allowsDecimals: whether such numbers may have decimals.
  ///   - numbers: room for as many numbers; nil where they are not wanted.
  /// - Returns: whether the record was read.
  package mutating func takeNumbers(
    _ count: Int, allowsDecimals: Bool = true, into numbers: UnsafeMutablePointer<Double>?
  ) -> Bool {
    guard isAtRecordStart, !isDividedByBlanks, let base = text.baseAddress else { return false }
    let end = text.count
    let decimal = allowsDecimals ? plainDecimal : 0xFF
    var place = position
    for field in 0..<count {
      let isNegative = place < end && base[place] == UInt8(ascii: "-")
      if isNegative { place &+= 1 }
      var digits: UInt64 = 0
      var start = place
      while place < end, let digit = base[place].digit {
        digits = digits &* 10 &+ digit
        place &+= 1
      }
      var digitCount = place &- start
      var fractionCount = 0
      if place < end, base[place] == decimal {
        place &+= 1
        start = place
        while place < end, let digit = base[place].digit {
          digits = digits &* 10 &+ digit
          place &+= 1
        }
        fractionCount = place &- start
        digitCount &+= fractionCount
      }
      guard digitCount > 0, digitCount <= Self.maximumDigits else { return false }
      if field < count &- 1 {
        guard place < end, base[place] == delimiter else { return false }
        place &+= 1
      } else if place < end {
        guard isLineEnd(base[place]) else { return false }
        let isFirstOfTwo =
          base[place] == carriageReturn && place &+ 1 < end && base[place &+ 1] == lineFeed
        place &+= isFirstOfTwo ? 2 : 1
      }
      guard let numbers else { continue }
      let value = Double(digits) / powersOfTen[fractionCount]
      numbers[field] = isNegative ? -value : value
    }
    position = place
    line &+= 1
    return true
  }
}

@inline(__always)
private func isSpaceOrTab(_ byte: UInt8) -> Bool { byte == space || byte == tab }

@inline(__always)
private func isLineEnd(_ byte: UInt8) -> Bool { byte == lineFeed || byte == carriageReturn }

private let quote = UInt8(ascii: "\"")
private let space = UInt8(ascii: " ")
private let tab = UInt8(ascii: "\t")
private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
