import ComputationGraph
import Testing

struct GraphTextTests {
  private func text(_ expression: String, at point: [String: Double]) throws -> String {
    GraphText(try ComputationGraph(expression).evaluate(at: point)).text
  }

  @Test func `the chain rule is spelled out`() throws {
    #expect(
      try text("3*(a+b*c)", at: ["a": 5, "b": 3, "c": 2]) == """
        J = 3*(a+b*c) at a = 5, b = 3, c = 2

        forward
          u = b * c = 3 * 2 = 6
          v = a + u = 5 + 6 = 11
          J = 3 * v = 3 * 11 = 33

        backward
          derivative  central difference  chain rule
          dJ/dv = 3   3                   3
          dJ/du = 3   3                   dJ/dv * dv/du = 3 * 1
          dJ/da = 3   3                   dJ/dv * dv/da = 3 * 1
          dJ/db = 6   6                   dJ/du * du/db = 3 * c = 3 * 2
          dJ/dc = 9   9                   dJ/du * du/dc = 3 * b = 3 * 3

        """)
  }

  @Test func `the uses of a variable are added up`() throws {
    let lines = try text("x*-x", at: ["x": 3]).split(separator: "\n")
    #expect(lines.contains("  u = -x = -3"))
    #expect(lines.contains("  J = x * u = 3 * (-3) = -9"))
    #expect(
      lines.contains { $0.hasSuffix("dJ/du * du/dx + u = 3 * (-1) + u = 3 * (-1) + (-3)") },
      "\(lines)")
  }

  @Test func `a kink is named`() throws {
    let text = try text("relu(x - 1)", at: ["x": 1])
    #expect(text.contains("dJ/dx = 0   none"))
    #expect(
      text.contains("\nrelu(u) has a kink or a jump just here"))
  }

  @Test func `an expression without variables has no derivatives`() throws {
    #expect(
      try text("1 +\t2", at: [:]) == """
        J = 1 + 2

        forward
          J = 1 + 2 = 3

        backward
          there is no variable

        """)
  }

  @Test func `Graphviz gets every node and use`() throws {
    let run = try ComputationGraph("x*x").evaluate(at: ["x": 3])
    #expect(
      GraphDot(run).text == """
        digraph {
          rankdir=LR;
          node [shape=box, style=rounded];
          n0 [label="x\\n3\\ndJ/dx = 6", shape=ellipse];
          n1 [label="J = x * x\\n9\\ndJ/dJ = 1"];
          n0 -> n1 [label="dJ/dx = 3"];
          n0 -> n1 [label="dJ/dx = 3"];
        }

        """)
  }
}
