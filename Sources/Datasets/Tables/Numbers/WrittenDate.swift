/// A date as a table spells it: three parts, of which the order may not be known.
struct WrittenDate {
  private let parts: [Int]
  private let isYearFirst: Bool
  /// The place of a month that is a word.
  private let namedMonth: Int?
  private let isDividedByPoints: Bool

  /// The date that a text spells, alone or before a time of day; nil if it spells none with all digits of
  /// its year.
  init?(_ text: String) {
    guard DateText.kind(text) == "date",
      let date = text.split(whereSeparator: { $0 == " " || $0 == "T" }).first,
      let sign = (["-", "/", "."] as [Character]).first(where: { date.contains($0) })
    else { return nil }
    let words = date.split(separator: sign, omittingEmptySubsequences: false)
    let parts = words.compactMap { Int($0) ?? DateText.month($0) }
    isYearFirst = words[0].count == 4 && Int(words[0]) != nil
    guard words.count == 3, parts.count == 3, isYearFirst || words[2].count == 4 else { return nil }
    self.parts = parts
    namedMonth = words.firstIndex { Int($0) == nil }
    isDividedByPoints = sign == "."
  }

  /// The only order in which the parts are a date; nil where there are two.
  var certainOrder: DateOrder? {
    if isYearFirst { return .yearFirst }
    if let namedMonth { return namedMonth == 0 ? .monthFirst : .dayFirst }
    if isDividedByPoints || parts[0] > 12 { return .dayFirst }
    return parts[1] > 12 ? .monthFirst : nil
  }

  /// Year, month, day and weekday, which is 0 on Mondays; nil where there is no such day.
  func numbers(_ order: DateOrder) -> [Double]? {
    guard isYearFirst == (order == .yearFirst), certainOrder == nil || certainOrder == order else {
      return nil
    }
    let (year, month, day) =
      switch order {
      case .yearFirst: (parts[0], parts[1], parts[2])
      case .dayFirst: (parts[2], parts[1], parts[0])
      case .monthFirst: (parts[2], parts[0], parts[1])
      }
    guard (1...12).contains(month), day >= 1, day <= Self.days(year, month) else { return nil }
    return [year, month, day, Self.weekday(year, month, day)].map(Double.init)
  }

  private static func days(_ year: Int, _ month: Int) -> Int {
    if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
    return [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// Years are counted from March, so that a leap day is the last: Zeller's congruence.
  private static func weekday(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let (y, m) = month < 3 ? (year - 1, month + 12) : (year, month)
    let fromSaturday = (day + 13 * (m + 1) / 5 + y + y / 4 - y / 100 + y / 400) % 7
    return (fromSaturday + 5) % 7
  }
}
