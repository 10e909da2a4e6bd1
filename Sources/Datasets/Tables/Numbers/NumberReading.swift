import Text

/// How the numbers of one column are read: the decimal sign, and what may stand beside the digits.
struct NumberReading {
  var decimal = DecimalSign.point
  var notation = NumberNotation()
  /// Whether the training data settled it; else the column itself did.
  var isOfTraining = false

  /// The number that a field spells in this way; nil if it spells none, or in another way.
  func value(_ field: CSVTokenizer.Field, in text: CSVText) -> Double? {
    if notation.isPlain, let number = field.number {
      return number.value(of: text.bytes(of: field))
    }
    return writtenValue(field, in: text)
  }

  private func writtenValue(_ field: CSVTokenizer.Field, in text: CSVText) -> Double? {
    text.writtenNumber(field).flatMap(value)
  }

  /// The number that is written in this way; nil if it is written in another.
  func value(_ written: WrittenNumber) -> Double? {
    guard let reading = written.reading(decimal), mismatch(written, reading) == nil else {
      return nil
    }
    return reading.number.value(of: written.core)
  }

  /// What a number has to be like to be one of this column, as it goes on after "expected".
  func expectation(_ field: CSVTokenizer.Field, in text: CSVText) -> String {
    let source = isOfTraining ? "as in the training data" : "as the rest of the column has it"
    guard let written = text.writtenNumber(field) else { return "a number" }
    guard let reading = written.reading(decimal) else {
      return "a number with a decimal \(decimal)" + (isOfTraining ? ", \(source)" : "")
    }
    return mismatch(written, reading).map { "\($0), \(source)" } ?? "a finite number"
  }

  /// How a number differs from those of the column, as what it should be; nil if it does not.
  private func mismatch(_ written: WrittenNumber, _ reading: WrittenNumber.Reading) -> String? {
    if written.sign != notation.sign {
      return (notation.sign ?? written.sign).map {
        "a number with\(notation.sign == nil ? "out" : "") \"\($0)\""
      }
    }
    if let groups = reading.groups, groups != notation.groups {
      return "a number without \(groups)"
    }
    if reading.groups == nil, let groups = notation.groups, reading.number.wholeCount > 3 {
      return "a number with \(groups) between its thousands"
    }
    if written.isNegative, written.hasTypographicMinus != notation.hasTypographicMinus {
      return "a number with the minus \(notation.hasTypographicMinus ? "U+2212" : "\"-\"")"
    }
    return nil
  }
}

extension DecimalSign: CustomStringConvertible {
  /// The sign in a word.
  public var description: String { self == .point ? "point" : "comma" }
}

extension NumberNotation.Groups: CustomStringConvertible {
  /// The signs in words.
  public var description: String {
    switch self {
    case .comma: "commas"
    case .point: "points"
    case .blank: "blanks"
    case .apostrophe: "apostrophes"
    }
  }
}
