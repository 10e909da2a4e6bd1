import LinearAlgebra
import TestSupport
import Testing

private let orders = [StorageOrder.rowMajor, .columnMajor]

@Suite struct MatrixExactProductsTests {
  @Test func `another precision is rounded to nearest`() {
    let a = Matrix<Double>([[1, 0.1], [1e300, -2]])
    #expect(Matrix<Float>(a) == Matrix([[1, 0.1], [.infinity, -2]]))
    #expect(Matrix<Double>(Matrix<Float>(a.transposed)).shape == Shape(2, 2))
    #expect(Matrix<Float>(a.transposed)[1, 0] == 0.1)
    #expect(Matrix<Double>(Matrix<Float>([[0.1]])).scalar == Double(Float(0.1)))
  }

  @Test func `zeros are added on the right`() {
    for order in orders {
      let a = Matrix<Double>([[1, 2], [3, 4]]).ordered(order)
      #expect(a.padded(toColumns: 4, scale: 0.5) == Matrix([[0.5, 1, 0, 0], [1.5, 2, 0, 0]]))
      #expect(a.padded(toColumns: 2, scale: 1) == a)
    }
  }

  @Test func `exact products of floats are summed in double`() {
    // 1e8 + 1 - 1e8: lost in Float, kept in Double.
    let row = Matrix<Float>([[1e8, 1, -1e8]])
    let column = Matrix<Float>([[1], [1], [1]])
    #expect(row.exactProduct(column).scalar == 1)
  }

  @Test(arguments: [0, 1, 2047, 2048, 2049, 5000])
  func `exact products go over parts of the inner size`(_ k: Int) {
    let a = randomMatrix(3, k, seed: 1, of: Double.self)
    let b = randomMatrix(k, 2, seed: 2, of: Double.self)
    let expected = Matrix<Double>(
      rows: 3, columns: 2,
      (0..<6).map { e in (0..<k).reduce(0.0) { $0 + a[e / 2, $1] * b[$1, e % 2] } })
    for (x, y) in orders.flatMap({ x in orders.map { (x, $0) } }) {
      expectClose(a.ordered(x).exactProduct(b.ordered(y)), expected, within: 1e-13)
    }
  }

  /// Formed by halves, in strips of columns and parts of rows.
  @Test(arguments: [(0, 3), (1, 1), (5, 64), (1024, 65), (1025, 7), (2100, 131), (30, 300)])
  func `the exact Gram matrix is the product with the transpose`(_ rows: Int, _ columns: Int) {
    let X = randomMatrix(rows, columns, seed: 4, of: Float.self)
    for order in orders {
      let G = X.ordered(order).exactGram()
      #expect(G == X.transposed.exactProduct(X))
      #expect(G == G.transposed)
    }
  }

  @Test func `exact products are symmetric where they must be`() {
    let X = randomMatrix(300, 17, seed: 3, of: Float.self)
    let G = X.transposed.exactProduct(X)
    #expect(G == G.transposed)
  }
}
