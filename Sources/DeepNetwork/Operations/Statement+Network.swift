extension Model {
  /// The forward pass of inference of each layer by itself, from A of the one before: nil for a layer
  /// that states none.
  ///
  /// Tensors have the names that they have in the statement of the whole network, and pictures stay
  /// pictures from layer to layer.
  package func statements() -> [Statement<Scalar>?] {
    var a = Tensor("X", shape: [1, inputSize])
    return layers.enumerated().map { index, layer in
      let statement = layer.statement(ofLayer: index + 1, from: a)
      a = Tensor("A\(index + 1)", shape: statement?.output.shape ?? [1, layer.outputSize])
      return statement
    }
  }
}

extension NetworkLayer {
  /// The pass of inference as that of layer l of a network; nil where the layer states none.
  func statement(ofLayer l: Int, from aPrev: Tensor) -> Statement<Scalar>? {
    var statement = Statement<Scalar>(input: aPrev)
    statement.layer = "\(l)"
    guard let a = try? statement.add(self, to: aPrev) else { return nil }
    statement.close(in: a)
    return statement
  }
}
