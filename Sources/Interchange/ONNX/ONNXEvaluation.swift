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
    guard let result = tensors[output.name]?.matrix(Scalar.self),
      output.shape == [nil, result.columns], result.rows == x.rows
    else {
      throw FormatError(
        "ONNX graph", found: "no output '\(output.name)' of its shape", expected: "one")
    }
    return result
  }
}

/// A value on the way through a graph: (batch, n), or a constant that is broadcast to it.
private enum ONNXTensor {
  case float32(Matrix<Float>)
  case float64(Matrix<Double>)

  init<Scalar>(_ matrix: Matrix<Scalar>) {
    if let matrix = matrix as? Matrix<Float> {
      self = .float32(matrix)
    } else if let matrix = matrix as? Matrix<Double> {
      self = .float64(matrix)
    } else {
      fatalError("a matrix is of Float or Double, not \(Scalar.self)")
    }
  }

  init(_ initializer: ONNXGraph.Initializer) throws(FormatError) {
    let array = initializer.array
    let rows = array.shape.count == 1 ? array.reshaped([1, array.count]) : array
    let isDouble = array.elementType == .float64
    if isDouble, let matrix = Matrix<Double>(rows) {
      self = .float64(matrix)
    } else if !isDouble, let matrix = Matrix<Float>(rows) {
      self = .float32(matrix)
    } else {
      throw FormatError(
        "ONNX initializer '\(initializer.name)'", found: "the shape \(array.shape)",
        expected: "one axis or two")
    }
  }

  func matrix<Scalar>(_: Scalar.Type) -> Matrix<Scalar>? {
    switch self {
    case .float32(let matrix): matrix as? Matrix<Scalar>
    case .float64(let matrix): matrix as? Matrix<Scalar>
    }
  }

  func cast(to type: ElementType?) -> ONNXTensor? {
    switch (self, type) {
    case (.float32, .float32), (.float64, .float64): self
    case (.float32(let matrix), .float64):
      .float64(matrix.converted(Double.self))
    case (.float64(let matrix), .float32):
      .float32(matrix.converted(Float.self))
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
    switch inputs.first {
    case .float32: return ONNXTensor(try evaluate(inputs, Float.self))
    case .float64: return ONNXTensor(try evaluate(inputs, Double.self))
    case nil: throw error("no input")
    }
  }

  private func evaluate<Scalar: NetworkScalar>(
    _ inputs: [ONNXTensor], _ type: Scalar.Type
  ) throws(FormatError) -> Matrix<Scalar> {
    let x = inputs.compactMap { $0.matrix(type) }
    guard x.count == inputs.count else { throw error("inputs of two types") }
    switch (operation, x.count) {
    case ("Sigmoid", 1): return Activation.sigmoid(x[0])
    case ("Tanh", 1): return Activation.tanh(x[0])
    case ("Relu", 1): return Activation.relu(x[0])
    case ("Gelu", 1): return Activation.gelu(x[0])
    case ("Softplus", 1): return Activation.softplus(x[0])
    case ("Elu", 1):
      guard case .float(let alpha)? = attributes["alpha"] else { throw error("no alpha") }
      return Activation.elu(alpha: Double(alpha))(x[0])
    case ("LeakyRelu", 1):
      guard case .float(let slope)? = attributes["alpha"] else { throw error("no alpha") }
      return Activation.leakyRelu(slope: Double(slope))(x[0])
    case ("Softmax", 1):
      guard attributes["axis"] == .integer(-1) else { throw error("another axis") }
      return Activation.softmax(x[0].transposed).transposed
    case ("Sub", 2): return x[0] - (try stretched(x[1], to: x[0]))
    case ("Add", 2): return x[0] + (try stretched(x[1], to: x[0]))
    case ("Mul", 2): return x[0] .* (try stretched(x[1], to: x[0]))
    case ("Div", 2): return x[0] ./ (try stretched(x[1], to: x[0]))
    case ("Greater", 2):
      let limit = try stretched(x[1], to: x[0])
      return merged(x[0], limit) { $0 > $1 ? 1 : 0 }
    case ("Where", 3):
      guard x[0].shape == x[1].shape, x[1].shape == x[2].shape else { throw error("other shapes") }
      let right = merged(x[0], x[2]) { $0 > 0 ? 0 : $1 }
      return merged(x[0], x[1]) { $0 > 0 ? $1 : 0 } + right
    case ("Gemm", 3): return try product(x[0], W: x[1], b: x[2])
    default: throw error("\(x.count) inputs of \(operation)")
    }
  }

  /// x·Wᵀ + b, of x (batch, k), W (n, k) and b (1, n).
  private func product<Scalar>(
    _ x: Matrix<Scalar>, W: Matrix<Scalar>, b: Matrix<Scalar>
  ) throws(FormatError) -> Matrix<Scalar> {
    guard attributes["transB"] == .integer(1), x.columns == W.columns,
      b.shape == Shape(1, W.rows)
    else {
      throw error("\(x.shape), \(W.shape) and \(b.shape)")
    }
    return Dense(W: W, b: b.transposed, activation: .linear).infer(x.transposed).transposed
  }

  /// A constant for every element, or one for each column.
  private func stretched<Scalar>(
    _ constant: Matrix<Scalar>, to x: Matrix<Scalar>
  ) throws(FormatError) -> Matrix<Scalar> {
    let isOfAllRows =
      constant.rows == 1 && (constant.columns == 1 || constant.columns == x.columns)
    guard isOfAllRows || constant.shape == x.shape else {
      throw error("\(constant.shape) beside \(x.shape)")
    }
    return constant
  }

  private func merged<Scalar>(
    _ a: Matrix<Scalar>, _ b: Matrix<Scalar>, _ function: (Scalar, Scalar) -> Scalar
  ) -> Matrix<Scalar> {
    let (x, y) = (a.elements, b.elements)
    return Matrix(
      rows: a.rows, columns: a.columns,
      x.indices.map { function(x[$0], y.count == x.count ? y[$0] : y[$0 % b.columns]) })
  }
}

extension Matrix {
  /// The same numbers in another type.
  fileprivate func converted<Other: NetworkScalar>(_: Other.Type) -> Matrix<Other> {
    Matrix<Other>(rows: rows, columns: columns, elements.map { Other($0) })
  }
}
