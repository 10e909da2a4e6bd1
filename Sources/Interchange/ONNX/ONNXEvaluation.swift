import ArrayFiles
import Bytes
import DeepNetwork

extension ONNXGraph {
  /// Computes the output (batch, n[L]) for the input `x` (batch, n[0]) of the same type.
  ///
  /// - Throws: `FormatError` where the graph makes no sense.
  func evaluate<Scalar>(_ x: Matrix<Scalar>) throws(FormatError) -> Matrix<Scalar> {
    try evaluate(x, as: Scalar.self)
  }

  /// Computes the output (batch, n[L]) for the input `x` (batch, n[0]), which is brought to the type
  /// that the graph takes.
  ///
  /// - Throws: `FormatError` where the graph makes no sense.
  func evaluate<Input, Scalar>(
    _ x: Matrix<Input>, as _: Scalar.Type
  ) throws(FormatError) -> Matrix<Scalar> {
    var tensors: [String: ONNXTensor] = [:]
    for initializer in initializers {
      tensors[initializer.name] = try ONNXTensor(initializer)
    }
    tensors[input.name] = ONNXTensor(x).cast(to: input.type)
    for node in nodes {
      var inputs: [ONNXTensor] = []
      for name in node.inputs {
        guard let tensor = tensors[name] else { throw node.error("no tensor '\(name)'") }
        inputs.append(tensor)
      }
      tensors[node.output] = try node.evaluate(inputs)
    }
    guard let result = tensors[output.name]?.value(Scalar.self),
      output.shape == [nil, result.matrix.columns], result.shape == [x.rows, result.matrix.columns]
    else {
      throw FormatError(
        "ONNX graph", found: "no output '\(output.name)' of its shape", expected: "one")
    }
    return result.matrix
  }
}

/// A value on the way through a graph.
private enum ONNXTensor {
  case float32(TensorValue<Float>)
  case float64(TensorValue<Double>)
  case integers([Int])

  init<Scalar>(_ value: TensorValue<Scalar>) {
    if let value = value as? TensorValue<Float> {
      self = .float32(value)
    } else if let value = value as? TensorValue<Double> {
      self = .float64(value)
    } else {
      fatalError("a tensor is of Float or Double, not \(Scalar.self)")
    }
  }

  init<Scalar>(_ matrix: Matrix<Scalar>) {
    self.init(TensorValue([matrix.rows, matrix.columns], matrix))
  }

  init(_ initializer: ONNXGraph.Initializer) throws(FormatError) {
    let array = initializer.array
    let line = array.reshaped([1, array.count])
    guard array.shape.count <= maximumRank, array.count > 0 else {
      throw FormatError(
        "ONNX initializer '\(initializer.name)'", found: "the axes \(array.shape)",
        expected: "at most \(maximumRank), none of them empty")
    }
    switch array.elementType {
    case .float32: self = .float32(TensorValue(array.shape, Matrix(twoAxes: line) ?? .empty))
    case .float64: self = .float64(TensorValue(array.shape, Matrix(twoAxes: line) ?? .empty))
    case .int64: self = .integers(array.integers)
    default:
      throw FormatError(
        "ONNX initializer '\(initializer.name)'", found: "\(array.elementType)",
        expected: "float32, float64 or int64")
    }
  }

  func value<Scalar>(_: Scalar.Type) -> TensorValue<Scalar>? {
    switch self {
    case .float32(let value): value as? TensorValue<Scalar>
    case .float64(let value): value as? TensorValue<Scalar>
    case .integers: nil
    }
  }

  func cast(to type: ElementType?) -> ONNXTensor? {
    switch (self, type) {
    case (.float32, .float32), (.float64, .float64): self
    case (.float32(let value), .float64):
      .float64(TensorValue(value.shape, Matrix<Double>(value.numbers)))
    case (.float64(let value), .float32):
      .float32(TensorValue(value.shape, Matrix<Float>(value.numbers)))
    default: nil
    }
  }
}

extension ONNXGraph.Node {
  fileprivate func error(_ found: String) -> FormatError {
    FormatError("ONNX node \(operation):\(output)", found: found, expected: "what it computes with")
  }

  fileprivate func evaluate(_ inputs: [ONNXTensor]) throws(FormatError) -> ONNXTensor {
    if operation == "Cast", let input = inputs.first, inputs.count == 1,
      case .integer(let code)? = attributes["to"],
      let result = input.cast(to: ONNXElementType.type(code))
    {
      return result
    }
    if ["IsNaN", "Where"].contains(operation) { return try evaluateGaps(inputs) }
    switch inputs.first {
    case .float32: return ONNXTensor(try evaluate(inputs, Float.self))
    case .float64: return ONNXTensor(try evaluate(inputs, Double.self))
    case .integers, nil: throw error("no numbers")
    }
  }

  /// Where numbers are NaN, as 1 and 0, and what stands for them there.
  private func evaluateGaps(_ inputs: [ONNXTensor]) throws(FormatError) -> ONNXTensor {
    switch inputs.last {
    case .float32(let x): return ONNXTensor(try evaluateGaps(inputs, in: x))
    case .float64(let x): return ONNXTensor(try evaluateGaps(inputs, in: x))
    case .integers, nil: throw error("no numbers")
    }
  }

  private func evaluateGaps<Scalar>(
    _ inputs: [ONNXTensor], in x: TensorValue<Scalar>
  ) throws(FormatError) -> TensorValue<Scalar> {
    let numbers = x.numbers.elements
    if operation == "IsNaN", inputs.count == 1 {
      let gaps = numbers.map { $0.isNaN ? Scalar(1) : 0 }
      return TensorValue(x.shape, Matrix(rows: 1, columns: gaps.count, gaps))
    }
    guard operation == "Where", inputs.count == 3, let gaps = inputs[0].value(Scalar.self),
      let fill = inputs[1].value(Scalar.self), gaps.shape == x.shape, fill.shape.count == 1,
      fill.shape[0] == x.shape.last
    else { throw error("other inputs than gaps, a number a feature, and features") }
    let (isGap, numbersThere) = (gaps.numbers.elements, fill.numbers.elements)
    let filled = numbers.indices.map {
      isGap[$0] == 0 ? numbers[$0] : numbersThere[$0 % numbersThere.count]
    }
    return TensorValue(x.shape, Matrix(rows: 1, columns: filled.count, filled))
  }

  private func evaluate<Scalar>(
    _ inputs: [ONNXTensor], _ type: Scalar.Type
  ) throws(FormatError) -> TensorValue<Scalar> {
    var integers: [[Int]] = []
    var values: [TensorValue<Scalar>] = []
    for input in inputs {
      if case .integers(let list) = input {
        integers.append(list)
      } else if let value = input.value(type) {
        values.append(value)
      } else {
        throw error("inputs of two types")
      }
    }
    guard let known = Operator(try form(integers)) else {
      throw error("an operator or attributes that are not known here")
    }
    guard let result = known.value(of: values) else {
      throw error("\(values.count) inputs of the axes \(values.map(\.shape))")
    }
    return result
  }

  private func form(_ integers: [[Int]]) throws(FormatError) -> OperatorForm {
    var known: [String: OperatorAttribute] = [:]
    for (name, attribute) in attributes {
      switch attribute {
      case .integer(let value): known[name] = .integer(value)
      case .float(let value): known[name] = .number(Double(value))
      case .integers(let values): known[name] = .integers(values)
      case .floats, .string, .tensor: throw error("an attribute '\(name)'")
      }
    }
    return OperatorForm(operation, known, integers: integers)
  }
}

extension NumericArray {
  /// The elements of an array of int64.
  fileprivate var integers: [Int] {
    withBytes { bytes in
      (0..<count).map { Int(bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Int64.self)) }
    }
  }
}
