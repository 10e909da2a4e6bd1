import DeepNetwork

/// Whole numbers from -4 to 4: sums of their products are exact in any order.
func wholeNumbers<Scalar: NetworkScalar>(
  _ rows: Int, _ columns: Int, from random: inout RandomState, of _: Scalar.Type = Scalar.self
) -> Matrix<Scalar> {
  Matrix(
    rows: rows, columns: columns,
    (0..<rows * columns).map { _ in Scalar(Int(random.nextWord() % 9) - 4) })
}

extension RandomState {
  mutating func number(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(nextWord()) % range.count
  }
}

extension Matrix {
  /// The same matrix, its elements the other way round in memory.
  var reordered: Matrix {
    let copy = Matrix(rows: columns, columns: rows, transposed.elements).transposed
    return copy
  }
}
