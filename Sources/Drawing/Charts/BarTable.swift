/// Bars beside their names, each from 0 to its value, to the left where that is negative.
///
/// It is a table, so that names and values are text of the page.
package struct BarTable: Sendable {
  package struct Bar: Sendable {
    package var name: String
    package var value: Double
    /// How far the value strays, drawn to both sides of the bar's end.
    package var deviation: Double

    package init(_ name: String, _ value: Double, deviation: Double = 0) {
      self.name = name
      self.value = value
      self.deviation = deviation
    }
  }

  package var id: String
  package var title: String
  package var bars: [Bar]

  /// Bars under a title; those whose value is not finite are left out.
  package init(id: String, title: String, bars: [Bar]) {
    self.id = id
    self.title = title
    self.bars = bars.filter { $0.value.isFinite && $0.deviation.isFinite }
  }

  /// Bars that are drawn; the rest is counted.
  private static let maximumBars = 30

  /// The bars with their title; nothing where there is none.
  package var figure: Markup {
    guard !bars.isEmpty else { return .empty }
    let shown = bars.prefix(Self.maximumBars)
    let low = shown.reduce(0) { min($0, $1.value - $1.deviation) }
    let high = shown.reduce(0) { max($0, $1.value + $1.deviation) }
    let texts = NumberText.column(shown.map(\.value))
    let rows = zip(shown, texts).map { bar, text -> Markup in
      .element(
        "tr", [:], .element("th", ["scope": "row", "title": bar.name], Markup(bar.name)),
        .element("td", ["class": "track"], Self.marks(of: bar, from: low, to: high)),
        .element("td", ["class": "number"], Markup(text)))
    }
    let rest =
      bars.count > shown.count
      ? Page.paragraph(
        "And \(NumberText.whole(bars.count - shown.count)) more, each with less.") : .empty
    return .element(
      "figure", ["class": "chart", "id": "chart-\(id)"],
      .element("figcaption", [:], Markup(title)),
      .element("div", ["class": "scroll"], .element("table", ["class": "bars"], rows)), rest)
  }

  /// The bar and the line of its deviation, in hundredths of the track.
  private static func marks(of bar: Bar, from low: Double, to high: Double) -> Markup {
    func style(_ start: Double, _ end: Double, _ ink: Ink? = nil) -> String {
      let scale = high > low ? 100 / (high - low) : 0
      let from = ((start - low) * scale).coordinateText
      let size = ((end - start) * scale).coordinateText
      return "--from:\(from)%;--size:\(size)%" + (ink.map { ";--ink:\($0.css)" } ?? "")
    }
    let ink = bar.value < 0 ? Ink.counter : .accent
    let line =
      bar.deviation > 0
      ? Markup.element(
        "b", ["style": style(bar.value - bar.deviation, bar.value + bar.deviation)]) : .empty
    return .element("i", ["style": style(min(0, bar.value), max(0, bar.value), ink)]) + line
  }
}
