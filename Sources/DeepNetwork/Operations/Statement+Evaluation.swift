extension Statement {
  /// The numbers of a tensor of the statement, (n, m), for examples X (n[0], m); of pictures the numbers
  /// lie channel by channel.
  ///
  /// - Precondition: X has n[0] rows, and the tensor is the input, a constant or a step's result.
  public func value(of tensor: Tensor, for X: Matrix<Scalar>) -> Matrix<Scalar> {
    require(
      X.rows == input.shape[1], "X must be (n[0], m) = (\(input.shape[1]), m), not \(X.shape)")
    var known = [input.name: TensorValue([X.columns, X.rows], X.transposed)]
    for constant in constants { known[constant.name] = value(of: constant) }
    for operation in operations where known[tensor.name] == nil {
      let inputs = operation.inputs.compactMap { known[$0.name] }
      guard let value = operation.operator.value(of: inputs) else {
        fatalError("\(operation) is impossible for \(X.columns) examples")
      }
      known[operation.output.name] = value
    }
    guard let value = known[tensor.name] else { fatalError("\(tensor.name) is of no step") }
    return value.matrix.transposed
  }
}

extension Operator {
  /// The result for tensors of any origin; nil where it does not take tensors of their axes, or
  /// where there is no memory for it.
  package func value<Scalar>(of inputs: [TensorValue<Scalar>]) -> TensorValue<Scalar>? {
    guard let shape = kind.shape(of: inputs.map(\.shape)), shape.checkedProduct != nil else {
      return nil
    }
    return kind.value(of: inputs, shape: shape)
  }
}
