/// Zeros around pictures, which belong to the convolution behind them.
enum PaddingNodes: NodeReader {
  static let operators = ["Pad"]

  static func read(
    _ node: ONNXGraph.Node, in graph: inout GraphReading
  ) throws(ImportError.Problem) -> Signal {
    let flow = try graph.flow(of: node)
    guard case .image(_, let axes) = flow.shape.layout, axes.count == 3,
      let row = axes.firstIndex(of: .row), let column = axes.firstIndex(of: .column),
      try isOfZeros(node, in: graph),
      let pads = try graph.integers(1, of: node) ?? node.integers("pads"), pads.count == 8,
      pads.allSatisfy({ (0...1 << 16).contains($0) })
    else { throw node.problem("puts something else than zeros around pictures") }
    let zeros = [pads[row + 1], pads[column + 1], pads[row + 5], pads[column + 5]]
    guard zeros.reduce(0, +) == pads.reduce(0, +) else {
      throw node.problem("puts zeros beside channels")
    }
    let step = graph.add(.padding(zeros), node, after: [flow.step])
    return .flow(Flow(step: step, shape: flow.shape))
  }

  private static func isOfZeros(
    _ node: ONNXGraph.Node, in graph: GraphReading
  ) throws(ImportError.Problem) -> Bool {
    let value = try graph.constant(2, of: node)?.single ?? Double(node.float("value") ?? 0)
    let axes = try graph.constant(3, of: node)
    return value == 0 && node.text("mode") ?? "constant" == "constant" && axes == nil
  }

  /// What a node takes, and the zeros around it where they were put there by a node of their own.
  static func before(
    _ node: ONNXGraph.Node, in graph: GraphReading
  ) throws(ImportError.Problem) -> (flow: Flow, zeros: [Int]) {
    guard case .flow(let flow)? = try graph.input(0, of: node),
      case .padding(let zeros) = graph.steps[flow.step].work
    else { return (try graph.flow(of: node), [0, 0, 0, 0]) }
    return (Flow(step: graph.steps[flow.step].inputs[0], shape: flow.shape), zeros)
  }
}
