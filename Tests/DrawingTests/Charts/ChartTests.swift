import Images
import Testing

@testable import Drawing

struct ChartTests {
  private let hostile = "<script>alert(1)</script>"

  @Test func `a histogram counts each value once`() {
    let histogram = Histogram(
      id: "p", title: "", xTitle: "",
      groups: [
        Histogram.Group("a", .accent, [0, 0.049, 0.05, 0.999, 1, .nan, 2, -1]),
        Histogram.Group("b", .counter, [0.5]),
      ])
    #expect(histogram.counts[0].reduce(0, +) == 5)
    #expect(histogram.counts[0][0] == 2)
    #expect(histogram.counts[0][19] == 2)
    #expect(histogram.counts[1][10] == 1)
    #expect(histogram.figure.source.contains("<title>b: 1</title>"))
  }

  @Test func `a histogram without values is none`() {
    let empty = Histogram(id: "p", title: "", xTitle: "", groups: [])
    #expect(empty.figure == .empty)
  }

  @Test func `the confusion matrix names each cell`() {
    let table = ConfusionTable(counts: [[5, 1], [0, 4]], names: ["no", hostile])
    let source = table.figure.source
    #expect(source.contains("title=\"no taken for &lt;script&gt;"))
    #expect(source.contains("83.3\u{202F}%"))
    #expect(!source.contains("<script>"))
  }

  @Test func `the worst pairs of very many classes are listed`() {
    let count = 300
    var counts = [[Int]](repeating: [Int](repeating: 0, count: count), count: count)
    counts[17][23] = 9
    counts[5][6] = 4
    let source = ConfusionTable(counts: counts, names: (0..<count).map { "class \($0)" })
      .figure.source
    #expect(source.contains("<td>class 17</td><td>class 23</td><td class=\"number\">9</td>"))
    #expect(source.utf8.count < 2_000)
  }

  @Test func `thousands of points are thinned, and the chart says so`() {
    let points = (0..<10_000).map { LineChart.Point(Double($0), Double($0 % 100)) }
    let plot = PointPlot(
      id: "v", title: "Values", xTitle: "x", yTitle: "y",
      groups: [PointPlot.Group("all", .accent, points)], alternative: "points")
    let source = plot.figure.source
    #expect(source.contains("2,000 of 10,000 points are drawn."))
    #expect(source.utf8.count < 80_000)
  }

  @Test func `bars end at their values, negative ones to the left of 0`() {
    let table = BarTable(
      id: "i", title: "Importance",
      bars: [
        .init(hostile, 3, deviation: 0), .init("b", -1, deviation: 0), .init("none", .nan),
      ])
    let source = table.figure.source
    #expect(source.contains("--from:25%;--size:75%;--ink:var(--accent)"))
    #expect(source.contains("--from:0%;--size:25%;--ink:var(--counter)"))
    #expect(source.contains("&lt;script&gt;") && !source.contains("<script>"))
    #expect(!source.contains("none"))
    #expect(BarTable(id: "i", title: "", bars: []).figure == .empty)
  }

  @Test func `a bar has room for its deviation, and of many the rest is counted`() {
    let one = BarTable(id: "i", title: "", bars: [.init("a", 1, deviation: 1)]).figure.source
    #expect(one.contains("--from:0%;--size:50%;--ink"))
    #expect(one.contains("<b style=\"--from:0%;--size:100%\">"))
    let all = BarTable(id: "i", title: "", bars: (0..<50).map { .init("c\($0)", 1) })
    #expect(all.figure.source.contains("And 20 more, each with less."))
  }

  @Test func `residuals lie around a line at 0, also where none is near it`() {
    var plot = PointPlot(
      id: "r", title: "", xTitle: "x", yTitle: "y",
      groups: [.init("all", .accent, [.init(0, 5), .init(1, 10)])], alternative: "points")
    #expect(!plot.figure.source.contains("reference"))
    plot.hasZeroLine = true
    #expect(plot.figure.source.contains("class=\"reference\" x1=\"0\" y1=\"1000\""))
  }

  @Test func `the boundary runs where the answer changes`() {
    let side = 20
    // Class 1 wins to the right of 0.6.
    let right = (0..<side * side).map { point in
      let x = DecisionMap.value(point % side, of: side, in: 0...1)
      return 1 / (1 + (x > 0.6 ? 0.5 : 2))
    }
    let map = DecisionMap(
      scores: [right.map { 1 - $0 }, right], side: side, inks: [.counter, .accent])
    let boundary = map.boundary.flatMap(\.self)
    #expect(!boundary.isEmpty)
    #expect(boundary.allSatisfy { abs($0.x - 0.6) < 0.05 })
    #expect(map.image.channels == 4)
    #expect(map.image.width == side)
  }

  @Test func `weights become a image whatever they are`() {
    let colors = WeightImage.image(
      [1, -1, 0, .nan, .infinity, 0.5], width: 2, height: 1, channels: 3)
    #expect(colors.pixels.prefix(2) == [255, 0])
    let grey = WeightImage.image([1, -1, 0, 0.5], width: 2, height: 2, channels: 1)
    #expect(grey.channels == 4)
    #expect([grey.pixels[3], grey.pixels[7], grey.pixels[11]] == [255, 255, 0])
    let zeros = WeightImage.image([0, 0, 0], width: 1, height: 1, channels: 3)
    #expect(Set(zeros.pixels).count == 1)
  }

  @Test func `every image is described`() {
    let image = Image(width: 1, height: 1, channels: 3, pixels: [1, 2, 3])
    let source = Gallery([Gallery.Item(image, title: hostile, detail: "taken for dog")])
      .markup.source
    #expect(source.contains("alt=\"&lt;script&gt;"))
    #expect(source.contains("taken for dog"))
    #expect(!source.contains("<script>"))
  }
}
