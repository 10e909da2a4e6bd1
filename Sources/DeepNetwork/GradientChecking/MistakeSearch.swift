/// Looks for the mistake in backward that explains a wrong gradient of a layer.
///
/// Each known mistake predicts what backward returns; the one whose prediction is met is named.
struct MistakeSearch<Scalar: NetworkScalar> {
  private let quantity: GradientFinding.Quantity
  private let W: Matrix<Double>
  private let parameter: Matrix<Double>
  private let aPrev: Matrix<Double>
  private let a: Matrix<Double>
  private let dA: Matrix<Double>
  private let m: Double
  /// dZ, where it can be measured.
  private let measuredDZ: () -> Matrix<Double>?

  init(
    _ quantity: GradientFinding.Quantity, parameter: Matrix<Scalar>, W: Matrix<Scalar>,
    aPrev: Matrix<Scalar>, a: Matrix<Scalar>, dA: Matrix<Scalar>,
    dZ: @escaping () -> Matrix<Double>?
  ) {
    self.quantity = quantity
    self.W = Matrix(W)
    self.parameter = Matrix(parameter)
    self.aPrev = Matrix(aPrev)
    self.a = Matrix(a)
    self.dA = Matrix(dA)
    m = Double(aPrev.columns)
    measuredDZ = dZ
  }

  // MARK: A wrong shape

  func mistake(inShape returned: Matrix<Scalar>, expected: Shape) -> LikelyMistake {
    let actual = returned.shape
    switch quantity {
    case .db where actual == dA.shape: return .notSummed
    case .db where actual == Shape(1, dA.columns): return .summedOverUnits
    case .dAPrev where actual == dA.shape:
      let candidates = [dA] + (measuredDZ().map { [$0] } ?? [])
      let values = Matrix<Double>(returned).elements
      let isDZ = candidates.contains { factor(values, $0.elements) != nil }
      return isDZ ? .missingWeights : .wrongShape(actual: actual)
    default: return actual == expected.transposed ? .transposed : .wrongShape(actual: actual)
    }
  }

  // MARK: Wrong numbers

  func mistake(in comparison: GradientComparison<Scalar>) -> LikelyMistake? {
    let (actual, numeric) = (comparison.actual, comparison.numeric)
    if actual.allSatisfy({ $0 == 0 }) { return .zero }
    let magnitude = actual.reduce(0) { max($0, abs($1)) }
    if numeric.allSatisfy({ abs($0) <= 1e-8 * magnitude }) { return .withoutEffect }
    if let factor = factor(actual, numeric), let mistake = named(factor) { return mistake }
    if let mistake = structuralMistake(comparison) { return mistake }
    guard actual.count > 2, let factor = factor(actual, numeric), abs(factor - 1) > closeness else {
      return nil
    }
    return .factor(factor)
  }

  private func named(_ factor: Double) -> LikelyMistake? {
    let isMean = quantity.isMean
    let names: [(Double, LikelyMistake)] = [
      (-1, .sign), (isMean ? m : .nan, .notDividedByM),
      (1 / m, isMean ? .dividedByMTwice : .dividedByM), (2, .factor(2)), (0.5, .factor(0.5)),
      (-m, .factor(-m)), (-1 / m, .factor(-1 / m)),
    ]
    return names.first { abs(factor - $0.0) <= closeness * abs($0.0) }?.1
  }

  private func structuralMistake(_ comparison: GradientComparison<Scalar>) -> LikelyMistake? {
    let returned = Matrix<Double>(comparison.returned)
    let isComplete = comparison.positions.count == returned.count
    if isComplete, returned.rows == returned.columns {
      let numeric = Matrix(
        rows: returned.rows, columns: returned.columns, comparison.numeric)
      if isMet(numeric.transposed, by: returned) { return .transposed }
    }
    let residual = zip(comparison.actual, comparison.numeric).map { $0 - $1 }
    if quantity.isMean, residual.count > 1 {
      let parameters = comparison.positions.map { parameter[$0.row, $0.column] }
      if factor(residual, parameters) != nil { return .weightDecay }
    }
    return predictions().first { _, prediction in
      isMet(prediction, by: returned) && !isRight(prediction, comparison)
    }?.0
  }

  /// What backward returns if it makes a mistake, for each that is known.
  private func predictions() -> [(LikelyMistake, Matrix<Double>)] {
    var predictions = [(LikelyMistake.missingDerivative, result(of: dA))]
    guard let dZ = measuredDZ() else { return Self.known(predictions) }
    let slope = dZ ./ dA
    let sigmoidAtA = sigmoid(a) .* (1 - sigmoid(a))
    let tanhAtA = 1 - square(tanh(a))
    predictions += [
      (.derivativeTwice, result(of: dZ .* slope)), (.missingDA, result(of: slope)),
      (.derivativeAtA, result(of: dA .* sigmoidAtA)), (.derivativeAtA, result(of: dA .* tanhAtA)),
      (.valueForDerivative, result(of: dA .* a)),
    ]
    switch quantity {
    case .dW:
      predictions.append((.ownOutput, product(dZ, a.transposed)))
      predictions += ends.map {
        (.onlyOneExample, product(dZ.column($0), aPrev.column($0).transposed))
      }
    case .db:
      let total = Matrix(rows: dZ.rows, columns: 1, repeating: dZ.sum())
      predictions.append((.summedOverUnits, total))
      predictions += ends.map { (.onlyOneExample, dZ.column($0)) }
    case .dAPrev:
      predictions += [
        (.weightsNotTransposed, product(W, dZ)), (.weightsNotTransposed, product(W, dA)),
        (.missingWeights, dZ), (.missingWeights, dA),
      ]
    default: break
    }
    return Self.known(predictions)
  }

  private static func known(_ predictions: [(LikelyMistake, Matrix<Double>?)])
    -> [(LikelyMistake, Matrix<Double>)]
  { predictions.compactMap { mistake, prediction in prediction.map { (mistake, $0) } } }

  private var ends: [Int] { [0, dA.columns - 1] }

  /// The gradient that a dense layer makes of this dZ, up to 1/m; nil if the layer is not dense.
  private func result(of dZ: Matrix<Double>) -> Matrix<Double>? {
    guard quantity == .db || W.shape == Shape(dZ.rows, aPrev.rows) else { return nil }
    switch quantity {
    case .dW: return dZ * aPrev.transposed
    case .db: return dZ.rowSums()
    case .dAPrev: return W.transposed * dZ
    default: return nil
    }
  }

  private func product(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Matrix<Double>? {
    a.columns == b.rows ? a * b : nil
  }

  // MARK: Comparing

  private var closeness: Double { Scalar.significandBitCount > 30 ? 1e-5 : 2e-2 }

  /// Whether a gradient is the prediction, up to the sign and a factor m.
  private func isMet(_ prediction: Matrix<Double>, by returned: Matrix<Double>) -> Bool {
    guard prediction.shape == returned.shape,
      let factor = factor(returned.elements, prediction.elements)
    else { return false }
    return [1, -1, 1 / m, -1 / m, m, -m].contains { abs(factor - $0) <= closeness * abs($0) }
  }

  /// Whether a prediction is no mistake in this layer, such as the missing derivative of a linear one.
  private func isRight(
    _ prediction: Matrix<Double>, _ comparison: GradientComparison<Scalar>
  ) -> Bool {
    let values = comparison.positions.map { prediction[$0.row, $0.column] }
    return isMet(
      Matrix(rows: 1, columns: values.count, comparison.numeric),
      by: Matrix(rows: 1, columns: values.count, values))
  }

  /// c if actual = c · expected, up to rounding; nil if there is no such c or it is 0.
  private func factor(_ actual: [Double], _ expected: [Double]) -> Double? {
    let square = expected.reduce(0) { $0 + $1 * $1 }
    guard square > 0, square.isFinite else { return nil }
    let factor = zip(actual, expected).reduce(0) { $0 + $1.0 * $1.1 } / square
    let rest = zip(actual, expected).reduce(0) {
      let difference = $1.0 - factor * $1.1
      return $0 + difference * difference
    }
    let size = actual.reduce(0) { $0 + $1 * $1 }
    guard factor != 0, rest <= closeness * closeness * size else { return nil }
    return factor
  }
}

extension Matrix {
  /// One column, (rows, 1).
  fileprivate func column(_ j: Int) -> Matrix {
    Matrix(rows: rows, columns: 1, (0..<rows).map { self[$0, j] })
  }
}
