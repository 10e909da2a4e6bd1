/// The gradient check of a loss on its own, in Double.
struct LossGradientCheck {
  private typealias Total = (Matrix<Double>, Matrix<Double>, Matrix<Double>?) -> (
    sum: Double, gradient: Matrix<Double>
  )

  private let loss: Loss
  private let activation: Activation
  /// (n[L], m).
  private let Z: Matrix<Double>
  private let Y: Matrix<Double>
  /// (1, m).
  private let weights: Matrix<Double>
  private let settings: GradientCheck
  private let random: RandomState

  init(_ loss: Loss, n: Int, m: Int, settings: GradientCheck) {
    var random = RandomState(seed: settings.seed)
    self.loss = loss
    activation = loss.kind.activation ?? loss.labels.activation
    Z = 1.5 * random.normal(n, m)
    Y = loss.labels.drawn(n, m, from: &random)
    weights = exp(random.normal(1, m))
    self.settings = settings
    self.random = random
  }

  func findings() -> [GradientFinding] {
    var findings = [nil, weights].flatMap { weights in
      self.findings(.dA, at: activation(Z), weights) { loss.total(a: $0, y: $1, weights: $2) }
    }
    if loss.isTakenFromZ(with: activation) {
      findings += [nil, weights].flatMap { weights in
        self.findings(.dZ, at: Z, weights) {
          loss.total(z: $0, activation: activation, y: $1, weights: $2)
        }
      }
    }
    return findings
  }

  private func findings(
    _ quantity: GradientFinding.Quantity, at point: Matrix<Double>, _ weights: Matrix<Double>?,
    _ total: Total
  ) -> [GradientFinding] {
    let name = weights == nil ? loss.name : "\(loss.name) with weights"
    let (sum, returned) = total(point, Y, weights)
    guard sum.isFinite, returned.isFinite else {
      return [GradientFinding(name, quantity, shape: point.shape, .notFinite)]
    }
    var sums: [Double] = []
    for j in 0..<point.columns {
      let part = total(point[columns: j..<j + 1], Y[columns: j..<j + 1], nil)
      sums.append((weights?[0, j] ?? 1) * part.sum)
    }
    guard abs(sum - sums.reduce(0, +)) <= 1e-9 * sums.reduce(0, { $0 + abs($1) }) else {
      return [GradientFinding(name, .cost, shape: Shape(1, 1), .notSummedLoss)]
    }
    return [finding(quantity, name, returned, at: point) { total($0, Y, weights).sum }]
  }

  private func finding(
    _ quantity: GradientFinding.Quantity, _ name: String, _ returned: Matrix<Double>,
    at point: Matrix<Double>, _ sum: (Matrix<Double>) -> Double
  ) -> GradientFinding {
    let tolerance = settings.tolerance(for: Double.self)
    var comparison = GradientComparison(returned)
    var random = random
    for position in settings.positions(in: point.shape, &random) {
      let (row, column) = position
      let result = CentralDifference<Double>.derivative(
        magnitude: abs(point[row, column]), expected: returned[row, column], tolerance: tolerance
      ) { h in
        var moved = point
        moved[row, column] += h
        return .init(values: [sum(moved)], sides: [])
      }
      comparison.add(position, result, scale: 1)
    }
    return comparison.finding(
      quantity, of: name, tolerance: tolerance, mistake: mistake(in: comparison))
  }

  private func mistake(in comparison: GradientComparison<Double>) -> LikelyMistake? {
    let (actual, numeric) = (comparison.actual, comparison.numeric)
    if actual.allSatisfy({ $0 == 0 }) { return .zero }
    let products = zip(actual, numeric).reduce(0) { $0 + $1.0 * $1.1 }
    let factor = products / numeric.reduce(0) { $0 + $1 * $1 }
    let largest = actual.reduce(0) { max($0, abs($1)) }
    guard zip(actual, numeric).allSatisfy({ abs($0 - factor * $1) <= 1e-5 * largest }) else {
      return nil
    }
    if abs(factor + 1) < 1e-5 { return .sign }
    return abs(factor * Double(Y.columns) - 1) < 1e-5 ? .dividedByM : .factor(factor)
  }
}

extension Loss.Labels {
  /// Labels as they may come, (n, m).
  fileprivate func drawn(_ n: Int, _ m: Int, from random: inout RandomState) -> Matrix<Double> {
    let numbers: Matrix<Double> = random.normal(n, m)
    switch self {
    case .values: return numbers
    case .binary: return numbers.map { $0 > 0 ? 1 : 0 }
    case .oneHot:
      var Y = Matrix<Double>(rows: n, columns: m)
      for (column, row) in numbers.rowOfLargest().enumerated() { Y[row, column] = 1 }
      return Y
    }
  }
}
