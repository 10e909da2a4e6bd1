import ArrayFiles

/// The classes that follow from a network's answers, which `predict` finds by itself, and their names.
enum DecisionNodes: NodeReader {
  static let operators = [
    "ArgMax", "ai.onnx.ml.ZipMap", "ai.onnx.ml.Binarizer", "ai.onnx.ml.ArrayFeatureExtractor",
  ]
  /// What may be done with a decision.
  private static let followers: Set<String> = [
    "Cast", "Identity", "Reshape", "Squeeze", "Unsqueeze", "Flatten", "ArgMax", "ai.onnx.ml.ZipMap",
    "ai.onnx.ml.ArrayFeatureExtractor", "ai.onnx.ml.Binarizer",
  ]

  static func read(
    _ node: ONNXGraph.Node, in graph: inout GraphReading
  ) throws(ImportError.Problem) -> Signal { .decision(of: try graph.flow(of: node)) }

  /// A decision that a node makes of another; nil where it takes none.
  static func following(
    _ node: ONNXGraph.Node, in graph: inout GraphReading
  ) throws(ImportError.Problem) -> Signal? {
    for name in node.inputs {
      guard case .decision(let answer)? = graph.signal(name) else { continue }
      guard followers.contains(node.key) else {
        throw node.problem("goes on from a decision, behind which no layer comes")
      }
      if node.operation == "ArrayFeatureExtractor", let classes = node.inputs.first {
        note(classes, in: &graph)
      }
      return .decision(of: answer)
    }
    return nil
  }

  /// Takes the names of the classes, or their numbers where these are not 0, 1, ….
  private static func note(_ name: String, in graph: inout GraphReading) {
    if let texts = graph.graph.texts[name] {
      graph.classes = .names(texts)
    } else if case .constant(let array)? = graph.signal(name), array.count <= 1 << 16 {
      let numbers = array.doubles()
      if numbers != (0..<numbers.count).map({ Double($0) }) { graph.classes = .numbers(numbers) }
    }
  }

  /// The probabilities of both classes side by side, of which the network answers with the second; nil
  /// for anything else.
  static func pair(
    _ node: ONNXGraph.Node, in graph: GraphReading
  ) throws(ImportError.Problem) -> Signal? {
    guard node.inputs.count == 2, case .flow(let no)? = try graph.input(0, of: node),
      case .flow(let yes)? = try graph.input(1, of: node), no.shape.count == 1,
      yes.shape.count == 1
    else { return nil }
    let parts = [no, yes].map { ElementFunctions.Part.functions(graph.functions(of: $0)) }
    let sums = ElementFunctions.together(parts) { $0[0] + $0[1] }
    let isPair = sums?.all[0].values.allSatisfy { abs($0 - 1) < 1e-6 } ?? false
    return isPair ? .decision(of: yes) : nil
  }
}
