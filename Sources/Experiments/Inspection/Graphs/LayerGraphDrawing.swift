import DeepNetwork
import Drawing

/// The picture of any network: a box for each layer from top to bottom, with its parameters and
/// operations; around the layers inside a block runs its shortcut.
struct LayerGraphDrawing {
  private static let margin = 32.0
  private static let head = 84.0
  private static let gap = 44.0
  /// Room for the shortcut that is A_prev itself, and its name.
  fileprivate static let lane = 96.0
  private static let line = 19.0

  private let graph: LayerGraph
  private var canvas = GraphCanvas()
  private var right: Double
  private let alternative: String

  init(_ graph: LayerGraph) {
    self.graph = graph
    let title = graph.boxes.count == 1 ? "1 layer" : "\(graph.boxes.count) layers"
    alternative = "The layers of a network with \(graph.plan.parameterCount) parameters: \(title)"
    let width = graph.boxes.map(\.widthOfColumns).max() ?? 0
    right = Self.margin + max(width, TextMeasure.width(of: title, size: 20) + 340)
    canvas.heading(title, x: Self.margin, y: Self.margin + 16)
    canvas.legend(
      forward: "activations, forward", backward: "gradients, backward", x: Self.margin,
      y: Self.margin + 44)
  }

  var drawing: SVG {
    var copy = self
    return copy.draw()
  }

  private mutating func draw() -> SVG {
    let x = Self.margin
    var place = Place(x: x + 12, y: Self.margin + Self.head, name: "")
    place = box(.input, ["X", graph.input.shape(graph.batch)], below: place)
    place.name = "X   \(graph.input.shape(graph.batch))"
    for (index, layer) in graph.boxes.enumerated() {
      place = draw(layer, below: place, backward: index > 0 ? "dA\(index)" : nil)
    }
    place = connect(place, backward: graph.start.name)
    place = box(
      .result, ["J", graph.loss.name, "Y (\(graph.plan.n[graph.plan.L]), \(graph.batch))"],
      below: place)
    return canvas.drawing(
      width: right + Self.margin, height: place.y + Self.margin, alternative: alternative)
  }

  /// The lower end of what is drawn, and what leaves it.
  private struct Place {
    var x: Double
    var y: Double
    var name: String
  }

  private mutating func box(
    _ kind: GraphCanvas.BoxKind, _ lines: [String], width least: Double = 0, below place: Place
  ) -> Place {
    let width = max(least, lines.boxWidth)
    let height = Double(lines.count) * Self.line + 24
    canvas.box(
      kind, center: .init(x: place.x + width / 2, y: place.y + height / 2), width: width,
      height: height, lines: lines)
    right = max(right, place.x + width)
    return Place(x: place.x, y: place.y + height, name: "")
  }

  /// An arrow down to where the next box begins.
  private mutating func connect(_ place: Place, backward: String?) -> Place {
    let x = place.x + 24
    canvas.downArrow(.forward, x: x, from: place.y + 2, to: place.y + Self.gap - 2)
    canvas.label(
      place.name, .forward, x: x + 18, y: place.y + Self.gap / 2 + 5, anchor: "start", isSmall: true
    )
    if let backward {
      canvas.downArrow(.backward, x: x, from: place.y + 2, to: place.y + Self.gap - 2)
      let after = TextMeasure.width(of: place.name, size: GraphCanvas.smallSize)
      canvas.label(
        backward, .backward, x: x + 34 + after, y: place.y + Self.gap / 2 + 5, anchor: "start",
        isSmall: true)
    }
    return Place(x: place.x, y: place.y + Self.gap, name: "")
  }

  private mutating func draw(_ layer: LayerBox, below place: Place, backward: String?) -> Place {
    var end = place
    if layer.paths.isEmpty {
      end = connect(place, backward: backward)
    } else {
      end = draw(pathsOf: layer, below: place, backward: backward)
    }
    end = box(
      .step, layer.lines, width: layer.paths.isEmpty ? 0 : layer.widthOfColumns, below: end)
    end.name = "\(layer.output.name)   \(layer.output.shape(graph.batch))"
    return end
  }

  /// The layers of a block side by side, each path with its arrow to where they are added.
  private mutating func draw(pathsOf layer: LayerBox, below place: Place, backward: String?)
    -> Place
  {
    let paths = layer.paths
    var (bottom, x) = (place.y, place.x + Self.lane)
    let first = x + 24
    var ends: [Place] = []
    for (index, path) in paths.enumerated() {
      let name = layer.pathNames[index] ?? place.name
      var end = Place(x: x, y: place.y + 12, name: name)
      if !path.isEmpty { canvas.branch(from: first, place.y, to: x + 24, end.y + 2) }
      for (number, layer) in path.enumerated() {
        let isStart = index == 0 && number == 0
        end = draw(layer, below: end, backward: isStart ? backward : nil)
      }
      ends.append(end)
      bottom = max(bottom, end.y)
      x += Self.lane + (path.map(\.widthOfColumns).max() ?? 0)
    }
    let join = bottom + Self.gap
    for (path, end) in zip(paths, ends) {
      let isPlain = path.isEmpty
      let x = isPlain ? place.x + 10 : end.x + 24
      canvas.downArrow(.forward, x: x, from: isPlain ? place.y + 2 : end.y + 2, to: join - 2)
      canvas.label(
        end.name, .forward, x: x + 18, y: (isPlain ? place.y : bottom) + Self.gap / 2 + 5,
        anchor: "start", isSmall: true)
    }
    return Place(x: place.x, y: join, name: "")
  }
}

extension LayerGraph {
  package var drawing: SVG { LayerGraphDrawing(self).drawing }
}

extension LayerBox {
  fileprivate var lines: [String] {
    ["\(number) \u{b7} \(title)"] + parameterTexts
      + (steps?.map(\.text) ?? [name ?? "without operations"])
  }

  /// Room for the box and for the layers inside side by side.
  fileprivate var widthOfColumns: Double {
    let inner = paths.reduce(0) {
      $0 + LayerGraphDrawing.lane + ($1.map(\.widthOfColumns).max() ?? 0)
    }
    return max(lines.boxWidth, inner)
  }
}

extension [String] {
  fileprivate var boxWidth: Double {
    let title = TextMeasure.width(of: first ?? "", size: GraphCanvas.textSize)
    let details = dropFirst().map { TextMeasure.width(of: $0, size: GraphCanvas.smallSize) }
    return Swift.max(title, details.max() ?? 0, 60) + 28
  }
}
