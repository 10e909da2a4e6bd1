/// What was seen of a column's numbers that are no plain ones, such as `$47`, `1,5` or `12 345`.
struct NotationTally {
  /// How many fields these are.
  private(set) var count = 0
  private var signs: [Unicode.Scalar: Int] = [:]
  private(set) var typographicMinuses = 0
  /// Fields that are numbers with the one decimal sign and not with the other.
  private var certain: [DecimalSign: Int] = [:]
  /// Fields that both signs make a number of, another one each: `1,234`.
  private(set) var ambiguous = 0
  /// Fields with signs between thousands, by what the comma or the point is then taken for.
  private var groups: [DecimalSign: [NumberNotation.Groups: Int]] = [:]

  mutating func note(_ written: WrittenNumber) {
    count += 1
    if let sign = written.sign { signs[sign, default: 0] += 1 }
    if written.isNegative, written.hasTypographicMinus { typographicMinuses += 1 }
    let readings = DecimalSign.allCases.map { written.reading($0) }
    for (decimal, reading) in zip(DecimalSign.allCases, readings) {
      guard let reading else {
        certain[decimal.other, default: 0] += 1
        continue
      }
      guard let sign = reading.groups else { continue }
      groups[decimal, default: [:]][sign, default: 0] += 1
    }
    if written.isAmbiguous { ambiguous += 1 }
  }

  /// The fields that only this decimal sign makes numbers of.
  func certain(_ decimal: DecimalSign) -> Int { certain[decimal, default: 0] }

  /// The sign of currency or percent that most fields have, and how many have it.
  var mostSigned: (sign: Unicode.Scalar, count: Int)? {
    signs.max { ($0.value, $1.key.value) < ($1.value, $0.key.value) }.map { ($0.key, $0.value) }
  }

  /// The sign between thousands that most fields have if `decimal` stands before decimals.
  func mostGrouped(_ decimal: DecimalSign) -> (sign: NumberNotation.Groups, count: Int)? {
    let found = groups[decimal, default: [:]]
    return NumberNotation.Groups.allCases.compactMap { sign in found[sign].map { (sign, $0) } }
      .max { $0.1 < $1.1 }
  }
}
