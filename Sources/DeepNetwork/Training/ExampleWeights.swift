/// The weights of examples that follow from the weights of their classes.
package struct ExampleWeights<Scalar: NetworkScalar>: Sendable {
  private let weightOfClass: [Double]

  /// The weights for labels Y, (n[L], m), of the whole training set.
  package init(_ classWeights: Hyperparameters.ClassWeights, Y: Matrix<Scalar>) {
    switch classWeights {
    case .values(let values):
      weightOfClass = values
    case .balanced:
      let classes = Self.classes(of: Y)
      let counts = classes.reduce(into: [Int](repeating: 0, count: max(Y.rows, 2))) {
        $0[$1] += 1
      }
      weightOfClass = counts.map { count in
        count == 0 ? 0 : Double(classes.count) / Double(counts.count * count)
      }
    }
  }

  /// The weights of a batch, (1, m), scaled to mean 1: the mean over the batch is then divided by
  /// the sum of the weights.
  package func callAsFunction(_ Y: Matrix<Scalar>) -> Matrix<Scalar> {
    let weights = Self.classes(of: Y).map { weightOfClass[$0] }
    let mean = weights.reduce(0, +) / Double(weights.count)
    return Matrix(rows: 1, columns: weights.count, weights.map { Scalar($0 / mean) })
  }

  private static func classes(of Y: Matrix<Scalar>) -> [Int] {
    guard Y.rows == 1 else { return Y.rowOfLargest() }
    return (0..<Y.columns).map { Y[0, $0] > 0.5 ? 1 : 0 }
  }
}
