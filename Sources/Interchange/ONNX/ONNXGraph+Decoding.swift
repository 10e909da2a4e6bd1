import ArrayFiles
import Bytes

extension ONNXGraph {
  /// Reads the graph of an encoded model, as far as this program writes such.
  ///
  /// - Throws: `FormatError` for what is damaged or of another kind.
  init(model bytes: SharedBytes) throws(FormatError) {
    var graph: SharedBytes?
    var version: Int?
    var model = ProtobufReader(bytes, part: "ONNX model")
    while let (field, value) = try model.next() {
      switch (field, value) {
      case (ONNXField.Model.graph, .bytes(let bytes)): graph = bytes
      case (ONNXField.Model.operatorSets, .bytes(let bytes)):
        version = try ONNXMessage(bytes, "operator set").integer(ONNXField.OperatorSet.version)
      default: break
      }
    }
    guard let graph, version == ONNXModel.operatorSet else {
      throw FormatError(
        "ONNX model", found: "operator set \(version ?? 0)",
        expected: "a graph of operator set \(ONNXModel.operatorSet)")
    }
    self = try ONNXGraph(ONNXMessage(graph, "graph"))
  }

  private init(_ graph: ONNXMessage) throws(FormatError) {
    nodes = []
    initializers = []
    for bytes in graph.messages(ONNXField.Graph.nodes) {
      nodes.append(try Node(ONNXMessage(bytes, "node")))
    }
    for bytes in graph.messages(ONNXField.Graph.initializers) {
      initializers.append(try Initializer(ONNXMessage(bytes, "initializer")))
    }
    name = try graph.text(ONNXField.Graph.name)
    input = try Value(graph.message(ONNXField.Graph.inputs, "input"))
    output = try Value(graph.message(ONNXField.Graph.outputs, "output"))
  }
}

/// The fields of one message.
private struct ONNXMessage {
  let part: String
  private var fields: [(field: Int, value: ProtobufReader.Value)] = []

  init(_ bytes: SharedBytes, _ part: String) throws(FormatError) {
    self.part = "ONNX \(part)"
    var reader = ProtobufReader(bytes, part: self.part)
    while let field = try reader.next() { fields.append(field) }
  }

  func integers(_ field: Int) -> [Int] {
    fields.compactMap { name, value in
      guard name == field, case .integer(let number) = value else { return nil }
      return number
    }
  }

  func messages(_ field: Int) -> [SharedBytes] {
    fields.compactMap { name, value in
      guard name == field, case .bytes(let bytes) = value else { return nil }
      return bytes
    }
  }

  func texts(_ field: Int) -> [String] {
    messages(field).map { String(decoding: $0.array, as: UTF8.self) }
  }

  func float(_ field: Int) -> Float? {
    for case (field, .float(let number)) in fields { return number }
    return nil
  }

  func integer(_ field: Int) throws(FormatError) -> Int { try only(integers(field), field) }

  func text(_ field: Int) throws(FormatError) -> String { try only(texts(field), field) }

  func message(_ field: Int, _ part: String) throws(FormatError) -> ONNXMessage {
    try ONNXMessage(only(messages(field), field), part)
  }

  private func only<Value>(_ values: [Value], _ field: Int) throws(FormatError) -> Value {
    guard let value = values.first, values.count == 1 else {
      throw FormatError(part, found: "\(values.count) of field \(field)", expected: "one")
    }
    return value
  }
}

extension ONNXGraph.Node {
  fileprivate init(_ message: ONNXMessage) throws(FormatError) {
    operation = try message.text(ONNXField.Node.operation)
    inputs = message.texts(ONNXField.Node.inputs)
    output = try message.text(ONNXField.Node.outputs)
    for bytes in message.messages(ONNXField.Node.attributes) {
      let attribute = try ONNXMessage(bytes, "attribute")
      let name = try attribute.text(ONNXField.Attribute.name)
      if let float = attribute.float(ONNXField.Attribute.float) {
        attributes[name] = .float(float)
      } else {
        attributes[name] = .integer(try attribute.integer(ONNXField.Attribute.integer))
      }
    }
  }
}

extension ONNXGraph.Initializer {
  fileprivate init(_ message: ONNXMessage) throws(FormatError) {
    name = try message.text(ONNXField.Tensor.name)
    let shape = message.integers(ONNXField.Tensor.dimensions)
    let code = try message.integer(ONNXField.Tensor.type)
    let data = message.messages(ONNXField.Tensor.data)
    guard let type = ONNXElementType.type(code), let bytes = data.first, data.count == 1 else {
      throw FormatError(
        message.part, found: "'\(name)' of type \(code)", expected: "float32 or float64 raw data")
    }
    array = try NumericArray(littleEndian: bytes, shape: shape, elementType: type, part: name)
  }
}

extension ONNXGraph.Value {
  fileprivate init(_ message: ONNXMessage) throws(FormatError) {
    name = try message.text(ONNXField.Value.name)
    let tensor = try message.message(ONNXField.Value.type, "type")
      .message(ONNXField.ValueType.tensor, "tensor type")
    let shape = try tensor.message(ONNXField.TensorType.shape, "shape")
    let axes = shape.messages(ONNXField.Shape.dimensions)
    let code = try tensor.integer(ONNXField.TensorType.element)
    guard axes.count == 2, let type = ONNXElementType.type(code) else {
      throw FormatError(
        message.part, found: "\(axes.count) axes of type \(code)",
        expected: "two axes of float32 or float64")
    }
    self.type = type
    width = try ONNXMessage(axes[1], "axis").integer(ONNXField.Dimension.size)
  }
}
