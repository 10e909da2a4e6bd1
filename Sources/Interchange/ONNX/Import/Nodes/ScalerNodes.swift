/// Scalings of features, as scikit-learn's are exported.
enum ScalerNodes: NodeReader {
  static let operators = ["ai.onnx.ml.Scaler"]

  static func read(
    _ node: ONNXGraph.Node, in graph: inout GraphReading
  ) throws(ImportError.Problem) -> Signal {
    let flow = try graph.flow(of: node)
    let (offset, scale) = (node.floats("offset") ?? [0], node.floats("scale") ?? [1])
    let count = flow.shape.count
    guard flow.shape.image == nil, [1, count].contains(offset.count),
      [1, count].contains(scale.count)
    else {
      throw node.problem("its offset and scale are not one number for each of \(count) features")
    }
    let scaling = UnitScaling.identity.adding(flow.shape.own(offset).map { -$0 })
      .multiplied(by: flow.shape.own(scale))
    return .flow(try graph.scaled(flow, by: scaling, node))
  }
}
