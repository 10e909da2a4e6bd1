import ArrayFiles
import DeepNetwork

/// A normalization of each example in parts, as operator sets before 17 have it:
/// (x - mean) / √(mean of (x - mean)² + epsilon).
enum LayerNormalizationParts {
  /// A part, of what a flow gives.
  enum Part {
    case mean, centered, square, variance
    case stabilized(epsilon: Double)
    case deviation(epsilon: Double)
  }

  /// The part that a node computes, or the whole; nil where it does neither.
  static func read(
    _ node: ONNXGraph.Node, in graph: inout GraphReading
  ) throws(ImportError.Problem) -> Signal? {
    let signals = node.inputs.map { graph.signal($0) }
    switch (node.operation, signals.first ?? nil, signals.count > 1 ? signals[1] : nil) {
    case ("ReduceMean", .flow(let flow)?, _):
      guard try isOverUnits(node, flow.shape, in: graph) else {
        return nil
      }
      return .part(.mean, of: flow)
    case ("ReduceMean", .part(.square, let flow)?, _):
      guard try isOverUnits(node, flow.shape, in: graph) else { return nil }
      return .part(.variance, of: flow)
    case ("Sub", .flow(let flow)?, .part(.mean, let other)?) where flow.step == other.step:
      return .part(.centered, of: flow)
    case ("Pow", .part(.centered, let flow)?, .constant(let power)?) where power.single == 2:
      return .part(.square, of: flow)
    case ("Mul", .part(.centered, let flow)?, .part(.centered, let other)?)
    where flow.step == other.step:
      return .part(.square, of: flow)
    case ("Add", .part(.variance, let flow)?, .constant(let array)?):
      guard let number = array.single, number > 0, number.isFinite else { return nil }
      let epsilon = graph.isDouble ? number : graph.number(Float(number))
      return .part(.stabilized(epsilon: epsilon), of: flow)
    case ("Sqrt", .part(.stabilized(let epsilon), let flow)?, _):
      return .part(.deviation(epsilon: epsilon), of: flow)
    case ("Div", .part(.centered, let flow)?, .part(.deviation(let epsilon), let other)?)
    where flow.step == other.step:
      return try graph.add(whole(flow, epsilon), node, after: flow, giving: flow.shape)
    case ("Cast", .part(let part, let flow)?, _), ("Identity", .part(let part, let flow)?, _):
      return .part(part, of: flow)
    default: return nil
    }
  }

  private static func isOverUnits(
    _ node: ONNXGraph.Node, _ shape: TensorShape, in graph: GraphReading
  ) throws(ImportError.Problem) -> Bool {
    guard let axis = shape.image == nil ? (shape.sizes.count == 1 ? 0 : nil) : shape.channelAxis,
      node.integer("keepdims") ?? 1 == 1
    else { return false }
    let axes = try graph.integers(1, of: node) ?? node.integers("axes") ?? []
    return axes == [axis + 1] || axes == [axis - shape.sizes.count]
  }

  private static func whole(_ flow: Flow, _ epsilon: Double) -> ImportedLayer {
    let units = flow.shape.image?.channels ?? flow.shape.count
    func column(_ number: Double) -> NumericArray {
      NumericArray(shape: [units, 1], values: [Double](repeating: number, count: units))
    }
    return ImportedLayer(
      arrays: ["gamma": column(1), "beta": column(0)], scaled: .normalization
    ) { activation, _ in
      .layerNormalization(activation: activation, epsilon: epsilon)
    }
  }
}
