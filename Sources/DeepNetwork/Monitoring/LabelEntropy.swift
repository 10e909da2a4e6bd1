/// The cost of answering every example with the share of each class.
///
/// Of a large training set it is first estimated from some labels, and computed from all of them where
/// it comes to matter.
struct LabelEntropy<Scalar: NetworkScalar> {
  /// Labels that an estimate is made of, and that are read at once.
  static var portion: Int { 10_000 }
  /// Labels that stand for those of a set which is larger than any whose order is drawn.
  private static var many: Int { 1_000_000 }

  /// The entropy, or an estimate of it.
  private var value: Double
  /// The cost of answering every example with the same share for each class.
  let ofEqualShares: Double

  private var isExact: Bool
  private let loss: Loss
  private let examples: any ExampleSource<Scalar>
  private let weigh: ExampleWeights<Scalar>?

  /// The examples whose labels are read for it at first: all of a small set.
  static func indices(of count: Int, all: Bool) -> [Int] {
    all || count <= portion
      ? Array(0..<count) : TrainingSample<Scalar>.draw(portion, of: count)
  }

  /// The entropy of labels Y, (n[L], m), of all the examples or some of them; nil where the loss has none.
  init?(
    _ Y: Matrix<Scalar>, of examples: any ExampleSource<Scalar>, _ weigh: ExampleWeights<Scalar>?,
    loss: Loss
  ) {
    guard let entropy = loss.entropy(of: Y, weights: weigh?(Y)) else { return nil }
    value = entropy
    isExact = Y.columns == examples.count
    ofEqualShares =
      loss.kind.entropy(ofShares: loss.labels.equalShares(outputs: Y.rows)) ?? .infinity
    self.loss = loss
    self.examples = examples
    self.weigh = weigh
  }

  /// Whether a cost is that of answering every example with the share of each class.
  mutating func isNear(_ cost: Double) throws -> Bool {
    if !isExact, abs(cost - value) < 0.1 * value { try computeFromAll() }
    return isExact && abs(cost - value) < 2e-3 * value
  }

  /// The entropy of all labels.
  mutating func exactly() throws -> Double {
    if !isExact { try computeFromAll() }
    return value
  }

  private mutating func computeFromAll() throws {
    var sums = [Double](repeating: 0, count: examples.outputSize)
    var weight = 0.0
    let count = examples.count
    let some =
      count > MiniBatches.largestDrawn ? TrainingSample<Scalar>.draw(Self.many, of: count) : nil
    let total = some?.count ?? count
    for start in stride(from: 0, to: total, by: Self.portion) {
      let part = start..<min(start + Self.portion, total)
      let Y = try examples.labels(some?[part] ?? Array(part)[...])
      let weights = weigh?(Y)
      for (row, sum) in Y.weightedRowSums(weights).enumerated() { sums[row] += sum }
      weight += weights.map { Double($0.sum()) } ?? Double(Y.columns)
    }
    value = loss.kind.entropy(ofShares: sums.map { $0 / weight }) ?? value
    isExact = true
  }
}

extension Loss {
  /// The cost of answering every example with the share of each class in Y, (n[L], m), each label
  /// weighted by `weights`, (1, m); nil where the loss has no such cost.
  func entropy<Scalar>(of Y: Matrix<Scalar>, weights: Matrix<Scalar>? = nil) -> Double? {
    guard hasClasses, Y.columns > 0 else { return nil }
    let weight = weights.map { Double($0.sum()) } ?? Double(Y.columns)
    return kind.entropy(ofShares: Y.weightedRowSums(weights).map { $0 / weight })
  }
}

extension Matrix {
  fileprivate func weightedRowSums(_ weights: Matrix?) -> [Double] {
    (weights.map { self .* $0 } ?? self).rowSums().elements.map { Double($0) }
  }
}
