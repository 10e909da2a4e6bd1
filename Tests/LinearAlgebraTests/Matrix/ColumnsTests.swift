import Testing

@testable import LinearAlgebra

/// A column of a product is the same among few and among many.
@Suite struct ColumnsTests {
  func check<Scalar: NetworkScalar>(_: Scalar.Type, _ order: StorageOrder) {
    var random = RandomState(seed: 3)
    for (n, k) in [(1, 2), (1, 5), (9, 2), (1, 1), (3, 700), (32, 2), (7, 5)] {
      let W = Matrix<Scalar>(rows: n, columns: k, random.randn(n * k).map { Scalar($0) })
      let b = Matrix<Scalar>(rows: n, columns: 1, random.randn(n).map { Scalar($0) })
      for m in [1500, 1024, 796, 512] {
        let X = Matrix<Scalar>(rows: m, columns: k, random.randn(m * k).map { Scalar($0) })
          .transposed.ordered(order)
        let all = W.product(X, bias: b)
        for range in [0..<m / 2, m / 2..<m, 3..<4, m - 17..<m] {
          let part = W.product(X.columns(range).ordered(order), bias: b)
          #expect(
            part == all.columns(range), "\(n) x \(k) x \(m), \(range), \(order) \(Scalar.self)")
        }
      }
    }
  }

  @Test func aColumnDoesNotDependOnTheOthers() {
    for order in [StorageOrder.rowMajor, .columnMajor] {
      check(Float.self, order)
      check(Double.self, order)
    }
  }
}
