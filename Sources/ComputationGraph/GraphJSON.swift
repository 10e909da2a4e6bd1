import Text

extension ComputationGraph.Evaluation {
  /// The graph with everything that was found out about it, as JSON.
  ///
  /// A derivative that is not finite is null, as JSON has no such number.
  package var json: JSONValue {
    [
      "expression": JSONValue(graph.expression),
      "result": JSONValue(graph.resultName),
      "value": JSONValue(values[graph.nodes.count - 1]),
      "nodes": JSONValue(graph.nodes.indices.map(json(ofNode:))),
      "kinks": JSONValue(kinks.map { JSONValue(graph.nodes[$0].name) }),
    ]
  }

  private func json(ofNode index: Int) -> JSONValue {
    let node = graph.nodes[index]
    let operands = node.operands.map { operand -> JSONValue in
      switch operand {
      case .node(let index): JSONValue(graph.nodes[index].name)
      case .constant(let number): JSONValue(number)
      }
    }
    let chain = terms(of: index).map { term -> JSONValue in
      [
        "through": JSONValue(graph.nodes[term.user].name),
        "derivative": .finite(derivatives[term.user]),
        "rule": JSONValue(term.rule), "slope": .finite(term.slope),
      ]
    }
    return [
      "name": JSONValue(node.name),
      "operation": JSONValue(node.operation?.name ?? "variable"),
      "operands": JSONValue(operands), "value": JSONValue(values[index]),
      "derivative": .finite(derivatives[index]),
      "centralDifference": centralDifferences[index].map { JSONValue($0) } ?? JSONValue(.null),
      "chain": JSONValue(chain),
    ]
  }
}
