import DeepNetwork
import Text

/// The comparison of a sweep's trials: a row for each combination of values, the best first.
///
/// Trials that differ only in their seed or fold are one row, with mean and standard deviation.
package struct SweepTable: Sendable {
  /// A figure over the trials of a row.
  package struct Statistic: Sendable, Equatable {
    package let mean: Double
    /// √(Σ(x - mean)² / (k - 1)) of k trials; nil for one.
    package let deviation: Double?

    /// nil where there are no values.
    init?(_ values: [Double]) {
      guard !values.isEmpty else { return nil }
      // Of equal values the mean is each of them: rounding is no deviation.
      let isOne = values.allSatisfy { $0 == values[0] }
      let mean = isOne ? values[0] : values.reduce(0, +) / Double(values.count)
      self.mean = mean
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      deviation = values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : nil
    }
  }

  package struct Row: Sendable {
    /// The values of the keys but for the seed.
    package let settings: [Trial.Setting]
    package let results: [TrialResult]

    /// The trials that have figures.
    package var finished: [TrialResult] { results.filter(\.isJudged) }

    package var divergedCount: Int {
      results.count { if case .diverged = $0.state { true } else { false } }
    }

    package var failedCount: Int {
      results.count { if case .failed = $0.state { true } else { false } }
    }

    /// The most updates that one of the trials has made.
    var iterations: Int { results.map(\.iterations).max() ?? 0 }

    /// How far it came in a search by halving, from 0.
    var rung: Int { results.map(\.rung).max() ?? 0 }

    /// Whether a search by halving went on without it.
    var isStopped: Bool { results.contains { $0.state == .stopped } }

    /// A figure of the trials that did not diverge or fail; nil where none has it.
    package func statistic(_ part: String, _ figure: Figure) -> Statistic? {
      Statistic(finished.compactMap { $0.figures[part]?[figure.rawValue] })
    }

    /// What tells the row from others: `alpha=0.1`; empty where nothing was varied but seed and fold.
    var name: String { settings.map(\.text).joined(separator: ",") }
  }

  package let rows: [Row]
  /// The number of trials that were to be run.
  package let planned: Int
  /// The figure that decides the order.
  package let sortFigure: Figure
  /// The part that it is of.
  package let sortPart: String
  /// Whether there is nothing left to be trained.
  package let isComplete: Bool

  /// - Parameters:
  ///   - plan: the sweep.
  ///   - results: the trials that are to be compared, in the order of the plan.
  ///   - sortFigure: the figure that decides the order; among trials of a search by halving only where
  ///     they came equally far.
  ///   - isComplete: whether there is nothing left to be trained; nil: where all trials are there.
  init(
    _ plan: SweepPlan, results: [TrialResult], sortedBy sortFigure: Figure = .cost,
    isComplete: Bool? = nil
  ) {
    planned = plan.trials.count
    self.sortFigure = sortFigure
    self.isComplete = isComplete ?? (results.count == plan.trials.count)
    var groups: [[Trial.Setting]: [TrialResult]] = [:]
    var order: [[Trial.Setting]] = []
    for result in results {
      let settings = result.trial.settings.filter { $0.key != "seed" }
      if groups[settings] == nil { order.append(settings) }
      groups[settings, default: []].append(result)
    }
    let unsorted = order.map { Row(settings: $0, results: groups[$0] ?? []) }
    let part =
      ["validation", "test"].first { part in
        let finished = results.filter(\.isJudged)
        return !finished.isEmpty && finished.allSatisfy { $0.figures[part]?["cost"] != nil }
      } ?? "train"
    sortPart = part
    // What diverges now and then is no choice, so it comes after what never does.
    func rank(_ row: Row) -> (Int, Int, Double) {
      let mean = row.statistic(part, sortFigure)?.mean
      let worth = mean.map { sortFigure.isBetterSmaller ? $0 : -$0 } ?? .infinity
      let lost = row.finished.isEmpty ? 2 : row.finished.count < row.results.count ? 1 : 0
      return (lost, -row.rung, worth)
    }
    rows = unsorted.map { (row: $0, rank: rank($0)) }.enumerated().sorted { a, b in
      a.element.rank == b.element.rank
        ? a.offset < b.offset : a.element.rank < b.element.rank
    }.map(\.element.row)
  }

  /// The results in the order of the rows.
  package var results: [TrialResult] { rows.flatMap(\.results) }

  /// The parts that have figures.
  var parts: [String] {
    TrialResult.parts.filter { part in results.contains { $0.figures[part] != nil } }
  }

  /// The figures that the trials have, in their order.
  var figures: [Figure] {
    Figure.allCases.filter { figure in
      results.contains { $0.figures.values.contains { $0[figure.rawValue] != nil } }
    }
  }

  /// The figures of a part that people look at: more of the part that decides than of the others.
  func shownFigures(_ part: String) -> [Figure] {
    let always: Set<Figure> = [.cost, .accuracy, .r2]
    let deciding: Set<Figure> = [.f1, .auc, .rmse, sortFigure]
    return figures.filter { always.contains($0) || (part == sortPart && deciding.contains($0)) }
  }

  /// The columns of figures that people look at, each with its title and a text for each row.
  var shownColumns: [(title: String, texts: [String])] {
    parts.flatMap { part in
      shownFigures(part).map { figure in
        ("\(part) \(figure.rawValue)", figure.texts(rows.map { $0.statistic(part, figure) }))
      }
    }
  }

  /// Whether a trial could not be trained.
  package var hasFailures: Bool { rows.contains { $0.failedCount > 0 } }

  /// Whether any row stands for several trials.
  var hasRepeats: Bool { rows.contains { $0.results.count > 1 } }
}

extension SweepTable {
  /// The table for people, columns under each other, the best row first; empty without rows.
  package var text: String {
    guard let first = rows.first else { return "" }
    let columns = shownColumns
    let header =
      first.settings.map(\.key) + (hasRepeats ? ["trials"] : [])
      + (isHalved ? ["iterations"] : []) + columns.map(\.title) + ["remark"]
    let lines = rows.enumerated().map { index, row -> [String] in
      row.settings.map(\.value) + (hasRepeats ? ["\(row.results.count)"] : [])
        + (isHalved ? ["\(row.iterations)"] : []) + columns.map { $0.texts[index] } + [remark(row)]
    }
    return TextTable(header: header, rows: lines).withoutEmptyColumns.text
  }

  func remark(_ row: Row) -> String {
    let words = [
      (row.divergedCount, "diverged"), (row.failedCount, "failed"), (row.isStopped ? 1 : 0, ""),
    ].filter { $0.0 > 0 }.map { count, word in
      word.isEmpty ? "stopped" : row.results.count == 1 ? word : "\(count) \(word)"
    }
    return words.joined(separator: ", ")
  }

  /// Whether a search by halving went on without some.
  private var isHalved: Bool { rows.contains { $0.isStopped } }

  /// The rows with all their digits, for spreadsheets.
  package var csv: String {
    let settings = rows.first?.settings.map(\.key) ?? []
    let columns = parts.flatMap { part in figures.map { (part, $0) } }
    var header = settings + ["trials", "diverged", "failed", "iterations"]
    header += columns.flatMap { ["\($0)_\($1.rawValue)", "\($0)_\($1.rawValue)_deviation"] }
    let lines = rows.map { row -> [String] in
      let counts = [row.results.count, row.divergedCount, row.failedCount, row.iterations]
      return row.settings.map(\.value) + counts.map(String.init)
        + columns.flatMap { part, figure -> [String] in
          let statistic = row.statistic(part, figure)
          return [statistic.map { "\($0.mean)" } ?? "", statistic?.deviation.map { "\($0)" } ?? ""]
        }
    }
    return ([header] + lines).map { $0.map(\.csvField).joined(separator: ",") + "\n" }.joined()
  }
}

extension SweepTable {
  /// Everything that is known: the rows in their order, and each trial with its folder.
  package var json: JSONValue {
    JSONValue([
      JSONMember("planned", JSONValue(planned)),
      JSONMember("ended", JSONValue(results.count)),
      JSONMember("sortedBy", JSONValue("\(sortPart) \(sortFigure.rawValue)")),
      JSONMember("rows", JSONValue(rows.map(json))),
    ])
  }

  private func json(_ row: Row) -> JSONValue {
    var members = [
      JSONMember(
        "settings", JSONValue(row.settings.map { JSONMember($0.key, $0.json) })),
      JSONMember("diverged", JSONValue(row.divergedCount)),
      JSONMember("failed", JSONValue(row.failedCount)),
    ]
    for part in parts {
      let figures = figures.compactMap { figure in
        row.statistic(part, figure).map { JSONMember(figure.rawValue, $0.json) }
      }
      if !figures.isEmpty { members.append(JSONMember(part, JSONValue(figures))) }
    }
    members.append(JSONMember("trials", JSONValue(row.results.map(json))))
    return JSONValue(members)
  }

  private func json(_ result: TrialResult) -> JSONValue {
    var members = [JSONMember("folder", JSONValue(result.trial.name))]
    members.append(JSONMember("seed", JSONValue(Int(result.trial.configuration.seed))))
    members += result.trial.fold.map { [JSONMember("fold", JSONValue($0))] } ?? []
    members.append(JSONMember("iterations", JSONValue(result.iterations)))
    switch result.state {
    case .finished:
      members.append(JSONMember("state", "finished"))
      members += result.seconds.map { [JSONMember("seconds", JSONValue($0))] } ?? []
    case .stopped: members.append(JSONMember("state", "stopped"))
    case .diverged(let reason):
      members += [JSONMember("state", "diverged"), JSONMember("reason", JSONValue(reason))]
    case .failed(let reason):
      members += [JSONMember("state", "failed"), JSONMember("reason", JSONValue(reason))]
    }
    members.append(JSONMember("remarks", JSONValue(result.remarks.map { JSONValue($0) })))
    for part in parts {
      let figures = figures.compactMap { figure in
        result.figures[part]?[figure.rawValue].map { JSONMember(figure.rawValue, JSONValue($0)) }
      }
      if !figures.isEmpty { members.append(JSONMember(part, JSONValue(figures))) }
    }
    return JSONValue(members)
  }
}

extension Trial.Setting {
  /// The value as the configuration reads it: JSON, or else a bare word.
  fileprivate var json: JSONValue { JSONValue(text: value) ?? JSONValue(value) }
}

extension SweepTable.Statistic {
  fileprivate var json: JSONValue {
    var members = [JSONMember("mean", JSONValue(mean))]
    members += deviation.map { [JSONMember("deviation", JSONValue($0))] } ?? []
    return JSONValue(members)
  }
}

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
