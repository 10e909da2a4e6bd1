import ArrayFiles

/// The field numbers of onnx.proto.
enum ONNXField {
  enum Model {
    static let representation = 1
    static let producer = 2
    static let producerVersion = 3
    static let graph = 7
    static let operatorSets = 8
    static let metadata = 14
  }
  enum OperatorSet { static let version = 2 }
  enum Entry {
    static let key = 1
    static let value = 2
  }
  enum Graph {
    static let nodes = 1
    static let name = 2
    static let initializers = 5
    static let inputs = 11
    static let outputs = 12
  }
  enum Node {
    static let inputs = 1
    static let outputs = 2
    static let name = 3
    static let operation = 4
    static let attributes = 5
  }
  enum Attribute {
    static let name = 1
    static let float = 2
    static let integer = 3
    static let type = 20
    static let floatType = 1
    static let integerType = 2
  }
  enum Tensor {
    static let dimensions = 1
    static let type = 2
    static let name = 8
    static let data = 9
  }
  enum Value {
    static let name = 1
    static let type = 2
  }
  enum ValueType { static let tensor = 1 }
  enum TensorType {
    static let element = 1
    static let shape = 2
  }
  enum Shape { static let dimensions = 1 }
  enum Dimension {
    static let size = 1
    static let name = 2
  }
}

extension ONNXGraph {
  /// The message of a model with this graph.
  func modelMessage(version: String, metadata: [String: String]) -> ProtobufMessage {
    var model = ProtobufMessage()
    model.add(ONNXField.Model.representation, ONNXModel.representation)
    model.add(ONNXField.Model.producer, "dnn")
    model.add(ONNXField.Model.producerVersion, version)
    model.add(ONNXField.Model.graph, message)
    var operatorSet = ProtobufMessage()
    operatorSet.add(ONNXField.OperatorSet.version, self.operatorSet)
    model.add(ONNXField.Model.operatorSets, operatorSet)
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
      var entry = ProtobufMessage()
      entry.add(ONNXField.Entry.key, key)
      entry.add(ONNXField.Entry.value, value)
      model.add(ONNXField.Model.metadata, entry)
    }
    return model
  }

  private var message: ProtobufMessage {
    var graph = ProtobufMessage()
    for node in nodes { graph.add(ONNXField.Graph.nodes, node.message) }
    graph.add(ONNXField.Graph.name, name)
    for initializer in initializers {
      graph.add(ONNXField.Graph.initializers, initializer.message)
    }
    for input in inputs { graph.add(ONNXField.Graph.inputs, input.message) }
    for output in outputs { graph.add(ONNXField.Graph.outputs, output.message) }
    return graph
  }
}

extension ONNXGraph.Node {
  fileprivate var message: ProtobufMessage {
    var node = ProtobufMessage()
    for input in inputs { node.add(ONNXField.Node.inputs, input) }
    for output in [output] + furtherOutputs { node.add(ONNXField.Node.outputs, output) }
    node.add(ONNXField.Node.name, name)
    node.add(ONNXField.Node.operation, operation)
    if !domain.isEmpty { node.add(ONNXField.Node.domain, domain) }
    for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
      var attribute = ProtobufMessage()
      attribute.add(ONNXField.Attribute.name, name)
      switch value {
      case .float(let value):
        attribute.add(ONNXField.Attribute.float, value)
        attribute.add(ONNXField.Attribute.type, ONNXField.Attribute.floatType)
      case .integer(let value):
        attribute.add(ONNXField.Attribute.integer, value)
        attribute.add(ONNXField.Attribute.type, ONNXField.Attribute.integerType)
      case .integers(let values):
        for value in values { attribute.add(ONNXField.Attribute.integers, value) }
        attribute.add(ONNXField.Attribute.type, ONNXField.Attribute.integersType)
      case .floats(let values):
        for value in values { attribute.add(ONNXField.Attribute.floats, value) }
        attribute.add(ONNXField.Attribute.type, ONNXField.Attribute.floatsType)
      case .string(let text):
        attribute.add(ONNXField.Attribute.text, text)
        attribute.add(ONNXField.Attribute.type, ONNXField.Attribute.textType)
      case .tensor(let array):
        attribute.add(
          ONNXField.Attribute.tensor, ONNXGraph.Initializer(name: "", array: array).message)
        attribute.add(ONNXField.Attribute.type, ONNXField.Attribute.tensorType)
      }
      node.add(ONNXField.Node.attributes, attribute)
    }
    return node
  }
}

extension ONNXGraph.Initializer {
  fileprivate var message: ProtobufMessage {
    var tensor = ProtobufMessage()
    for size in array.shape { tensor.add(ONNXField.Tensor.dimensions, size) }
    tensor.add(ONNXField.Tensor.type, ONNXElementType.code(array.elementType))
    tensor.add(ONNXField.Tensor.name, name)
    tensor.add(ONNXField.Tensor.data, array)
    return tensor
  }
}

extension ONNXGraph.Value {
  fileprivate var message: ProtobufMessage {
    var shape = ProtobufMessage()
    for size in self.shape {
      var axis = ProtobufMessage()
      if let size {
        axis.add(ONNXField.Dimension.size, size)
      } else {
        axis.add(ONNXField.Dimension.name, "batch")
      }
      shape.add(ONNXField.Shape.dimensions, axis)
    }
    var tensor = ProtobufMessage()
    if let type { tensor.add(ONNXField.TensorType.element, ONNXElementType.code(type)) }
    tensor.add(ONNXField.TensorType.shape, shape)
    var valueType = ProtobufMessage()
    valueType.add(ONNXField.ValueType.tensor, tensor)
    var value = ProtobufMessage()
    value.add(ONNXField.Value.name, name)
    value.add(ONNXField.Value.type, valueType)
    return value
  }
}
