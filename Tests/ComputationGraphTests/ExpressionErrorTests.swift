import ComputationGraph
import Testing

struct ExpressionErrorTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    let expression: String
    let column: Int?
    let problem: ExpressionError.Problem

    init(_ expression: String, _ column: Int?, _ problem: ExpressionError.Problem) {
      self.expression = expression
      self.column = column
      self.problem = problem
    }

    var testDescription: String { expression }
  }

  @Test(arguments: [
    Fault("", 1, .unexpected(found: nil, expected: "a value")),
    Fault("3*", 3, .unexpected(found: nil, expected: "a value")),
    Fault("3*(a+b", 7, .unexpected(found: nil, expected: "an operator or )")),
    Fault("3*(a+b*)", 8, .unexpected(found: ")", expected: "a value")),
    Fault("a)", 2, .unexpected(found: ")", expected: "an operator or the end")),
    Fault("3(a+b)", 2, .missingOperator(found: "(")),
    Fault("2 a", 3, .missingOperator(found: "a")),
    Fault("2**3", 3, .doubleStar),
    Fault("1 + sine(a)", 5, .unknownFunction("sine")),
    Fault("exp + 1", 1, .functionWithoutArguments("exp")),
    Fault("a + max(a)", 5, .argumentCount(function: "max", expected: 2, found: 1)),
    Fault("exp(a, a)", 1, .argumentCount(function: "exp", expected: 1, found: 2)),
    Fault("max(a a)", 7, .missingOperator(found: "a")),
    Fault("1e999", 1, .numberTooLarge("1e999")),
    Fault("1.2.3", 1, .unexpected(found: "1.2.3", expected: "a number")),
    Fault("a + .", 5, .unexpected(found: ".", expected: "a number")),
    Fault("a + \u{3b1}", 5, .unexpected(found: "\u{3b1}", expected: "a value")),
    Fault(
      String(repeating: "(", count: 101) + "1" + String(repeating: ")", count: 101), 101,
      .nestedTooDeeply(limit: 100)),
    Fault(String(repeating: "-", count: 200) + "1", 101, .nestedTooDeeply(limit: 100)),
    Fault(String(repeating: "1^", count: 200) + "1", 201, .nestedTooDeeply(limit: 100)),
    Fault(String(repeating: "1", count: 1001), nil, .tooLong(limit: 1000)),
  ])
  func `an error points at the column`(fault: Fault) {
    #expect(
      throws: ExpressionError(
        problem: fault.problem, expression: fault.expression, column: fault.column)
    ) { try ComputationGraph(fault.expression) }
  }

  @Test func `a value that is missing or too many is named`() throws {
    func problem(_ expression: String, _ point: [String: Double]) throws -> String {
      let graph = try ComputationGraph(expression)
      let error = #expect(throws: ExpressionError.self) { try graph.evaluate(at: point) }
      return "\(try #require(error))"
    }
    #expect(try problem("a+b", ["a": 1]).hasPrefix("column 3: there is no value for b\n"))
    #expect(
      try problem("a+bc", ["a": 1, "b": 1, "c": 1])
        .hasPrefix("column 3: there is no value for bc; a product is written b*c\n"))
    #expect(
      try problem("a", ["a": 1, "d": 1])
        == "there is no variable d in the expression; it has a")
  }

  @Test func `a step without a finite value is named`() throws {
    let graph = try ComputationGraph("2 + log(a - 9)")
    let error = #expect(throws: ExpressionError.self) { try graph.evaluate(at: ["a": 1]) }
    #expect(
      "\(try #require(error))" == """
        column 5: log(-8) is not a number
            2 + log(a - 9)
                ^
        """)
    let quotient = try ComputationGraph("a / 0")
    #expect(throws: ExpressionError.self) { try quotient.evaluate(at: ["a": 1]) }
  }

  @Test func `a long expression is shown around the column`() throws {
    let long = String(repeating: "a+", count: 300) + "*"
    let error = #expect(throws: ExpressionError.self) { try ComputationGraph(long) }
    let lines = "\(try #require(error))".split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[1].count <= 76)
    let caret = try #require(Array(lines[2]).firstIndex(of: "^"))
    #expect(Array(lines[1])[caret] == "*")
  }

  @Test func `what steers a terminal is not shown`() throws {
    let error = #expect(throws: ExpressionError.self) { try ComputationGraph("a\u{1b}[31m$") }
    #expect(!"\(try #require(error))".contains("\u{1b}"))
  }
}
