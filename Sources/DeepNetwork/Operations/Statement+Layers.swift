extension Statement {
  /// Adds layers one after the other, numbered from 1 behind a prefix.
  ///
  /// - Returns: A of the last.
  /// - Throws: `UnstatedOperations` for the first that states none.
  mutating func add(_ layers: [any NetworkLayer<Scalar>], to aPrev: Tensor, prefix: String = "")
    throws(UnstatedOperations) -> Tensor
  {
    let outer = layer
    defer { layer = outer }
    var a = aPrev
    for (index, next) in layers.enumerated() {
      layer = "\(prefix)\(index + 1)"
      do {
        a = try add(next, to: a)
      } catch {
        var error = error
        if error.layer.isEmpty { error.layer = layer }
        throw error
      }
    }
    return a
  }

  mutating func add(_ next: any NetworkLayer<Scalar>, to aPrev: Tensor)
    throws(UnstatedOperations) -> Tensor
  {
    let a = try next.operations(aPrev, in: &self)
    require(
      a.shape.dropFirst().product == next.outputSize,
      "the operations of \(next.name) give \(a.shape) for one example")
    let isOwn = operations.contains { $0.output == a && $0.layer == layer }
    return isOwn ? rename(a, to: "A\(layer)") : a
  }

  /// Ends the statement with what comes out, and leaves out the steps that it does not need.
  mutating func end(in a: Tensor) { close(in: flat(a)) }

  /// Ends the statement with a tensor, pictures or numbers, and leaves out the steps that it does not need.
  mutating func close(in a: Tensor) {
    output = a
    var needed: Set = [output]
    for index in operations.indices.reversed() {
      if needed.contains(operations[index].output) {
        needed.formUnion(operations[index].inputs)
      } else {
        operations.remove(at: index)
      }
    }
    let unneeded = constants.filter { !needed.contains($0) }
    constants.removeAll { !needed.contains($0) }
    for constant in unneeded { values[constant.name] = nil }
  }
}

extension NetworkLayer {
  /// The forward pass of inference by itself, from A_prev to A.
  ///
  /// - Throws: `UnstatedOperations` where the layer states none.
  public func statement() throws(UnstatedOperations) -> Statement<Scalar> {
    var statement = Statement<Scalar>(input: Tensor("A_prev", shape: [1, inputSize]))
    let a = try operations(statement.input, in: &statement)
    statement.end(in: a)
    return statement
  }
}

extension Model {
  /// The forward pass of inference, from X to A[L]: the names of tensors end in the number of their layer, `W1`, `Z1`, `A1`.
  ///
  /// - Throws: `UnstatedOperations` for the first layer that states none.
  public func statement() throws(UnstatedOperations) -> Statement<Scalar> {
    var statement = Statement<Scalar>(inputSize: inputSize)
    let a = try statement.add(layers, to: statement.input)
    statement.end(in: a)
    return statement
  }
}
