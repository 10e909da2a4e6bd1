import Foundation

/// Looks at a training whenever a row of its history is due, and says each thing once.
struct Doctor<Scalar: NetworkScalar> {
  private static var saturationShare: Double { 0.9 }
  private static var vanishingRatio: Double { 1e-4 }
  private static var largeStep: Double { 0.5 }
  private static var smallStep: Double { 1e-9 }
  private static var unscaledInput: Double { 20 }
  /// Rows that a symptom must last where a single one proves nothing.
  private static var patience: Int { 5 }

  private let entropy: Double?
  private var said: Set<String> = []
  private var rowsAtEntropy = 0
  private var lowestValidation: (row: HistoryRow, rowsSince: Int)?

  /// A look-out for a training whose labels have the given entropy, nil for values.
  init(entropyOfLabels entropy: Double?) { self.entropy = entropy }

  /// The remarks that the state of the layers after a pass gives rise to.
  mutating func examine(
    _ layers: [any LayerPassing<Scalar>], _ norms: [LayerNorms], X: Matrix<Scalar>, alpha: Double,
    iteration: Int
  ) -> [Remark] {
    var findings: [Remark.Finding] = []
    if iteration == 0, case let largest = Double(X.maximumMagnitude()),
      largest > Self.unscaledInput
    {
      findings.append(.unscaledInputs(largest: largest))
    }
    for (index, (layer, norms)) in zip(layers, norms).enumerated() {
      findings += outputFindings(layer, number: index + 1, isLast: index == layers.count - 1)
      findings += stepFindings(norms, number: index + 1, alpha: alpha)
    }
    findings += gradientFindings(layers, norms)
    return new(findings, at: iteration)
  }

  /// The remarks that the rows of the history give rise to.
  mutating func examine(_ row: HistoryRow) -> [Remark] {
    var findings: [Remark.Finding] = []
    if let entropy {
      rowsAtEntropy = abs(row.cost - entropy) < 2e-3 * entropy ? rowsAtEntropy + 1 : 0
      if rowsAtEntropy == Self.patience { findings.append(.sameAnswerForAll(cost: entropy)) }
    }
    if let cost = row.validationCost {
      if let lowest = lowestValidation, cost >= lowest.row.validationCost ?? .infinity {
        lowestValidation?.rowsSince += 1
        if lowest.rowsSince + 1 >= Self.patience, row.cost < lowest.row.cost,
          cost > 1.1 * (lowest.row.validationCost ?? .infinity)
        {
          findings.append(.overfitting(lowestAt: lowest.row.iteration))
        }
      } else {
        lowestValidation = (row, 0)
      }
    }
    return new(findings, at: row.iteration)
  }

  private mutating func new(_ findings: [Remark.Finding], at iteration: Int) -> [Remark] {
    findings.filter { said.insert($0.subject).inserted }
      .map { Remark(iteration: iteration, finding: $0) }
  }

  private func outputFindings(
    _ layer: any LayerPassing<Scalar>, number: Int, isLast: Bool
  ) -> [Remark.Finding] {
    guard !isLast, let a = layer.inspectedOutput, let activation = layer.hiddenActivation else {
      return []
    }
    switch activation {
    case .relu:
      let dead = a.ordered(.rowMajor).countOfZeroRows()
      return dead * 4 >= a.rows ? [.deadUnits(layer: number, dead: dead, of: a.rows)] : []
    case .sigmoid, .tanh:
      // Both map onto -1 … 1 here; sigmoid's 0 … 1 is stretched.
      let centred = activation == .sigmoid ? a * 2 - 1 : a
      let share = Double(centred.countAbove(magnitude: 0.99)) / Double(a.count)
      return share > Self.saturationShare
        ? [.saturated(layer: number, activation: activation.name, share: share)] : []
    case .leakyRelu, .linear, .softmax: return []
    }
  }

  private func stepFindings(
    _ norms: LayerNorms, number: Int, alpha: Double
  ) -> [Remark.Finding] {
    let size = norms.weights
    let step = alpha * norms.gradient
    guard size > 0, step > 0 else { return [] }
    let ratio = step / size
    if ratio > Self.largeStep { return [.stepTooLarge(layer: number, ratio: ratio)] }
    if ratio < Self.smallStep { return [.stepTooSmall(layer: number, ratio: ratio)] }
    return []
  }

  private func gradientFindings(
    _ layers: [any LayerPassing<Scalar>], _ norms: [LayerNorms]
  ) -> [Remark.Finding] {
    let sizes = zip(layers, norms).map { layer, norms in
      let count = layer.gradient.dW.count
      return count == 0 ? nil : norms.gradient / Double(count).squareRoot()
    }
    guard let last = sizes.last ?? nil, last > 0,
      let weakest = sizes.dropLast().enumerated().min(by: { ($0.1 ?? last) < ($1.1 ?? last) }),
      let size = weakest.element, size / last < Self.vanishingRatio
    else { return [] }
    return [.vanishingGradient(layer: weakest.offset + 1, ratio: size / last)]
  }
}

extension Remark.Finding {
  /// What must differ for a finding to be said again.
  fileprivate var subject: String {
    switch self {
    case .sameAnswerForAll: "entropy"
    case .deadUnits(let layer, _, _): "dead \(layer)"
    case .saturated(let layer, _, _): "saturated \(layer)"
    case .vanishingGradient: "vanishing"
    case .stepTooLarge(let layer, _): "large \(layer)"
    case .stepTooSmall(let layer, _): "small \(layer)"
    case .unscaledInputs: "unscaled"
    case .overfitting: "overfitting"
    }
  }
}

extension Matrix {
  fileprivate func countOfZeroRows() -> Int {
    withElements { a in
      (0..<rows).count { row in
        UnsafeBufferPointer(start: a + row * columns, count: columns).allSatisfy { $0 == 0 }
      }
    }
  }

  fileprivate func countAbove(magnitude: Scalar) -> Int {
    withElements { a in (0..<count).count { abs(a[$0]) > magnitude } }
  }
}

extension Loss {
  /// The cost of answering every example with the share of each class in Y; nil for values.
  func entropy<Scalar>(of Y: Matrix<Scalar>) -> Double? {
    guard hasClasses, Y.columns > 0 else { return nil }
    let shares = Y.rowSums().elements.map { Double($0) / Double(Y.columns) }
    func term(_ p: Double) -> Double { p > 0 ? -p * log(p) : 0 }
    return self == .binaryCrossEntropy
      ? shares.reduce(0) { $0 + term($1) + term(1 - $1) } : shares.reduce(0) { $0 + term($1) }
  }
}
