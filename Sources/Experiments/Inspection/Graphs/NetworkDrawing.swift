import DeepNetwork
import Drawing

/// The picture of a network: a box for each layer, what runs forward above the arrows, what comes
/// back below them.
///
/// Many layers go over several rows.
package struct NetworkDrawing {
  private static let margin = 32.0
  private static let boxHeight = 78.0
  private static let maximumRow = 5
  private static let rowHeight = 168.0
  private static let head = 84.0

  private let graph: NetworkGraph
  private let items: [Item]

  /// A box with what leaves it to the right and what comes back to it from there.
  private struct Item {
    var kind = GraphCanvas.BoxKind.step
    let lines: [String]
    /// Gradients of what is inside the box.
    var below: [String] = []
    /// What runs to the next box, and what comes back from it.
    var forward = ""
    var backward: String?

    var width: Double {
      let title = TextMeasure.width(of: lines[0], size: GraphCanvas.textSize)
      let details = (lines.dropFirst() + below).map {
        TextMeasure.width(of: $0, size: GraphCanvas.smallSize)
      }
      return max(title, details.max() ?? 0, 60) + 28
    }

    /// Room for the words at the arrow to the next box.
    var gap: Double {
      let words = [forward, backward ?? ""]
      return (words.map { TextMeasure.width(of: $0, size: GraphCanvas.smallSize) }.max() ?? 0) + 36
    }
  }

  package init(_ graph: NetworkGraph) {
    self.graph = graph
    let L = graph.plan.L
    var items = [
      Item(
        kind: .input, lines: ["X", graph.shapeOfA(0)], forward: "X \(graph.shapeOfA(0))",
        backward: nil)
    ]
    items += (1...L).map { l in
      let shape = graph.shapeOfA(l)
      let isTakenFromZ = l == L && graph.formulas(l).dA == nil
      return Item(
        lines: [
          "\(l) \u{b7} \(graph.plan.activations[l - 1])",
          "W\(l) \(graph.plan.shapeOfW(l))", "b\(l) \(graph.plan.shapeOfB(l))",
        ],
        below: ["dW\(l) \(graph.plan.shapeOfW(l))", "db\(l) \(graph.plan.shapeOfB(l))"],
        forward: "A\(l) \(shape)", backward: "\(isTakenFromZ ? "dZ" : "dA")\(l) \(shape)")
    }
    items.append(
      Item(kind: .result, lines: ["J", graph.loss.name, "Y \(graph.shapeOfA(L))"]))
    self.items = items
  }

  package var drawing: SVG {
    var canvas = GraphCanvas()
    let rows = stride(from: 0, to: items.count, by: perRow).map {
      Array(items[$0..<min($0 + perRow, items.count)])
    }
    let legend = (forward: "activations, forward", backward: "gradients, backward")
    let title = graph.plan.n.map { "\($0)" }.joined(separator: " \u{2192} ")
    let shown = graph.plan.n.count <= 12 ? title : "\(graph.plan.L) layers"
    canvas.heading(shown, x: Self.margin, y: Self.margin + 16)
    canvas.legend(
      forward: legend.forward, backward: legend.backward, x: Self.margin, y: Self.margin + 44)
    var right = max(
      Self.margin + TextMeasure.width(of: shown, size: 20),
      Self.margin + GraphCanvas.legendWidth(forward: legend.forward, backward: legend.backward))
    for (index, row) in rows.enumerated() {
      let y = Self.margin + Self.head + Self.boxHeight / 2 + Double(index) * Self.rowHeight
      let before = index == 0 ? nil : rows[index - 1].last
      right = max(right, draw(row, after: before, isLast: index == rows.count - 1, y, on: &canvas))
    }
    let height = Self.margin + Self.head + Double(rows.count) * Self.rowHeight - 14
    return canvas.drawing(
      width: right + Self.margin, height: height,
      alternative: "The layers of a network with \(graph.plan.parameterCount) parameters: \(title)"
    )
  }

  /// As many boxes in a row that the rows are about equally long.
  private var perRow: Int {
    let rows = (items.count + Self.maximumRow - 1) / Self.maximumRow
    return items.count <= Self.maximumRow + 1 ? items.count : (items.count + rows - 1) / rows
  }

  /// Draws a row and the arrows that lead into and out of it; returns where it ends.
  private func draw(
    _ row: [Item], after before: Item?, isLast: Bool, _ y: Double, on canvas: inout GraphCanvas
  ) -> Double {
    var x = Self.margin
    if let before {
      connect(before, from: x, to: x + before.gap, y, on: &canvas)
      x += before.gap
    }
    for (index, item) in row.enumerated() {
      let center = LayeredLayout.Point(x: x + item.width / 2, y: y)
      canvas.box(
        item.kind, center: center, width: item.width, height: Self.boxHeight, lines: item.lines)
      for (line, text) in item.below.enumerated() {
        canvas.label(
          text, .backward, x: center.x, y: y + Self.boxHeight / 2 + 20 + Double(line) * 18,
          isSmall: true)
      }
      x += item.width
      guard index < row.count - 1 || !isLast else { break }
      connect(item, from: x, to: x + item.gap, y, on: &canvas)
      x += item.gap
    }
    return x
  }

  private func connect(
    _ item: Item, from start: Double, to end: Double, _ y: Double, on canvas: inout GraphCanvas
  ) {
    let points = [
      LayeredLayout.Point(x: start + 3, y: y), LayeredLayout.Point(x: end - 3, y: y),
    ]
    let middle = (start + end) / 2
    canvas.arrow(.forward, through: points)
    canvas.label(item.forward, .forward, x: middle, y: y - 14, isSmall: true)
    guard let backward = item.backward else { return }
    canvas.arrow(.backward, through: points)
    canvas.label(backward, .backward, x: middle, y: y + 22, isSmall: true)
  }
}
