extension ComputationGraph {
  /// The values of all nodes, the derivatives of the result with respect to them, and how both came
  /// about.
  public struct Evaluation: Sendable {
    /// The graph that was evaluated.
    public let graph: ComputationGraph
    /// The value of each node.
    public let values: [Double]
    /// dJ/dnode for each node, by the chain rule from right to left.
    public let derivatives: [Double]
    /// The derivative of each step with respect to each of its operands; empty for a variable.
    public let slopes: [[Double]]
    /// dJ/dnode by central differences; nil before a kink and at the end of a domain.
    public let centralDifferences: [Double?]
    /// The steps whose derivative jumps just here: central differences tell nothing of the nodes
    /// before them.
    public let kinks: [Int]
  }

  /// Values forward, from left to right, and derivatives backward.
  ///
  /// - Parameter point: the value of each variable.
  /// - Returns: the value of every node and its derivatives.
  /// - Throws: ``ExpressionError`` if a value is missing or one too many, or if a step has no
  ///   finite value there.
  public func evaluate(at point: [String: Double]) throws(ExpressionError) -> Evaluation {
    try check(point)
    let values = forward(nodes.map { point[$0.name] ?? 0 }, Array(nodes.indices))
    for index in nodes.indices where !values[index].isFinite {
      throw ExpressionError(
        problem: .notFinite(formula: formula(of: index, at: values), value: values[index]),
        expression: expression, column: nodes[index].column)
    }
    let slopes = zip(nodes, values).map { node, value in
      node.operation?.slopes(operands(of: node, values), value) ?? []
    }
    let kinks = nodes.indices.filter { index in
      nodes[index].operation?.hasKink(operands(of: nodes[index], values)) ?? false
    }
    let doubtful = nodesBefore(kinks)
    let differences = nodes.indices.map { index in
      doubtful.contains(index) ? nil : NodeDifference(self, values, node: index).derivative
    }
    return Evaluation(
      graph: self, values: values, derivatives: backward(values, slopes), slopes: slopes,
      centralDifferences: differences, kinks: kinks)
  }

  /// The values of all nodes, those of the given ones computed from the others, from left to right.
  fileprivate func forward(_ known: [Double], _ computed: [Int]) -> [Double] {
    var values = known
    for index in computed {
      guard let operation = nodes[index].operation else { continue }
      values[index] = operation.value(operands(of: nodes[index], values))
    }
    return values
  }

  /// The steps whose values depend on that of a node, from left to right.
  fileprivate func steps(after node: Int) -> [Int] {
    var depends = nodes.map { _ in false }
    depends[node] = true
    for index in nodes.indices.dropFirst(node + 1) {
      for case .node(let operand) in nodes[index].operands where depends[operand] {
        depends[index] = true
      }
    }
    return nodes.indices.dropFirst(node + 1).filter { depends[$0] }
  }

  /// dJ/dnode = Σ dJ/duser · duser/dnode over the steps that use a node.
  private func backward(_ values: [Double], _ slopes: [[Double]]) -> [Double] {
    var derivatives = [Double](repeating: 0, count: nodes.count)
    derivatives[nodes.count - 1] = 1
    for user in nodes.indices.reversed() {
      guard let operation = nodes[user].operation else { continue }
      let isIgnored = operation.ignores(operands(of: nodes[user], values))
      for (place, operand) in nodes[user].operands.enumerated() where !isIgnored[place] {
        guard case .node(let index) = operand else { continue }
        derivatives[index] += derivatives[user] * slopes[user][place]
      }
    }
    return derivatives
  }

  /// The nodes that the given steps depend on, not the steps themselves.
  private func nodesBefore(_ steps: [Int]) -> Set<Int> {
    var found: Set<Int> = []
    var rest = steps
    while let step = rest.popLast() {
      for case .node(let index) in nodes[step].operands where found.insert(index).inserted {
        rest.append(index)
      }
    }
    return found
  }

  private func operands(of node: Node, _ values: [Double]) -> [Double] {
    node.operands.map { value(of: $0, values) }
  }

  private func check(_ point: [String: Double]) throws(ExpressionError) {
    for node in nodes where node.operation == nil && point[node.name] == nil {
      throw ExpressionError(
        problem: .noValue(node.name, factors: factors(of: node.name, among: point)),
        expression: expression, column: node.column)
    }
    let variables = variables
    for name in point.keys.sorted() where !variables.contains(name) {
      throw ExpressionError(
        problem: .unusedValue(name, variables: variables), expression: expression, column: nil)
    }
  }

  /// The letters of a name if each is a variable with a value: bc was meant as b*c.
  private func factors(of name: String, among point: [String: Double]) -> [String] {
    let letters = name.map { String($0) }
    return letters.count > 1 && letters.allSatisfy { point[$0] != nil } ? letters : []
  }
}

// MARK: - The chain rule, term by term

extension ComputationGraph.Evaluation {
  /// One use of a node: it adds dJ/duser · duser/dnode to dJ/dnode.
  public struct ChainTerm: Sendable {
    /// The step that uses the node.
    public let user: Int
    /// duser/dnode as a formula.
    public let rule: String
    /// duser/dnode.
    public let slope: Double
  }

  /// The uses of a node; none for the result.
  public func terms(of index: Int) -> [ChainTerm] {
    graph.nodes.indices.dropFirst(index + 1).flatMap { user -> [ChainTerm] in
      let node = graph.nodes[user]
      guard let operation = node.operation, node.operands.contains(.node(index)) else { return [] }
      let rules = operation.slopeFormulas(node.operands.map(graph.name(of:)), node.name)
      return node.operands.indices.filter { node.operands[$0] == .node(index) }.map {
        ChainTerm(
          user: user, rule: rules[$0], slope: slopes[user][$0])
      }
    }
  }
}

/// The derivative of the result with respect to one node by central differences.
///
/// The node is moved a little and everything that depends on it computed anew, for several distances h;
/// (8 (J(h) - J(-h)) - (J(2h) - J(-2h))) / 12h has an error of the order of h⁴. For larger distances
/// the formula is not exact enough, for smaller ones rounding spoils the differences: the estimate
/// is taken that differs least from its neighbour, what rounding may do counted in.
private struct NodeDifference {
  private static let distances = (0..<13).map {
    Double(sign: .plus, exponent: -3 * $0 - 5, significand: 1)
  }

  private let graph: ComputationGraph
  private let values: [Double]
  private let node: Int
  private let steps: [Int]

  init(_ graph: ComputationGraph, _ values: [Double], node: Int) {
    self.graph = graph
    self.values = values
    self.node = node
    steps = graph.steps(after: node)
  }

  /// Nil where no two distances have all the values that they need.
  var derivative: Double? {
    let distances = Self.distances.map { $0 * max(1, values[node].magnitude) }
    let estimates = distances.map(estimate)
    let rounding = Double.ulpOfOne * values.reduce(0) { max($0, $1.magnitude) }
    var best: (error: Double, value: Double)?
    for index in estimates.indices.dropFirst() {
      guard let coarse = estimates[index - 1], let fine = estimates[index] else { continue }
      let error = abs(fine - coarse) + rounding / distances[index]
      if error < best?.error ?? .infinity { best = (error, fine) }
    }
    return best?.value
  }

  /// Nil where one of the four points has no value.
  private func estimate(h: Double) -> Double? {
    let (plus, minus, plus2, minus2) = (result(h), result(-h), result(2 * h), result(-2 * h))
    let estimate = (8 * (plus - minus) - (plus2 - minus2)) / (12 * h)
    return estimate.isFinite ? estimate : nil
  }

  private func result(_ h: Double) -> Double {
    var moved = values
    moved[node] += h
    return graph.forward(moved, steps)[graph.nodes.count - 1]
  }
}
