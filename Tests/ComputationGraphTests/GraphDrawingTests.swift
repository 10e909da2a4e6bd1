import ComputationGraph
import Drawing
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

struct GraphDrawingTests {
  private static let expressions = [
    "3*(a+b*c)", "x", "1", "x*x+x", "a0+x*(a1+x*(a2+x*(a3+x*a4)))",
    "max(x,y)^2/(exp(x)+1)-relu(y-x)*sin(x*y)", "-(y*log(a)+(1-y)*log(1-a))",
    Array(repeating: "x", count: 120).joined(separator: "+"),
  ]

  private func run(_ expression: String) throws -> ComputationGraph.Evaluation {
    let graph = try ComputationGraph(expression)
    let point = graph.variables.enumerated().map { ($1, 0.25 + 0.5 * Double($0 % 2)) }
    return try graph.evaluate(at: Dictionary(uniqueKeysWithValues: point))
  }

  @Test(arguments: expressions) func `the drawing is well formed`(expression: String) throws {
    let run = try run(expression)
    let svg = GraphDrawing(run).svg
    #expect(isWellFormed(svg))
    #expect(svg.hasPrefix("<svg xmlns="))
    for (name, derivative) in zip(run.graph.variables, run.derivatives) where derivative == 1 {
      #expect(svg.contains("dJ/d\(name) = 1<"))
    }
  }

  @Test func `the drawing shows values and derivatives`() throws {
    let graph = try ComputationGraph("3*(a+b*c)")
    let svg = GraphDrawing(try graph.evaluate(at: ["a": 5, "b": 3, "c": 2])).svg
    let expected = [
      "u = b \u{b7} c", "v = a + u", "J = 3 \u{b7} v", "dJ/dv = 3", "dJ/da = 3", "dJ/du = 3",
      "dJ/db = 6", "dJ/dc = 9",
    ]
    for text in expected + ["6", "11", "33"] { #expect(svg.contains(">\(text)</text>")) }
    #expect(svg.components(separatedBy: "class=\"strand forward\"").count == 5 + 2)
    #expect(svg.components(separatedBy: "class=\"strand backward\"").count == 5 + 2)
  }

  @Test func `a long expression is cut in the heading`() throws {
    let svg = GraphDrawing(try run(try #require(Self.expressions.last))).svg
    #expect(svg.contains("x+x+\u{2026}</text>"))
  }

  /// No two boxes overlap, and every connection runs from left to right.
  @Test(arguments: expressions) func `boxes keep their distance`(expression: String) throws {
    let graph = try ComputationGraph(expression)
    let boxes = graph.nodes.map { _ in LayeredLayout.Box(width: 60, height: 40) }
    let edges = graph.nodes.indices.flatMap { user in
      graph.nodes[user].operands.compactMap { operand -> LayeredLayout.Edge? in
        guard case .node(let index) = operand else { return nil }
        return .init(from: index, to: user)
      }
    }
    let layout = LayeredLayout(boxes, edges, columnGap: 50, rowGap: 10)
    for (i, a) in layout.centers.enumerated() {
      #expect(a.x >= 30 && a.x <= layout.width - 30)
      #expect(a.y >= 19.99 && a.y <= layout.height - 19.99)
      for b in layout.centers[..<i] { #expect(abs(a.x - b.x) >= 109 || abs(a.y - b.y) >= 49) }
    }
    for (edge, route) in zip(edges, layout.routes) {
      let way = [layout.centers[edge.from]] + route + [layout.centers[edge.to]]
      for (a, b) in zip(way, way.dropFirst()) { #expect(b.x - a.x >= 50) }
    }
  }

  private func isWellFormed(_ text: String) -> Bool {
    XMLParser(data: Data(text.utf8)).parse()
  }
}
