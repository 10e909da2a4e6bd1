import Text

/// What was seen of a column's numbers that are no plain ones, such as `$47`, `1,5` or `12 345`.
struct NotationTally {
  /// How many fields these are.
  private(set) var count = 0
  private var signs: [Unicode.Scalar: Int] = [:]
  private(set) var typographicMinuses = 0
  /// Fields that are numbers with the one decimal sign and not with the other.
  private(set) var certainPoints = 0
  private(set) var certainCommas = 0
  /// Fields that both signs make a number of, another one each: `1,234`.
  private(set) var ambiguous = 0
  /// Fields with signs between thousands, by what the comma or the point is then taken for.
  private var groups: [DecimalSign: [NumberNotation.Groups: Int]] = [:]

  mutating func note(_ written: WrittenNumber) {
    count += 1
    if let sign = written.sign { signs[sign, default: 0] += 1 }
    if written.isNegative, written.hasTypographicMinus { typographicMinuses += 1 }
    let (point, comma) = (written.reading(.point), written.reading(.comma))
    for (decimal, reading) in [(DecimalSign.point, point), (.comma, comma)] {
      guard let sign = reading?.groups else { continue }
      groups[decimal, default: [:]][sign, default: 0] += 1
    }
    if comma == nil {
      certainPoints += 1
    } else if point == nil {
      certainCommas += 1
    } else if point?.groups != comma?.groups {
      ambiguous += 1
    }
  }

  /// Takes note of a number with nothing but a comma before its decimals.
  mutating func note(comma number: DecimalNumber) {
    count += 1
    if number.looksGrouped {
      ambiguous += 1
      groups[.point, default: [:]][.comma, default: 0] += 1
    } else {
      certainCommas += 1
    }
  }

  /// The sign of currency or percent that most fields have, and how many have it.
  var maximumSigned: (sign: Unicode.Scalar, count: Int)? {
    signs.max { ($0.value, $1.key.value) < ($1.value, $0.key.value) }.map { ($0.key, $0.value) }
  }

  /// The sign between thousands that most fields have if `decimal` stands before decimals.
  func maximumGrouped(_ decimal: DecimalSign) -> (sign: NumberNotation.Groups, count: Int)? {
    let found = groups[decimal, default: [:]]
    return NumberNotation.Groups.allCases.compactMap { sign in found[sign].map { (sign, $0) } }
      .max { $0.1 < $1.1 }
  }
}
