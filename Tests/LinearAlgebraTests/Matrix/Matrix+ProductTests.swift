import Kernels
import LinearAlgebra
import TestSupport
import Testing

private let orders = [StorageOrder.rowMajor, .columnMajor]

/// A·B as the definition says it, summed in double precision.
private func tripleLoop<Scalar>(_ a: Matrix<Scalar>, _ b: Matrix<Scalar>) -> Matrix<Scalar> {
  var c = Matrix<Scalar>(rows: a.rows, columns: b.columns)
  for i in 0..<a.rows {
    for j in 0..<b.columns {
      c[i, j] = Scalar((0..<a.columns).reduce(0.0) { $0 + Double(a[i, $1]) * Double(b[$1, j]) })
    }
  }
  return c
}

@Suite struct MatrixProductTests {
  /// Whether the elements of c differ from a·b by no more than the rounding of k additions.
  private func isProduct<Scalar>(
    _ c: Matrix<Scalar>, _ expected: Matrix<Scalar>, of a: Matrix<Scalar>, _ b: Matrix<Scalar>
  ) -> Bool {
    let magnitudes = tripleLoop(abs(a), abs(b))
    let ulp = Scalar.ulpOfOne * Scalar(a.columns + 1)
    return c.shape == expected.shape
      && zip(abs(c - expected).elements, magnitudes.elements).allSatisfy { $0 <= ulp * $1 }
  }

  private func checkProducts<Scalar: NetworkScalar>(_: Scalar.Type) {
    let sizes = [
      (0, 0, 0), (0, 3, 2), (3, 0, 2), (3, 2, 0), (1, 1, 1), (1, 7, 1), (7, 1, 7), (1, 300, 5),
      (5, 300, 1), (2, 3, 4), (13, 17, 19), (33, 65, 47), (64, 64, 64), (97, 129, 51),
    ]
    for (n, k, m) in sizes {
      let a = randomMatrix(n, k, seed: 1, of: Scalar.self)
      let b = randomMatrix(k, m, seed: 2, of: Scalar.self)
      let expected = tripleLoop(a, b)
      for (orderA, orderB) in orders.flatMap({ x in orders.map { (x, $0) } }) {
        #expect(
          isProduct(a.ordered(orderA) * b.ordered(orderB), expected, of: a, b),
          "(\(n), \(k)) \(orderA) · (\(k), \(m)) \(orderB)")
      }
    }
  }

  @Test func `products are those of the definition in all orders`() {
    checkProducts(Float.self)
    checkProducts(Double.self)
  }

  @Test func `whole numbers are multiplied exactly`() {
    let a = Matrix<Float>([[1, 2], [3, 4], [5, 6]])
    let b = Matrix<Float>([[7, 8, 9], [10, 11, 12]])
    #expect(a * b == Matrix([[27, 30, 33], [61, 68, 75], [95, 106, 117]]))
    #expect(b.transposed * a.transposed == (a * b).transposed)
  }

  @Test func `the order in memory changes no bit`() {
    let a = randomMatrix(37, 211, seed: 1, of: Float.self)
    let b = randomMatrix(211, 29, seed: 2, of: Float.self)
    let product = a * b
    #expect(a.ordered(.columnMajor) * b == product)
    #expect(a * b.ordered(.columnMajor) == product)
    #expect(a.ordered(.columnMajor) * b.ordered(.columnMajor) == product)
  }

  @Test func `an element depends on its row and its column alone`() {
    let a = randomMatrix(37, 211, seed: 1, of: Float.self)
    let b = randomMatrix(211, 41, seed: 2, of: Float.self)
    let product = a * b
    for columns in [1, 2, 3, 16, 40] {
      let part = Matrix<Float>(
        rows: 211, columns: columns, (0..<211).flatMap { i in (0..<columns).map { b[i, $0] } })
      let partOfProduct = (a[rows: 5...5] * part).elements
      #expect(partOfProduct == (0..<columns).map { product[5, $0] })
    }
  }

  @Test func `bias and activation come with the product`() {
    let W = Matrix<Double>([[1, 2], [3, -4]])
    let A = Matrix<Double>([[1, 0, 2], [1, 1, -1]])
    let b = Matrix<Double>([[10], [-2]])
    let Z = Matrix<Double>([[13, 12, 10], [-3, -6, 8]])
    #expect(W.product(A, bias: b) == Z)
    #expect(W.product(A, bias: b, activation: .relu) == Matrix([[13, 12, 10], [0, 0, 8]]))
    #expect(
      W.product(A, bias: b, activation: .leakyRelu(slope: 0.5))
        == Matrix([[13, 12, 10], [-1.5, -3, 8]]))
    for activation: ElementActivation in [.gelu, .silu, .elu(alpha: 0.5), .softplus] {
      #expect(W.product(A, bias: b, activation: activation) == Z.activated(by: activation))
    }
    expectClose(W.product(A, bias: b, activation: .tanh), tanh(Z), within: 1e-15)
    expectClose(W.product(A, bias: b, activation: .sigmoid), sigmoid(Z), within: 1e-15)
  }

  @Test func `sizes that do not fit stop the program with both shapes`() async throws {
    expectSaid(
      "as many columns on the left as rows on the right, not (2, 3) · (2, 3)",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Matrix<Double>(rows: 2, columns: 3) * Matrix<Double>(rows: 2, columns: 3)
      })
  }
}

@Suite struct MeanProductTests {
  private func checkMeanProduct<Scalar: NetworkScalar>(_: Scalar.Type, examples: [Int]) {
    for m in examples {
      let dZ = randomMatrix(3, m, seed: 1, of: Scalar.self)
      let aPrev = randomMatrix(5, m, seed: 2, of: Scalar.self)
      let expected = Matrix<Scalar>(
        tripleLoop(Matrix<Double>(dZ), Matrix<Double>(aPrev.transposed)) / Double(max(m, 1)))
      for (orderZ, orderA) in orders.flatMap({ x in orders.map { (x, $0) } }) {
        let product = dZ.ordered(orderZ).meanProduct(aPrev.ordered(orderA))
        // A sum of m numbers around 1 that cancel to about √m.
        let tolerance = Double(Scalar.ulpOfOne) * (Double(m).squareRoot() * 4 + 16)
        expectClose(product, expected, within: tolerance, "m = \(m), \(orderZ), \(orderA)")
      }
    }
  }

  @Test func `the mean product is the product over m, around the borders of the segments`() {
    checkMeanProduct(
      Double.self, examples: [0, 1, 2, 63, 1023, 1024, 1025, 1535, 1536, 4096, 40_000])
    checkMeanProduct(Float.self, examples: [1, 17, 1023, 1024, 1025])
  }

  @Test func `row means go over the same borders`() {
    for m in [0, 1, 2, 1023, 1024, 1025, 4096, 40_000] {
      let x = randomMatrix(3, m, seed: 4, of: Double.self)
      let expected = Matrix<Double>(
        rows: 3, columns: 1,
        (0..<3).map { row in (0..<m).reduce(0.0) { $0 + x[row, $1] } / Double(max(m, 1)) })
      for order in orders {
        let means = x.ordered(order).rowMeans()
        #expect(means.shape == Shape(3, 1))
        expectClose(means, expected, within: 1e-11, "m = \(m)")
      }
    }
  }

  @Test func `powers of two are exact`() {
    let ones = Matrix<Float>(rows: 2, columns: 4096, repeating: 1)
    let twos = Matrix<Float>(rows: 3, columns: 4096, repeating: 2)
    #expect(ones.meanProduct(twos) == Matrix(rows: 2, columns: 3, repeating: 2))
    #expect(ones.rowMeans() == Matrix(rows: 2, columns: 1, repeating: 1))
    #expect(ones.rowSums() == Matrix(rows: 2, columns: 1, repeating: 4096))
  }

  @Test func `X and dZ need one column for each example`() async throws {
    expectSaid(
      "dZ (2, 3) and A_prev (2, 4) must have one column for each example",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Matrix<Double>(rows: 2, columns: 3)
          .meanProduct(Matrix(rows: 2, columns: 4))
      })
  }
}
