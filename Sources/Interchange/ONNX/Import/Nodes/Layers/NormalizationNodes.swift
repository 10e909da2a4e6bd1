import ArrayFiles
import DeepNetwork

/// Normalizations over the examples, with their running statistics.
enum BatchNormalizationNodes: NodeReader {
  static let operators = ["BatchNormalization"]

  static func read(
    _ node: ONNXGraph.Node, in graph: inout GraphReading
  ) throws(ImportError.Problem) -> Signal {
    let flow = try graph.flow(of: node)
    guard node.integer("training_mode") ?? 0 == 0 else {
      throw node.problem(
        "training_mode: it normalizes by the examples at hand; export it for inference")
    }
    let shape = flow.shape
    guard shape.image == nil ? shape.sizes.first == shape.count : shape.channelAxis == 0 else {
      throw node.problem("normalizes another axis than that of the channels")
    }
    let units = shape.sizes[0]
    var arrays: [String: NumericArray] = [:]
    for (index, name) in ["gamma", "beta", "mean", "variance"].enumerated() {
      guard let array = try graph.constant(index + 1, of: node), array.count == units else {
        throw node.problem("its \(name) is not one number for each of \(units) units")
      }
      let numbers = shape.image == nil ? shape.own(array.doubles()) : array.doubles()
      arrays[name] = NumericArray(shape: [units, 1], values: numbers)
    }
    let epsilon = graph.number(node.float("epsilon") ?? 1e-5)
    let momentum = graph.number(node.float("momentum") ?? 0.9)
    guard epsilon > 0, epsilon.isFinite, (0...1).contains(momentum) else {
      throw node.problem("its epsilon is \(epsilon) and its momentum \(momentum)")
    }
    let layer = ImportedLayer(arrays: arrays, scaled: .normalization) { activation, _ in
      .batchNormalization(activation: activation, momentum: momentum, epsilon: epsilon)
    }
    return try graph.add(layer, node, after: flow, giving: shape)
  }
}

/// Normalizations of each example.
enum LayerNormalizationNodes: NodeReader {
  static let operators = ["LayerNormalization"]

  static func read(
    _ node: ONNXGraph.Node, in graph: inout GraphReading
  ) throws(ImportError.Problem) -> Signal {
    let flow = try graph.flow(of: node)
    let (shape, sizes) = (flow.shape, flow.shape.sizes)
    let axis = node.integer("axis") ?? -1
    let isLast = axis == -1 || axis == sizes.count
    let isOfUnits = shape.image == nil ? sizes.count == 1 : shape.channelAxis == sizes.count - 1
    guard isLast, isOfUnits else {
      throw node.problem(
        "normalizes the axes of \(sizes) from \(axis) on; here it is all units, or the channels of a pixel"
      )
    }
    let units = sizes[sizes.count - 1]
    func column(_ index: Int, _ standard: Double) throws(ImportError.Problem) -> NumericArray {
      let numbers =
        try graph.constant(index, of: node)?.doubles()
        ?? [Double](repeating: standard, count: units)
      guard numbers.count == units else {
        throw node.problem("its input \(index + 1) is not one number for each of \(units) units")
      }
      return NumericArray(
        shape: [units, 1], values: shape.image == nil ? shape.own(numbers) : numbers)
    }
    let arrays = ["gamma": try column(1, 1), "beta": try column(2, 0)]
    let epsilon = graph.number(node.float("epsilon") ?? 1e-5)
    guard epsilon > 0, epsilon.isFinite else { throw node.problem("its epsilon is \(epsilon)") }
    let layer = ImportedLayer(arrays: arrays, scaled: .normalization) { activation, _ in
      .layerNormalization(activation: activation, epsilon: epsilon)
    }
    return try graph.add(layer, node, after: flow, giving: shape)
  }
}
