/// Things with several values each, as lines over axes that stand beside each other.
package struct ParallelCoordinates: Sendable {
  package struct Line: Sendable {
    package var name: String
    package var ink: Ink
    /// Whether it stands back behind others that matter more.
    package var isQuiet: Bool
    /// A value for each axis; where one is nil or cannot be shown the line has a gap.
    package var values: [Double?]

    package init(_ name: String, _ ink: Ink, isQuiet: Bool, _ values: [Double?]) {
      self.name = name
      self.ink = ink
      self.isQuiet = isQuiet
      self.values = values
    }
  }

  package var id: String
  package var title: String
  package var axes: [(name: String, axis: Axis)]
  /// Those that matter most come first.
  package var lines: [Line]
  /// What is drawn, in words.
  package var alternative: String

  package init(
    id: String, title: String, axes: [(name: String, axis: Axis)], lines: [Line],
    alternative: String
  ) {
    self.id = id
    self.title = title
    self.axes = axes
    self.lines = lines
    self.alternative = alternative
  }

  /// What the sheet of all pages lacks.
  package static let style: StaticString = """
    .parallel { padding: 0.6rem 4.5rem 2.4rem 1.2rem; }
    .parallel .plot { height: 19rem; border: 0; }
    .parallel .axis { position: absolute; top: 0; bottom: 0; width: 0;
      border-left: 1px solid var(--muted); }
    .parallel .axis span { position: absolute; left: 0.3rem; transform: translateY(50%);
      font-size: 0.72rem; line-height: 1; color: var(--muted); white-space: nowrap;
      text-shadow: 0 0 3px var(--ground), 0 0 3px var(--ground), 0 0 3px var(--ground); }
    .parallel .axis b { position: absolute; top: 100%; padding-top: 0.6rem;
      transform: translateX(-50%); font-size: 0.78rem; font-weight: 550; white-space: nowrap; }
    .parallel .axis:first-child b { transform: translateX(-1rem); }
    .spread { fill: none; stroke-width: 1.2; opacity: 0.6; }
    @media (max-width: 40rem) { .parallel { padding-right: 3.4rem; } }

    """

  /// The chart with title and legend; nothing where there are fewer than two axes or no line.
  package var figure: Markup {
    guard axes.count > 1, !lines.isEmpty else { return .empty }
    let drawing = Markup.element(
      "svg",
      ["viewBox": "0 0 1000 1000", "preserveAspectRatio": "none", "aria-hidden": "true"],
      lines.reversed().map(path))
    let marks = axes.enumerated().map { index, entry -> Markup in
      let (name, axis) = entry
      let ticks = axis.ticks.compactMap { tick in
        axis.position(tick.value).map {
          Markup.element(
            "span", ["style": "bottom:\(($0 * 100).coordinateText)%"], Markup(tick.label))
        }
      }
      return .element(
        "div", ["class": "axis", "style": "left:\((place(index) / 10).coordinateText)%"],
        ticks + [.element("b", [:], Markup(name))])
    }
    return .element(
      "figure", ["class": "chart", "id": "chart-\(id)"],
      .element("figcaption", [:], Markup(title)),
      .element(
        "div", ["class": "parallel", "role": "img", "aria-label": alternative],
        .element("div", ["class": "plot"], [drawing, .element("div", [:], marks)])),
      legend)
  }

  private func place(_ index: Int) -> Double {
    Frame.side * Double(index) / Double(axes.count - 1)
  }

  private func path(_ line: Line) -> Markup {
    var data = PathData()
    var isOpen = false
    for (index, value) in line.values.enumerated() {
      guard let value, let height = axes[index].axis.position(value) else {
        isOpen = false
        continue
      }
      let (x, y) = (place(index), (1 - height) * Frame.side)
      if isOpen { data.line(x, y) } else { data.move(x, y) }
      isOpen = true
    }
    return .element(
      "path",
      [
        "class": line.isQuiet ? "curve quiet" : "curve", "style": "stroke:\(line.ink.css)",
        "d": data.attributeText,
      ], .element("title", [:], Markup(line.name)))
  }

  private var legend: Markup {
    let quiet = lines.count(where: \.isQuiet)
    let items = lines.filter { !$0.isQuiet }.map {
      Markup.element("li", ["style": "--ink:\($0.ink.css)"], Markup($0.name))
    }
    let rest =
      quiet == 0
      ? [] : [Markup.element("li", ["class": "rest"], Markup("\(NumberText.whole(quiet)) more"))]
    return .element("ul", ["class": "legend"], items + rest)
  }
}
