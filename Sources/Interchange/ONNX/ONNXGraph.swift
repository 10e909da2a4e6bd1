import ArrayFiles

/// A graph of ONNX: nodes that make tensors of others, from the inputs and constants to the outputs.
struct ONNXGraph: Equatable {
  /// A step of the computation.
  struct Node: Equatable {
    /// What messages call the node.
    let name: String
    /// The set of operators that it is from; empty for ONNX's own.
    let domain: String
    let operation: String
    /// The tensors that it takes; an empty name where one is left out.
    let inputs: [String]
    let output: String
    /// What it gives beside ``output``.
    let furtherOutputs: [String]
    var attributes: [String: Attribute]

    init(
      operation: String, inputs: [String], output: String,
      attributes: [String: Attribute] = [:], name: String? = nil, domain: String = "",
      furtherOutputs: [String] = []
    ) {
      self.name = name ?? "\(operation):\(output)"
      self.domain = domain
      self.operation = operation
      self.inputs = inputs
      self.output = output
      self.furtherOutputs = furtherOutputs
      self.attributes = attributes
    }
  }

  enum Attribute: Equatable {
    case integer(Int)
    case float(Float)
    case integers([Int])
    case floats([Float])
    case string(String)
    case tensor(NumericArray)
  }

  /// A constant.
  struct Initializer: Equatable {
    let name: String
    let array: NumericArray
  }

  /// An input or output.
  struct Value: Equatable {
    let name: String
    /// nil for what is no tensor of numbers.
    let type: ElementType?
    /// The axes, the first that of the batch; nil where one may have any length, or none is said.
    let shape: [Int?]

    init(name: String, type: ElementType?, shape: [Int?]) {
      self.name = name
      self.type = type
      self.shape = shape
    }

    /// A value of shape (batch, width).
    init(name: String, type: ElementType, width: Int) {
      self.init(name: name, type: type, shape: [nil, width])
    }
  }

  var name: String
  var operatorSet = ONNXModel.operatorSet
  var nodes: [Node]
  var initializers: [Initializer]
  /// Constants that are texts, by name.
  var texts: [String: [String]] = [:]
  /// One at least.
  var inputs: [Value]
  /// One at least.
  var outputs: [Value]

  var input: Value { inputs[0] }
  var output: Value { outputs[0] }

  init(
    name: String, nodes: [Node], initializers: [Initializer], inputs: [Value], outputs: [Value]
  ) {
    self.name = name
    self.nodes = nodes
    self.initializers = initializers
    self.inputs = inputs
    self.outputs = outputs
  }
}

/// The numbers that stand for element types in ONNX.
enum ONNXElementType {
  static let codes: [(type: ElementType, code: Int)] = [
    (.float32, 1), (.uint8, 2), (.int8, 3), (.uint16, 4), (.int16, 5), (.int32, 6), (.int64, 7),
    (.bool, 9), (.float16, 10), (.float64, 11), (.uint32, 12), (.uint64, 13), (.bfloat16, 16),
  ]
  /// That of texts, which are no numbers.
  static let text = 8

  static func code(_ type: ElementType) -> Int {
    guard let known = codes.first(where: { $0.type == type }) else {
      fatalError("\(type) is no element type of ONNX")
    }
    return known.code
  }

  static func type(_ code: Int) -> ElementType? { codes.first { $0.code == code }?.type }
}
