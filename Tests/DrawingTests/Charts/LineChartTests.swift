import Foundation
import Testing

@testable import Drawing

struct LineChartTests {
  private func chart(_ values: [Double]) -> LineChart {
    var chart = LineChart(
      id: "cost", title: "Cost", xTitle: "iteration",
      series: [
        LineChart.Series(
          "training", .accent,
          values.enumerated().map { LineChart.Point(Double($0.offset), $0.element) })
      ])
    chart.scales = .choice
    return chart
  }

  @Test func `a chart without points is no chart`() {
    #expect(chart([]).figure == .empty)
    #expect(chart([.nan, .infinity]).figure == .empty)
  }

  @Test func `both scales are there, and the better one is chosen`() {
    let small = chart([0.7, 0.5]).figure.source
    #expect(small.contains("id=\"cost-linear\" class=\"pick-linear\" checked=\"\""))
    let wide = chart([10, 1e-4]).figure.source
    #expect(wide.contains("id=\"cost-log\" class=\"pick-log\" checked=\"\""))
    #expect(!chart([1, -1]).figure.source.contains("pick-log\" checked"))
  }

  @Test func `the chart is told in words`() {
    #expect(
      chart([0.75, 0.5]).alternative
        == "Cost over iteration: training goes from 0.75 at 0 to 0.5 at 1.")
    #expect(chart([0.75, 0.5]).figure.source.contains("role=\"img\" aria-label=\"Cost over"))
  }

  @Test func `a mark is drawn where it lies, and told`() {
    var chart = chart([3, 1, 2])
    #expect(!chart.figure.source.contains("class=\"reference\""))
    chart.mark = LineChart.Mark(x: 1, name: "best: iteration 1")
    let source = chart.figure.source
    // Once on each scale.
    #expect(source.components(separatedBy: "class=\"reference\" x1=\"500\"").count == 3)
    #expect(source.contains("<figcaption>Cost<small> best: iteration 1</small></figcaption>"))
    #expect(chart.alternative.hasSuffix(" at 2; best: iteration 1."))
    chart.mark?.x = 7
    #expect(!chart.figure.source.contains("class=\"reference\""))
  }

  @Test func `thinning keeps the ends and every peak`() {
    var values = [Double](repeating: 1, count: 10_000)
    values[7_777] = 50
    values[1_234] = -3
    let all = LineChart.Series(
      "", .accent, values.enumerated().map { LineChart.Point(Double($0.offset), $0.element) })
    let thinned = all.thinned(to: 100)
    #expect(thinned.points.count <= 100)
    #expect(thinned.points.first == all.points.first)
    #expect(thinned.points.last == all.points.last)
    #expect(thinned.points.contains(LineChart.Point(7_777, 50)))
    #expect(thinned.points.contains(LineChart.Point(1_234, -3)))
    #expect(zip(thinned.points, thinned.points.dropFirst()).allSatisfy { $0.x < $1.x })
    #expect(all.thinned(to: 20_000).points.count == 10_000)
  }

  @Test func `lines that stand back lie below and are counted, not named, in the legend`() throws {
    var chart = chart([1, 2])
    #expect(!chart.figure.source.contains("data-line"))
    for name in ["one", "two"] {
      var line = LineChart.Series(name, .muted, [LineChart.Point(0, 1), LineChart.Point(1, 3)])
      line.isQuiet = true
      chart.series.insert(line, at: 0)
    }
    let source = chart.figure.source
    #expect(source.contains("class=\"quiet\" data-x=\"0 1\""))
    #expect(source.contains(">2 more</li>"))
    let bright = try #require(source.range(of: "class=\"curve\""))
    #expect(source[..<bright.lowerBound].contains("class=\"curve quiet\""))
    #expect(chart.alternative.hasPrefix("Cost over iteration: training goes"))
  }

  @Test func `names cannot become markup`() {
    var chart = chart([1, 2])
    chart.series[0].name = "</li><script>alert(1)</script>"
    #expect(!chart.figure.source.contains("<script>"))
  }
}
