import ArrayFiles

/// Constants, and the lengths of axes that shapes are made of.
enum ConstantNodes: NodeReader {
  static let operators = ["Constant", "Shape", "Gather", "Slice", "Concat"]

  static func read(
    _ node: ONNXGraph.Node, in graph: inout GraphReading
  ) throws(ImportError.Problem) -> Signal {
    switch node.operation {
    case "Constant": return .constant(try constant(node))
    case "Shape": return .constant(list(try shape(node, in: graph)))
    case "Concat":
      if let pair = try DecisionNodes.pair(node, in: graph) { return pair }
      return .constant(list(try joined(node, in: graph)))
    default: return .constant(try part(node, in: graph))
    }
  }

  private static func list(_ numbers: [Int]) -> NumericArray {
    NumericArray(shape: [numbers.count], values: numbers.map { Int64($0) })
  }

  private static func constant(_ node: ONNXGraph.Node) throws(ImportError.Problem) -> NumericArray {
    for case .tensor(let array)? in [node.attributes["value"]] { return array }
    if let number = node.float("value_float") { return NumericArray(shape: [], values: [number]) }
    if let number = node.integer("value_int") {
      return NumericArray(shape: [], values: [Int64(number)])
    }
    if let numbers = node.floats("value_floats") {
      return NumericArray(shape: [numbers.count], values: numbers)
    }
    if let numbers = node.integers("value_ints") { return list(numbers) }
    throw node.problem("is no constant of numbers")
  }

  /// The lengths of a tensor's axes; that of the batch is -1, which a shape takes as any.
  private static func shape(
    _ node: ONNXGraph.Node, in graph: GraphReading
  ) throws(ImportError.Problem) -> [Int] {
    let lengths: [Int]
    switch try graph.input(0, of: node) {
    case .flow(let flow)?: lengths = [-1] + flow.shape.sizes
    case .constant(let array)?: lengths = array.shape
    default: throw node.problem("asks for the shape of what is no tensor")
    }
    func place(_ name: String, _ standard: Int) -> Int {
      let given = node.integer(name) ?? standard
      return min(max(0, given < 0 && given >= -64 ? given + lengths.count : given), lengths.count)
    }
    let (start, end) = (place("start", 0), place("end", lengths.count))
    return Array(lengths[start..<max(start, end)])
  }

  private static func joined(
    _ node: ONNXGraph.Node, in graph: GraphReading
  ) throws(ImportError.Problem) -> [Int] {
    var numbers: [Int] = []
    for index in node.inputs.indices {
      guard case .constant? = try graph.input(index, of: node) else {
        throw node.problem("puts what depends on the examples side by side; layers add it")
      }
      numbers += try graph.integers(index, of: node) ?? []
      guard numbers.count <= 64 else { throw node.problem("makes too long a list") }
    }
    return numbers
  }

  /// Numbers of a list by their places, or from a place to another.
  private static func part(
    _ node: ONNXGraph.Node, in graph: GraphReading
  ) throws(ImportError.Problem) -> NumericArray {
    guard case .constant(let array)? = try graph.input(0, of: node), array.shape.count == 1,
      let numbers = try graph.integers(0, of: node)
    else { throw node.problem("takes parts of what is no list of lengths") }
    func place(_ index: Int) -> Int {
      index < 0 ? max(0, max(index, -64) + numbers.count) : min(index, numbers.count)
    }
    if node.operation == "Gather" {
      guard let indices = try graph.constant(1, of: node),
        let places = try graph.integers(1, of: node)?.map(place),
        places.allSatisfy({ $0 < numbers.count })
      else { throw node.problem("takes what is not in its list") }
      return list(places.map { numbers[$0] }).reshaped(indices.shape)
    }
    let starts = try graph.integers(1, of: node) ?? node.integers("starts") ?? []
    let ends = try graph.integers(2, of: node) ?? node.integers("ends") ?? []
    let steps = try graph.integers(4, of: node) ?? [1]
    guard starts.count == 1, ends.count == 1, steps == [1] else {
      throw node.problem("takes other parts of a list than from a place to another")
    }
    let (start, end) = (place(starts[0]), place(ends[0]))
    return list(Array(numbers[start..<max(start, end)]))
  }
}
