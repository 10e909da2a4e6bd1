import Datasets
import DeepNetwork
import Drawing
import Foundation
import Text

/// The words of the progress: lines, and a bar that fits any width.
enum ProgressText {
  /// A history row as a line.
  static func line(_ row: HistoryRow) -> String {
    var parts = ["iteration \(row.iteration)", "epoch \(row.epoch)", "cost \(number(row.cost))"]
    if let value = row.trainAccuracy { parts.append("train accuracy \(accuracy(value))") }
    if let value = row.validationCost { parts.append("validation cost \(number(value))") }
    if let value = row.validationAccuracy {
      parts.append("validation accuracy \(accuracy(value))")
    }
    return parts.joined(separator: "  ")
  }

  /// How far a training is, in at most `width` columns: what matters less is left out first.
  static func bar(
    iteration: Int, of iterations: Int, epoch: Int?, row: HistoryRow?,
    rate: Double?, width: Int, _ terminal: Terminal
  ) -> String {
    let done = iterations > 0 ? min(1, max(0, Double(iteration) / Double(iterations))) : 1
    let total = String(iterations)
    let indent = String(repeating: " ", count: max(0, total.count - String(iteration).count))
    var fields: [Field: String] = [
      .count: "\(indent)\(iteration)/\(total)",
      .bar: String(repeating: " ", count: leastBar),
      .percent: "\(Int(done * 100))%",
    ]
    fields[.epoch] = epoch.map { "epoch \($0)" }
    if let row {
      fields[.cost] = "cost \(number(row.cost))"
      fields[.validation] = row.validationCost.map { "validation \(number($0))" }
    }
    if let rate {
      fields[.rate] = self.rate(rate)
      fields[.left] = "\(time(Double(max(0, iterations - iteration)) / rate)) left"
    }
    return fit(fields, width: width) { drawing(of: done, columns: $0, terminal) }
  }

  /// The parts of a bar in the order in which they are shown.
  private enum Field: Int, CaseIterable {
    case count, bar, percent, epoch, cost, validation, rate, left

    /// Those that stay longest when it gets narrow come first.
    static let byWeight: [Field] = [
      .percent, .cost, .left, .bar, .count, .validation, .rate, .epoch,
    ]
  }

  private static let leastBar = 8
  private static let maximumBar = 30
  private static let gap = "  "

  private static func fit(
    _ fields: [Field: String], width: Int, _ drawing: (Int) -> String
  ) -> String {
    var chosen: Set<Field> = []
    var free = width
    for field in Field.byWeight {
      guard let text = fields[field] else { continue }
      let needed = text.count + (chosen.isEmpty ? 0 : gap.count)
      guard needed <= free else { continue }
      chosen.insert(field)
      free -= needed
    }
    let columns = min(maximumBar, leastBar + free)
    return Field.allCases.filter(chosen.contains)
      .map { $0 == .bar ? drawing(columns) : fields[$0] ?? "" }
      .joined(separator: gap)
  }

  private static func drawing(of done: Double, columns: Int, _ terminal: Terminal) -> String {
    let filled = Int(done * Double(columns))
    let full = String(repeating: terminal.hasUnicode ? "\u{2501}" : "#", count: filled)
    let rest = String(repeating: terminal.hasUnicode ? "\u{2500}" : "-", count: columns - filled)
    guard terminal.hasColor else { return full + rest }
    return "\u{1B}[32m\(full)\u{1B}[0m\u{1B}[2m\(rest)\u{1B}[0m"
  }

  // MARK: Numbers, the same in every locale

  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "\(value)" }
    let size = abs(value)
    return String(format: size == 0 || (1e-3..<1e4).contains(size) ? "%.6f" : "%.4e", value)
  }

  static func accuracy(_ value: Double) -> String { value.share(4) }

  static func rate(_ iterationsPerSecond: Double) -> String {
    if iterationsPerSecond >= 100 { return String(format: "%.0f/s", iterationsPerSecond) }
    if iterationsPerSecond >= 1 { return String(format: "%.1f/s", iterationsPerSecond) }
    return String(format: "%.1f s each", 1 / iterationsPerSecond)
  }

  static func time(_ seconds: Double) -> String {
    guard seconds < 360_000 else { return "days" }
    let whole = Int(seconds.rounded(.up))
    let (hours, minutes) = (whole / 3600, whole / 60 % 60)
    return hours > 0
      ? String(format: "%d:%02d:%02d", hours, minutes, whole % 60)
      : String(format: "%d:%02d", minutes, whole % 60)
  }
}

/// Says how far the reading of many pictures is.
package enum ImageProgress {
  /// So many pictures are read before anybody wonders.
  package static let most = 500
  /// Lines for a folder, of whatever size.
  private static let lines = 4

  /// A progress that writes a few notes for a folder of many pictures and none for others.
  package static func notes(to note: @escaping (String) -> Void) -> LoadingProgress {
    var last = 0
    return { done, total in
      let before = done >= last ? last : 0
      last = done
      guard total > most, done * lines / total > before * lines / total else { return }
      note("read \(done) of \(total) pictures")
    }
  }
}
