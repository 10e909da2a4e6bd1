/// An expression as a graph of small steps, through which values run forward and derivatives back.
///
///     let graph = try ComputationGraph("3*(a+b*c)")
///     let run = try graph.evaluate(at: ["a": 5, "b": 3, "c": 2])
///     // u = b * c = 6, v = a + u = 11, J = 3 * v = 33
///     // dJ/dv = 3, dJ/du = 3, dJ/da = 3, dJ/db = 6, dJ/dc = 9
///
/// Expressions are made of numbers, names, `+ - * / ^`, parentheses and the functions of
/// ``GraphOperation``. The graph is what backpropagation works on, with numbers in place of
/// matrices.
public struct ComputationGraph: Sendable {
  /// A variable, or a step of the computation.
  public struct Node: Sendable {
    /// The variable's own name; u, v, w … for a step and J for the last.
    public let name: String
    /// What the step does; nil for a variable.
    public let operation: GraphOperation?
    /// What it is done to; empty for a variable.
    public let operands: [Operand]
    /// Where it stands in the expression, counted in characters from 1.
    public let column: Int
  }

  /// What a step takes.
  public enum Operand: Hashable, Sendable {
    /// The value of an earlier node.
    case node(Int)
    /// A number that the expression writes.
    case constant(Double)
  }

  /// The expression as it was written.
  public let expression: String
  /// The variables and then the steps, each after all that it needs; the last is J.
  public let nodes: [Node]

  /// The graph of an expression.
  ///
  /// - Throws: ``ExpressionError`` with the column of what cannot be read.
  public init(_ expression: String) throws(ExpressionError) {
    let parser = try ExpressionParser(expression)
    let variables = parser.variables.map {
      Node(name: $0.name, operation: nil, operands: [], column: $0.column)
    }
    let names = Self.names(for: parser.steps.count, beside: parser.variables.map(\.name))
    let steps = zip(names, parser.steps).map { name, step in
      let operands = step.operands.map { operand -> Operand in
        switch operand {
        case .variable(let index): .node(index)
        case .operation(let index): .node(variables.count + index)
        case .constant(let number): .constant(number)
        }
      }
      return Node(
        name: name, operation: step.operation, operands: operands, column: step.column)
    }
    self.expression = expression
    nodes = variables + steps
  }

  /// The names of the variables, in the order in which they first occur.
  public var variables: [String] { nodes.prefix { $0.operation == nil }.map(\.name) }

  /// What the result is called: J unless a variable is.
  public var resultName: String { nodes[nodes.count - 1].name }

  /// A node as a formula of the names that it takes: `b * c`; a variable's name.
  func formula(of index: Int) -> String { formula(of: index, name(of:)) }

  /// A node as a formula of the values that it takes: `3 * 2`.
  func formula(of index: Int, at values: [Double]) -> String {
    let isCall = nodes[index].operation?.isFunction ?? false
    return formula(of: index) { operand in
      let value = value(of: operand, values)
      return isCall ? value.graphText : value.graphOperandText
    }
  }

  private func formula(of index: Int, _ text: (Operand) -> String) -> String {
    let node = nodes[index]
    return node.operation?.formula(node.operands.map(text)) ?? node.name
  }

  /// The value of an operand, given those of the nodes.
  func value(of operand: Operand, _ values: [Double]) -> Double {
    switch operand {
    case .node(let index): values[index]
    case .constant(let number): number
    }
  }

  /// An operand as formulas name it.
  func name(of operand: Operand) -> String {
    switch operand {
    case .node(let index): nodes[index].name
    case .constant(let number): number.graphOperandText
    }
  }

  /// u, v, … for the steps and J for the last, other names where variables are called so.
  private static func names(for count: Int, beside variables: [String]) -> [String] {
    var taken = Set(variables)
    let letters = ["u", "v", "w", "p", "q", "r", "s", "t"].filter { !taken.contains($0) }
    let numbered = (1...).lazy.map { "u\($0)" }
    var names: [String] = []
    if count - 1 <= letters.count {
      names = Array(letters.prefix(count - 1))
    } else {
      for name in numbered where !taken.contains(name) {
        names.append(name)
        if names.count == count - 1 { break }
      }
    }
    taken.formUnion(names)
    let results = (0...).lazy.map { $0 == 0 ? "J" : "J\($0)" }
    return names + [results.first { !taken.contains($0) } ?? "J"]
  }
}
