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

    /// The trials that did not diverge.
    package var finished: [TrialResult] { results.filter { $0.state == .finished } }

    package var divergedCount: Int { results.count - finished.count }

    /// A figure of the trials that did not diverge; nil where none has it.
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

  init(_ plan: SweepPlan, results: [TrialResult], sortedBy sortFigure: Figure = .cost) {
    planned = plan.trials.count
    self.sortFigure = sortFigure
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
        let finished = results.filter { $0.state == .finished }
        return !finished.isEmpty && finished.allSatisfy { $0.figures[part]?["cost"] != nil }
      } ?? "train"
    sortPart = part
    // What diverges now and then is no choice, so it comes after what never does.
    func rank(_ row: Row) -> (Int, Double) {
      let mean = row.statistic(part, sortFigure)?.mean
      let worth = mean.map { sortFigure.isBetterSmaller ? $0 : -$0 } ?? .infinity
      return (row.finished.isEmpty ? 2 : row.divergedCount > 0 ? 1 : 0, worth)
    }
    rows = unsorted.enumerated().sorted {
      (rank($0.element), $0.offset) < (rank($1.element), $1.offset)
    }.map(\.element)
  }

  /// The results in the order of the rows.
  package var results: [TrialResult] { rows.flatMap(\.results) }

  package var isComplete: Bool { results.count == planned }

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

  /// Whether any row stands for several trials.
  var hasRepeats: Bool { rows.contains { $0.results.count > 1 } }
}

private func < (a: ((Int, Double), Int), b: ((Int, Double), Int)) -> Bool {
  (a.0.0, a.0.1, a.1) < (b.0.0, b.0.1, b.1)
}
