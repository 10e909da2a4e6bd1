/// What people put to the digits of a column's numbers, beside a plain sign and the decimals.
///
/// It does not change the value: `47 %` is 47, `$47` is 47.
public struct NumberNotation: Hashable, Sendable {
  /// The sign between thousands.
  public enum Groups: String, CaseIterable, Hashable, Sendable {
    /// 47,000
    case comma = ","
    /// 47.000
    case point = "."
    /// 47 000, with any kind of blank.
    case blank = " "
    /// 47'000
    case apostrophe = "'"

    init?(_ scalar: Unicode.Scalar) {
      switch scalar {
      case ",": self = .comma
      case ".": self = .point
      case "'", "\u{2019}": self = .apostrophe
      case _ where isBlank(scalar): self = .blank
      default: return nil
      }
    }
  }

  /// The sign of currency or percent at each number; nil where there is none.
  public var sign: Unicode.Scalar?
  /// The sign before each three digits of whole parts of four and more; nil where there is none.
  public var groups: Groups?
  /// Whether negative numbers have the minus of typesetters, U+2212.
  public var hasTypographicMinus: Bool

  /// Numbers with these signs, with none unless given.
  public init(
    sign: Unicode.Scalar? = nil, groups: Groups? = nil, hasTypographicMinus: Bool = false
  ) {
    self.sign = sign
    self.groups = groups
    self.hasTypographicMinus = hasTypographicMinus
  }

  /// Digits, a sign and decimals, and nothing else.
  public static let plain = NumberNotation()

  var isPlain: Bool { sign == nil && groups == nil && !hasTypographicMinus }
}

extension NumberNotation {
  /// The signs one behind the other, empty for plain numbers; `init(code:)` reads it back.
  var code: String {
    (sign.map(String.init) ?? "") + (groups?.rawValue ?? "")
      + (hasTypographicMinus ? "\u{2212}" : "")
  }

  /// The notation with these signs; nil if one of them is unknown or there twice.
  init?(code: String) {
    self.init()
    for scalar in code.unicodeScalars {
      if scalar == "\u{2212}" {
        hasTypographicMinus = true
      } else if let groups = Groups(scalar) {
        self.groups = groups
      } else {
        sign = scalar
      }
    }
    guard self.code == code else { return nil }
  }
}
