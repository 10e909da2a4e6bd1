import Text

extension Model: CustomStringConvertible {
  /// A line for each layer: what it is, the shapes of its parameters and their number.
  ///
  ///     Model<Float> 784 -> 10, 101770 parameters
  ///     1  Dense 784 -> 128, relu    W1 (128, 784), b1 (128, 1)  100480
  ///     2  Dense 128 -> 10, softmax  W2 (10, 128), b2 (10, 1)      1290
  public var description: String {
    let rows = layers.enumerated().map { index, layer in
      ["\(index + 1)", layer.name, layer.shapes(ofLayer: index + 1)]
        + [layer.parameterCount > 0 ? "\(layer.parameterCount)" : ""]
    }
    let title =
      "Model<\(Scalar.self)> \(inputSize) -> \(outputSize), \(parameterCount) parameters"
    let table = TextTable(header: rows[0], rows: Array(rows.dropFirst()), rightAligned: [3])
    return "\(title)\n\(table.text.dropLast())"
  }
}

extension NetworkLayer {
  /// The parameters of layer l with their shapes: `W1 (128, 784), b1 (128, 1)`.
  fileprivate func shapes(ofLayer l: Int) -> String {
    parameters.map { ($0.name, $0.value(self).shape) }.filter { !$0.1.isEmpty }
      .map { "\($0.ofLayer(l)) \($1)" }.joined(separator: ", ")
  }
}
