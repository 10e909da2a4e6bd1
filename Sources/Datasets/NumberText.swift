/// The number that `text` spells in decimal, as tables have it; nil if it is none or not finite.
func parseNumber(_ text: some StringProtocol) -> Double? {
  var copy = Array(text.utf8)
  return copy.withUnsafeMutableBufferPointer { parseNumber(UnsafeBufferPointer($0)) }
}

/// The number that ASCII bytes spell in decimal, correctly rounded.
///
/// An optional sign, digits with at most one point among them, an optional exponent; nil for
/// anything else, for nothing, and for what is too large to be finite.
func parseNumber(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
  guard let shape = DecimalShape(text) else { return nil }
  // A product or quotient of two exact numbers is rounded once: William Clinger, "How to Read
  // Floating Point Numbers Accurately", 1990.
  if shape.isExact, shape.digits <= 1 << 53, abs(shape.exponent) < powersOfTen.count {
    let power = powersOfTen[abs(shape.exponent)]
    let magnitude = Double(shape.digits)
    let value = shape.exponent < 0 ? magnitude / power : magnitude * power
    return shape.isNegative ? -value : value
  }
  guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else {
    return nil
  }
  return value
}

private let powersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22,
]

/// A decimal number taken apart: ± digits · 10^exponent.
private struct DecimalShape {
  private(set) var isNegative = false
  private(set) var digits: UInt64 = 0
  private(set) var exponent = 0
  /// Whether `digits` holds all of them: the first nineteen fit.
  private(set) var isExact = true

  init?(_ text: UnsafeBufferPointer<UInt8>) {
    var position = 0
    if let sign = text.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      position = 1
    }
    let whole = takeDigits(text, &position)
    var fraction = 0
    if position < text.count, text[position] == UInt8(ascii: ".") {
      position += 1
      fraction = takeDigits(text, &position)
    }
    guard whole + fraction > 0 else { return nil }
    exponent = -fraction
    if position < text.count, text[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      guard let power = Self.power(text, &position) else { return nil }
      exponent += power
    }
    guard position == text.count else { return nil }
  }

  /// Takes digits in and returns how many there were.
  private mutating func takeDigits(
    _ text: UnsafeBufferPointer<UInt8>, _ position: inout Int
  ) -> Int {
    let start = position
    while position < text.count {
      let digit = text[position] &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      if digits < 1_000_000_000_000_000_000 {
        digits = digits * 10 + UInt64(digit)
      } else {
        isExact = false
      }
      position += 1
    }
    return position - start
  }

  /// The exponent after an `e`, held where it cannot overflow; nil if there are no digits.
  private static func power(
    _ text: UnsafeBufferPointer<UInt8>, _ position: inout Int
  ) -> Int? {
    var isNegative = false
    if position < text.count,
      text[position] == UInt8(ascii: "-") || text[position] == UInt8(ascii: "+")
    {
      isNegative = text[position] == UInt8(ascii: "-")
      position += 1
    }
    let start = position
    var power = 0
    while position < text.count {
      let digit = text[position] &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      power = min(power * 10 + Int(digit), 1_000_000)
      position += 1
    }
    guard position > start else { return nil }
    return isNegative ? -power : power
  }
}
