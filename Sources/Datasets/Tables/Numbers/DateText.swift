import Text

/// Dates and times of day as tables have them.
enum DateText {
  /// `date` or `time`; nil for other text.
  static func kind(_ text: String) -> String? {
    let parts = text.split(whereSeparator: { $0 == " " || $0 == "T" }).map(String.init)
    guard let first = parts.first, parts.count <= 3 else { return nil }
    if isTime(first) { return "time" }
    guard isDate(first), parts.count == 1 || isTime(parts[1]) else { return nil }
    return "date"
  }

  /// Year, month and day in any of their usual orders, between the same signs.
  private static func isDate(_ text: String) -> Bool {
    for sign in ["-", "/", "."] as [Character] {
      let parts = text.split(separator: sign, omittingEmptySubsequences: false)
      let numbers = parts.compactMap { number($0, digits: 1...4) ?? month($0) }
      guard parts.count == 3, numbers.count == 3 else { continue }
      let others = parts[0].count == 4 ? numbers[1...] : numbers[..<2]
      return others.allSatisfy { (1...31).contains($0) } && others.contains { $0 <= 12 }
        && (parts[0].count == 4 || [2, 4].contains(parts[2].count))
    }
    return false
  }

  /// The number of a month by its English name or the first letters of it.
  static func month(_ text: Substring) -> Int? {
    guard text.count > 2 else { return nil }
    return months.firstIndex(of: text.prefix(3).lowercased()).map { $0 + 1 }
  }

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  /// Hours and minutes, perhaps seconds with a fraction and a zone.
  private static func isTime(_ text: String) -> Bool {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3 || parts.count == 4,
      let hour = number(parts[0], digits: 1...2), hour < 25,
      let minute = number(parts[1].prefix(2), digits: 2...2), minute < 60
    else { return false }
    return parts.count > 2 || parts[1].count == 2
  }

  private static func number(_ text: Substring, digits: ClosedRange<Int>) -> Int? {
    guard digits.contains(text.count), text.utf8.allSatisfy({ $0.digit != nil }) else { return nil }
    return Int(text)
  }
}
