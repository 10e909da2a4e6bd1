import TestSupport
import Testing

@testable import LinearAlgebra

/// Counting agreement is counting element by element, whatever the order of either matrix is.
struct MatrixAgreementTests {
  /// A matrix of a few different numbers, so that many are equal, some of them NaN.
  private func matrix(_ rows: Int, _ columns: Int, from random: inout RandomState) -> Matrix<Float>
  {
    let values: [Float] = [-1, 0, 0.5, 1, 1, 2, .nan]
    return Matrix(
      rows: rows, columns: columns, (0..<rows * columns).map { _ in values[random.index(upTo: 6)] })
  }

  /// Labels: a 1 among zeros in each column.
  private func labels(_ rows: Int, _ columns: Int, from random: inout RandomState) -> Matrix<Float>
  {
    var Y = Matrix<Float>(rows: rows, columns: columns)
    for column in 0..<columns { Y[random.index(upTo: rows - 1), column] = 1 }
    return Y
  }

  private func reordered(_ matrix: Matrix<Float>) -> Matrix<Float> {
    Matrix(matrix.transposed.elementsByRow).transposed
  }

  @Test func `rows of the largest are compared column by column`() {
    var random = RandomState(seed: 3)
    for _ in 0..<300 {
      let (rows, columns) = (1 + random.index(upTo: 5), 1 + random.index(upTo: 6))
      let A = matrix(rows, columns, from: &random)
      let shares = matrix(rows, columns, from: &random).map { $0 > 1 ? 0.25 : $0 }
      for Y in [labels(rows, columns, from: &random), shares] {
        let expected = zip(A.rowOfLargest(), Y.rowOfLargest()).enumerated().count { column, pair in
          pair.0 == pair.1 && !A[pair.0, column].isNaN
        }
        for a in [A, reordered(A)] {
          for y in [Y, reordered(Y)] { #expect(a.countSameRowOfLargest(as: y) == expected) }
        }
      }
    }
  }

  @Test func `sides are compared element by element`() {
    var random = RandomState(seed: 4)
    for _ in 0..<300 {
      let (rows, columns) = (1 + random.index(upTo: 4), 1 + random.index(upTo: 6))
      let A = matrix(rows, columns, from: &random)
      let Y = matrix(rows, columns, from: &random)
      let expected = zip(A.elements, Y.elements).count { $1 > 0.5 ? $0 > 0 : $0 <= 0 }
      for a in [A, reordered(A)] {
        for y in [Y, reordered(Y)] {
          #expect(a.countAgreeing(above: 0, with: y, above: 0.5) == expected)
        }
      }
    }
  }
}

extension Matrix {
  /// The elements in rows; of no rows none.
  fileprivate var elementsByRow: [[Scalar]] {
    (0..<rows).map { row in (0..<columns).map { self[row, $0] } }
  }
}
