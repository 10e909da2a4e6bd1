/// A plot with its axes, as wide as its place on the page.
///
/// The drawing is stretched, its lines and dots are not; the labels are text of the page, so that
/// they have its size on a telephone too.
struct Frame {
  /// The side of the drawing in its own coordinates.
  static let side = 1000.0

  var x: Axis
  var y: Axis
  var xTitle: String
  /// What is drawn, in words.
  var alternative: String
  /// `square`, `linear`, …: what the style sheet knows the plot by.
  var kinds: [String] = []
  /// Width through height of the drawing; nil: as the style sheet has it.
  var aspect: Double?

  /// The plot with `content` drawn in ``side`` × ``side`` coordinates.
  func markup(_ content: Markup) -> Markup {
    let yWidth = y.ticks.map(\.label.count).max() ?? 0
    return .element(
      "div",
      [
        "class": (["frame"] + kinds).joined(separator: " "), "role": "img",
        "aria-label": alternative, "style": "--y:\(yWidth)",
      ],
      labels(y, "ys", "bottom"),
      .element(
        "div",
        [
          "class": "plot", "data-from": "\(x.lower)", "data-to": "\(x.upper)",
          "data-low": "\(y.lower)", "data-high": "\(y.upper)",
          "style": aspect.map { "aspect-ratio:\($0.coordinateText);height:auto" },
        ],
        .element(
          "svg",
          ["viewBox": "0 0 1000 1000", "preserveAspectRatio": "none", "aria-hidden": "true"],
          grid, content),
        .element("div", ["class": "cursor"])),
      labels(x, "xs", "left"),
      .element("div", ["class": "x-title"], Markup(xTitle)))
  }

  /// Where a point lies in the drawing; nil where an axis cannot show it.
  func point(_ xValue: Double, _ yValue: Double) -> (x: Double, y: Double)? {
    guard let left = x.position(xValue), let up = y.position(yValue) else { return nil }
    return ((left * Self.side).tenths, ((1 - up) * Self.side).tenths)
  }

  private func labels(_ axis: Axis, _ kind: String, _ edge: String) -> Markup {
    .element(
      "div", ["class": kind],
      axis.ticks.compactMap { tick in
        axis.position(tick.value).map {
          .element(
            "span", ["style": "\(edge):\(($0 * 100).coordinateText)%"], Markup(tick.label))
        }
      })
  }

  private var grid: Markup {
    y.ticks.compactMap { tick in
      y.position(tick.value).map { position -> Markup in
        let height = (1 - position) * Self.side
        return .element(
          "line", ["class": "grid", "x1": 0, "x2": 1000, "y1": height, "y2": height])
      }
    }.joined
  }
}

extension Double {
  /// Rounded to a tenth: finer than a drawing needs.
  fileprivate var tenths: Double { (self * 10).rounded() / 10 }
}
