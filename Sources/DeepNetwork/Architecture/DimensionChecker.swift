/// Proves the shapes of a network before anything is computed.
public enum DimensionChecker {
  /// The plan of an architecture and, if given, the data that it will see.
  ///
  /// - Throws: every violation: L = count(n) - 1 = count(activations), sizes at least 1,
  ///   X (n[0], m), Y (n[L], m).
  public static func check(_ architecture: Architecture, data: DataShape? = nil)
    throws(DimensionError) -> NetworkPlan
  {
    guard architecture.layers.count >= 1 else {
      throw DimensionError(
        architecture.misfits.isEmpty ? [.tooFewSizes(count: 1)] : architecture.misfits)
    }
    let L = architecture.layers.count
    let given = architecture.inputSize
    let n0 = given == 0 ? data?.inputSize ?? 0 : given
    var violations = sizeViolations(of: architecture)
    if let stated = architecture.statedL, stated != L {
      violations.append(.layerCount(stated: stated, sizes: L + 1))
    }
    violations += architecture.misfits
    if n0 == 0 { violations.append(.inputSizeUnknown) }
    if let data, given > 0, data.inputSize != given {
      violations.append(.inputSize(data: data.inputSize, n0: given))
    }
    let image = architecture.image ?? data?.image
    var planner = ShapeInference()
    let (layers, output) = planner.plan(
      architecture.layers,
      from: n0 < 1
        ? nil : ShapeInference.Flow(size: n0, image: image?.count == n0 ? image : nil))
    // Sizes of dense layers were looked at by n.
    violations += planner.violations.filter { violation in
      if case .setting(_, _, "units", _, _) = violation { return !architecture.isDense }
      return true
    }
    if let outputs = data?.outputSize, let nL = output?.size, outputs != nL {
      violations.append(.outputSize(data: outputs, nL: nL, L: L))
    }
    guard violations.isEmpty else { throw DimensionError(violations) }
    return NetworkPlan(inputSize: n0, layers: layers)
  }

  /// Sizes that are not positive, by n where all layers are dense.
  private static func sizeViolations(of architecture: Architecture) -> [DimensionViolation] {
    let sizes = architecture.n ?? [architecture.inputSize]
    return sizes.enumerated().compactMap { index, size in
      size < (index == 0 ? 0 : 1) ? .sizeNotPositive(index: index, size: size) : nil
    }
  }

  /// Proves that each layer takes what the one before gives, and that activations have settings that can be.
  static func check<Scalar>(_ layers: [any NetworkLayer<Scalar>]) throws(DimensionError) {
    guard !layers.isEmpty else { throw DimensionError([.tooFewSizes(count: 0)]) }
    let misfits = layers.enumerated().flatMap { index, layer in
      let activation =
        (layer as? any ActivatedLayer<Scalar>)?.activation ?? layer.specification?.activation
      return activation.map {
        Self.misfits(of: $0, layer: index + 1, layer.specification?.type ?? layer.name)
      } ?? []
    }
    let violations =
      misfits
      + zip(layers, layers.dropFirst()).enumerated().compactMap {
        index, pair -> DimensionViolation? in
        let (layer, next) = pair
        guard layer.outputSize != next.inputSize else { return nil }
        return .chain(
          layer: index + 2, name: next.name, takes: next.inputSize, given: layer.outputSize)
      }
    guard violations.isEmpty else { throw DimensionError(violations) }
  }

  /// Proves that matrices that were saved have the shapes of a layer's own.
  static func check<Scalar>(
    _ shapes: [String: Shape], _ what: String, are expected: [String: Matrix<Scalar>], layer: Int
  ) throws(DimensionError) {
    for (name, matrix) in expected.sorted(by: { $0.key < $1.key }) {
      let actual = shapes[name] ?? Shape(0, 0)
      guard actual != matrix.shape else { continue }
      throw DimensionError([
        .weights(
          layer: layer, quantity: "\(what)\(name)", expected: matrix.shape, actual: actual)
      ])
    }
  }

  /// Proves that a state that was saved has the names and shapes of a layer's own.
  static func check(state shapes: [String: Shape], fits layer: some NetworkLayer, number: Int)
    throws(DimensionError)
  {
    let expected = layer.state.mapValues(\.shape)
    let names = Set(shapes.keys).union(expected.keys)
    let violations = names.sorted().filter { shapes[$0] != expected[$0] }.map { matrix in
      DimensionViolation.matrix(
        layer: number, name: layer.name, matrix: "\(matrix) in its state",
        expected: expected[matrix], actual: shapes[matrix])
    }
    guard violations.isEmpty else { throw DimensionError(violations) }
  }

  /// Proves that examples are (n[0], m) and (n[L], m), with m at least 1 unless there may be none.
  static func check<Scalar>(
    _ examples: some ExampleSource<Scalar>, fit model: Model<Scalar>, mayBeEmpty: Bool = false
  ) throws(DimensionError) {
    var violations: [DimensionViolation] = []
    if examples.inputSize != model.inputSize {
      violations.append(.inputSize(data: examples.inputSize, n0: model.inputSize))
    }
    if examples.outputSize != model.outputSize {
      violations.append(
        .outputSize(data: examples.outputSize, nL: model.outputSize, L: model.L))
    }
    if examples.count == 0, !mayBeEmpty { violations.append(.noExamples) }
    guard violations.isEmpty else { throw DimensionError(violations) }
  }

  /// Proves that there is something to train, and that layers store nothing that would be forgotten.
  static func checkTrainable<Scalar>(_ model: Model<Scalar>) throws(DimensionError) {
    let stray = model.layers.enumerated().compactMap { index, layer in
      layer.strayMatrix.map {
        DimensionViolation.strayMatrix(layer: index + 1, name: layer.name, property: $0)
      }
    }
    guard stray.isEmpty else { throw DimensionError(stray) }
    guard model.layers.contains(where: { $0.learns }) else {
      throw DimensionError([.nothingLearns])
    }
  }

  /// Proves that weights from outside have the planned shapes.
  ///
  /// - Parameters:
  ///   - shapes: the shape of a parameter of layer l by its name in the layer, nil where it is missing.
  ///   - plan: the network that the weights are for.
  /// - Throws: every matrix that is missing or has another shape.
  package static func check(
    weights shapes: (_ parameter: String, _ l: Int) -> Shape?, against plan: NetworkPlan
  ) throws(DimensionError) {
    var violations: [DimensionViolation] = []
    for (index, layer) in plan.layers.enumerated() {
      let l = index + 1
      let others = ["W", "b"].filter { name in !layer.parameters.contains { $0.name == name } }
      violations += others.compactMap { name in
        shapes(name, l).map {
          .matrix(
            layer: l, name: layer.specification.type, matrix: name.ofLayer(l), expected: nil,
            actual: $0)
        }
      }
      for parameter in layer.parameters {
        let (name, expected) = (parameter.name, parameter.shape)
        let actual = shapes(name, l)
        guard actual != expected else { continue }
        if layer.specification.units == nil {
          violations.append(
            .matrix(
              layer: l, name: layer.specification.type, matrix: name.ofLayer(l),
              expected: expected, actual: actual))
        } else if let actual {
          violations.append(.weights(layer: l, quantity: name, expected: expected, actual: actual))
        } else {
          violations.append(.weightsMissing(layer: l, quantity: name, expected: expected))
        }
      }
    }
    guard violations.isEmpty else { throw DimensionError(violations) }
  }
}
