import Images

/// Points in a plane, over a colored ground where there is one.
package struct PointPlot: Sendable {
  package struct Group: Sendable {
    package var name: String
    package var ink: Ink
    package var points: [LineChart.Point]
    /// How far the y of each point reaches up and down; none where it is empty.
    package var deviations: [Double?] = []

    /// Points of one color; those that are not finite are left out.
    package init(_ name: String, _ ink: Ink, _ points: [LineChart.Point]) {
      self.name = name
      self.ink = ink
      self.points = points.filter { $0.x.isFinite && $0.y.isFinite }
    }
  }

  /// A picture behind the points, and lines of its own coordinates, 0 … 1 from the lower left.
  package struct Ground: Sendable {
    package var image: Image
    package var xRange: ClosedRange<Double>
    package var yRange: ClosedRange<Double>
    package var lines: [[LineChart.Point]]

    package init(
      image: Image, xRange: ClosedRange<Double>, yRange: ClosedRange<Double>,
      lines: [[LineChart.Point]]
    ) {
      self.image = image
      self.xRange = xRange
      self.yRange = yRange
      self.lines = lines
    }
  }

  package var id: String
  /// Empty where the section says it all.
  package var title: String
  package var xTitle: String
  package var yTitle: String
  package var groups: [Group]
  package var ground: Ground?
  /// Whether x and y mean the same, and lie the better the nearer the diagonal.
  package var hasDiagonal = false
  /// Whether the points lie the better the nearer y = 0.
  package var hasZeroLine = false
  /// The x axis; nil: a linear one over the points.
  package var x: Axis?
  /// The y axis; nil: a linear one over the points and their deviations.
  package var y: Axis?
  /// Width through height of the plot.
  package var aspect = 1.0
  /// What the plot shows, in a sentence.
  package var alternative: String

  package init(
    id: String, title: String, xTitle: String, yTitle: String, groups: [Group],
    alternative: String
  ) {
    self.id = id
    self.title = title
    self.xTitle = xTitle
    self.yTitle = yTitle
    self.groups = groups
    self.alternative = alternative
  }

  /// Points drawn at most: more would hide each other and weigh on the page.
  private static let maximumPoints = 2000

  /// The plot with title and legend; nothing where there is neither point nor ground.
  package var figure: Markup {
    let total = groups.reduce(0) { $0 + $1.points.count }
    guard total > 0 || ground != nil else { return .empty }
    let stride = max(1, (total + Self.maximumPoints - 1) / Self.maximumPoints)
    let shown = groups.map { $0.everyNth(stride) }
    let frame = frame(shown)
    var content = ground.map { groundMarkup($0) } ?? .empty
    if hasDiagonal { content += diagonal(frame) }
    if hasZeroLine { content += zeroLine(frame) }
    for group in shown { content += spread(group, frame) + dots(group, frame) }
    var parts = [
      title.isEmpty ? .empty : Markup.element("figcaption", [:], Markup(title)),
      .element("div", ["class": "y-title"], Markup(yTitle)), frame.markup(content),
    ]
    if groups.count > 1 { parts.append(legend) }
    if stride > 1 {
      let count = shown.reduce(0) { $0 + $1.points.count }
      parts.append(
        .element(
          "p", ["class": "remark"],
          Markup("\(NumberText.whole(count)) of \(NumberText.whole(total)) points are drawn.")))
    }
    let shape = aspect == 1 ? "chart square" : "chart"
    let kind = ground == nil ? shape : "chart square ground"
    return .element("figure", ["class": kind, "id": "chart-\(id)"], parts)
  }

  private func frame(_ shown: [Group]) -> Frame {
    var xs = shown.flatMap { $0.points.map(\.x) }
    var ys = shown.flatMap { $0.points.map(\.y) }
    if hasDiagonal { (xs, ys) = (xs + ys, xs + ys) }
    if hasZeroLine { ys.append(0) }
    for group in shown {
      for (point, deviation) in zip(group.points, group.deviations) {
        ys += deviation.map { [point.y - $0, point.y + $0] } ?? []
      }
    }
    var frame = Frame(
      x: x ?? Self.xAxis(xs), y: y ?? Axis(ys, ticks: 6), xTitle: xTitle,
      alternative: alternative)
    if let ground {
      frame.x = Axis(
        [ground.xRange.lowerBound, ground.xRange.upperBound], ticks: 6, isRounded: false)
      frame.y = Axis(
        [ground.yRange.lowerBound, ground.yRange.upperBound], ticks: 6, isRounded: false)
    }
    frame.aspect = aspect
    return frame
  }

  /// Long labels, of numbers such as −1.15·10²⁰, are few and lie within the plot: they would lie over each other.
  private static func xAxis(_ xs: [Double]) -> Axis {
    let axis = Axis(xs, ticks: 6)
    let isLong = axis.ticks.contains { $0.label.count > 6 }
    return isLong ? Axis(xs, ticks: 3, isRounded: false) : axis
  }

  private func groundMarkup(_ ground: Ground) -> Markup {
    let image = Markup.element(
      "image",
      [
        "href": ground.image.dataURL, "x": 0, "y": 0, "width": 1000, "height": 1000,
        "preserveAspectRatio": "none",
      ])
    var path = PathData()
    for line in ground.lines {
      for (index, point) in line.enumerated() {
        let (x, y) = (point.x * Frame.side, (1 - point.y) * Frame.side)
        if index == 0 { path.move(x, y) } else { path.line(x, y) }
      }
    }
    return image + .element("path", ["class": "contour", "d": path.attributeText])
  }

  private func diagonal(_ frame: Frame) -> Markup {
    let (low, high) = (max(frame.x.lower, frame.y.lower), min(frame.x.upper, frame.y.upper))
    guard let from = frame.point(low, low), let to = frame.point(high, high) else { return .empty }
    return .element(
      "line", ["class": "reference", "x1": from.x, "y1": from.y, "x2": to.x, "y2": to.y])
  }

  private func zeroLine(_ frame: Frame) -> Markup {
    guard let from = frame.point(frame.x.lower, 0), let to = frame.point(frame.x.upper, 0) else {
      return .empty
    }
    return .element(
      "line", ["class": "reference", "x1": from.x, "y1": from.y, "x2": to.x, "y2": to.y])
  }

  /// The deviations as lines through the points.
  private func spread(_ group: Group, _ frame: Frame) -> Markup {
    var path = PathData()
    for (point, deviation) in zip(group.points, group.deviations) {
      guard let deviation, let low = frame.point(point.x, point.y - deviation),
        let high = frame.point(point.x, point.y + deviation)
      else { continue }
      path.move(low.x, low.y)
      path.line(high.x, high.y)
    }
    guard !path.attributeText.isEmpty else { return .empty }
    return .element(
      "path",
      ["class": "spread", "style": "stroke:\(group.ink.css)", "d": path.attributeText])
  }

  /// All points as one path: lines without length, whose round ends are the dots.
  private func dots(_ group: Group, _ frame: Frame) -> Markup {
    var path = PathData()
    for point in group.points {
      guard let (x, y) = frame.point(point.x, point.y) else { continue }
      path.dot(x, y)
    }
    let kind = group.points.count > 600 ? "dots many" : "dots"
    let d = path.attributeText
    let halo = Markup.element("path", ["class": "\(kind) halo", "d": d])
    return halo
      + .element("path", ["class": "\(kind)", "style": "stroke:\(group.ink.css)", "d": d])
  }

  private var legend: Markup {
    .element(
      "ul", ["class": "legend points"],
      groups.map { .element("li", ["style": "--ink:\($0.ink.css)"], Markup($0.name)) })
  }
}

extension PointPlot.Group {
  fileprivate func everyNth(_ stride: Int) -> Self {
    var result = self
    let kept = Swift.stride(from: 0, to: points.count, by: stride)
    result.points = kept.map { points[$0] }
    result.deviations = deviations.isEmpty ? [] : kept.map { deviations[$0] }
    return result
  }
}
