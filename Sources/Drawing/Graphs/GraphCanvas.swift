/// The boxes, arrows and words that drawings of graphs are made of.
///
/// What runs forward is drawn in one color, what comes back in another.
package struct GraphCanvas {
  package enum Direction {
    case forward, backward

    var name: String { self == .forward ? "forward" : "backward" }
    /// Where a pair of arrows runs: forward above, backward below.
    var shift: Double { self == .forward ? -4 : 4 }
  }

  package enum BoxKind: String {
    case input, step, result
  }

  package static let textSize = 15.0
  package static let smallSize = 13.0

  private var content = Markup.empty

  package init() {}

  /// A box around lines of text, the first its title; `indent` is free at its left.
  package mutating func box(
    _ kind: BoxKind, center: LayeredLayout.Point, width: Double, height: Double,
    lines: [String], indent: Double = 0, tooltip: String? = nil
  ) {
    let radius = kind == .input ? height / 2 : 8.0
    let rectangle = Markup.element(
      "rect",
      [
        "class": "box \(kind.rawValue)", "x": center.x - width / 2, "y": center.y - height / 2,
        "width": width, "height": height, "rx": radius,
      ])
    let step = 19.0
    let texts = lines.enumerated().map { index, line in
      let y = center.y + (Double(index) - Double(lines.count - 1) / 2) * step + 5
      return Self.text(
        line, x: center.x + indent / 2, y: y, index == 0 ? "title" : "detail", anchor: "middle")
    }
    let title = tooltip.map { Markup.element("title", [:], Markup($0)) } ?? .empty
    content += .element("g", [:], [title, rectangle] + texts)
  }

  /// An arrow through points, from left to right; backward its head is at the first of them.
  package mutating func arrow(_ direction: Direction, through points: [LayeredLayout.Point]) {
    let points = points.map { LayeredLayout.Point(x: $0.x, y: $0.y + direction.shift) }
    guard points.count > 1, let first = points.first, let last = points.last else { return }
    var path = PathData()
    let head = 8.0
    let (start, end) =
      direction == .forward
      ? (first, LayeredLayout.Point(x: last.x - head, y: last.y))
      : (LayeredLayout.Point(x: first.x + head, y: first.y), last)
    var from = start
    path.move(from.x, from.y)
    for to in points.dropFirst().dropLast() + [end] {
      // The upper arrow keeps its distance on steep ways too.
      let middle = (from.x + to.x) / 2 + (to.y > from.y ? -direction.shift : direction.shift)
      path.curve(middle, from.y, middle, to.y, to.x, to.y)
      from = to
    }
    content += .element("path", ["class": "strand \(direction.name)", "d": path])
    let (tip, back) = direction == .forward ? (last, -head) : (first, head)
    var triangle = PathData()
    triangle.move(tip.x, tip.y)
    triangle.line(tip.x + back, tip.y - 4)
    triangle.line(tip.x + back, tip.y + 4)
    triangle.close()
    content += .element("path", ["class": "head \(direction.name)", "d": triangle])
  }

  /// An arrow straight down; backward its head is at the top, and it runs beside the other.
  package mutating func downArrow(
    _ direction: Direction, x: Double, from top: Double, to bottom: Double
  ) {
    let x = x + direction.shift
    let isForward = direction == .forward
    let (tip, back) = isForward ? (bottom, -8.0) : (top, 8.0)
    var path = PathData()
    path.move(x, isForward ? top : top + 8)
    path.line(x, isForward ? bottom - 8 : bottom)
    content += .element("path", ["class": "strand \(direction.name)", "d": path])
    var triangle = PathData()
    triangle.move(x, tip)
    triangle.line(x - 4, tip + back)
    triangle.line(x + 4, tip + back)
    triangle.close()
    content += .element("path", ["class": "head \(direction.name)", "d": triangle])
  }

  /// A line down to a height, and from there to the side.
  package mutating func branch(from x: Double, _ top: Double, to end: Double, _ bottom: Double) {
    var path = PathData()
    let shift = Direction.forward.shift
    path.move(x + shift, top)
    path.line(x + shift, bottom)
    path.line(end + shift, bottom)
    content += .element("path", ["class": "strand forward", "d": path])
  }

  /// A word beside what it speaks of.
  package mutating func label(
    _ text: String, _ direction: Direction, x: Double, y: Double, anchor: String = "middle",
    isSmall: Bool = false
  ) {
    let size = isSmall ? "note" : "value"
    content += Self.text(text, x: x, y: y, "\(size) \(direction.name)", anchor: anchor)
  }

  package mutating func heading(_ text: String, x: Double, y: Double) {
    content += Self.text(text, x: x, y: y, "heading", anchor: "start")
  }

  /// What the two kinds of arrows mean.
  package mutating func legend(forward: String, backward: String, x: Double, y: Double) {
    var x = x
    for (direction, text) in [(Direction.forward, forward), (.backward, backward)] {
      let line = y - 5 - direction.shift
      arrow(direction, through: [.init(x: x, y: line), .init(x: x + 30, y: line)])
      label(text, direction, x: x + 38, y: y, anchor: "start", isSmall: true)
      x += 38 + TextMeasure.width(of: text, size: Self.smallSize) + 28
    }
  }

  package static func legendWidth(forward: String, backward: String) -> Double {
    [forward, backward].reduce(0) { $0 + 66 + TextMeasure.width(of: $1, size: smallSize) }
  }

  private static func text(
    _ text: String, x: Double, y: Double, _ style: String, anchor: String
  ) -> Markup {
    .element("text", ["class": style, "x": x, "y": y, "text-anchor": anchor], Markup(text))
  }

  /// The drawing on its own ground.
  package func drawing(width: Double, height: Double, alternative: String) -> SVG {
    let ground = Markup.element(
      "rect", ["class": "ground", "width": width, "height": height])
    return SVG(
      width: width, height: height, alternative: alternative, content: ground + content)
  }

  package static let style: StaticString = """
    .ground { fill: #ffffff; }
    .box { fill: #f5f6f8; stroke: #9aa1ad; stroke-width: 1.2; }
    .box.input { fill: #ffffff; }
    .box.result { fill: #eaf0fd; stroke: #2457d6; stroke-width: 1.8; }
    .heading { font-size: 20px; font-weight: 620; fill: #16181d; }
    .title { font-size: 15px; font-weight: 600; fill: #16181d; }
    .detail { font-size: 13px; fill: #16181d; }
    .value { font-size: 15px; font-weight: 600; }
    .note { font-size: 13px; }
    .value.forward, .note.forward, .head.forward { fill: #2457d6; }
    .value.backward, .note.backward, .head.backward { fill: #c9501a; }
    .strand { fill: none; stroke-width: 1.6; }
    .strand.forward { stroke: #2457d6; }
    .strand.backward { stroke: #c9501a; stroke-dasharray: 5 3.5; }
    @media (prefers-color-scheme: dark) {
      .ground { fill: #131519; }
      .box { fill: #1b1e24; stroke: #5b6270; }
      .box.input { fill: #131519; }
      .box.result { fill: #1a2440; stroke: #82a7ff; }
      .heading, .title, .detail { fill: #e7e9ee; }
      .value.forward, .note.forward, .head.forward { fill: #82a7ff; }
      .value.backward, .note.backward, .head.backward { fill: #ff9b68; }
      .strand.forward { stroke: #82a7ff; }
      .strand.backward { stroke: #ff9b68; }
    }
    """
}
