/// The gradient check of one layer on its own, with J = Σ R ∘ A / m.
struct LayerGradientCheck<L: NetworkLayer> {
  typealias Scalar = L.Scalar
  let layer: L
  /// (n[l-1], m).
  let aPrev: Matrix<Scalar>
  /// R, (n[l], m).
  let dA: Matrix<Scalar>
  /// Another batch of the same size.
  private let otherAPrev: Matrix<Scalar>
  private let settings: GradientCheck
  private let random: RandomState
  private let parameters: [Parameter<L>]

  /// The layer must have drawn what it needs for as many examples as A_prev has.
  init(_ layer: L, aPrev: Matrix<Scalar>, settings: GradientCheck, random: RandomState) {
    var random = random
    self.layer = layer
    self.aPrev = aPrev
    dA = random.normal(layer.outputSize, aPrev.columns)
    otherAPrev = random.normal(layer.inputSize, aPrev.columns)
    self.settings = settings
    self.random = random
    parameters = layer.parameters
  }

  var m: Int { aPrev.columns }
  private var tolerance: Double { settings.tolerance(for: Scalar.self) }

  func findings() -> [GradientFinding] {
    let (a, cache) = layer.forward(aPrev)
    if let finding = findingOfForward(a) { return [finding] }
    _ = layer.forward(otherAPrev)
    let late = returned(cache)
    let fresh = layer.forward(aPrev).cache
    let again = returned(fresh)
    return returned(fresh).enumerated().compactMap { index, entry in
      let (quantity, shape, returned) = entry
      let (again, late) = (again[index].value, late[index].value)
      if !returned.isSame(as: again) {
        return GradientFinding(layer.name, quantity, shape: shape, .impureBackward)
      }
      if !returned.isSame(as: late) {
        return GradientFinding(layer.name, quantity, shape: shape, .foreignCache)
      }
      return finding(quantity, shape, returned, a: a)
    }
  }

  /// What backward returns: the gradients of the trained parameters, and dA_prev.
  private func returned(_ cache: L.Cache)
    -> [(quantity: GradientFinding.Quantity, shape: Shape, value: Matrix<Scalar>)]
  {
    let (dAPrev, gradients) =
      layer.backward(dA, cache: cache) as (Matrix<Scalar>, [Matrix<Scalar>])
    return zip(parameters, gradients).filter(\.0.isTrained).map { parameter, gradient in
      (.gradient(of: parameter.name), parameter.value(layer).shape, gradient)
    } + [(.dAPrev, Shape(layer.inputSize, m), dAPrev)]
  }

  /// The weights of a dense layer, or of one like it; empty in other layers.
  private var W: Matrix<Scalar> { layer.namedValues["W"] ?? .empty }

  private func parameter(_ quantity: GradientFinding.Quantity) -> Parameter<L>? {
    guard case .gradient(of: let name) = quantity else { return nil }
    return parameters.first { $0.name == name }
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
      quantity, parameter: parameter(quantity)?.value(layer) ?? .empty, W: W,
      aPrev: aPrev, a: a, dA: dA, dZ: derivativesOfExamples)
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
    let parameter = parameter(quantity)
    let value = (parameter?.value(layer) ?? aPrev)[row, column]
    return CentralDifference.derivative(
      magnitude: Double(abs(value)),
      expected: expected.map { Double($0[row, column]) * scale }, tolerance: tolerance
    ) { h in
      var (layer, aPrev) = (layer, aPrev)
      if let parameter {
        parameter.change(&layer) { $0[row, column] += h }
      } else {
        aPrev[row, column] += h
      }
      return evaluation(layer, aPrev)
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
    guard layer.namedValues["b"]?.shape == shape, shape.count <= settings.sample else { return nil }
    var dZ: [Double] = []
    for row in 0..<shape.rows {
      let result = derivative(of: .db, at: (row, 0), expected: nil)
      guard case .derivative(let values, _) = result else { return nil }
      dZ += values
    }
    return Matrix(rows: shape.rows, columns: m, dZ)
  }
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
