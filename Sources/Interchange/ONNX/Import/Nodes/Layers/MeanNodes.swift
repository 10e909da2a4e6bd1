import DeepNetwork

/// The mean of each channel of pictures.
enum MeanNodes: NodeReader {
  static let operators = ["GlobalAveragePool", "ReduceMean"]

  static func read(
    _ node: ONNXGraph.Node, in graph: inout GraphReading
  ) throws(ImportError.Problem) -> Signal {
    let flow = try graph.flow(of: node)
    guard case .image(_, let axes) = flow.shape.layout, let channel = flow.shape.channelAxis,
      axes.count == 3
    else { throw node.problem("takes means of what is no picture") }
    let keepsAxes = node.operation != "ReduceMean" || node.integer("keepdims") ?? 1 != 0
    if node.operation == "ReduceMean" {
      let given = try graph.integers(1, of: node) ?? node.integers("axes") ?? []
      let means = Set(given.map { $0 < 0 ? $0 + 4 : $0 })
      guard means == Set([1, 2, 3]).subtracting([channel + 1]) else {
        throw node.problem(
          "takes means over the axes \(given) and not over the pixels of a picture")
      }
    } else {
      _ = try flow.image(for: node)
    }
    let channels = flow.shape.sizes[channel]
    let sizes = keepsAxes ? axes.map { $0 == .channel ? channels : 1 } : [channels]
    return try graph.add(
      ImportedLayer(LayerSpecification(GlobalAveragePool2DKind())), node, after: flow,
      giving: TensorShape(numbers: .own, sizes: sizes))
  }
}
