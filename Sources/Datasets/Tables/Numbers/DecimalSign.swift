import Text

/// The number that `text` spells in decimal, as tables have it; nil if it is none or not finite.
func parseNumber(_ text: some StringProtocol) -> Double? {
  var copy = Array(text.utf8)
  return copy.withUnsafeMutableBufferPointer { parseNumber(UnsafeBufferPointer($0)) }
}

/// The number that ASCII bytes spell in decimal, correctly rounded.
///
/// An optional sign, digits with at most one decimal sign among them, an optional exponent; nil for
/// anything else, for nothing, and for what is too large to be finite.
func parseNumber(
  _ text: UnsafeBufferPointer<UInt8>, decimal: DecimalSign = .point
) -> Double? {
  var end = 0
  guard let number = DecimalNumber(text, at: &end, decimal: decimal.byte), end == text.count else {
    return nil
  }
  return number.value(of: text)
}

/// The sign between the whole part of a number and its decimals.
public enum DecimalSign: String, CaseIterable, Hashable, Sendable {
  /// 0.5
  case point = "."
  /// 0,5
  case comma = ","

  var byte: UInt8 { self == .point ? UInt8(ascii: ".") : UInt8(ascii: ",") }

  var other: DecimalSign { self == .point ? .comma : .point }
}
