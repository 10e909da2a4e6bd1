/// A forward pass as a short list of primitive operations on named tensors.
///
/// A layer writes it step by step, with its own numbers as constants:
///
/// ```swift
/// func operations(_ aPrev: Tensor, in statement: inout Statement<Scalar>) -> Tensor {
///   let z = statement.apply(
///     .gemm, statement.flat(aPrev), statement.constant("W", W), statement.vector("b", b), named: "Z")
///   return statement.apply(.multiply, z, statement.apply(.sigmoid, z))
/// }
/// ```
///
/// From it come the nodes of an ONNX file and what `dnn graph` and `dnn trace` show; ``OperationCheck`` proves that it equals the layer.
public struct Statement<Scalar: NetworkScalar>: Sendable {
  /// The examples, (batch, n[0]).
  public let input: Tensor
  /// What comes out, (batch, n[L]).
  public internal(set) var output: Tensor
  /// The operations, each after those whose results it takes.
  public internal(set) var operations: [Operation] = []
  /// The tensors of fixed numbers, in the order in which they were added.
  public internal(set) var constants: [Tensor] = []
  var values: [String: TensorValue<Scalar>] = [:]
  private var names: Set<String>
  /// The number of the layer that is being stated; empty outside of a network.
  package var layer = ""
  /// For flat tensors the pictures made of them, by their names, and the way back.
  var pictures: [String: Tensor] = [:]
  var rows: [String: Tensor] = [:]

  /// An empty statement on examples of n[0] numbers.
  public init(inputSize: Int) { self.init(input: Tensor("X", shape: [1, inputSize])) }

  package init(input: Tensor) {
    self.input = input
    output = input
    names = [input.name]
  }

  /// The given name, with a number behind it where another tensor has it.
  private mutating func unused(_ name: String) -> String {
    var (result, number) = (name, 2)
    while !names.insert(result).inserted {
      result = "\(name)_\(number)"
      number += 1
    }
    return result
  }
}

// MARK: - Constants

extension Statement {
  /// A matrix (rows, columns), or its numbers row by row along the axes of a shape.
  public mutating func constant(_ name: String, _ matrix: Matrix<Scalar>, shape: [Int]? = nil)
    -> Tensor
  {
    let shape = shape ?? [matrix.rows, matrix.columns]
    require(
      shape.product == matrix.count, "\(matrix.count) numbers make no tensor of axes \(shape)")
    let tensor = Tensor(unused(name + layer), shape: shape)
    constants.append(tensor)
    values[tensor.name] = TensorValue(shape, matrix)
    return tensor
  }

  /// The numbers of a column (n, 1) along one axis, (n).
  public mutating func vector(_ name: String, _ column: Matrix<Scalar>) -> Tensor {
    constant(name, column, shape: [column.count])
  }

  /// One number.
  public mutating func number(_ value: Double, named name: String = "number") -> Tensor {
    constant(name, Matrix(rows: 1, columns: 1, repeating: Scalar(value)), shape: [1])
  }

  /// The numbers of a constant, row by row: (first axis, all others).
  ///
  /// - Precondition: the tensor is a constant.
  public func matrix(of constant: Tensor) -> Matrix<Scalar> { value(of: constant).matrix }

  func value(of constant: Tensor) -> TensorValue<Scalar> {
    guard let value = values[constant.name] else { fatalError("\(constant.name) is no constant") }
    return value
  }
}

// MARK: - Steps

extension Statement {
  /// Adds a step.
  ///
  /// - Parameters:
  ///   - operator: what is computed.
  ///   - inputs: of these tensors, in ONNX's order.
  ///   - name: the name of the result; that of the operator unless given.
  /// - Returns: the result.
  /// - Precondition: the operator takes tensors of these axes, and all are of this statement.
  public mutating func apply(
    _ operator: Operator, _ inputs: [Tensor], named name: String? = nil
  ) -> Tensor {
    let strangers = inputs.map(\.name).filter { !names.contains($0) }
    require(strangers.isEmpty, "no tensor \(strangers) in this statement")
    guard let shape = `operator`.kind.shape(of: inputs.map(\.shape)) else {
      let shapes = inputs.map { "\($0.name) \($0.shape)" }.joined(separator: ", ")
      fatalError("no \(`operator`.form.name) of \(shapes)")
    }
    let output = Tensor(unused((name ?? `operator`.form.name) + layer), shape: shape)
    operations.append(
      Operation(operator: `operator`, inputs: inputs, output: output, layer: layer))
    return output
  }

  /// Adds a step on tensors that stand side by side.
  public mutating func apply(
    _ operator: Operator, _ inputs: Tensor..., named name: String? = nil
  ) -> Tensor { apply(`operator`, inputs, named: name) }

  /// Lets another tensor have a name.
  mutating func free(_ name: String) { names.remove(name) }

  /// Gives the result of a step another name.
  mutating func rename(_ tensor: Tensor, to name: String) -> Tensor {
    guard let place = operations.lastIndex(where: { $0.output == tensor }) else { return tensor }
    names.remove(tensor.name)
    let renamed = Tensor(unused(name), shape: tensor.shape)
    operations[place].output = renamed
    for index in place..<operations.count {
      operations[index].inputs = operations[index].inputs.map { $0 == tensor ? renamed : $0 }
    }
    for known in [\Statement.pictures, \Statement.rows] {
      self[keyPath: known][renamed.name] = self[keyPath: known].removeValue(forKey: tensor.name)
      self[keyPath: known] = self[keyPath: known].mapValues { $0 == tensor ? renamed : $0 }
    }
    return renamed
  }
}
