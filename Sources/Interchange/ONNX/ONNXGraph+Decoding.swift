import ArrayFiles
import Bytes

extension ONNXGraph {
  /// The versions of ONNX's operators that are read.
  static let operatorSets = 9...22

  /// Reads the graph of an encoded model.
  ///
  /// - Throws: `FormatError` for what is damaged or of another kind.
  init(model bytes: SharedBytes) throws(FormatError) {
    let model = try ONNXMessage(bytes, "model")
    self = try ONNXGraph(model.message(ONNXField.Model.graph, "graph"))
    operatorSet = try Self.operatorSet(of: model)
  }

  private static func operatorSet(of model: ONNXMessage) throws(FormatError) -> Int {
    var version = 0
    for bytes in model.messages(ONNXField.Model.operatorSets) {
      let set = try ONNXMessage(bytes, "operator set")
      guard ["", "ai.onnx"].contains(set.texts(ONNXField.OperatorSet.domain).first ?? "") else {
        continue
      }
      version = max(version, try set.integer(ONNXField.OperatorSet.version))
    }
    guard operatorSets.contains(version) else {
      throw .unsupported(
        "ONNX model", found: "operator set \(version)",
        expected: "one from \(operatorSets.lowerBound) to \(operatorSets.upperBound)")
    }
    return version
  }

  private init(_ graph: ONNXMessage) throws(FormatError) {
    self.init(
      name: graph.texts(ONNXField.Graph.name).first ?? "", nodes: [], initializers: [],
      inputs: [], outputs: [])
    for bytes in graph.messages(ONNXField.Graph.nodes) {
      nodes.append(try Node(ONNXMessage(bytes, "node")))
    }
    for bytes in graph.messages(ONNXField.Graph.initializers) {
      let message = try ONNXMessage(bytes, "initializer")
      if let texts = try message.namedTexts() {
        self.texts[texts.name] = texts.texts
      } else {
        initializers.append(try Initializer(message))
      }
    }
    for bytes in graph.messages(ONNXField.Graph.inputs) {
      inputs.append(try Value(ONNXMessage(bytes, "input")))
    }
    for bytes in graph.messages(ONNXField.Graph.outputs) {
      outputs.append(try Value(ONNXMessage(bytes, "output")))
    }
    guard !inputs.isEmpty, !outputs.isEmpty else {
      throw FormatError(
        "ONNX graph", found: "\(inputs.count) inputs and \(outputs.count) outputs",
        expected: "one of each at least")
    }
  }
}

extension ONNXGraph.Node {
  fileprivate init(_ message: ONNXMessage) throws(FormatError) {
    let outputs = message.texts(ONNXField.Node.outputs)
    guard let output = outputs.first else {
      throw FormatError(message.part, found: "no output", expected: "one at least")
    }
    var attributes: [String: ONNXGraph.Attribute] = [:]
    for bytes in message.messages(ONNXField.Node.attributes) {
      let attribute = try ONNXMessage(bytes, "attribute")
      attributes[try attribute.text(ONNXField.Attribute.name)] =
        try ONNXGraph.Attribute(attribute)
    }
    self.init(
      operation: try message.text(ONNXField.Node.operation),
      inputs: message.texts(ONNXField.Node.inputs), output: output, attributes: attributes,
      name: message.texts(ONNXField.Node.name).first { !$0.isEmpty },
      domain: message.texts(ONNXField.Node.domain).first ?? "",
      furtherOutputs: Array(outputs.dropFirst()))
  }
}

extension ONNXGraph.Attribute {
  /// nil for what no operator here has: a graph, a list of texts.
  fileprivate init?(_ message: ONNXMessage) throws(FormatError) {
    typealias Field = ONNXField.Attribute
    let type = message.integers(Field.type).first
    if type == Field.floatType || (type == nil && message.float(Field.float) != nil) {
      self = .float(message.float(Field.float) ?? 0)
    } else if type == Field.integerType || (type == nil && message.has(Field.integer)) {
      self = .integer(message.integers(Field.integer).first ?? 0)
    } else if type == Field.textType || (type == nil && message.has(Field.text)) {
      self = .string(message.texts(Field.text).first ?? "")
    } else if type == Field.tensorType || (type == nil && message.has(Field.tensor)) {
      let tensor = try message.message(Field.tensor, "tensor of an attribute")
      guard try tensor.namedTexts() == nil else { return nil }
      self = .tensor(try ONNXGraph.Initializer(tensor).array)
    } else if type == Field.floatsType || (type == nil && message.has(Field.floats)) {
      self = .floats(try message.packedFloats(Field.floats))
    } else if type == Field.integersType || (type == nil && message.has(Field.integers)) {
      self = .integers(try message.packedIntegers(Field.integers))
    } else {
      return nil
    }
  }
}

extension ONNXGraph.Value {
  fileprivate init(_ message: ONNXMessage) throws(FormatError) {
    let name = try message.text(ONNXField.Value.name)
    guard let type = message.messages(ONNXField.Value.type).first,
      let bytes = try ONNXMessage(type, "type").messages(ONNXField.ValueType.tensor).first
    else {
      self.init(name: name, type: nil, shape: [])
      return
    }
    let tensor = try ONNXMessage(bytes, "tensor type")
    var shape: [Int?] = []
    if let axes = tensor.messages(ONNXField.TensorType.shape).first {
      for axis in try ONNXMessage(axes, "shape").messages(ONNXField.Shape.dimensions) {
        let sizes = try ONNXMessage(axis, "axis").integers(ONNXField.Dimension.size)
        shape.append(sizes.first.flatMap { $0 > 0 ? $0 : nil })
      }
    }
    let code = tensor.integers(ONNXField.TensorType.element).first ?? 0
    self.init(name: name, type: ONNXElementType.type(code), shape: shape)
  }
}
