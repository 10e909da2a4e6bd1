import Foundation

/// One direction of a plot: the values it shows and where the round ones among them are.
package struct Axis: Sendable, Equatable {
  package enum Scale: String, Sendable {
    case linear
    case logarithmic
  }

  package struct Tick: Sendable, Equatable {
    package let value: Double
    package let label: String
  }

  package let scale: Scale
  package let lower: Double
  package let upper: Double
  package let ticks: [Tick]

  /// An axis from the smallest to the largest of `values`; those it cannot show do not count.
  ///
  /// About `ticks` of its numbers are labelled. Where it `isRounded` it goes on to the next round
  /// number on both sides.
  package init(
    _ values: some Sequence<Double>, scale: Scale = .linear, ticks: Int = 6, isRounded: Bool = true
  ) {
    let least = scale == .linear ? -Self.limit : 1 / Self.limit
    let shown = values.filter { $0 >= least && $0 <= Self.limit }
    let low = shown.min() ?? (scale == .linear ? 0 : 1)
    let high = shown.max() ?? low
    self =
      scale == .linear
      ? Self(linear: low, high, ticks: max(2, ticks), isRounded: isRounded)
      : Self(logarithmic: low, high, ticks: max(2, ticks))
  }

  /// An axis of exactly these values, all of the same length as labels.
  package init(from lower: Double, to upper: Double, ticks values: [Double]) {
    self.init(
      scale: .linear, lower: lower, upper: upper,
      ticks: values.map { Tick(value: $0, label: NumberText.label($0, step: 0.1, largest: 1)) })
  }

  /// An axis of things that have no order but their own, the first at 0, the next at 1.
  package init(names: [String]) {
    self.init(
      scale: .linear, lower: -0.5, upper: max(0.5, Double(names.count) - 0.5),
      ticks: names.enumerated().map { Tick(value: Double($0.offset), label: $0.element) })
  }

  private init(scale: Scale, lower: Double, upper: Double, ticks: [Tick]) {
    self.scale = scale
    self.lower = lower
    self.upper = upper
    self.ticks = ticks
  }

  /// Values beyond are not drawn: differences of them would not be finite.
  private static let limit = 1e300

  /// Where a value lies between the ends, 0 … 1; nil where it cannot be shown.
  package func position(_ value: Double) -> Double? {
    guard value.isFinite, scale == .linear || value > 0 else { return nil }
    let position =
      scale == .linear
      ? (value - lower) / (upper - lower) : (log(value) - log(lower)) / (log(upper) - log(lower))
    return position.isFinite ? position : nil
  }
}

// MARK: - Round numbers

extension Axis {
  private init(linear low: Double, _ high: Double, ticks: Int, isRounded: Bool) {
    var (low, high) = (low, high)
    // A constant, but for the rounding of Float, is to look like one.
    if high - low <= max(1e-6 * max(low.magnitude, high.magnitude), 1 / Self.limit) {
      let room = low.magnitude < 1e-280 ? 1 : low.magnitude * 0.1
      (low, high) = (low - room, high + room)
    }
    var step = Self.step(for: (high - low) / Double(ticks - 1))
    func ends(_ step: Double) -> (Double, Double) {
      isRounded
        ? ((low / step).rounded(.down), (high / step).rounded(.up))
        : ((low / step).rounded(.up), (high / step).rounded(.down))
    }
    // Going on to round numbers may take a tick more than there may be.
    if case let (first, last) = ends(step), last - first > Double(ticks - 1) {
      step = Self.step(for: step * 1.5)
    }
    let (first, last) = ends(step)
    let largest = max(low.magnitude, high.magnitude)
    let values = (0...Int(max(0, last - first))).map { (first + Double($0)) * step }
    self.init(
      scale: .linear, lower: isRounded ? first * step : low, upper: isRounded ? last * step : high,
      ticks: values.map {
        Tick(value: $0, label: NumberText.label($0, step: step, largest: largest))
      })
  }

  /// The next of 1, 2, 5, 10, 20, … times a power of ten that is not below `least`.
  private static func step(for least: Double) -> Double {
    let power = pow(10, log10(least).rounded(.down))
    let factor = [1, 2, 5].first { $0 * power >= least * 0.999_999 } ?? 10
    return factor * power
  }

  private init(logarithmic low: Double, _ high: Double, ticks: Int) {
    let decades = log10(high) - log10(low)
    // Within two decades 1, 2 and 5 of each, else every so many powers of ten.
    let factors: [Double] = decades < 2 ? [1, 2, 5] : [1]
    let skip = max(1, Int((decades / Double(ticks - 1)).rounded(.up)))
    let first = Int(log10(low).rounded(.down)) - (decades < 2 ? 0 : skip)
    let last = Int(log10(high).rounded(.up)) + skip
    let all = stride(from: first, through: last, by: decades < 2 ? 1 : skip).flatMap { decade in
      factors.map { $0 * pow(10, Double(decade)) }
    }.filter { $0 > 0 && $0.isFinite }
    let lower = all.last { $0 <= low * (1 + 1e-9) } ?? low
    var upper = all.first { $0 >= high * (1 - 1e-9) } ?? high
    if upper <= lower { upper = all.first { $0 > lower } ?? lower * 10 }
    self.init(
      scale: .logarithmic, lower: lower, upper: upper,
      ticks: all.filter { $0 >= lower && $0 <= upper }
        .map { Tick(value: $0, label: NumberText.power($0)) })
  }
}

/// Numbers as people read them, the same in every locale.
package enum NumberText {
  /// A number to five digits.
  package static func figure(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "not a number" : "infinite" }
    let size = value.magnitude
    if size != 0, size < 1e-3 || size >= 1e6 { return scientific(value, digits: 3) }
    if value == value.rounded() { return whole(value) }
    let places = size >= 1000 ? 1 : size >= 100 ? 2 : size >= 10 ? 3 : size >= 1 ? 4 : 5
    return trimmed(format("%.\(places)f", value))
  }

  /// A whole number with commas between its thousands.
  package static func whole(_ value: Int) -> String {
    var digits = String(value.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.append(String(digits.suffix(3)))
      digits.removeLast(3)
    }
    groups.append(digits)
    return (value < 0 ? "\u{2212}" : "") + groups.reversed().joined(separator: ",")
  }

  /// A share as a percentage with one place, so that a column of them is aligned; 0 and 100 only where
  /// it is exactly.
  package static func percent(_ share: Double) -> String {
    share.isFinite ? percentage(share) + "\u{202F}%" : "\u{2013}"
  }

  /// The range between two shares as percentages.
  package static func percent(_ range: ClosedRange<Double>) -> String {
    "\(percentage(range.lowerBound))\u{2013}\(percent(range.upperBound))"
  }

  private static func percentage(_ share: Double) -> String {
    let value = share * 100
    return format("%.1f", share > 0 && share < 1 ? min(max(value, 0.1), 99.9) : value)
  }

  /// Quantities of one kind, with as many places each: a column of a table, or figures side by side.
  ///
  /// What would be rounded to 0 and is not shows its own digits; what there is none of is a dash.
  package static func column(_ values: [Double?]) -> [String] {
    let sizes = values.compactMap { $0?.isFinite == true ? $0?.magnitude : nil }
    let largest = sizes.max() ?? 0
    let isWhole = largest < 1e6 && sizes.allSatisfy { $0 == $0.rounded() }
    let isScientific = largest != 0 && (largest < 1e-3 || largest >= 1e6)
    let places = isWhole ? 0 : max(0, 4 - Int(max(-1, log10(max(largest, 1e-9)).rounded(.down))))
    return values.map { value in
      guard let value else { return "\u{2013}" }
      guard value.isFinite else { return figure(value) }
      if isScientific { return value == 0 ? "0" : scientific(value, digits: 3) }
      if value != 0, value.magnitude < 0.5 * pow(10, -Double(places)) {
        return scientific(value, digits: 1)
      }
      return isWhole ? whole(value) : format("%.\(places)f", value).withMinusSign
    }
  }

  /// A time in seconds.
  package static func seconds(_ seconds: Double) -> String {
    guard seconds.isFinite else { return "\u{2013}" }
    return format(seconds < 10 ? "%.2f" : seconds < 100 ? "%.1f" : "%.0f", seconds) + " s"
  }

  /// A tick of an axis whose ticks are `step` apart and at most about `largest`.
  static func label(_ value: Double, step: Double, largest: Double) -> String {
    if value.magnitude < step * 1e-6 { return "0" }
    let place = log10(step * 1.001).rounded(.down)
    if largest >= 1e6 || largest < 1e-3 {
      let size = log10(value.magnitude * 1.001).rounded(.down)
      return scientific(value, digits: Int(min(9, max(0, size - place))))
    }
    if step >= 1 { return whole(value.rounded()) }
    return trimmed(format("%.\(Int(min(9, max(0, -place))))f", value))
  }

  /// A tick of a logarithmic axis.
  static func power(_ value: Double) -> String {
    if value >= 9.99e-4, value < 1 { return trimmed(format("%.4f", value)) }
    if value >= 1, value < 1e5 { return whole(value) }
    let exponent = Int(log10(value * (1 + 1e-9)).rounded(.down))
    let factor = (value / pow(10, Double(exponent))).rounded()
    let power = "10" + superscript(exponent)
    return factor == 1 ? power : "\(Int(factor))\u{B7}\(power)"
  }

  private static func whole(_ value: Double) -> String {
    whole(Int(exactly: value.rounded()) ?? 0)
  }

  private static func scientific(_ value: Double, digits: Int) -> String {
    let parts = format("%.\(digits)e", value).lowercased().split(separator: "e")
    guard parts.count == 2, let exponent = Int(parts[1]) else { return "\(value)" }
    let factor = trimmed(String(parts[0]))
    return "\(factor)\u{B7}10\(superscript(exponent))"
  }

  private static func superscript(_ number: Int) -> String {
    let digits: [Character: Character] = [
      "-": "\u{207B}", "0": "\u{2070}", "1": "\u{B9}", "2": "\u{B2}", "3": "\u{B3}",
      "4": "\u{2074}", "5": "\u{2075}", "6": "\u{2076}", "7": "\u{2077}", "8": "\u{2078}",
      "9": "\u{2079}",
    ]
    return String("\(number)".map { digits[$0] ?? $0 })
  }

  /// The number without the zeros behind its last digit, and with a true minus sign.
  private static func trimmed(_ number: String) -> String {
    var text = number
    if text.contains(".") {
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
    }
    if text == "-0" { return "0" }
    return text.withMinusSign
  }

  private static func format(_ format: String, _ value: Double) -> String {
    String(format: format, locale: Locale(identifier: "en_US_POSIX"), value)
  }
}

extension String {
  fileprivate var withMinusSign: String { replacing("-", with: "\u{2212}") }
}
