import ArrayFiles

/// Nodes of a graph that become steps of a network.
protocol NodeReader: SendableMetatype {
  /// The operators, behind their domain where it is not ONNX's own.
  static var operators: [String] { get }

  /// What such a node gives.
  ///
  /// - Throws: why no layer stands for it.
  static func read(
    _ node: ONNXGraph.Node, in graph: inout GraphReading
  ) throws(ImportError.Problem) -> Signal
}

/// The nodes that are known, each kind in a file of its own.
enum NodeReaders {
  private static let all: [any NodeReader.Type] = [
    DenseNodes.self, ConvolutionNodes.self, PoolingNodes.self, MeanNodes.self,
    BatchNormalizationNodes.self, LayerNormalizationNodes.self, ActivationNodes.self,
    ElementNodes.self, ArithmeticNodes.self, PaddingNodes.self, ScalerNodes.self,
    DropoutNodes.self, ShapeNodes.self, ConstantNodes.self, DecisionNodes.self,
  ]

  static let byOperator = Dictionary(
    all.flatMap { reader in reader.operators.map { ($0, reader) } },
    uniquingKeysWith: { first, _ in first })
}

extension ONNXGraph.Node {
  /// The operator behind its domain, where it is not ONNX's own.
  var key: String { ["", "ai.onnx"].contains(domain) ? operation : "\(domain).\(operation)" }

  func integer(_ name: String) -> Int? {
    guard case .integer(let number)? = attributes[name] else { return nil }
    return number
  }

  func integers(_ name: String) -> [Int]? {
    guard case .integers(let numbers)? = attributes[name] else { return nil }
    return numbers
  }

  func float(_ name: String) -> Float? {
    guard case .float(let number)? = attributes[name] else { return nil }
    return number
  }

  func floats(_ name: String) -> [Double]? {
    guard case .floats(let numbers)? = attributes[name] else { return nil }
    return numbers.map { Double($0) }
  }

  func text(_ name: String) -> String? {
    guard case .string(let text)? = attributes[name] else { return nil }
    return text
  }
}

extension NumericArray {
  /// The number, where there is one only.
  var single: Double? { count == 1 ? doubles()[0] : nil }
}

extension TensorShape {
  /// Numbers in the graph's order as the network has them.
  func own(_ numbers: [Double]) -> [Double] {
    guard let places = order.places, numbers.count == places.count else { return numbers }
    var own = numbers
    for (number, place) in zip(numbers, places) { own[place] = number }
    return own
  }
}
