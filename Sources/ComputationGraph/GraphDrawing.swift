import Drawing
import Foundation

/// The picture of an expression's graph: values above the boxes, derivatives below, and an arrow
/// each way along every connection.
package struct GraphDrawing {
  private static let margin = 32.0
  private static let boxHeight = 42.0
  /// Room above and below a box for its value and its derivative.
  private static let labelHeight = 24.0
  private static let head = 84.0
  /// A longer expression is cut in the heading.
  private static let maximumTitle = 90
  private static let forwardLegend = "values, forward"
  private static let backwardLegend = "derivatives, backward, times the slope × of each step"

  private let run: ComputationGraph.Evaluation
  private let layout: LayeredLayout
  private let edges: [LayeredLayout.Edge]
  private let widths: [Double]
  private var graph: ComputationGraph { run.graph }

  package init(_ run: ComputationGraph.Evaluation) {
    self.run = run
    let graph = run.graph
    let widths = graph.nodes.indices.map { Self.boxWidth(of: $0, in: run) }
    self.widths = widths
    edges = graph.nodes.indices.flatMap { user in
      graph.nodes[user].sources.map { LayeredLayout.Edge(from: $0, to: user) }
    }
    let boxes = graph.nodes.indices.map { index in
      let labels = Self.labels(of: index, run)
      let wide = [labels.value, labels.derivative].map {
        TextMeasure.width(of: $0, size: GraphCanvas.textSize)
      }
      return LayeredLayout.Box(
        width: max(widths[index], wide[0], wide[1]),
        height: Self.boxHeight + 2 * Self.labelHeight)
    }
    layout = LayeredLayout(boxes, edges, columnGap: 72, rowGap: 14)
  }

  package var svg: String {
    var canvas = GraphCanvas()
    let expression = graph.expression.onOneLine.typeset
    let isLong = expression.count > Self.maximumTitle
    let shown = isLong ? expression.prefix(Self.maximumTitle) + "\u{2026}" : expression[...]
    let title = "\(graph.resultName) = \(shown)"
    let wide = max(
      layout.width, TextMeasure.width(of: title, size: 20),
      GraphCanvas.legendWidth(forward: Self.forwardLegend, backward: Self.backwardLegend))
    canvas.heading(title, x: Self.margin, y: Self.margin + 16)
    canvas.legend(
      forward: Self.forwardLegend, backward: Self.backwardLegend, x: Self.margin,
      y: Self.margin + 44)
    let origin = LayeredLayout.Point(
      x: Self.margin + (wide - layout.width) / 2, y: Self.margin + Self.head)
    drawConnections(on: &canvas, origin)
    for index in graph.nodes.indices { drawNode(index, on: &canvas, origin) }
    return canvas.drawing(
      width: wide + 2 * Self.margin, height: origin.y + layout.height + Self.margin,
      alternative: GraphText(run).title
    ).file(style: GraphCanvas.style).source + "\n"
  }

  private func drawNode(
    _ index: Int, on canvas: inout GraphCanvas, _ origin: LayeredLayout.Point
  ) {
    let center = layout.centers[index] + origin
    let kind: GraphCanvas.BoxKind =
      graph.nodes[index].operation == nil
      ? .input : index == graph.nodes.count - 1 ? .result : .step
    let labels = Self.labels(of: index, run)
    let slopeWidth = Self.slopeWidth(of: index, in: run)
    canvas.box(
      kind, center: center, width: widths[index], height: Self.boxHeight,
      lines: [Self.title(of: index, in: graph)], indent: slopeWidth,
      tooltip: kind == .result
        ? nil : "\(labels.derivative): \(GraphText(run).chainRule(of: index))")
    for (place, edge) in arrivals(at: index).enumerated() {
      let port = center + port(place, of: index)
      canvas.label(
        Self.slopeText(from: edges[edge].from, to: index, in: run), .backward, x: port.x + 10,
        y: port.y + 5, anchor: "start", isSmall: true)
    }
    let half = Self.boxHeight / 2
    canvas.label(labels.value, .forward, x: center.x, y: center.y - half - 9)
    canvas.label(labels.derivative, .backward, x: center.x, y: center.y + half + 19)
  }

  private func drawConnections(on canvas: inout GraphCanvas, _ origin: LayeredLayout.Point) {
    for user in graph.nodes.indices {
      for (place, edge) in arrivals(at: user).enumerated() {
        let from = edges[edge].from
        let start = layout.centers[from] + origin + .init(x: widths[from] / 2 + 2, y: 0)
        let end = layout.centers[user] + origin + port(place, of: user) + .init(x: -2, y: 0)
        let points = [start] + layout.routes[edge].map { $0 + origin } + [end]
        canvas.arrow(.forward, through: points)
        canvas.arrow(.backward, through: points)
      }
    }
  }

  /// The edges that enter a box, from the topmost.
  private func arrivals(at user: Int) -> [Int] {
    edges.indices.filter { edges[$0].to == user }
      .sorted { arrival(of: $0).y < arrival(of: $1).y }
  }

  /// Where an edge enters a box, from its middle.
  private func port(_ place: Int, of user: Int) -> LayeredLayout.Point {
    let count = graph.nodes[user].sources.count
    let y = (Double(place) - Double(count - 1) / 2) * 19
    return LayeredLayout.Point(x: -widths[user] / 2, y: y)
  }

  /// Where an edge comes from when it enters its last column.
  private func arrival(of edge: Int) -> LayeredLayout.Point {
    layout.routes[edge].last ?? layout.centers[edges[edge].from]
  }

  /// duser/dnode, of all places of the node in the user together.
  private static func slopeText(
    from node: Int, to user: Int, in run: ComputationGraph.Evaluation
  ) -> String {
    let slope = zip(run.graph.nodes[user].operands, run.slopes[user])
      .filter { $0.0 == .node(node) }.reduce(0) { $0 + $1.1 }
    return "× \(slope.imageText)"
  }

  /// Room at the left of a box for the slopes of its operands.
  private static func slopeWidth(of index: Int, in run: ComputationGraph.Evaluation) -> Double {
    let texts = run.graph.nodes[index].sources.map { slopeText(from: $0, to: index, in: run) }
    let widest = texts.map { TextMeasure.width(of: $0, size: GraphCanvas.smallSize) }.max()
    return widest.map { $0 + 12 } ?? 0
  }

  private static func title(of index: Int, in graph: ComputationGraph) -> String {
    let node = graph.nodes[index]
    guard node.operation != nil else { return node.name }
    return "\(node.name) = \(graph.formula(of: index).typeset)"
  }

  private static func labels(of index: Int, _ run: ComputationGraph.Evaluation)
    -> (value: String, derivative: String)
  {
    let name = run.graph.nodes[index].name
    return (
      run.values[index].imageText,
      "d\(run.graph.resultName)/d\(name) = \(run.derivatives[index].imageText)"
    )
  }

  private static func boxWidth(of index: Int, in run: ComputationGraph.Evaluation) -> Double {
    let title = title(of: index, in: run.graph)
    let width = TextMeasure.width(of: title, size: GraphCanvas.textSize) * 1.08 + 28
    return max(boxHeight, width + slopeWidth(of: index, in: run))
  }
}

extension ComputationGraph.Node {
  /// The nodes that it takes, each once.
  fileprivate var sources: [Int] {
    var seen = Set<Int>()
    return operands.compactMap { operand in
      guard case .node(let index) = operand, seen.insert(index).inserted else { return nil }
      return index
    }
  }
}

extension Double {
  /// The number with few digits, as a picture has room for.
  fileprivate var imageText: String {
    let text = self == 0 ? "0" : String(format: "%.4g", self)
    return text.replacing("-", with: "\u{2212}")
  }
}

extension String {
  /// The formula with the signs of print.
  fileprivate var typeset: String {
    replacing("*", with: "\u{b7}").replacing("-", with: "\u{2212}")
  }
}
