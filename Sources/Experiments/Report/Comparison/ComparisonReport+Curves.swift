import DeepNetwork
import Drawing

/// What curves are drawn over.
enum CurveExtent: String, CaseIterable, Sendable {
  case iterations, epochs, seconds

  fileprivate var axisTitle: String {
    switch self {
    case .iterations: "iteration"
    case .epochs: "epoch"
    case .seconds: "second"
    }
  }
}

extension ComparisonReport {
  /// More lines over each other cannot be told apart: of these the best stand out.
  private static let maximumColored = 6
  private static let maximumHighlighted = 4
  /// More lines are a load for the page.
  private static let maximumDrawn = 30

  var curves: Page.Section? {
    let ranked = ranked
    let others = rows.filter { row in !ranked.contains { $0.name == row.name } }
    let drawn = Array((ranked + others).prefix(Self.maximumDrawn))
    let bright = rows.count <= Self.maximumColored ? drawn.count : Self.maximumHighlighted
    let extents = extents
    let panels = extents.map { extent in
      (
        name: extent.rawValue,
        content: charts(drawn, bright: bright, over: extent, of: extents.count)
      )
    }
    guard panels[0].content != .empty else { return nil }
    let lead = [
      hasRepeats ? "Of runs that differ in seed or fold alone their mean is drawn." : "",
      drawn.count > bright
        ? "The best \(bright) stand out; the pointer names the line that is nearest to it." : "",
      drawn.count < rows.count + leftOut
        ? "The best \(drawn.count) of \(NumberText.whole(rows.count + leftOut)) are drawn." : "",
      remark(on: extents, drawn),
    ].filter { !$0.isEmpty }.joined(separator: " ")
    let content = panels.count == 1 ? panels[0].content : Page.choice("over", "over", panels)
    return Page.Section("Learning", lead: lead, content)
  }

  /// What all or some of the curves can be drawn over.
  private var extents: [CurveExtent] {
    CurveExtent.allCases.filter { extent in
      let steps = rows.compactMap { $0.step(of: extent) }
      switch extent {
      case .iterations: return true
      case .epochs: return steps.count == rows.count && steps.contains { $0 != 1 }
      case .seconds: return !steps.isEmpty
      }
    }
  }

  private func remark(on extents: [CurveExtent], _ drawn: [Row]) -> String {
    guard extents.contains(.seconds) else { return "" }
    let isAll = drawn.allSatisfy { $0.step(of: .seconds) != nil }
    return "Seconds are those of the whole training, spread evenly over its iterations"
      + (isAll ? "." : "; runs that have not ended have none.")
  }

  private func charts(
    _ drawn: [Row], bright: Int, over extent: CurveExtent, of count: Int
  ) -> Markup {
    func series(_ value: @escaping (HistoryRow) -> Double?) -> [LineChart.Series] {
      var all: [LineChart.Series] = []
      for (place, row) in drawn.enumerated() {
        guard let step = row.step(of: extent) else { continue }
        let isQuiet = place >= bright
        var line = LineChart.Series(
          row.runs.count > 1 ? "\(row.name) (mean)" : row.name,
          isQuiet ? .muted : .series(place, of: bright), row.meanCurve(value).stretched(step))
        line.isQuiet = isQuiet
        all.append(line)
      }
      // The runs of a row that is alone stand behind their mean.
      if rows.count == 1, rows[0].runs.count > 1 {
        for run in rows[0].runs.prefix(Self.maximumDrawn) {
          guard let step = run.step(of: extent) else { continue }
          var line = LineChart.Series(
            run.name, .muted, (run.history?.points(value) ?? []).stretched(step))
          line.isQuiet = true
          all.append(line)
        }
      }
      return all.filter { !$0.points.isEmpty }
    }
    func chart(
      _ id: String, _ title: String, _ scales: LineChart.Scales,
      _ value: @escaping (HistoryRow) -> Double?
    ) -> Markup {
      var chart = LineChart(
        id: extent == .iterations ? id : id + extent.rawValue, title: title,
        xTitle: extent.axisTitle, series: series(value))
      chart.scales = scales
      // The page stays as light where there are several.
      chart.maximumPoints /= count
      return chart.figure
    }
    return Page.row([
      chart("cost", "Training cost", .choice) { $0.cost },
      chart("validationcost", "Validation cost", .choice) { $0.validationCost },
      chart("accuracy", "Training accuracy", .only(.linear)) { $0.trainAccuracy },
      chart("validationaccuracy", "Validation accuracy", .only(.linear)) { $0.validationAccuracy },
    ])
  }
}

extension [LineChart.Point] {
  /// The points with each x times `step`.
  fileprivate func stretched(_ step: Double) -> [LineChart.Point] {
    step == 1 ? self : map { LineChart.Point($0.x * step, $0.y) }
  }
}

extension ComparisonReport.Run {
  /// How much of it an iteration takes; nil where that is not known.
  fileprivate func step(of extent: CurveExtent) -> Double? {
    switch extent {
    case .iterations: 1
    case .epochs: updatesPerEpoch.map { 1 / Double($0) }
    case .seconds: iterations > 0 ? seconds.map { $0 / Double(iterations) } : nil
    }
  }

  /// The updates of a pass over so many examples.
  static func updatesPerEpoch(_ configuration: Configuration, examples: Double?) -> Int? {
    guard let examples, examples >= 1, let m = Int(exactly: examples) else { return nil }
    let size = configuration.hyperparameters.batchSize
    let batch = size == 0 ? m : min(size, m)
    return (m + batch - 1) / batch
  }
}

extension ComparisonReport.Row {
  private var kept: [ComparisonReport.Run] { finished.isEmpty ? runs : finished }

  /// How much of it an iteration takes, the mean over the runs; nil where that is not known of each.
  fileprivate func step(of extent: CurveExtent) -> Double? {
    let steps = kept.compactMap { $0.step(of: extent) }
    return steps.count == kept.count ? steps.reduce(0, +) / Double(max(1, steps.count)) : nil
  }

  /// The mean over the runs that did not diverge, at the iterations that all of them have.
  fileprivate func meanCurve(_ value: (HistoryRow) -> Double?) -> [LineChart.Point] {
    let curves = kept.compactMap { $0.history?.points(value) }.filter { !$0.isEmpty }
    guard let first = curves.first, curves.count > 1 else { return curves.first ?? [] }
    var sums: [Double: (sum: Double, count: Int)] = [:]
    for point in curves.joined() {
      let known = sums[point.x] ?? (0, 0)
      sums[point.x] = (known.sum + point.y, known.count + 1)
    }
    return first.compactMap { point in
      guard let all = sums[point.x], all.count == curves.count else { return nil }
      return LineChart.Point(point.x, all.sum / Double(all.count))
    }
  }
}
