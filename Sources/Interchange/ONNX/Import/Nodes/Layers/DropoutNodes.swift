import DeepNetwork

/// Dropout, which does nothing outside of training.
enum DropoutNodes: NodeReader {
  static let operators = ["Dropout"]

  static func read(
    _ node: ONNXGraph.Node, in graph: inout GraphReading
  ) throws(ImportError.Problem) -> Signal {
    let flow = try graph.flow(of: node)
    let given = try graph.constant(1, of: node)?.single
    let rate = graph.number(given.map { Float($0) } ?? node.float("ratio") ?? 0.5)
    guard (0..<1).contains(rate) else { throw node.problem("leaves out \(rate) of the units") }
    guard rate > 0 else { return .flow(flow) }
    return try graph.add(
      ImportedLayer(.dropout(rate: rate)), node, after: flow, giving: flow.shape)
  }
}
