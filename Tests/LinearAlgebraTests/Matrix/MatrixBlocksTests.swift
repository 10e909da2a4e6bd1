import LinearAlgebra
import TestSupport
import Testing

private let orders = [StorageOrder.rowMajor, .columnMajor]

@Suite struct MatrixBlocksTests {
  @Test func `blocks side by side are multiplied one by one`() {
    let a = Matrix<Double>([[1, 2, 5, 6], [3, 4, 7, 8]])
    let b = Matrix<Double>([[1, 10], [1, 100]])
    #expect(a.blocks(columns: 2) * b.blocks(columns: 2) == Matrix([[3, 650], [7, 870]]))
    #expect(
      a.blocks(columns: 2).transposed * b.blocks(columns: 2) == Matrix([[4, 750], [6, 860]]))
  }

  @Test func `blocks below each other are multiplied one by one`() {
    let a = Matrix<Float>([[1, 2], [3, 4]])
    let b = Matrix<Float>([[1], [1], [10], [100]])
    #expect(a.blocks(rows: 2) * b.blocks(rows: 2) == Matrix([[3], [430]]))
    #expect(
      a.blocks(rows: 2).transposed * a.blocks(rows: 2)
        == Matrix([[1, 2], [2, 4], [9, 12], [12, 16]]))
  }

  /// The grid of the products of the blocks, each cut out and multiplied alone.
  private func plain<Scalar>(
    _ a: Matrix<Scalar>, _ aIsTransposed: Bool, _ b: Matrix<Scalar>, _ bIsTransposed: Bool,
    rows: Int, columns: Int
  ) -> Matrix<Scalar> {
    func block(_ x: Matrix<Scalar>, _ isTransposed: Bool, _ row: Int, _ column: Int)
      -> Matrix<Scalar>
    {
      let (n, m) = (x.rows / rows, x.columns / columns)
      let block = x[rows: row * n..<(row + 1) * n][columns: column * m..<(column + 1) * m]
      return isTransposed ? block.transposed : block
    }
    return Matrix(
      rowsOf: (0..<rows).map { row in
        Matrix(
          columnsOf: (0..<columns).map { column in
            block(a, aIsTransposed, row, column) * block(b, bIsTransposed, row, column)
          })
      })
  }

  private func check<Scalar: NetworkScalar>(
    _: Scalar.Type, rows: Int, columns: Int, _ n: Int, _ k: Int, _ p: Int
  ) {
    for (aIsTransposed, bIsTransposed) in [
      (false, false), (true, false), (false, true), (true, true),
    ] {
      let a: Matrix<Scalar> =
        aIsTransposed
        ? randomMatrix(rows * k, columns * n, seed: 1)
        : randomMatrix(rows * n, columns * k, seed: 1)
      let b: Matrix<Scalar> =
        bIsTransposed
        ? randomMatrix(rows * p, columns * k, seed: 2)
        : randomMatrix(rows * k, columns * p, seed: 2)
      let expected = plain(a, aIsTransposed, b, bIsTransposed, rows: rows, columns: columns)
      for (aOrder, bOrder) in orders.flatMap({ x in orders.map { (x, $0) } }) {
        let x = a.ordered(aOrder).blocks(rows: rows, columns: columns)
        let y = b.ordered(bOrder).blocks(rows: rows, columns: columns)
        let product =
          (aIsTransposed ? x.transposed : x) * (bIsTransposed ? y.transposed : y)
        #expect(
          product == expected,
          "\(rows) × \(columns) of (\(n), \(k))\(aIsTransposed) · (\(k), \(p))\(bIsTransposed)")
      }
    }
  }

  @Test func `each block is the product of its two blocks to the last bit`() {
    var random = RandomState(seed: 5)
    for _ in 0..<12 {
      let sizes = (0..<5).map { _ in Int(random.rand(1)[0] * 9) }
      let (rows, columns) = (1 + sizes[3] % 4, 1 + sizes[4])
      check(Float.self, rows: rows, columns: columns, sizes[0], sizes[1], sizes[2])
      check(Double.self, rows: rows, columns: columns, sizes[0], sizes[1], sizes[2])
    }
  }

  @Test func `many blocks and large ones are shared among threads`() {
    check(Float.self, rows: 1, columns: 64, 16, 32, 16)
    check(Double.self, rows: 3, columns: 21, 17, 19, 23)
    check(Float.self, rows: 1, columns: 1, 130, 120, 110)
  }

  @Test func `blocks of nothing make nothing`() {
    let a = Matrix<Double>(rows: 2, columns: 0)
    #expect((a.blocks(columns: 3).transposed * a.blocks(columns: 3)).shape == Shape(0, 0))
    #expect(
      a.blocks(columns: 3) * Matrix<Double>(rows: 0, columns: 6).blocks(columns: 3)
        == Matrix(rows: 2, columns: 6))
  }
}

@Suite struct MatrixBlocksTrapTests {
  @Test func `a matrix that does not fall into equal blocks is named`() async {
    expectSaid(
      "a matrix of shape (2, 5) cannot be cut into 1 × 2 equal blocks",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Matrix<Double>(rows: 2, columns: 5).blocks(columns: 2)
      })
    await #expect(processExitsWith: .failure) {
      _ = Matrix<Double>(rows: 2, columns: 5).blocks(rows: 0)
    }
  }

  @Test func `blocks that do not fit are refused with their shapes`() async {
    expectSaid(
      "as many columns on the left as rows on the right, not blocks (3, 2) · (3, 2)",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let a = Matrix<Double>(rows: 3, columns: 4).blocks(columns: 2)
        _ = a * a
      })
  }

  @Test func `grids that differ are refused`() async {
    expectSaid(
      "grids of 1 × 2 and 2 × 1 blocks do not match",
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let a = Matrix<Double>(rows: 4, columns: 4)
        _ = a.blocks(columns: 2) * a.blocks(rows: 2)
      })
  }
}
