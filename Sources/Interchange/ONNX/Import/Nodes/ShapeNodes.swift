import ArrayFiles
import DeepNetwork

/// Nodes that change no number: other axes, other types.
enum ShapeNodes: NodeReader {
  static let operators = [
    "Identity", "Cast", "Flatten", "Reshape", "Transpose", "Squeeze", "Unsqueeze",
  ]

  static func read(
    _ node: ONNXGraph.Node, in graph: inout GraphReading
  ) throws(ImportError.Problem) -> Signal {
    switch try graph.input(0, of: node) {
    case .flow(let flow)?: return try read(node, flow, in: &graph)
    case .constant(let array)?: return try .constant(read(node, array, in: graph))
    default: throw node.problem("takes what is no number")
    }
  }

  // MARK: Of what depends on the examples

  private static func read(
    _ node: ONNXGraph.Node, _ flow: Flow, in graph: inout GraphReading
  ) throws(ImportError.Problem) -> Signal {
    if node.operation == "Identity" { return .flow(flow) }
    if node.operation == "Cast" {
      let type = node.integer("to").flatMap { ONNXElementType.type($0) }
      let isPart = graph.isPart(flow)
      guard let type, isPart || !type.isInteger else {
        throw node.problem("makes whole numbers of what depends on the examples")
      }
      return .flow(flow)
    }
    if let column = try column(node, flow, in: &graph) { return column }
    let shape = try shape(node, flow, in: graph)
    if flow.shape.image == nil, let image = shape.image {
      try graph.noteImageOfFeatures(image, shape.order, node)
    }
    guard flow.shape.image != nil, shape.image == nil else {
      return .flow(Flow(step: flow.step, shape: shape))
    }
    let step = graph.add(.layer(ImportedLayer(.flatten)), node, after: [flow.step])
    return .flow(Flow(step: step, shape: shape))
  }

  /// The answers of all examples in one column, as skl2onnx leaves those of several values; nil for
  /// anything else.
  private static func column(
    _ node: ONNXGraph.Node, _ flow: Flow, in graph: inout GraphReading
  ) throws(ImportError.Problem) -> Signal? {
    guard node.operation == "Reshape", flow.shape.image == nil, flow.shape.count > 1,
      try graph.integers(1, of: node) == [-1, 1]
    else { return nil }
    graph.remark(
      "\(node.place) puts the answers of all examples into one column; the network gives them example "
        + "by example")
    return .decision(of: flow)
  }

  private static func shape(
    _ node: ONNXGraph.Node, _ flow: Flow, in graph: GraphReading
  ) throws(ImportError.Problem) -> TensorShape {
    let (shape, sizes) = (flow.shape, flow.shape.sizes)
    if node.operation == "Transpose" {
      let order = node.integers("perm") ?? Array((0...sizes.count).reversed())
      guard order.first == 0, let turned = shape.transposed(order.dropFirst().map { $0 - 1 }) else {
        throw node.problem(
          "perm \(order) brings the axes of \(sizes) into an order that has no layer")
      }
      return turned
    }
    let target = try target(node, sizes, in: graph)
    guard let reshaped = shape.reshaped(target, pictures: graph.isRaw(flow) ? graph.pictures : nil)
    else {
      throw node.problem("makes \(target) of \(sizes), which has no layer")
    }
    return reshaped
  }

  /// The axes behind that of the batch.
  private static func target(
    _ node: ONNXGraph.Node, _ sizes: [Int], in graph: GraphReading
  ) throws(ImportError.Problem) -> [Int] {
    let rank = sizes.count + 1
    func places(_ axes: [Int], _ rank: Int) throws(ImportError.Problem) -> Set<Int> {
      let places = axes.map { $0 < 0 && $0 >= -rank ? $0 + rank : $0 }
      guard places.allSatisfy({ (1..<rank).contains($0) }) else {
        throw node.problem("its axes \(axes) are none behind that of the batch")
      }
      return Set(places)
    }
    switch node.operation {
    case "Flatten":
      let axis = node.integer("axis") ?? 1
      guard axis == 1 || axis == 1 - rank else {
        throw node.problem("axis \(axis) puts numbers of different examples together")
      }
      return [sizes.reduce(1, *)]
    case "Squeeze":
      let given = try graph.integers(1, of: node) ?? node.integers("axes")
      let gone = try places(
        given ?? sizes.indices.filter { sizes[$0] == 1 }.map { $0 + 1 }, rank)
      guard gone.allSatisfy({ sizes[$0 - 1] == 1 }) else {
        throw node.problem("takes away axes that are longer than 1")
      }
      return sizes.indices.filter { !gone.contains($0 + 1) }.map { sizes[$0] }
    case "Unsqueeze":
      let given = try graph.integers(1, of: node) ?? node.integers("axes") ?? []
      var rest = sizes[...]
      let added = try places(given, rank + given.count)
      return (1..<rank + given.count).map { added.contains($0) ? 1 : rest.popFirst() ?? 1 }
    default: return try reshapeTarget(node, sizes, in: graph)
    }
  }

  private static func reshapeTarget(
    _ node: ONNXGraph.Node, _ sizes: [Int], in graph: GraphReading
  ) throws(ImportError.Problem) -> [Int] {
    guard let given = try graph.integers(1, of: node), let batch = given.first else {
      throw node.problem("does not say its shape")
    }
    let count = sizes.reduce(1, *)
    var target = Array(given.dropFirst())
    if node.integer("allowzero") ?? 0 == 0 {
      for index in target.indices where target[index] == 0 && index < sizes.count {
        target[index] = sizes[index]
      }
    }
    var known = 1
    for size in target where size != -1 {
      guard size > 0, size <= count, known <= count else {
        throw node.problem("makes \(given) of an example's \(sizes)")
      }
      known *= size
    }
    let open = target.filter { $0 == -1 }.count
    guard open <= 1, count.isMultiple(of: known), open == 1 || known == count, batch >= -1 else {
      throw node.problem("makes \(given) of an example's \(sizes)")
    }
    return target.map { $0 == -1 ? count / known : $0 }
  }

  // MARK: Of constants

  private static func read(
    _ node: ONNXGraph.Node, _ array: NumericArray, in graph: GraphReading
  ) throws(ImportError.Problem) -> NumericArray {
    switch node.operation {
    case "Identity": return array
    case "Cast":
      guard let type = node.integer("to").flatMap({ ONNXElementType.type($0) }) else {
        throw node.problem("makes texts of numbers")
      }
      return type.isInteger
        ? NumericArray(
          shape: array.shape,
          values: array.doubles().map { Int64(exactly: $0.rounded(.towardZero)) ?? .max })
        : array
    case "Transpose":
      guard array.shape.count == 2, node.integers("perm") ?? [1, 0] == [1, 0] else {
        throw node.problem("turns a constant of shape \(array.shape)")
      }
      let (rows, columns, numbers) = (array.shape[0], array.shape[1], array.doubles())
      return NumericArray(
        shape: [columns, rows],
        values: (0..<numbers.count).map { numbers[$0 % rows * columns + $0 / rows] })
    case "Unsqueeze" where array.count == 1: return array.reshaped([1])
    case "Squeeze" where array.count == 1: return array.reshaped([])
    case "Reshape":
      let given = try graph.integers(1, of: node) ?? []
      let known = given.filter { $0 > 0 }.reduce(1) {
        $0.multipliedReportingOverflow(by: $1).partialValue
      }
      let shape = given.map { $0 == -1 && known > 0 ? array.count / known : $0 }
      guard shape.allSatisfy({ $0 > 0 && $0 <= array.count }), shape.count <= 8,
        shape.reduce(1, { $0 &* $1 }) == array.count
      else { throw node.problem("makes \(given) of a constant of shape \(array.shape)") }
      return array.reshaped(shape)
    default: throw node.problem("changes the axes of a constant of shape \(array.shape)")
    }
  }
}
