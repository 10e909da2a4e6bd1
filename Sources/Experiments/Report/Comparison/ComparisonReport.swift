import DeepNetwork
import Drawing
import Foundation

/// The page about several runs: how they differ, and which went best.
///
/// Runs that differ in their seed or fold alone are one row and one curve, their mean.
package struct ComparisonReport: Sendable {
  /// A run with what is told of it.
  struct Run: Sendable {
    let name: String
    /// The values of ``ComparisonReport/keys`` and of the seed and the fold where those differ.
    let settings: [String: String]
    let figures: TrialResult.Figures
    let iterations: Int
    /// Why there are no figures: `diverged`; empty where there are some.
    let state: String
    /// What the table says of it: the state, or that a search went on without it.
    let remark: String
    let history: History?
    /// The updates of a pass over its examples; nil where that is not known.
    let updatesPerEpoch: Int?
    /// How long it trained; nil where that is not known.
    let seconds: Double?
  }

  struct Row: Sendable {
    let name: String
    let runs: [Run]

    var finished: [Run] { runs.filter { $0.state.isEmpty } }

    func statistic(_ part: String, _ figure: Figure) -> SweepTable.Statistic? {
      SweepTable.Statistic(finished.compactMap { $0.figures[part]?[figure.rawValue] })
    }
  }

  let title: String
  /// The network in a few words.
  let network: String
  /// The keys of the configuration in which rows differ.
  let keys: [String]
  /// What runs of a row differ in: the seed and the fold, where they do.
  let repeatKeys: [String]
  /// Whether runs have names of their own, and not their settings for a name.
  let isNamed: Bool
  /// The rows in the order of the table.
  let rows: [Row]
  /// The figures of each part that people look at, those of the part that decides first.
  let shownFigures: [(part: String, figures: [Figure])]
  /// What says which row is the best.
  let decision: (part: String, figure: Figure)?
  /// The rows of the table that were left out.
  var leftOut = 0
  /// Whether the rows are in the order of a sweep's table, the best first.
  var isRanked = false
  /// What a sweep's page shows of its settings.
  var settings: Page.Section?
  /// What a sweep's trainings remarked on.
  var remarks: Page.Section?
  /// The names of runs that are held against each other, and in which keys they differ.
  var names: [String] = []
  var differences: [ConfigurationDifference] = []
  /// The examples on which two of them disagree; nil where they cannot be held against each other.
  var disagreement: Disagreement?
  /// Where the runs go on: when the page was written and will be again.
  var renewal: Renewal?
  /// How far the runs are; empty where nothing is to be said.
  var standing: [Page.KeyFigure] = []

  /// The page as a file.
  package var html: String {
    var page = Page(
      title: title, subtitle: subtitle, colophon: "Written by dnn \(productVersion).")
    if settings != nil { page.style = ParallelCoordinates.style }
    page.renewal = renewal
    page.keyFigures = standing
    page.sections = [
      table, differing, settings, curves, disagreement?.section, remarks, single,
    ].compactMap(\.self)
    return page.html
  }

  /// Whether any row stands for several runs.
  var hasRepeats: Bool { rows.contains { $0.runs.count > 1 } }

  /// The rows with a figure to decide by, the best first.
  var ranked: [Row] {
    guard let (part, figure) = decision else { return [] }
    let all = rows.compactMap { row in row.statistic(part, figure).map { (row, $0.mean) } }
    if isRanked { return all.map(\.0) }
    let isSorted = { (a: (Row, Double), b: (Row, Double)) in
      figure.isBetterSmaller ? a.1 < b.1 : a.1 > b.1
    }
    // What diverges now and then is no choice.
    let sound = all.filter { $0.0.finished.count == $0.0.runs.count }
    return (sound.sorted(by: isSorted) + all.filter { $0.0.finished.count < $0.0.runs.count })
      .map(\.0)
  }

  private var subtitle: String { "\(network) \u{B7} \(best)" }

  /// The row with the best figure on the examples that all can be judged by; of a single row the
  /// figure.
  private var best: String {
    guard let (part, figure) = decision, let row = ranked.first,
      let statistic = row.statistic(part, figure)
    else { return "none has ended" }
    let name = figure.title
    if rows.count == 1 { return "\(part) \(name) \(figure.texts([statistic])[0])" }
    let direction = figure.isBetterSmaller ? "lowest" : "highest"
    let mean = row.runs.count > 1 ? "\(direction) mean" : direction
    return "\(mean) \(name): \(row.name), on the \(part == "train" ? "training" : part) set"
  }

  // MARK: Tables

  private var table: Page.Section {
    let columns = shownFigures.flatMap { part, figures in
      figures.map { figure in
        (
          title: "\(part) \(figure.title)",
          texts: figure.texts(rows.map { $0.statistic(part, figure) })
        )
      }
    }
    let header =
      (isNamed ? ["run"] : []) + keys + (hasRepeats ? ["runs"] : []) + columns.map(\.title)
      + ["iterations", "remark"]
    let lines = rows.enumerated().map { index, row -> [String] in
      (isNamed ? [row.name] : []) + keys.map { row.runs[0].settings[$0] ?? "\u{2013}" }
        + (hasRepeats ? ["\(row.runs.count)"] : []) + columns.map { $0.texts[index] }
        + [Self.iterations(row.runs), remark(row)]
    }
    let lead = [
      keys.isEmpty ? "" : "With the keys in which the configurations differ.",
      hasRepeats ? "Runs that differ in seed or fold alone: mean \u{B1} standard deviation." : "",
      leftOut > 0 ? "\(NumberText.whole(leftOut)) more rows are in comparison.csv." : "",
    ].filter { !$0.isEmpty }.joined(separator: " ")
    return Page.Section("Results", lead: lead, Self.table(header, lines, text: isNamed ? 1 : 0))
  }

  /// Each run by itself, where rows are of several.
  private var single: Page.Section? {
    guard hasRepeats else { return nil }
    let runs = rows.flatMap(\.runs)
    let columns = shownFigures.flatMap { part, figures in
      figures.map { figure in
        (
          title: "\(part) \(figure.title)",
          texts: figure.texts(
            runs.map {
              SweepTable.Statistic([$0.figures[part]?[figure.rawValue]].compactMap(\.self))
            })
        )
      }
    }
    let all = keys + repeatKeys
    let lines = runs.enumerated().map { index, run -> [String] in
      (isNamed ? [run.name] : []) + all.map { run.settings[$0] ?? "\u{2013}" }
        + columns.map { $0.texts[index] }
        + [NumberText.whole(run.iterations), run.remark]
    }
    let header = (isNamed ? ["run"] : []) + all + columns.map(\.title) + ["iterations", "remark"]
    return Page.Section(
      "Each run",
      Page.details(
        "All \(NumberText.whole(runs.count)) runs", Self.table(header, lines, text: isNamed ? 1 : 0)
      ))
  }

  private static func table(_ header: [String], _ rows: [[String]], text: Int) -> Markup {
    // A remark that nobody makes needs no column.
    let isRemarked = rows.contains { !($0.last ?? "").isEmpty }
    let count = isRemarked ? header.count : header.count - 1
    return DataTable(
      header: Array(header.prefix(count)), rows: rows.map { Array($0.prefix(count)) },
      numeric: Set(text..<header.count - 1)
    ).markup
  }

  private static func iterations(_ runs: [Run]) -> String {
    let all = runs.map(\.iterations)
    guard let least = all.min(), let most = all.max() else { return "" }
    return least == most
      ? NumberText.whole(least) : "\(NumberText.whole(least))\u{2013}\(NumberText.whole(most))"
  }

  private func remark(_ row: Row) -> String {
    let states = row.runs.map(\.remark).filter { !$0.isEmpty }
    guard row.runs.count > 1 else { return states.first ?? "" }
    let counts = states.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    return counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
  }

  /// Settings in words: `alpha=0.1,seed=2`.
  static func name(_ settings: [String: String], _ keys: [String]) -> String {
    keys.compactMap { key in settings[key].map { "\(key)=\($0)" } }.joined(separator: ",")
  }
}
