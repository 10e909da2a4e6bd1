extension Statement {
  /// The numbers of a tensor of the statement, (n, m), for examples X (n[0], m); of pictures the numbers
  /// lie channel by channel.
  ///
  /// - Precondition: X has n[0] rows, and the tensor is the input, a constant or a step's result.
  public func value(of tensor: Tensor, for X: Matrix<Scalar>) -> Matrix<Scalar> {
    guard let value = values(for: X, until: tensor)[tensor.name] else {
      fatalError("\(tensor.name) is of no step")
    }
    return value.matrix.transposed
  }

  /// The numbers of all tensors of the statement, by name, for examples X (n[0], m), of pictures too
  /// in the order of the library; or of those that are known once that of a last one is.
  ///
  /// - Precondition: X has n[0] rows.
  package func values(for X: Matrix<Scalar>, until last: Tensor? = nil)
    -> [String: TensorValue<Scalar>]
  {
    let size = input.shape.dropFirst().product
    require(X.rows == size, "X must be (n[0], m) = (\(size), m), not \(X.shape)")
    var known = [input.name: input.value(of: X)]
    for constant in constants { known[constant.name] = value(of: constant) }
    for operation in operations where last.map({ known[$0.name] == nil }) ?? true {
      let inputs = operation.inputs.compactMap { known[$0.name] }
      guard let value = operation.operator.value(of: inputs) else {
        fatalError("\(operation) is impossible for \(X.columns) examples")
      }
      known[operation.output.name] = value
    }
    return known
  }
}

extension Tensor {
  /// Examples (n, m) along the tensor's axes, of pictures channel by channel.
  fileprivate func value<Scalar>(of X: Matrix<Scalar>) -> TensorValue<Scalar> {
    let rows = TensorValue([X.columns, X.rows], X.transposed)
    guard let image else { return rows }
    let (pixels, channels) = (image.height * image.width, image.channels)
    return TensorValue(
      [X.columns] + shape.dropFirst(),
      rows.read([X.columns, channels, pixels], strides: [X.rows, 1, channels]).numbers)
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
