import ArrayFiles
import DeepNetwork

/// Products with a matrix of weights: dense layers.
enum DenseNodes: NodeReader {
  static let operators = ["Gemm", "MatMul"]

  static func read(
    _ node: ONNXGraph.Node, in graph: inout GraphReading
  ) throws(ImportError.Problem) -> Signal {
    guard case .flow(let flow)? = try graph.input(0, of: node) else {
      throw node.problem("multiplies a constant by what depends on the examples, not the reverse")
    }
    guard let weights = try graph.constant(1, of: node), weights.shape.count == 2 else {
      throw node.problem("its weights are no matrix")
    }
    guard flow.shape.image == nil, flow.shape.sizes.count == 1 else {
      throw node.problem(
        "multiplies along one axis of \(flow.shape.sizes); a dense layer takes numbers without axes"
      )
    }
    guard node.integer("transA") ?? 0 == 0 else {
      throw node.problem("transA turns the examples")
    }
    let isTurned = (node.integer("transB") ?? 0) != 0
    let (units, width) = (weights.shape[isTurned ? 0 : 1], weights.shape[isTurned ? 1 : 0])
    guard width == flow.shape.count, units > 0 else {
      throw node.problem("its weights \(weights.shape) do not fit \(flow.shape.count) numbers")
    }
    let factor = graph.number(node.float("alpha") ?? 1)
    let bias = try bias(node, units, in: graph)
    let W = matrix(weights, isTurned, units, flow.shape, factor)
    let layer = ImportedLayer(arrays: ["W": W, "b": bias], scaled: .product) { activation, _ in
      .dense(units: units, activation: activation)
    }
    return try graph.add(layer, node, after: flow, giving: TensorShape(count: units))
  }

  /// W (units, n[l-1]), its columns in the order of the network.
  private static func matrix(
    _ weights: NumericArray, _ isTurned: Bool, _ units: Int, _ shape: TensorShape,
    _ factor: Double
  ) -> NumericArray {
    let (width, places) = (shape.count, shape.order.places)
    if isTurned, places == nil, factor == 1 { return weights }
    let numbers = weights.doubles()
    var W = [Double](repeating: 0, count: units * width)
    for unit in 0..<units {
      for feature in 0..<width {
        let number = numbers[isTurned ? unit * width + feature : feature * units + unit]
        W[unit * width + (places?[feature] ?? feature)] = number * factor
      }
    }
    return NumericArray(shape: [units, width], values: W)
  }

  /// b (units, 1), zeros where the node has none.
  private static func bias(
    _ node: ONNXGraph.Node, _ units: Int, in graph: GraphReading
  ) throws(ImportError.Problem) -> NumericArray {
    guard node.operation == "Gemm", let array = try graph.constant(2, of: node) else {
      return NumericArray(shape: [units, 1], values: [Double](repeating: 0, count: units))
    }
    let beta = graph.number(node.float("beta") ?? 1)
    guard array.count == 1 || (array.count == units && array.shape.last == units) else {
      throw node.problem("its addend \(array.shape) is not one number for each of \(units) units")
    }
    let numbers = array.doubles()
    return NumericArray(
      shape: [units, 1], values: (0..<units).map { numbers[$0 % numbers.count] * beta })
  }
}
