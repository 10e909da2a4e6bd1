import Foundation
import Text

/// HTML or SVG source in which everything that is not markup is escaped.
///
/// The type is the proof: text gets in only through ``init(_:)`` and through attribute values, and
/// both are escaped, so that a class or a file may be called `<script>`.
package struct Markup: Sendable, Equatable {
  package private(set) var source: String

  private init(source: String) { self.source = source }

  /// Text as it is to be read.
  package init(_ text: String) { source = text.escapedForMarkup }

  package static let empty = Markup(source: "")

  /// Source that is ours, letter by letter: a style sheet, a script.
  package static func verbatim(_ source: StaticString) -> Markup { Markup(source: "\(source)") }

  /// Data for the scripts of a page, under an id: in its strings no tag begins.
  package static func data(_ json: JSONValue, id: String) -> Markup {
    let content = Markup(source: json.compactText.replacing("<", with: "\\u003c"))
    return element("script", ["type": "application/json", "id": id], content)
  }

  /// An element with its attributes in the order given; a value that is nil is left out.
  ///
  /// Without children it closes itself unless it is one of HTML that may not.
  package static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, (any AttributeValue)?> = [:],
    _ children: Markup...
  ) -> Markup {
    element(name, attributes, children)
  }

  package static func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, (any AttributeValue)?> = [:],
    _ children: [Markup]
  ) -> Markup {
    var source = "<\(name)"
    for (attribute, value) in attributes {
      guard let value else { continue }
      source += " \(attribute)=\"\(value.attributeText.escapedForMarkup)\""
    }
    let content = children.joined.source
    if content.isEmpty, childless.contains("\(name)") { return Markup(source: source + "/>") }
    return Markup(source: "\(source)>\(content)</\(name)>")
  }

  package static func + (left: Markup, right: Markup) -> Markup {
    Markup(source: left.source + right.source)
  }

  package static func += (left: inout Markup, right: Markup) { left.source += right.source }

  fileprivate static func concatenation(_ parts: some Sequence<Markup>) -> Markup {
    Markup(source: parts.reduce(into: "") { $0 += $1.source })
  }

  private static let childless: Set<String> = [
    "br", "circle", "col", "hr", "image", "img", "input", "line", "link", "meta", "path",
    "polygon", "polyline", "rect", "stop", "use",
  ]
}

extension Sequence<Markup> {
  /// The parts one behind the other.
  package var joined: Markup { Markup.concatenation(self) }
}

/// What an attribute can be set to.
package protocol AttributeValue {
  /// The value as it is written, not yet escaped.
  var attributeText: String { get }
}

extension String: AttributeValue {
  package var attributeText: String { self }
}

extension Int: AttributeValue {
  package var attributeText: String { "\(self)" }
}

/// A coordinate or a length: a hundredth of a pixel is enough.
extension Double: AttributeValue {
  package var attributeText: String { coordinateText }

  /// The number with at most two places; 0 if it is not finite, which no drawing can show.
  package var coordinateText: String {
    guard isFinite, magnitude < 1e9 else { return "0" }
    let hundredths = Int((self * 100).rounded())
    let (whole, rest) = (hundredths.magnitude / 100, hundredths.magnitude % 100)
    let sign = hundredths < 0 ? "-" : ""
    if rest == 0 { return "\(sign)\(whole)" }
    let places = rest % 10 == 0 ? "\(rest / 10)" : rest < 10 ? "0\(rest)" : "\(rest)"
    return "\(sign)\(whole).\(places)"
  }
}

extension String {
  /// The text with line ends and tabs as blanks.
  package var onOneLine: String {
    String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.isWhitespace ? " " : $0 }))
  }

  /// The text with the five characters replaced that mean something in markup, and without the
  /// control characters that may not occur in it at all.
  fileprivate var escapedForMarkup: String {
    var result = ""
    result.reserveCapacity(utf8.count)
    for scalar in unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      case _ where scalar.properties.generalCategory == .control: result += "\u{FFFD}"
      case "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      case _ where scalar.properties.isBidiControl: result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
