/// Checks everything that a layer promises, in one call.
///
///     let report = LayerCheck().check(MyLayer(4, 3))
///     #expect(report.passed, "\(report)")
///
/// Shapes for small batches, forward as a pure function of values, the cache of each batch, inference
/// that takes each example by itself, operations that are those of inference, and the gradients.
public struct LayerCheck: Sendable {
  /// How the gradients are compared.
  public var gradients: GradientCheck

  /// A check with these settings.
  public init(gradients: GradientCheck = GradientCheck()) { self.gradients = gradients }

  /// Checks one layer.
  ///
  /// Nothing else is checked where a shape is wrong.
  public func check<L: NetworkLayer>(_ layer: L) -> LayerReport {
    for m in [5, 1, 2] {
      let shapes = violations(layer, m: m)
      guard shapes.isEmpty else { return LayerReport(name: layer.name, violations: shapes) }
    }
    var report = gradients.check(layer).findings
    if let output = layer as? any OutputLayer<L.Scalar> { report += linearPart(output) }
    return LayerReport(
      name: layer.name, violations: behaviour(layer), gradients: GradientReport(findings: report))
  }

  /// Checks the layers that `make` returns for every number of inputs and outputs up to 4.
  ///
  /// - Parameters:
  ///   - sizes: the numbers of inputs and outputs; nil for all from 1 to 4.
  ///   - make: the layer of n[l-1] inputs and n[l] outputs.
  /// - Returns: the first report that fails, else the last.
  public func check<L: NetworkLayer>(
    sizes: [(inputs: Int, outputs: Int)]? = nil, _ make: (_ inputs: Int, _ outputs: Int) -> L
  ) -> LayerReport {
    let sizes = sizes ?? (1...4).flatMap { inputs in (1...4).map { (inputs, $0) } }
    var last = LayerReport(name: "\(L.self)", violations: [])
    for (inputs, outputs) in sizes {
      let layer = make(inputs, outputs)
      guard layer.inputSize == inputs, layer.outputSize == outputs else {
        let actual = (layer.inputSize, layer.outputSize)
        return LayerReport(
          name: layer.name, violations: [.sizes(expected: (inputs, outputs), actual: actual)])
      }
      last = check(layer)
      if !last.passed { break }
    }
    return last
  }
}

// MARK: - The parts of the check

extension LayerCheck {
  /// Whether all that a layer returns for m examples has the shape that it must have.
  private func violations<L: NetworkLayer>(_ layer: L, m: Int) -> [LayerViolation] {
    guard layer.inputSize > 0, layer.outputSize > 0 else {
      return [.sizes(expected: nil, actual: (layer.inputSize, layer.outputSize))]
    }
    var random = RandomState(seed: gradients.seed)
    let checked = LayerShapes(layer, number: 1)
    let (layer, aPrev) = drawn(layer, m: m, &random)
    if let violation = checked.changedShape(of: layer) { return [violation] }
    let (a, cache) = layer.forward(aPrev)
    do throws(DimensionError) {
      try checked.checkForward(a: a.shape, m: m)
      let dA: Matrix<L.Scalar> = random.normal(layer.outputSize, m)
      let (dAPrev, gradients) =
        layer.backward(dA, cache: cache) as (Matrix<L.Scalar>, [Matrix<L.Scalar>])
      try checked.check(gradients: gradients)
      try checked.checkBackward(dAPrev: dAPrev.shape, m: m)
    } catch {
      return error.violations.map { .shape($0) }
    }
    return checked.changedShape(of: layer).map { [$0] } ?? []
  }

  private func drawn<L: NetworkLayer>(_ layer: L, m: Int, _ random: inout RandomState)
    -> (layer: L, aPrev: Matrix<L.Scalar>)
  {
    var layer = layer
    layer.draw(m: m, from: &random)
    return (layer, random.normal(layer.inputSize, m))
  }

  private func behaviour<L: NetworkLayer>(_ layer: L) -> [LayerViolation] {
    var random = RandomState(seed: gradients.seed)
    let drawsNothing = drawsNothing(layer)
    let (layer, aPrev) = drawn(layer, m: 5, &random)
    var violations = layer.strayMatrix.map { [LayerViolation.strayMatrix($0)] } ?? []
    if !isValue(layer, aPrev) { violations.append(.sharesParameters) }
    let dA: Matrix<L.Scalar> = random.normal(layer.outputSize, aPrev.columns)
    violations += violationsOfParts(layer, aPrev, dA)
    if let output = layer as? any OutputLayer<L.Scalar> {
      violations += violationsOfLinear(output, aPrev, dA).filter { !violations.contains($0) }
    }
    let inferred = layer.infer(aPrev)
    if inferred.shape != Shape(layer.outputSize, 5) {
      violations.append(.inferredShape(inferred.shape, expected: Shape(layer.outputSize, 5)))
    } else if !takesExamplesAlone(layer, aPrev, inferred) {
      violations.append(.inferenceMixesExamples)
    } else if drawsNothing, layer.state.isEmpty, !inferred.isSame(as: layer.forward(aPrev).a) {
      violations.append(.inferenceDiffers)
    }
    if !stateIsAll(layer, aPrev) { violations.append(.stateIsNotAll) }
    if !operationsAgree(layer) { violations.append(.operationsDiffer) }
    return violations
  }

  /// Whether the operations that the layer states, if it does, are those of infer.
  private func operationsAgree(_ layer: some NetworkLayer) -> Bool {
    (try? OperationCheck(seed: gradients.seed).check(layer).passed) ?? true
  }

  /// Whether a layer that is given the state of another goes on as that one does.
  private func stateIsAll<L: NetworkLayer>(_ layer: L, _ aPrev: Matrix<L.Scalar>) -> Bool {
    var (observer, heir) = (layer, layer)
    observer.observe(layer.forward(aPrev).cache)
    let state = observer.state
    guard state.mapValues(\.shape) == layer.state.mapValues(\.shape) else { return false }
    if !state.isEmpty { heir.state = state }
    return heir.state == state && heir.infer(aPrev).isSame(as: observer.infer(aPrev))
      && heir.forward(aPrev).a.isSame(as: observer.forward(aPrev).a)
  }

  /// Whether a training pass of the layer is the same each time.
  private func drawsNothing(_ layer: some NetworkLayer) -> Bool {
    let before = RandomState(seed: gradients.seed)
    var (layer, random) = (layer, before)
    layer.draw(m: 5, from: &random)
    return random == before
  }

  /// Whether a change of a copy's parameters leaves the layer as it was, and is kept by the copy.
  private func isValue<L: NetworkLayer>(_ layer: L, _ aPrev: Matrix<L.Scalar>) -> Bool {
    let (values, a) = (layer.values, layer.forward(aPrev).a)
    let changed = values.map { $0.isEmpty ? $0 : $0 * 2 + 1 }
    var copy = layer
    for (parameter, value) in zip(layer.parameters, changed) where !value.isEmpty {
      parameter.change(&copy) { $0 = value }
    }
    return copy.values == changed && layer.values == values
      && layer.forward(aPrev).a.isSame(as: a)
  }

  /// Whether what there is of backward alone is what there is of it together.
  private func violationsOfParts<L: NetworkLayer>(
    _ layer: L, _ aPrev: Matrix<L.Scalar>, _ dA: Matrix<L.Scalar>
  ) -> [LayerViolation] {
    func cache() -> L.Cache { layer.forward(aPrev).cache }
    let (dAPrev, gradients) =
      layer.backward(dA, cache: cache()) as (Matrix<L.Scalar>, [Matrix<L.Scalar>])
    let alone: [Matrix<L.Scalar>] = layer.parameterGradients(dA, cache: cache())
    let isSame =
      alone.count == gradients.count && zip(alone, gradients).allSatisfy { $0.isSame(as: $1) }
    let isInputSame = layer.inputGradient(dA, cache: cache()).isSame(as: dAPrev)
    return (isSame ? [] : [.parameterGradientsDiffer])
      + (isInputSame ? [] : [.inputGradientDiffers])
  }

  private func takesExamplesAlone<L: NetworkLayer>(
    _ layer: L, _ aPrev: Matrix<L.Scalar>, _ inferred: Matrix<L.Scalar>
  ) -> Bool {
    (0..<aPrev.columns).allSatisfy { column in
      let a = layer.infer(aPrev.gatheringColumns([column])).transposed
      return a.isSame(as: inferred.gatheringColumns([column]).transposed)
    }
  }

  private func violationsOfLinear<Scalar>(
    _ layer: some OutputLayer<Scalar>, _ aPrev: Matrix<Scalar>, _ dZ: Matrix<Scalar>
  ) -> [LayerViolation] {
    let agrees = layer.activation(layer.linear(aPrev).z).isSame(as: layer.forward(aPrev).a)
    return (agrees ? [] : [.linearDiffers])
      + violationsOfParts(LinearPart(layer: layer), aPrev, dZ)
  }

  /// The gradients of an output layer from dZ.
  private func linearPart<L: OutputLayer>(_ layer: L) -> [GradientFinding] {
    gradients.check(LinearPart(layer: layer)).findings
  }
}

/// An output layer up to its Z: linear is forward and dZ is dA.
private struct LinearPart<Inner: OutputLayer>: Layer {
  var layer: Inner

  var inputSize: Int { layer.inputSize }
  var outputSize: Int { layer.outputSize }
  var name: String { "\(layer.name), from dZ" }
  var W: Matrix<Inner.Scalar> {
    get { layer.W }
    set { layer.W = newValue }
  }
  var b: Matrix<Inner.Scalar> {
    get { layer.b }
    set { layer.b = newValue }
  }
  var parameters: [Parameter<Self>] { layer.parameters.map { $0.of(\.layer) } }

  func forward(_ aPrev: Matrix<Inner.Scalar>) -> (a: Matrix<Inner.Scalar>, cache: Inner.Cache) {
    let (z, cache) = layer.linear(aPrev)
    return (z, cache)
  }

  func backward(_ dA: Matrix<Inner.Scalar>, cache: Inner.Cache)
    -> (dAPrev: Matrix<Inner.Scalar>, dW: Matrix<Inner.Scalar>, db: Matrix<Inner.Scalar>)
  { layer.backward(dZ: dA, cache: cache) }

  func parameterGradients(_ dA: Matrix<Inner.Scalar>, cache: Inner.Cache)
    -> (dW: Matrix<Inner.Scalar>, db: Matrix<Inner.Scalar>)
  { layer.parameterGradients(dZ: dA, cache: cache) }

  func inputGradient(_ dA: Matrix<Inner.Scalar>, cache: Inner.Cache) -> Matrix<Inner.Scalar> {
    layer.inputGradient(dZ: dA, cache: cache)
  }

  mutating func draw(m: Int, from random: inout RandomState) { layer.draw(m: m, from: &random) }
}
