import Drawing
import Text

/// What a sweep's page shows of its settings: all of them beside each other, and each against the
/// figure that decides.
struct SettingsSection {
  /// The rows that stand out.
  private static let maximumHighlighted = 4
  /// More lines cannot be told apart.
  private static let maximumDrawn = 500
  /// Positive numbers that reach over so many times the smallest lie on a logarithmic axis.
  private static let wide = 20.0

  /// A varied key with its axis and the place of each row on it.
  private struct Setting {
    let key: String
    let axis: Axis
    let places: [Double]
  }

  private let rows: [(row: SweepTable.Row, statistic: SweepTable.Statistic)]
  private let settings: [Setting]
  private let figure: Figure
  private let part: String

  init(_ table: SweepTable) {
    (figure, part) = (table.sortFigure, table.sortPart)
    rows = table.rows.prefix(Self.maximumDrawn).compactMap { row in
      row.statistic(table.sortPart, table.sortFigure).map { (row, $0) }
    }
    settings =
      rows.first?.row.settings.indices.compactMap { [rows] index in
        Self.setting(rows.map { $0.row.settings[index] })
      } ?? []
  }

  /// nil where all rows have the same value.
  private static func setting(_ all: [Trial.Setting]) -> Setting? {
    let values = all.map(\.value)
    guard Set(values).count > 1 else { return nil }
    let numbers = values.compactMap { Double($0) }
    if numbers.count == values.count, let low = numbers.min(), let high = numbers.max() {
      let scale: Axis.Scale = low > 0 && high > wide * low ? .logarithmic : .linear
      return Setting(key: all[0].key, axis: Axis(numbers, scale: scale), places: numbers)
    }
    var names: [String] = []
    for value in values where !names.contains(value) { names.append(value) }
    return Setting(
      key: all[0].key, axis: Axis(names: names),
      places: values.map { Double(names.firstIndex(of: $0) ?? 0) })
  }

  /// nil where there is nothing to be seen.
  var section: Page.Section? {
    guard rows.count > 1, !settings.isEmpty else { return nil }
    let lead = [
      "Each line and each dot is a combination; the best \(bright) stand out.",
      rows.contains { $0.statistic.deviation != nil }
        ? "Of seeds and folds the mean is drawn, with its standard deviation on both sides." : "",
      rows.contains { $0.row.isStopped }
        ? "What the search went on without has the figure of where it was stopped." : "",
    ].filter { !$0.isEmpty }.joined(separator: " ")
    let plots = settings.indices.map(plot)
    return Page.Section(
      "Settings", lead: lead, (settings.count > 1 ? Page.row([parallel]) : .empty) + Page.row(plots)
    )
  }

  private var bright: Int { min(Self.maximumHighlighted, max(1, rows.count / 2)) }
  private var title: String { "\(part) \(figure.title)" }

  private var parallel: Markup {
    let means = rows.map(\.statistic.mean)
    let lines = rows.indices.map { index in
      ParallelCoordinates.Line(
        "\(rows[index].row.name): \(figure.text(means[index]))",
        index < bright ? .series(index, of: bright) : .muted, isQuiet: index >= bright,
        settings.map { $0.places[index] } + [means[index]])
    }
    return ParallelCoordinates(
      id: "settings", title: "All settings and the \(title)",
      axes: settings.map { ($0.key, $0.axis) } + [(title, figureAxis)], lines: lines,
      alternative: alternative("Lines over \(settings.map(\.key).joined(separator: ", "))")
    ).figure
  }

  /// Costs over several powers of ten on a logarithmic axis.
  private var figureAxis: Axis {
    let means = rows.map(\.statistic.mean)
    guard let low = means.min(), let high = means.max(), low > 0, high > 100 * low else {
      return Axis(means)
    }
    return Axis(means, scale: .logarithmic)
  }

  private func plot(_ index: Int) -> Markup {
    let setting = settings[index]
    func group(_ name: String, _ ink: Ink, _ range: Range<Int>) -> PointPlot.Group {
      var group = PointPlot.Group(
        name, ink,
        range.map { LineChart.Point(setting.places[$0], rows[$0].statistic.mean) })
      group.deviations = range.map { rows[$0].statistic.deviation }
      return group
    }
    var plot = PointPlot(
      id: "setting-\(index)", title: "", xTitle: setting.key, yTitle: title,
      groups: [
        group("others", .muted, bright..<rows.count),
        group(bright == 1 ? "the best" : "the best \(bright)", .accent, 0..<bright),
      ].filter { !$0.points.isEmpty },
      alternative: alternative("Dots of \(setting.key) against the \(title)"))
    plot.x = setting.axis
    plot.y = figureAxis.scale == .logarithmic ? figureAxis : nil
    plot.aspect = 1.5
    return plot.figure
  }

  private func alternative(_ what: String) -> String {
    guard let best = rows.first else { return "\(what)." }
    return "\(what), \(rows.count) of them; the best is \(best.row.name) with "
      + "\(figure.text(best.statistic.mean))."
  }
}
