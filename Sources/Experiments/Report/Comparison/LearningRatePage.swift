import Drawing
import Foundation
import Text

extension LearningRateTest.Result {
  /// The title of the curve.
  private static let title = "Cost while alpha grows"
  private static let xTitle = "log\u{2081}\u{2080} alpha"

  /// A page with the curve of the costs and the suggested alpha.
  func page(title: String) -> Page {
    var page = Page(title: title, subtitle: remark, colophon: "Written by dnn \(productVersion).")
    page.keyFigures = [
      Page.KeyFigure("suggested alpha", suggestion.map(numberText) ?? "none"),
      Page.KeyFigure("updates", NumberText.whole(points.count)),
    ]
    let isSmoothed = points.contains { $0.cost != $0.smoothedCost }
    var series = [
      LineChart.Series(isSmoothed ? "mean cost" : "cost", .accent, curve(\.smoothedCost))
    ]
    if isSmoothed {
      var raw = LineChart.Series("cost of each update", .muted, curve(\.cost))
      raw.isQuiet = true
      series.append(raw)
    }
    var chart = LineChart(
      id: "alpha", title: Self.title, xTitle: Self.xTitle, series: series)
    chart.scales = .choice
    chart.mark = suggestion.map {
      LineChart.Mark(x: log10($0), name: "suggested: alpha = \(numberText($0))")
    }
    page.sections = [
      Page.Section(
        "Learning-rate test",
        lead: "In one short training alpha grows by the same factor from update to update.",
        chart.figure)
    ]
    return page
  }

  /// The curve in a terminal; nil where there is none.
  package func terminalText(width: Int, hasColor: Bool) -> String? {
    TerminalPlot.text(
      of: curve(\.smoothedCost), title: "cost over \(Self.xTitle)", width: width,
      hasColor: hasColor)
  }

  private func curve(_ value: (LearningRateTest.Point) -> Double) -> [LineChart.Point] {
    points.map { LineChart.Point(log10($0.alpha), value($0)) }
  }
}
