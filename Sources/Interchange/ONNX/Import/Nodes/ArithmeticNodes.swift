import ArrayFiles
import DeepNetwork

/// Sums and products: scalings by constants, parts of activations, and the ends of residual blocks.
enum ArithmeticNodes: NodeReader {
  static let operators: [String] = Array(functions.keys) + ["Neg", "Sum"]

  private static let functions: [String: @Sendable (Double, Double) -> Double] = [
    "Add": { $0 + $1 }, "Sub": { $0 - $1 }, "Mul": { $0 * $1 }, "Div": { $0 / $1 },
  ]

  static func read(
    _ node: ONNXGraph.Node, in graph: inout GraphReading
  ) throws(ImportError.Problem) -> Signal {
    if node.operation == "Neg" {
      let scaling = UnitScaling.identity.multiplied(by: [-1])
      return .flow(try graph.scaled(try graph.flow(of: node), by: scaling, node))
    }
    let name = node.operation == "Sum" ? "Add" : node.operation
    guard node.inputs.count == 2, let function = functions[name],
      let a = try graph.input(0, of: node), let b = try graph.input(1, of: node)
    else { throw node.problem("takes \(node.inputs.count) inputs; two can become a layer") }
    switch (a, b) {
    case (.constant(let a), .constant(let b)):
      return try .constant(constant(a, b, function, node))
    case (.flow(let flow), .constant(let array)):
      return .flow(try scaled(flow, name, array, node, in: &graph))
    case (.constant(let array), .flow(let flow)):
      return .flow(try turned(flow, name, array, function, node, in: &graph))
    case (.flow(let a), .flow(let b)):
      return .flow(try together(a, b, name, function, node, in: &graph))
    default: throw node.problem("takes what is no number")
    }
  }

  /// Numbers of the same shape, or one for all.
  private static func constant(
    _ a: NumericArray, _ b: NumericArray, _ function: (Double, Double) -> Double,
    _ node: ONNXGraph.Node
  ) throws(ImportError.Problem) -> NumericArray {
    guard a.shape == b.shape || a.count == 1 || b.count == 1 else {
      throw node.problem("computes with constants of the shapes \(a.shape) and \(b.shape)")
    }
    let (x, y) = (a.doubles(), b.doubles())
    let values = (0..<max(x.count, y.count)).map { i in
      function(x[i % x.count], y[i % y.count])
    }
    let shape = a.count == 1 ? b.shape : a.shape
    guard a.elementType.isInteger, b.elementType.isInteger else {
      return NumericArray(shape: shape, values: values)
    }
    return NumericArray(
      shape: shape, values: values.map { Int64(exactly: $0.rounded(.towardZero)) ?? .max })
  }

  /// A flow and a constant: x + c, x - c, x · c, x / c.
  private static func scaled(
    _ flow: Flow, _ name: String, _ array: NumericArray, _ node: ONNXGraph.Node,
    in graph: inout GraphReading
  ) throws(ImportError.Problem) -> Flow {
    let numbers = try flow.shape.numbers(of: array, for: node)
    let scaling =
      switch name {
      case "Add": UnitScaling.identity.adding(numbers)
      case "Sub": UnitScaling.identity.adding(numbers.map { -$0 })
      case "Mul": UnitScaling.identity.multiplied(by: numbers)
      default: UnitScaling.identity.divided(by: numbers)
      }
    return try graph.scaled(flow, by: scaling, node)
  }

  /// A constant and a flow: c + x, c - x, c · x, c / x.
  private static func turned(
    _ flow: Flow, _ name: String, _ array: NumericArray, _ function: (Double, Double) -> Double,
    _ node: ONNXGraph.Node, in graph: inout GraphReading
  ) throws(ImportError.Problem) -> Flow {
    switch name {
    case "Add", "Mul": return try scaled(flow, name, array, node, in: &graph)
    case "Sub":
      let numbers = try flow.shape.numbers(of: array, for: node)
      let scaling = UnitScaling.identity.multiplied(by: [-1]).adding(numbers)
      return try graph.scaled(flow, by: scaling, node)
    default:
      guard let number = array.single else {
        throw node.problem("divides other numbers for other units")
      }
      let functions = graph.functions(of: flow).mapped { $0.map { function(number, $0) } }
      return graph.computed(functions, node, flow.shape)
    }
  }

  /// Two flows: an activation of what both come from, or a sum of two ways.
  private static func together(
    _ a: Flow, _ b: Flow, _ name: String, _ function: (Double, Double) -> Double,
    _ node: ONNXGraph.Node, in graph: inout GraphReading
  ) throws(ImportError.Problem) -> Flow {
    guard a.shape == b.shape else {
      throw node.problem("brings \(a.shape.sizes) and \(b.shape.sizes) together, in other orders")
    }
    let parts = [a, b].map { ElementFunctions.Part.functions(graph.functions(of: $0)) }
    if let both = ElementFunctions.together(parts, { function($0[0], $0[1]) }) {
      if let flow = graph.activation(both, node, a.shape) { return flow }
      if name != "Add" || graph.isPart(a) || graph.isPart(b) {
        return graph.computed(both, node, a.shape)
      }
    }
    guard name == "Add" else {
      throw node.problem("brings two ways from the input together, and not as a sum")
    }
    return Flow(step: graph.add(.sum, node, after: [a.step, b.step]), shape: a.shape)
  }
}

extension TensorShape {
  /// A constant beside an example's numbers: one for all, one for each channel or one for each feature,
  /// in the network's order.
  func numbers(
    of array: NumericArray, for node: ONNXGraph.Node
  ) throws(ImportError.Problem) -> [Double] {
    if let number = array.single { return [number] }
    let missing = sizes.count + 1 - array.shape.count
    let lengths = [Int](repeating: 1, count: max(0, missing)) + array.shape
    guard missing >= 0, lengths[0] == 1,
      zip(lengths.dropFirst(), sizes).allSatisfy({ $0 == 1 || $0 == $1 })
    else { throw node.problem("its constant \(array.shape) does not fit \(sizes)") }
    let numbers = array.doubles()
    if let channelAxis, numbers.count == sizes[channelAxis], lengths[channelAxis + 1] > 1 {
      return numbers
    }
    return own(stretched(numbers, Array(lengths.dropFirst())))
  }

  /// A number for each of an example's, in the graph's order, of those along some axes.
  private func stretched(_ numbers: [Double], _ lengths: [Int]) -> [Double] {
    guard numbers.count < count else { return numbers }
    return (0..<count).map { place in
      var (rest, index, step) = (place, 0, 1)
      for (size, length) in zip(sizes, lengths).reversed() {
        index += length == 1 ? 0 : rest % size * step
        step *= length
        rest /= size
      }
      return numbers[index]
    }
  }
}
