import ArrayFiles
import DeepNetwork

/// The shapes of matrices as the file has them.
extension WeightReader {
  /// The shape of a matrix as the file has it: its own where the array is as the layout wants it; nil where
  /// there is none.
  func shape(
    of entry: ExchangedLayer.Entry, _ layout: WeightLayout?
  ) throws -> Shape? {
    let matrix = entry.matrix
    guard let name = names.all[entry.key] else { return try packedShape(of: entry) }
    let expected =
      layout.map { $0.form(of: matrix).shape }
      ?? [matrix.matrixShape.rows, matrix.matrixShape.columns]
    let actual = try file.shape(of: name)
    if actual == expected || matrix.matrixShape.isVector(actual, like: expected) {
      return matrix.matrixShape
    }
    guard expected.count <= 2 else {
      throw WeightError.shape(path: file.path, name: name, shape: actual, expected: expected)
    }
    let isTransposed = expected == [matrix.matrixShape.columns, matrix.matrixShape.rows]
    let shape = try matrixShape(named: name)
    return isTransposed && layout == .keras && actual.count == 2 ? shape.transposed : shape
  }

  private func packedShape(of entry: ExchangedLayer.Entry) throws -> Shape? {
    guard !entry.matrix.isState, let layer = layers.first(where: { $0.entries.contains(entry) }),
      let packed = packed[layer.l]
    else { return nil }
    var shapes: [String: Shape] = [:]
    for name in ["W", "b"] where file.names.contains(name.ofLayer(layer.l)) {
      shapes[name] = try matrixShape(named: name.ofLayer(layer.l))
    }
    return packed.shape(of: entry.nameInLayer, inFile: { shapes[$0] })
  }

  /// The shapes of each W and b that the file has for a layer without one: it is for another network.
  func shapesOfOthers() throws -> [String: Shape] {
    var shapes: [String: Shape] = [:]
    for (index, layer) in plan.layers.enumerated()
    where layer.inner.isEmpty && packed[index + 1] == nil {
      for key in ["W", "b"].map({ $0.ofLayer(index + 1) }) where file.names.contains(key) {
        shapes[key] = try matrixShape(named: key)
      }
    }
    return shapes
  }

  func matrixShape(named name: String) throws -> Shape {
    let shape = try file.shape(of: name)
    guard (1...2).contains(shape.count) else {
      throw WeightError.axes(path: file.path, name: name, shape: shape)
    }
    return Shape(shape[0], shape.count == 1 ? 1 : shape[1])
  }

  /// Whether the file of a dense network holds (n[l-1], n[l]) kernels, as names or shapes tell.
  func isTransposed() throws -> Bool {
    guard plan.isDense, !isModelFile else { return false }
    if names.all["W1"] == "layers.0.kernel" { return true }
    var shapes: [String: [Int]] = [:]
    for (key, name) in names.all { shapes[key] = try file.shape(of: name) }
    func areW(_ shape: (NetworkPlan, Int) -> [Int]) -> Bool {
      (1...plan.L).allSatisfy { shapes["W\($0)"] == shape(plan, $0) }
    }
    let fitTransposed = areW { [$0.n[$1 - 1], $0.n[$1]] }
    guard areW({ [$0.n[$1], $0.n[$1 - 1]] }) else { return fitTransposed }
    // All are square, if both fit. Biases (n[l], 1) are ours, and a known name tells too.
    let areOurs = (1...plan.L).allSatisfy { shapes["b\($0)"]?.count == 2 }
    let isTorch = names.all["W1"]?.hasSuffix(".weight") == true
    if fitTransposed, !areOurs, !isTorch, plan.n.contains(where: { $0 > 1 }) {
      throw WeightError.ambiguous(path: file.path)
    }
    return false
  }
}

extension Shape {
  /// Whether an array is a column of these numbers, where no other order of axes is expected.
  fileprivate func isVector(_ array: [Int], like expected: [Int]) -> Bool {
    columns == 1 && (array == [rows] || array == [rows, 1] && expected.count == 1)
  }
}
