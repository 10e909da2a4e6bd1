/// The parameters of a layer as files of version 0.1 hold them: all weights in one matrix W, all biases in
/// one b.
///
/// A block's were those of the layers inside in one column each, first those of the first layer, row by
/// row; a normalization's γ was W, and its β was b.
package struct PackedParameters {
  /// The parameters by what they were packed into.
  private let parts: [String: [(name: String, shape: Shape)]]

  /// Those of the parameters with these names and shapes, in their order; nil where W and b are their own
  /// names.
  package init?(_ parameters: [(name: String, shape: Shape)]) {
    guard parameters.contains(where: { !["W", "b"].contains($0.name) }) else { return nil }
    parts = Dictionary(grouping: parameters) { name, _ in
      ["b", "beta"].contains(name.prefix { $0 != "." }) ? "b" : "W"
    }
  }

  /// The shape of W or b in such a file; nil where the layer has none.
  package func shape(of packed: String) -> Shape? {
    guard let parts = parts[packed] else { return nil }
    if parts.count == 1, !parts[0].name.contains(".") { return parts[0].shape }
    return Shape(parts.reduce(0) { $0.addingClamped($1.shape.clampedCount) }, 1)
  }

  /// The shape that the file has for a parameter: its own where W or b is as large as it must be.
  package func shape(of parameter: String, inFile shape: (_ packed: String) -> Shape?) -> Shape? {
    for (packed, parts) in parts {
      guard let part = parts.first(where: { $0.name == parameter }) else { continue }
      return shape(packed) == self.shape(of: packed) ? part.shape : nil
    }
    return nil
  }

  /// The parameters that a matrix W or b holds, by their names; none of a matrix of another shape.
  package func unpack<Scalar>(_ matrix: Matrix<Scalar>, from packed: String)
    -> [String: Matrix<Scalar>]
  {
    guard let parts = parts[packed], matrix.shape == shape(of: packed) else { return [:] }
    var rest = matrix.elements[...]
    return parts.reduce(into: [:]) { all, part in
      all[part.name] = Matrix(
        rows: part.shape.rows, columns: part.shape.columns, Array(rest.prefix(part.shape.count)))
      rest = rest.dropFirst(part.shape.count)
    }
  }
}

extension NetworkLayer {
  fileprivate var packed: PackedParameters? {
    PackedParameters(namedValues.isEmpty ? [] : parameters.map { ($0.name, $0.value(self).shape) })
  }
}

extension [String: Shape] {
  /// Whether matrices are those of a file of version 0.1.
  fileprivate func arePacked(_ layer: some NetworkLayer) -> Bool {
    let names = layer.parameterNames
    return !isEmpty && !names.contains { self[$0] != nil }
  }
}

extension Dictionary where Key == String {
  /// The parameters of a planned layer by their names, also where a file of version 0.1 held them.
  package func unpacked<Scalar>(as layer: PlannedLayer) -> Self where Value == Matrix<Scalar> {
    guard !isEmpty, !layer.parameters.contains(where: { self[$0.name] != nil }),
      let packed = PackedParameters(layer.parameters.map { ($0.name, $0.shape) })
    else { return self }
    return unpacked(packed)
  }

  private func unpacked<Scalar>(_ packed: PackedParameters) -> Self
  where Value == Matrix<Scalar> {
    reduce(into: [:]) { all, entry in
      all.merge(packed.unpack(entry.value, from: entry.key)) { own, _ in own }
    }
  }

  /// The parameters of a layer by their names, also where a file of version 0.1 held them.
  func unpacked<Scalar>(as layer: some NetworkLayer<Scalar>) -> Self
  where Value == Matrix<Scalar> {
    guard mapValues(\.shape).arePacked(layer), let packed = layer.packed else { return self }
    return unpacked(packed)
  }
}

extension TrainingState.LayerState {
  /// Takes apart what a file of version 0.1 held in one matrix.
  mutating func unpack(as layer: some NetworkLayer<Scalar>) {
    guard values.mapValues(\.shape).arePacked(layer), let packed = layer.packed else { return }
    values = values.unpacked(as: layer)
    optimizer = optimizer.reduce(into: [:]) { all, entry in
      for (name, memory) in zip(entry.value.names, entry.value.memory) {
        for (parameter, part) in packed.unpack(memory, from: entry.key) {
          all[parameter, default: OptimizerState()].remember(part, as: name)
        }
      }
    }
  }
}
