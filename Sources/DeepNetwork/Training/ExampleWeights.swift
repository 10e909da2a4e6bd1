/// The weights of examples that follow from the weights of their classes.
///
/// They are scaled once, so that their mean over the training set is 1: an example counts the same in
/// whatever batch it stands, and the cost of a batch is Σ wᵢLᵢ / m.
package struct ExampleWeights<Scalar: NetworkScalar>: Sendable {
  private let weightOfClass: [Double]

  /// The weights for labels Y, (n[L], m), of the whole training set.
  package init(_ classWeights: Hyperparameters.ClassWeights, Y: Matrix<Scalar>) {
    let classes = Self.classes(of: Y)
    let given: [Double]
    switch classWeights {
    case .values(let values):
      given = values
    case .balanced:
      let counts = classes.reduce(into: [Int](repeating: 0, count: max(Y.rows, 2))) {
        $0[$1] += 1
      }
      given = counts.map { count in
        count == 0 ? 0 : Double(classes.count) / Double(counts.count * count)
      }
    }
    let mean = classes.reduce(0) { $0 + given[$1] } / Double(classes.count)
    weightOfClass = given.map { $0 / mean }
  }

  /// The weights, (1, m), of examples with the labels Y, (n[L], m).
  package func callAsFunction(_ Y: Matrix<Scalar>) -> Matrix<Scalar> {
    let classes = Self.classes(of: Y)
    return Matrix(rows: 1, columns: classes.count, classes.map { Scalar(weightOfClass[$0]) })
  }

  private static func classes(of Y: Matrix<Scalar>) -> [Int] {
    guard Y.rows == 1 else { return Y.rowOfLargest() }
    return (0..<Y.columns).map { Y[0, $0] > 0.5 ? 1 : 0 }
  }
}
