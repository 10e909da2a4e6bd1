import Text

/// A number as people write it: `$47`, `-1,234.5`, `12 345,6`, `47 %`, `−3`.
///
/// What its commas and points mean is not decided here: ``reading(_:)`` takes one or the other as the
/// decimal sign.
struct WrittenNumber {
  /// A way to understand the digits and the signs between them.
  struct Reading {
    var number: DecimalNumber
    /// The sign before each three digits; nil where there is none.
    var groups: NumberNotation.Groups?
  }

  /// The digits with the signs between them, and the exponent.
  let core: UnsafeBufferPointer<UInt8>
  let isNegative: Bool
  /// Whether the minus is U+2212.
  let hasTypographicMinus: Bool
  /// A sign of currency or percent; nil where there is none.
  let sign: Unicode.Scalar?

  /// - Parameter text: a field, without quotes; outlives the value.
  init?(_ text: UnsafeBufferPointer<UInt8>) {
    guard text.count <= Self.longest, text.contains(where: { $0.digit != nil }) else { return nil }
    var scan = Scan(text)
    scan.skipBlanks()
    var sign = scan.takeCurrency()
    let minus = scan.takeMinus()
    if sign == nil { sign = scan.takeCurrency() }
    core = scan.takeCore()
    scan.skipBlanks()
    if sign == nil { sign = scan.takeCurrency() ?? scan.takePercent() }
    scan.skipBlanks()
    guard scan.isAtEnd, !core.isEmpty else { return nil }
    isNegative = minus != nil && minus != plus
    hasTypographicMinus = minus == typographicMinus
    self.sign = sign
    guard DecimalSign.allCases.contains(where: { reading($0)?.number.isFinite(in: core) ?? false })
    else { return nil }
  }

  /// Longer fields are no numbers that people write.
  private static let longest = 64

  /// The number if `decimal` stands before its decimals; nil if it cannot.
  func reading(_ decimal: DecimalSign) -> Reading? {
    var scan = Scan(core)
    var groups: NumberNotation.Groups?
    var (digits, whole, fraction): (UInt64, Int, Int) = (0, 0, 0)
    var sinceGroup = 0
    while let byte = scan.next {
      if let digit = byte.digit {
        digits = digits &* 10 &+ digit
        (whole, sinceGroup) = (whole + 1, sinceGroup + 1)
        scan.advance()
        continue
      }
      guard byte != decimal.byte, let separator = scan.takeSeparator() else { break }
      // The first group has one to three digits and begins with none that is 0, others have three.
      let isSound =
        groups == nil
        ? (1...3).contains(whole) && core.first != UInt8(ascii: "0")
        : groups == separator && sinceGroup == 3
      guard isSound else { return nil }
      (groups, sinceGroup) = (separator, 0)
    }
    guard groups == nil || sinceGroup == 3 else { return nil }
    if scan.next == decimal.byte {
      scan.advance()
      while let digit = scan.next?.digit {
        digits = digits &* 10 &+ digit
        fraction += 1
        scan.advance()
      }
      // "5." is a number as programs write it; "5," is the end of a list.
      guard fraction > 0 || decimal == .point && groups == nil else { return nil }
    }
    guard whole + fraction > 0 else { return nil }
    var power = 0
    if !scan.isAtEnd {
      guard groups == nil, let exponent = scan.takeExponent(), scan.isAtEnd else { return nil }
      power = exponent
    }
    let number = DecimalNumber(
      isNegative: isNegative, digits: digits, wholeCount: whole, fractionCount: fraction,
      exponent: power - fraction)
    return Reading(number: number, groups: groups)
  }

  /// The number if `decimal` stands before its decimals; nil if it cannot, or is too large.
  func value(_ decimal: DecimalSign) -> Double? { reading(decimal)?.number.value(of: core) }

  /// Whether a comma or a point means something else by the other decimal sign.
  var isAmbiguous: Bool {
    guard let point = reading(.point), let comma = reading(.comma) else { return false }
    return point.groups != comma.groups
  }
}

/// Walks over the signs of a number.
private struct Scan {
  private let text: UnsafeBufferPointer<UInt8>
  private var position = 0

  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  var isAtEnd: Bool { position == text.count }
  var next: UInt8? { isAtEnd ? nil : text[position] }

  mutating func advance() { position += 1 }

  /// The scalar here and its length in bytes; nil at the end and in what is no UTF-8.
  private var scalar: (Unicode.Scalar, Int)? {
    guard let first = next else { return nil }
    if first < 0x80 { return (Unicode.Scalar(first), 1) }
    let length = first >= 0xE0 ? 3 : 2
    guard first < 0xF0, position + length <= text.count else { return nil }
    var value = UInt32(first) & (length == 3 ? 0x0F : 0x1F)
    for byte in text[position + 1..<position + length] { value = value << 6 | UInt32(byte & 0x3F) }
    return Unicode.Scalar(value).map { ($0, length) }
  }

  private mutating func take(where isWanted: (Unicode.Scalar) -> Bool) -> Unicode.Scalar? {
    guard let (scalar, length) = scalar, isWanted(scalar) else { return nil }
    position += length
    return scalar
  }

  mutating func skipBlanks() { while take(where: isBlank) != nil {} }

  /// A plus or a minus.
  mutating func takeMinus() -> Unicode.Scalar? {
    take { $0 == "-" || $0 == plus || $0 == typographicMinus }
  }

  /// A sign of currency, with the blanks behind it.
  mutating func takeCurrency() -> Unicode.Scalar? {
    guard let sign = take(where: isCurrency) else { return nil }
    skipBlanks()
    return sign
  }

  mutating func takePercent() -> Unicode.Scalar? { take { $0 == "%" } }

  mutating func takeSeparator() -> NumberNotation.Groups? {
    take { NumberNotation.Groups($0) != nil }.flatMap(NumberNotation.Groups.init)
  }

  /// All up to the last digit.
  mutating func takeCore() -> UnsafeBufferPointer<UInt8> {
    let start = position
    var end = position
    while let byte = next, byte.digit != nil || isInside(byte) {
      // A blank behind the digits belongs to what follows.
      guard let (scalar, length) = scalar, byte < 0x80 || NumberNotation.Groups(scalar) != nil
      else { break }
      position += length
      if !isBlank(scalar) { end = position }
    }
    position = end
    return UnsafeBufferPointer(rebasing: text[start..<end])
  }

  private func isInside(_ byte: UInt8) -> Bool {
    byte >= 0x80 || [0x20, 0x27, 0x2B, 0x2C, 0x2D, 0x2E, 0x45, 0x65].contains(byte)
  }

  mutating func takeExponent() -> Int? {
    guard next == UInt8(ascii: "e") || next == UInt8(ascii: "E") else { return nil }
    position += 1
    return decimalPower(text, at: &position)
  }
}

private let plus: Unicode.Scalar = "+"
private let typographicMinus: Unicode.Scalar = "\u{2212}"

/// The space, the tab, and those that hold words together or are narrower.
func isBlank(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x20, 0x09, 0xA0, 0x2007, 0x2009, 0x202F: true
  default: false
  }
}

/// The dollar, pound, yen, and what Unicode keeps together as signs of currency.
private func isCurrency(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x24, 0xA3, 0xA5, 0x20A0...0x20CF: true
  default: false
  }
}
