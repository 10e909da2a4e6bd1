import TestSupport
import Testing

@testable import LinearAlgebra

/// A column of a product is the same among few and among many.
@Suite struct ColumnsTests {
  func check<Scalar: NetworkScalar>(_: Scalar.Type, _ order: StorageOrder) {
    var random = RandomState(seed: 3)
    for (n, k) in [(1, 2), (1, 5), (9, 2), (1, 1), (3, 700), (32, 2), (7, 5)] {
      let W = random.normal(n, k, of: Scalar.self)
      let b = random.normal(n, 1, of: Scalar.self)
      for m in [1500, 1024, 796, 512] {
        let X = random.normal(m, k, of: Scalar.self).transposed.ordered(order)
        let all = W.product(X, bias: b)
        for range in [0..<m / 2, m / 2..<m, 3..<4, m - 17..<m] {
          let part = W.product(X[columns: range].ordered(order), bias: b)
          #expect(
            part == all[columns: range], "\(n) x \(k) x \(m), \(range), \(order) \(Scalar.self)")
        }
      }
    }
  }

  @Test func `a column does not depend on the others`() {
    for order in [StorageOrder.rowMajor, .columnMajor] {
      check(Float.self, order)
      check(Double.self, order)
    }
  }
}
