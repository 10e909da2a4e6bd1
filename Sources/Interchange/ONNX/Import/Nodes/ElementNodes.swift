import Foundation

/// Functions of single numbers that are parts of activations.
enum ElementNodes: NodeReader {
  static let operators: [String] = Array(functions.keys)

  /// Each of the numbers that a node takes, in their order.
  private static let functions: [String: @Sendable ([Double]) -> Double] = [
    "Abs": { abs($0[0]) },
    "Clip": { min(max($0[0], $0[1]), $0[2]) },
    "Erf": { erf($0[0]) },
    "Exp": { exp($0[0]) },
    "Greater": { $0[0] > $0[1] ? 1 : 0 },
    "GreaterOrEqual": { $0[0] >= $0[1] ? 1 : 0 },
    "Less": { $0[0] < $0[1] ? 1 : 0 },
    "LessOrEqual": { $0[0] <= $0[1] ? 1 : 0 },
    "Log": { log($0[0]) },
    "Max": { $0.max() ?? .nan },
    "Min": { $0.min() ?? .nan },
    "Not": { 1 - $0[0] },
    "Pow": { pow($0[0], $0[1]) },
    "Reciprocal": { 1 / $0[0] },
    "Sqrt": { $0[0].squareRoot() },
    "Where": { $0[0] != 0 ? $0[1] : $0[2] },
  ]

  /// The numbers that each of these takes at least.
  private static let counts = [
    "Clip": 3, "Where": 3, "Greater": 2, "GreaterOrEqual": 2, "Less": 2, "LessOrEqual": 2, "Pow": 2,
  ]

  static func read(
    _ node: ONNXGraph.Node, in graph: inout GraphReading
  ) throws(ImportError.Problem) -> Signal {
    guard let function = functions[node.operation] else {
      throw node.problem("no layer here does what it does")
    }
    var (flows, parts) = ([Flow](), [ElementFunctions.Part]())
    for index in node.inputs.indices {
      switch try graph.input(index, of: node) {
      case .flow(let flow)?:
        flows.append(flow)
        parts.append(.functions(graph.functions(of: flow)))
      case .constant(let array)?:
        guard let number = array.single else {
          throw node.problem("takes other numbers for other units")
        }
        parts.append(.constant(number))
      case nil: parts.append(.constant(limit(node, index)))
      case .decision?, .part?, .refused?: throw node.problem("takes what is no number")
      }
    }
    while node.operation == "Clip", parts.count < 3 {
      parts.append(.constant(limit(node, parts.count)))
    }
    guard let first = flows.first, parts.count >= counts[node.operation] ?? 1 else {
      throw node.problem("does not depend on the examples")
    }
    guard flows.allSatisfy({ $0.shape == first.shape }),
      let functions = ElementFunctions.together(parts, function)
    else { throw node.problem("brings two ways from the input together, and not as a sum") }
    return .flow(graph.computed(functions, node, first.shape))
  }

  /// The limit of a Clip that is an attribute, or none.
  private static func limit(_ node: ONNXGraph.Node, _ index: Int) -> Double {
    index == 1
      ? node.float("min").map { Double($0) } ?? -.infinity
      : node.float("max").map { Double($0) } ?? .infinity
  }
}
