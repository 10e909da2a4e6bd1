/// A graph in the language of Graphviz, for those who have it.
package struct GraphDot {
  package let text: String

  /// The expression's graph: values in the nodes and derivatives below them.
  package init(_ run: ComputationGraph.Evaluation) {
    let graph = run.graph
    let nodes = graph.nodes.indices.map { index in
      let node = graph.nodes[index]
      let formula = graph.formula(of: index)
      let title = node.operation == nil ? node.name : "\(node.name) = \(formula)"
      let derivative = "d\(graph.resultName)/d\(node.name) = \(run.derivatives[index].graphText)"
      return "  n\(index) [label=\"\(title)\\n\(run.values[index].graphText)\\n\(derivative)\""
        + "\(node.operation == nil ? ", shape=ellipse" : "")];"
    }
    let edges = graph.nodes.indices.flatMap { user in
      zip(graph.nodes[user].operands, run.slopes[user]).compactMap { operand, slope -> String? in
        guard case .node(let index) = operand else { return nil }
        let rule = "d\(graph.nodes[user].name)/d\(graph.nodes[index].name)"
        return "  n\(index) -> n\(user) [label=\"\(rule) = \(slope.graphText)\"];"
      }
    }
    text = Self.digraph(nodes + edges)
  }

  /// A directed graph that runs from left to right.
  package static func digraph(_ lines: [String]) -> String {
    let head = ["digraph {", "  rankdir=LR;", "  node [shape=box, style=rounded];"]
    return (head + lines + ["}"]).map { "\($0)\n" }.joined()
  }
}
