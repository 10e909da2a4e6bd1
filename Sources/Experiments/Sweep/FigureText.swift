import DeepNetwork
import Text

extension Figure {
  /// Means and deviations as a column of a table shows them, all with as many places.
  func texts(_ statistics: [SweepTable.Statistic?]) -> [String] {
    let numbers: [Double] = statistics.flatMap { [$0?.mean ?? 0, $0?.deviation ?? 0] }
    let largest = numbers.reduce(0) { $1.isFinite ? max($0, $1.magnitude) : $0 }
    return statistics.map { statistic in
      guard let statistic else { return "-" }
      let mean = text(statistic.mean, besides: largest)
      return statistic.deviation.map { "\(mean) ± \(text($0, besides: largest))" } ?? mean
    }
  }

  /// The figure by itself.
  func text(_ value: Double) -> String { text(value, besides: value.magnitude) }

  /// Five places, fewer where numbers are large; what would then be rounded to 0 and is not, or is
  /// larger than can be read, by its power of ten.
  private func text(_ value: Double, besides largest: Double) -> String {
    if isShare { return value.share(5) }
    let places = stride(from: 5, to: 0, by: -1).first { largest < 1e6 / pow10($0) } ?? 0
    let isLost = value != 0 && value.magnitude < 0.5 / pow10(places)
    return isLost || value.magnitude >= 1e9
      ? value.scientific(isLost ? 1 : 5) : value.decimals(places)
  }

  private func pow10(_ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}
