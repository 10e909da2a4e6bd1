/// How often values between 0 and 1 occur, in bars of equal width, the groups on top of each other.
package struct Histogram: Sendable {
  package struct Group: Sendable {
    package var name: String
    package var ink: Ink
    package var values: [Double]

    package init(_ name: String, _ ink: Ink, _ values: [Double]) {
      self.name = name
      self.ink = ink
      self.values = values
    }
  }

  package var id: String
  package var title: String
  package var xTitle: String
  package var groups: [Group]

  package init(id: String, title: String, xTitle: String, groups: [Group]) {
    self.id = id
    self.title = title
    self.xTitle = xTitle
    self.groups = groups
  }

  private static let bars = 20

  /// How many values of each group lie in each bar; 1 belongs to the last.
  var counts: [[Int]] {
    groups.map { group in
      var counts = [Int](repeating: 0, count: Self.bars)
      for value in group.values where value >= 0 && value <= 1 {
        counts[min(Self.bars - 1, Int(value * Double(Self.bars)))] += 1
      }
      return counts
    }
  }

  /// The chart with title and legend; nothing where there is no value.
  package var figure: Markup {
    let counts = counts
    let totals = (0..<Self.bars).map { bar in counts.reduce(0) { $0 + $1[bar] } }
    guard let most = totals.max(), most > 0 else { return .empty }
    let frame = Frame(
      x: Axis(from: 0, to: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1]),
      y: Axis([0, Double(most)], ticks: 5), xTitle: xTitle, alternative: alternative(totals))
    return .element(
      "figure", ["class": "chart", "id": "chart-\(id)"],
      .element("figcaption", [:], Markup(title)), frame.markup(bars(counts, frame)),
      .element(
        "ul", ["class": "legend bars"],
        groups.map { .element("li", ["style": "--ink:\($0.ink.css)"], Markup($0.name)) }))
  }

  private func bars(_ counts: [[Int]], _ frame: Frame) -> Markup {
    let width = Frame.side / Double(Self.bars)
    var below = [Int](repeating: 0, count: Self.bars)
    var content = Markup.empty
    for (group, counts) in zip(groups, counts) {
      for (bar, count) in counts.enumerated() where count > 0 {
        let top = (1 - (frame.y.position(Double(below[bar] + count)) ?? 0)) * Frame.side
        let bottom = (1 - (frame.y.position(Double(below[bar])) ?? 0)) * Frame.side
        content += .element(
          "rect",
          [
            "x": Double(bar) * width + 3, "y": top, "width": width - 6, "height": bottom - top,
            "style": "fill:\(group.ink.css)",
          ],
          .element("title", [:], Markup("\(group.name): \(count)")))
        below[bar] += count
      }
    }
    return content
  }

  private func alternative(_ totals: [Int]) -> String {
    let all = totals.reduce(0, +)
    func share(_ bars: Range<Int>) -> String {
      NumberText.percent(Double(totals[bars].reduce(0, +)) / Double(all))
    }
    let edge = Self.bars / 10
    return "\(title) of \(all) examples: \(share(0..<edge)) below 0.1, "
      + "\(share(edge..<Self.bars - edge)) between, \(share(Self.bars - edge..<Self.bars)) from 0.9 on."
  }
}
