/// Proves the shapes of a network before anything is computed.
public enum DimensionChecker {
  /// The plan of an architecture and, if given, the data that it will see.
  ///
  /// - Throws: every violation: L = count(n) - 1 = count(activations), sizes at least 1,
  ///   X (n[0], m), Y (n[L], m).
  public static func check(_ architecture: Architecture, data: DataShape? = nil)
    throws(DimensionError) -> NetworkPlan
  {
    var violations = violations(of: architecture)
    var n = architecture.n
    if let n0 = n.first, n.count >= 2 {
      let L = n.count - 1
      if n0 == 0, let data { n[0] = data.inputSize }
      if n[0] == 0 { violations.append(.inputSizeUnknown) }
      if let data, n0 > 0, data.inputSize != n0 {
        violations.append(.inputSize(data: data.inputSize, n0: n0))
      }
      if let outputs = data?.outputSize, outputs != n[L] {
        violations.append(.outputSize(data: outputs, nL: n[L], L: L))
      }
    }
    guard violations.isEmpty else { throw DimensionError(violations) }
    let hiddenCount = n.count - 2
    let keep = architecture.keepProbabilities
    return NetworkPlan(
      n: n, activations: architecture.activations,
      keepProbabilities: keep.isEmpty ? [Double](repeating: 1, count: hiddenCount) : keep)
  }

  private static func violations(of architecture: Architecture) -> [DimensionViolation] {
    let n = architecture.n
    guard n.count >= 2 else { return [.tooFewSizes(count: n.count)] }
    let L = n.count - 1
    var violations: [DimensionViolation] = []
    for (index, size) in n.enumerated() where size < (index == 0 ? 0 : 1) {
      violations.append(.sizeNotPositive(index: index, size: size))
    }
    if let stated = architecture.statedL, stated != L {
      violations.append(.layerCount(stated: stated, sizes: n.count))
    }
    if architecture.activations.count != L {
      violations.append(.activationCount(actual: architecture.activations.count, expected: L))
    }
    let keep = architecture.keepProbabilities
    if !keep.isEmpty, keep.count != L - 1 {
      violations.append(.keepProbabilityCount(actual: keep.count, expected: L - 1))
    }
    return violations
  }

  /// Proves that each layer takes what the one before gives.
  static func check<Scalar>(_ layers: [any Layer<Scalar>]) throws(DimensionError) {
    guard !layers.isEmpty else { throw DimensionError([.tooFewSizes(count: 0)]) }
    let violations = zip(layers, layers.dropFirst()).enumerated().compactMap {
      index, pair -> DimensionViolation? in
      let (layer, next) = pair
      guard layer.outputSize != next.inputSize else { return nil }
      return .chain(
        layer: index + 2, name: next.name, takes: next.inputSize, given: layer.outputSize)
    }
    guard violations.isEmpty else { throw DimensionError(violations) }
  }

  /// Proves that a state that was saved has the names and shapes of a layer's own.
  static func check(state shapes: [String: Shape], fits layer: some Layer, number: Int)
    throws(DimensionError)
  {
    let expected = layer.state.mapValues(\.shape)
    let names = Set(shapes.keys).union(expected.keys)
    let violations = names.sorted().filter { shapes[$0] != expected[$0] }.map { matrix in
      DimensionViolation.state(
        layer: number, name: layer.name, matrix: matrix, expected: expected[matrix],
        actual: shapes[matrix])
    }
    guard violations.isEmpty else { throw DimensionError(violations) }
  }

  /// Proves that examples are (n[0], m) and (n[L], m), with m at least 1.
  static func check<Scalar>(_ examples: some ExampleSource<Scalar>, fit model: Model<Scalar>)
    throws(DimensionError)
  {
    var violations: [DimensionViolation] = []
    if examples.inputSize != model.inputSize {
      violations.append(.inputSize(data: examples.inputSize, n0: model.inputSize))
    }
    if examples.outputSize != model.outputSize {
      violations.append(
        .outputSize(data: examples.outputSize, nL: model.outputSize, L: model.L))
    }
    if examples.count == 0 { violations.append(.noExamples) }
    guard violations.isEmpty else { throw DimensionError(violations) }
  }

  /// Proves that weights from outside have the planned shapes.
  ///
  /// - Parameters:
  ///   - shapes: the shape of W (`"W"`) or b (`"b"`) of layer l, nil where it is missing.
  ///   - plan: the network that the weights are for.
  /// - Throws: every matrix that is missing or has another shape.
  package static func check(
    weights shapes: (_ quantity: String, _ l: Int) -> Shape?, against plan: NetworkPlan
  ) throws(DimensionError) {
    var violations: [DimensionViolation] = []
    for l in 1...plan.L {
      for (quantity, expected) in [("W", plan.shapeOfW(l)), ("b", plan.shapeOfB(l))] {
        guard let actual = shapes(quantity, l) else {
          violations.append(.weightsMissing(layer: l, quantity: quantity, expected: expected))
          continue
        }
        if actual != expected {
          violations.append(
            .weights(layer: l, quantity: quantity, expected: expected, actual: actual))
        }
      }
    }
    guard violations.isEmpty else { throw DimensionError(violations) }
  }
}
