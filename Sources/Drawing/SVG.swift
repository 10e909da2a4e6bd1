/// A drawing: a picture of its own, or part of a page.
///
/// Coordinates are in pixels, x to the right and y downwards.
package struct SVG: Sendable {
  package var width: Double
  package var height: Double
  /// What the drawing shows, in words: who cannot see it is told this.
  package var alternative: String
  package var content: Markup

  package init(width: Double, height: Double, alternative: String, content: Markup) {
    self.width = width
    self.height = height
    self.alternative = alternative
    self.content = content
  }

  /// The drawing inside a page, never wider than its place.
  package var inline: Markup {
    .element(
      "svg",
      [
        "viewBox": viewBox, "width": width, "height": height, "role": "img",
        "aria-label": alternative,
      ],
      content)
  }

  /// The drawing as a file, with the rules of a style sheet if it has any.
  package func file(style: StaticString? = nil) -> Markup {
    let sheet = style.map { Markup.element("style", [:], .verbatim($0)) } ?? .empty
    return .element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "viewBox": viewBox, "width": width,
        "height": height, "role": "img", "font-family": Self.fontFamily,
      ],
      .element("title", [:], Markup(alternative)), sheet, content)
  }

  /// The system's own typeface.
  package static let fontFamily =
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

  private var viewBox: String { "0 0 \(width.coordinateText) \(height.coordinateText)" }
}

/// The outline of a shape, point by point: the `d` of a path.
package struct PathData: Sendable, AttributeValue {
  package private(set) var attributeText = ""

  package init() {}

  /// The points joined by straight lines.
  package init(line points: [(x: Double, y: Double)]) {
    for (x, y) in points {
      if attributeText.isEmpty { move(x, y) } else { line(x, y) }
    }
  }

  package mutating func move(_ x: Double, _ y: Double) { add("M", [x, y]) }

  package mutating func line(_ x: Double, _ y: Double) { add("L", [x, y]) }

  /// A cubic curve to (x, y) that leaves towards the first handle and arrives from the second.
  package mutating func curve(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ x: Double, _ y: Double
  ) {
    add("C", [x1, y1, x2, y2, x, y])
  }

  /// A line without length, which round ends make a dot.
  package mutating func dot(_ x: Double, _ y: Double) {
    move(x, y)
    attributeText += "h0"
  }

  package mutating func close() { attributeText += "Z" }

  private mutating func add(_ command: String, _ numbers: [Double]) {
    attributeText += command + numbers.map(\.coordinateText).joined(separator: " ")
  }
}

/// How wide text comes out, near enough to leave room for it.
package enum TextMeasure {
  /// The width in pixels of `text` in a sans-serif face of `size` pixels.
  ///
  /// An estimate from the usual widths of letters, rather too wide than too narrow; the reader's
  /// own typeface decides.
  package static func width(of text: String, size: Double) -> Double {
    size * text.unicodeScalars.reduce(0) { $0 + em($1) }
  }

  private static func em(_ scalar: Unicode.Scalar) -> Double {
    switch scalar {
    case "i", "j", "l", "t", "f", "I", "'", "|", ".", ",", ":", ";", "!", " ", "(", ")", "[", "]":
      0.34
    case "m", "w", "M", "W", "%", "@": 0.92
    case "A"..."Z": 0.7
    case "\u{0}"..."\u{2FF}": 0.58
    case "\u{300}"..."\u{36F}": 0
    case "\u{1100}"...: scalar.value < 0x2000 || scalar.value > 0x2E7F ? 1.05 : 0.7
    default: 0.66
    }
  }
}
