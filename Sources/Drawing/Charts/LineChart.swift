/// Lines over a common axis, with a legend that tells the values under the pointer.
package struct LineChart: Sendable {
  package struct Point: Sendable, Equatable {
    package var x: Double
    package var y: Double

    package init(_ x: Double, _ y: Double) {
      self.x = x
      self.y = y
    }
  }

  package struct Series: Sendable {
    package var name: String
    package var ink: Ink
    package var isDashed: Bool
    /// Whether it stands back behind others that matter more: thin, and named under the pointer alone.
    package var isQuiet = false
    package var points: [Point]

    /// Points in the order of x; those that are not finite are left out.
    package init(_ name: String, _ ink: Ink, isDashed: Bool = false, _ points: [Point]) {
      self.name = name
      self.ink = ink
      self.isDashed = isDashed
      self.points = points.filter { $0.x.isFinite && $0.y.isFinite }
    }
  }

  /// A place on the x axis that matters.
  package struct Mark: Sendable, Equatable {
    package var x: Double
    package var name: String

    package init(x: Double, name: String) {
      self.x = x
      self.name = name
    }
  }

  /// What y may look like.
  package enum Scales: Sendable, Equatable {
    case only(Axis.Scale)
    /// A switch between both, set to the one that shows more.
    case choice
  }

  /// Tells the chart from others of the page; letters only.
  package var id: String
  package var title: String
  package var xTitle: String
  package var series: [Series]
  package var scales = Scales.only(.linear)
  package var mark: Mark?
  /// About how many points all lines together have at most: a page is to be a light load.
  package var maximumPoints = 2400
  /// Both axes from 0 to 1, with the diagonal to compare with.
  package var isUnitSquare = false

  package init(id: String, title: String, xTitle: String, series: [Series]) {
    self.id = id
    self.title = title
    self.xTitle = xTitle
    self.series = series
  }

  /// The chart with its title, switch and legend; nothing where there is no point.
  package var figure: Markup {
    let shown = series.map { $0.thinned(to: pointsPerSeries) }
    guard shown.contains(where: { !$0.points.isEmpty }) else { return .empty }
    let note = mark.map { .element("small", [:], Markup(" \($0.name)")) } ?? Markup.empty
    var parts = [Markup.element("figcaption", [:], Markup(title) + note)]
    switch scales {
    case .only(let scale): parts.append(frame(scale, shown))
    case .choice:
      parts.append(choice(shown))
      parts.append(frame(.linear, shown))
      parts.append(frame(.logarithmic, shown))
    }
    parts.append(legend(shown))
    parts.append(.element("div", ["class": "tip", "hidden": "", "data-x": xTitle]))
    let kind = isUnitSquare ? "chart square" : "chart"
    return .element("figure", ["class": kind, "data-hover": "", "id": "chart-\(id)"], parts)
  }

  private var pointsPerSeries: Int { max(60, min(500, maximumPoints / max(1, series.count))) }

  // MARK: Parts

  private func choice(_ shown: [Series]) -> Markup {
    let standard = standardScale(shown)
    return [Axis.Scale.linear, .logarithmic].map { scale in
      let name = scale == .linear ? "linear" : "log"
      let isChecked = scale == standard ? "" : nil
      return .element(
        "input",
        [
          "type": "radio", "name": "scale-\(id)", "id": "\(id)-\(name)", "class": "pick-\(name)",
          "checked": isChecked,
        ])
        + .element("label", ["for": "\(id)-\(name)"], Markup(name))
    }.joined
  }

  /// Logarithmic where the values are positive and span more than two powers of ten.
  private func standardScale(_ shown: [Series]) -> Axis.Scale {
    let values = shown.flatMap { $0.points.map(\.y) }
    guard let low = values.min(), let high = values.max(), low > 0 else { return .linear }
    return high / low > 100 ? .logarithmic : .linear
  }

  private func frame(_ scale: Axis.Scale, _ shown: [Series]) -> Markup {
    let xs = shown.flatMap { $0.points.map(\.x) }
    let ys = shown.flatMap { $0.points.map(\.y) }
    let unit = [0, 0.2, 0.4, 0.6, 0.8, 1]
    var frame = Frame(
      x: isUnitSquare
        ? Axis(from: 0, to: 1, ticks: unit) : Axis(xs, ticks: 6, isRounded: false),
      y: isUnitSquare ? Axis(from: 0, to: 1, ticks: unit) : Axis(ys, scale: scale),
      xTitle: xTitle, alternative: alternative)
    if scales == .choice { frame.kinds.append(scale == .linear ? "linear" : "log") }
    if isUnitSquare { frame.aspect = 1 }
    var content = Markup.empty
    if isUnitSquare {
      content = .element("line", ["class": "reference", "x1": 0, "y1": 1000, "x2": 1000, "y2": 0])
    }
    if let mark, let position = frame.x.position(mark.x), (0...1).contains(position) {
      let x = position * Frame.side
      content += .element("line", ["class": "reference", "x1": x, "y1": 0, "x2": x, "y2": 1000])
    }
    // What stands back lies below; the script finds a line by its place in the legend.
    for (index, line) in shown.enumerated().sorted(by: { $0.1.isQuiet && !$1.1.isQuiet }) {
      let points = line.points.compactMap { frame.point($0.x, $0.y) }
      guard let first = points.first else { continue }
      // A single point is a dot: a line without length and with round ends.
      let path = PathData(line: points.count > 1 ? points : [first, first])
      content += .element(
        "path",
        [
          "class": line.kind(points.count), "style": "stroke:\(line.ink.css)",
          "data-line": isLookedUp(shown) ? index : nil, "d": path.attributeText,
        ])
    }
    return frame.markup(content)
  }

  /// Whether the pointer finds the nearest line.
  private func isLookedUp(_ shown: [Series]) -> Bool { shown.contains(where: \.isQuiet) }

  /// The names of the lines with their values for the script; those that stand back are only counted.
  private func legend(_ shown: [Series]) -> Markup {
    let quiet = shown.count(where: \.isQuiet)
    let items = shown.map { line -> Markup in
      .element(
        "li",
        [
          "style": "--ink:\(line.ink.css)",
          "class": line.isQuiet ? "quiet" : line.isDashed ? "dashed" : nil,
          "data-x": line.points.map { $0.x.shortText }.joined(separator: " "),
          "data-y": line.points.map { $0.y.shortText }.joined(separator: " "),
        ],
        Markup(line.name))
    }
    let rest =
      quiet == 0 ? .empty : Markup.element("li", ["class": "rest"], Markup("\(quiet) more"))
    return .element(
      "ul", ["class": "legend", "hidden": shown.count > 1 ? nil : ""], items + [rest])
  }

  /// The chart in words.
  package var alternative: String {
    let told = series.sorted { !$0.isQuiet && $1.isQuiet }.prefix(8).compactMap { line -> String? in
      guard let first = line.points.first, let last = line.points.last else { return nil }
      return "\(line.name) goes from \(NumberText.figure(first.y)) at \(NumberText.figure(first.x))"
        + " to \(NumberText.figure(last.y)) at \(NumberText.figure(last.x))"
    }
    let rest = series.count > 8 ? "; \(series.count - 8) more" : ""
    let marked = mark.map { "; \($0.name)" } ?? ""
    return "\(title) over \(xTitle): " + told.joined(separator: "; ") + rest + marked + "."
  }
}

extension LineChart.Series {
  /// What the style sheet knows a line of so many points by.
  fileprivate func kind(_ count: Int) -> String {
    let shape = count == 1 ? " dot" : isDashed ? " dashed" : ""
    return "curve\(shape)\(isQuiet ? " quiet" : "")"
  }

  /// The line with at most about `limit` points: of each stretch the lowest and the highest.
  ///
  /// So no peak is lost, and the first and the last point stay.
  func thinned(to limit: Int) -> Self {
    guard points.count > limit, limit >= 4 else { return self }
    var result = self
    let inner = points[1..<points.count - 1]
    let stretches = (limit - 2) / 2
    var kept = [points[0]]
    for stretch in 0..<stretches {
      let start = inner.startIndex + inner.count * stretch / stretches
      let end = inner.startIndex + inner.count * (stretch + 1) / stretches
      let part = inner[start..<end]
      guard let low = part.indices.min(by: { part[$0].y < part[$1].y }),
        let high = part.indices.max(by: { part[$0].y < part[$1].y })
      else { continue }
      kept.append(part[min(low, high)])
      if low != high { kept.append(part[max(low, high)]) }
    }
    result.points = kept + [points[points.count - 1]]
    return result
  }
}

extension Double {
  /// The fewest digits that say as much as a Float does.
  fileprivate var shortText: String {
    let single = Float(self)
    if single == single.rounded(), single.magnitude < 1e6 { return "\(Int(single))" }
    return single.isFinite && single != 0 ? "\(single)" : "\(self)"
  }
}
