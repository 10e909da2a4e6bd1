/// A decimal number taken apart: ± digits · 10^exponent.
package struct DecimalNumber: Sendable {
  package private(set) var isNegative = false
  package private(set) var digits: UInt64 = 0
  package private(set) var exponent = 0
  /// The digits before the decimal sign, zeros included.
  package private(set) var wholeCount = 0
  /// The digits behind the decimal sign.
  package private(set) var fractionCount = 0
  package private(set) var hasExponent = false

  /// A sum of digits that others found; `exponent` counts from behind the last.
  package init(
    isNegative: Bool, digits: UInt64, wholeCount: Int, fractionCount: Int, exponent: Int
  ) {
    self.isNegative = isNegative
    self.digits = digits
    self.exponent = exponent
    self.wholeCount = wholeCount
    self.fractionCount = fractionCount
  }

  /// Reads the number that begins at `position`, which is then behind it; nil if there is none.
  @inline(__always)
  package init?(_ text: UnsafeBufferPointer<UInt8>, at position: inout Int, decimal: UInt8) {
    let count = text.count
    if position < count, text[position] == minus || text[position] == plus {
      isNegative = text[position] == minus
      position += 1
    }
    var start = position
    while position < count, let digit = text[position].digit {
      digits = digits &* 10 &+ digit
      position += 1
    }
    wholeCount = position - start
    if position < count, text[position] == decimal {
      position += 1
      start = position
      while position < count, let digit = text[position].digit {
        digits = digits &* 10 &+ digit
        position += 1
      }
      fractionCount = position - start
    }
    guard wholeCount + fractionCount > 0 else { return nil }
    exponent = -fractionCount
    if position < count, text[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      guard let power = decimalPower(text, at: &position) else { return nil }
      exponent += power
      hasExponent = true
    }
  }

  /// Whether `digits` holds all of them: nineteen fit.
  private var isExact: Bool { wholeCount + fractionCount <= 19 }

  /// Whether the number, which `text` spells, is not too large.
  @inline(__always)
  package func isFinite(in text: @autoclosure () -> UnsafeBufferPointer<UInt8>) -> Bool {
    wholeCount + fractionCount + exponent <= 308 || value(of: text()) != nil
  }

  /// Whether the number has decimals or an exponent, as no count has.
  package var hasDecimals: Bool { fractionCount > 0 || hasExponent }

  /// Whether the decimal sign could as well divide thousands: one to three digits, of which the
  /// first is not 0, before three.
  package var looksGrouped: Bool {
    guard fractionCount == 3, !hasExponent else { return false }
    return switch wholeCount {
    case 1: digits >= 1_000
    case 2: digits >= 10_000
    case 3: digits >= 100_000
    default: false
    }
  }

  /// The number, which `text` spells; nil if it is too large to be finite.
  @inline(__always)
  package func value(of text: UnsafeBufferPointer<UInt8>) -> Double? {
    exactValue ?? slowValue(of: text)
  }

  /// The number where that takes one operation.
  ///
  /// A product or quotient of two exact numbers is rounded once: William Clinger, "How to Read
  /// Floating Point Numbers Accurately", 1990.
  @inline(__always)
  private var exactValue: Double? {
    guard isExact, digits <= 1 << 53, abs(exponent) < powersOfTen.count else { return nil }
    let power = powersOfTen[abs(exponent)]
    let magnitude = Double(digits)
    let value = exponent < 0 ? magnitude / power : magnitude * power
    return isNegative ? -value : value
  }

  /// The number by the standard library, of its digits alone: a comma before the decimals and signs
  /// between the thousands are none of its business.
  private func slowValue(of text: UnsafeBufferPointer<UInt8>) -> Double? {
    let power = exponent + fractionCount
    var spelled = isNegative ? "-0" : "0"
    var (seen, isInDigits) = (0, true)
    for byte in text where isInDigits {
      if byte.digit != nil {
        if seen == wholeCount { spelled += "." }
        spelled.unicodeScalars.append(Unicode.Scalar(byte))
        seen += 1
        isInDigits = seen < wholeCount + fractionCount
      }
    }
    guard let value = Double("\(spelled)e\(power)"), value.isFinite else { return nil }
    return value
  }
}

/// The exponent after an `e`, held where it cannot overflow; nil if there are no digits.
package func decimalPower(_ text: UnsafeBufferPointer<UInt8>, at position: inout Int) -> Int? {
  var isNegative = false
  if position < text.count, text[position] == minus || text[position] == plus {
    isNegative = text[position] == minus
    position += 1
  }
  let start = position
  var power = 0
  while position < text.count, let digit = text[position].digit {
    power = min(power * 10 + Int(digit), 1_000_000)
    position += 1
  }
  guard position > start else { return nil }
  return isNegative ? -power : power
}

extension UInt8 {
  /// The value of an ASCII digit; nil for other bytes.
  @inline(__always)
  package var digit: UInt64? {
    let value = self &- UInt8(ascii: "0")
    return value < 10 ? UInt64(value) : nil
  }
}

private let minus = UInt8(ascii: "-")
private let plus = UInt8(ascii: "+")

let powersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22,
]
