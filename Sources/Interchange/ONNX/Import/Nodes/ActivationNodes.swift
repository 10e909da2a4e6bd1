import DeepNetwork

/// Activations that one operator computes.
enum ActivationNodes: NodeReader {
  static let operators: [String] = Array(activations.keys) + ["Softmax", "LogSoftmax"]

  private typealias Making =
    @Sendable (ONNXGraph.Node, GraphReading) throws(ImportError.Problem)
    -> Activation

  private static let activations: [String: Making] = [
    "Relu": { _, _ throws(ImportError.Problem) in .relu },
    "Sigmoid": { _, _ throws(ImportError.Problem) in .sigmoid },
    "Tanh": { _, _ throws(ImportError.Problem) in .tanh },
    "Softplus": { _, _ throws(ImportError.Problem) in .softplus },
    "Gelu": { node, _ throws(ImportError.Problem) in
      guard node.text("approximate") ?? "none" == "none" else {
        throw node.problem("approximate: gelu is computed by tanh; here it is exact, by erf")
      }
      return .gelu
    },
    "Elu": { node, graph throws(ImportError.Problem) in
      let alpha = graph.number(node.float("alpha") ?? 1)
      guard alpha > 0, alpha <= 1000 else { throw node.problem("its alpha is \(alpha)") }
      return .elu(alpha: alpha)
    },
    "LeakyRelu": { node, graph throws(ImportError.Problem) in
      try leaky(graph.number(node.float("alpha") ?? 0.01), node)
    },
    "PRelu": { node, graph throws(ImportError.Problem) in
      let slopes = Set(try graph.constant(1, of: node)?.doubles() ?? [])
      guard slopes.count == 1, let slope = slopes.first else {
        throw node.problem("has \(slopes.count) slopes; leakyRelu has one")
      }
      return try leaky(graph.isDouble ? slope : graph.number(Float(slope)), node)
    },
  ]

  static func read(
    _ node: ONNXGraph.Node, in graph: inout GraphReading
  ) throws(ImportError.Problem) -> Signal {
    let flow = try graph.flow(of: node)
    guard let making = activations[node.operation] else {
      return try softmax(node, flow, in: &graph)
    }
    return .flow(graph.activated(flow, by: try making(node, graph), node))
  }

  private static func leaky(
    _ slope: Double, _ node: ONNXGraph.Node
  ) throws(ImportError.Problem) -> Activation {
    guard (0..<1).contains(slope) else {
      throw node.problem("its slope is \(slope), but here it is from 0 to below 1")
    }
    return .leakyRelu(slope: slope)
  }

  /// A softmax over all units of an example, or its logarithm, of which the answer is taken without it.
  private static func softmax(
    _ node: ONNXGraph.Node, _ flow: Flow, in graph: inout GraphReading
  ) throws(ImportError.Problem) -> Signal {
    let axis = node.integer("axis") ?? (graph.graph.operatorSet < 13 ? 1 : -1)
    guard flow.shape.image == nil, flow.shape.sizes.count == 1, axis == 1 || axis == -1 else {
      throw node.problem("is not over all units of an example")
    }
    let step = graph.add(
      .layer(ImportedLayer(.activation(.softmax))), node, after: [flow.step])
    if node.operation == "LogSoftmax" { graph.logarithms.insert(step) }
    return .flow(Flow(step: step, shape: flow.shape))
  }
}
