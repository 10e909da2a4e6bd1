/// The gradient check of one layer on its own, with J = Σ R ∘ A / m.
struct LayerGradientCheck<L: Layer> {
  typealias Scalar = L.Scalar
  typealias Gradients = (dAPrev: Matrix<Scalar>, dW: Matrix<Scalar>, db: Matrix<Scalar>)

  let layer: L
  /// (n[l-1], m).
  let aPrev: Matrix<Scalar>
  /// R, (n[l], m).
  let dA: Matrix<Scalar>
  /// Another batch of the same size.
  private let otherAPrev: Matrix<Scalar>
  private let settings: GradientCheck
  private let random: RandomState

  /// The layer must have drawn what it needs for as many examples as A_prev has.
  init(_ layer: L, aPrev: Matrix<Scalar>, settings: GradientCheck, random: RandomState) {
    var random = random
    self.layer = layer
    self.aPrev = aPrev
    dA = random.normal(layer.outputSize, aPrev.columns)
    otherAPrev = random.normal(layer.inputSize, aPrev.columns)
    self.settings = settings
    self.random = random
  }

  var m: Int { aPrev.columns }
  private var tolerance: Double { settings.tolerance(for: Scalar.self) }

  func findings() -> [GradientFinding] {
    let (a, cache) = layer.forward(aPrev)
    if let finding = findingOfForward(a) { return [finding] }
    _ = layer.forward(otherAPrev)
    let late = layer.backward(dA, cache: cache)
    let fresh = layer.forward(aPrev).cache
    let gradients = layer.backward(dA, cache: fresh)
    let again = layer.backward(dA, cache: fresh)
    return [
      (.dW, layer.W.shape, gradients.dW, again.dW, late.dW),
      (.db, layer.b.shape, gradients.db, again.db, late.db),
      (
        .dAPrev, Shape(layer.inputSize, m), gradients.dAPrev, again.dAPrev, late.dAPrev
      ),
    ].compactMap { quantity, shape, returned, again, late in
      if !returned.isSame(as: again) {
        return GradientFinding(layer.name, quantity, shape: shape, .impureBackward)
      }
      if !returned.isSame(as: late) {
        return GradientFinding(layer.name, quantity, shape: shape, .foreignCache)
      }
      return finding(quantity, shape, returned, a: a)
    }
  }

  private func findingOfForward(_ a: Matrix<Scalar>) -> GradientFinding? {
    let shape = Shape(layer.outputSize, m)
    let mistake: LikelyMistake
    if a.shape != shape {
      mistake = a.shape == shape.transposed ? .transposed : .wrongShape(actual: a.shape)
    } else if !a.isFinite {
      mistake = .notFinite
    } else if !a.isSame(as: layer.forward(aPrev).a) {
      mistake = .impureForward
    } else {
      return nil
    }
    return GradientFinding(layer.name, .A, shape: shape, mistake)
  }

  private func finding(
    _ quantity: GradientFinding.Quantity, _ shape: Shape, _ returned: Matrix<Scalar>,
    a: Matrix<Scalar>
  ) -> GradientFinding? {
    let search = MistakeSearch(
      quantity, layer: layer, aPrev: aPrev, a: a, dA: dA, dZ: derivativesOfExamples)
    guard returned.shape == shape else {
      return GradientFinding(
        layer.name, quantity, shape: shape, search.mistake(inShape: returned, expected: shape))
    }
    guard !shape.isEmpty else { return nil }
    guard returned.isFinite else {
      return GradientFinding(layer.name, quantity, shape: shape, .notFinite)
    }
    var comparison = GradientComparison(returned)
    var random = random
    for position in settings.positions(in: shape, &random) {
      comparison.add(
        position, derivative(of: quantity, at: position, expected: returned),
        scale: quantity.isMean ? 1 / Double(m) : 1)
    }
    return comparison.finding(
      quantity, of: layer.name, tolerance: tolerance, mistake: search.mistake(in: comparison))
  }

  /// The derivatives of Σ R ∘ A with respect to one element, one an example.
  private func derivative(
    of quantity: GradientFinding.Quantity, at position: (row: Int, column: Int),
    expected: Matrix<Scalar>?
  ) -> CentralDifference<Scalar>.Result {
    let (row, column) = position
    let scale = quantity.isMean ? Double(m) : 1
    return CentralDifference.derivative(
      magnitude: Double(abs(value(of: quantity, row, column))),
      expected: expected.map { Double($0[row, column]) * scale }, tolerance: tolerance
    ) { h in
      var (layer, aPrev) = (layer, aPrev)
      switch quantity {
      case .dW: layer.W[row, column] += h
      case .db: layer.b[row, column] += h
      case .dAPrev: aPrev[row, column] += h
      case .A, .cost, .dA, .dZ: break
      }
      return evaluation(layer, aPrev)
    }
  }

  private func value(of quantity: GradientFinding.Quantity, _ row: Int, _ column: Int) -> Scalar {
    switch quantity {
    case .dW: layer.W[row, column]
    case .db: layer.b[row, column]
    case .dAPrev, .A, .cost, .dA, .dZ: aPrev[row, column]
    }
  }

  private func evaluation(_ layer: L, _ aPrev: Matrix<Scalar>)
    -> CentralDifference<Scalar>.Evaluation
  {
    let a = layer.forward(aPrev).a
    let products = Matrix<Double>(a) .* Matrix<Double>(dA)
    let kinks = (layer as? any KinkedLayer<Scalar>)?.kinks(aPrev)
    return .init(
      values: products.columnSums().elements,
      sides: kinks.map { [CentralDifference.Side($0)] } ?? [])
  }

  /// The numeric dZ, (n[l], m), which is ∂(Σ R ∘ A)/∂b example by example; nil if there is no b
  /// that can be moved everywhere.
  private func derivativesOfExamples() -> Matrix<Double>? {
    let shape = Shape(layer.outputSize, 1)
    guard layer.b.shape == shape, shape.count <= settings.sample else { return nil }
    var dZ: [Double] = []
    for row in 0..<shape.rows {
      let result = derivative(of: .db, at: (row, 0), expected: nil)
      guard case .derivative(let values, _) = result else { return nil }
      dZ += values
    }
    return Matrix(rows: shape.rows, columns: m, dZ)
  }
}

extension GradientFinding.Quantity {
  /// Whether the gradient is divided by m.
  var isMean: Bool { self == .dW || self == .db }
}

extension Shape {
  var isEmpty: Bool { count == 0 }
}

extension Matrix {
  /// Whether two results of one computation agree, but for the last digits.
  func isSame(as other: Matrix) -> Bool {
    guard shape == other.shape else { return false }
    let limit = Scalar.ulpOfOne.squareRoot()
    return zip(elements, other.elements).allSatisfy { x, y in
      x == y || (x.isNaN && y.isNaN) || abs(x - y) <= limit * Swift.max(abs(x), abs(y))
    }
  }
}
