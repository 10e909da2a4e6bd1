import Kernels

/// A matrix seen as a grid of blocks of one size, to multiply those of two matrices pair by pair.
///
/// Nothing is copied. What attention computes for each of m examples, with t columns each of the
/// queries Q and keys K, (d, t·m), is one product:
///
///     let S = K.blocks(columns: m).transposed * Q.blocks(columns: m)  // (t, t·m)
public struct MatrixBlocks<Scalar: NetworkScalar>: Sendable {
  fileprivate let matrix: Matrix<Scalar>
  /// The blocks one below the other.
  fileprivate let rows: Int
  /// The blocks side by side.
  fileprivate let columns: Int
  fileprivate var isTransposed = false

  /// The same grid, each block with its rows and columns exchanged.
  public var transposed: MatrixBlocks {
    var blocks = self
    blocks.isTransposed.toggle()
    return blocks
  }

  /// The products of the blocks at each place of two equal grids, in that grid.
  ///
  /// *Shapes*: blocks (n, k) times blocks (k, p) are blocks (n, p); the result is (rows · n,
  /// columns · p). Each is the product of its two blocks to the last bit.
  public static func * (a: MatrixBlocks, b: MatrixBlocks) -> Matrix<Scalar> {
    require(
      a.rows == b.rows && a.columns == b.columns,
      "grids of \(a.rows) × \(a.columns) and \(b.rows) × \(b.columns) blocks do not match")
    require(
      a.shape.columns == b.shape.rows,
      "a product needs as many columns on the left as rows on the right, "
        + "not blocks \(a.shape) · \(b.shape)")
    let isTall = b.shape.columns < a.shape.rows
    return isTall ? b.flipped.product(a.flipped).transposed : a.product(b)
  }

  /// The blocks of the transposed matrix.
  ///
  /// The product of two flipped grids in exchanged order is the flipped product: where blocks are
  /// tall, its rows are the longer ones and fill the vectors.
  private var flipped: MatrixBlocks {
    MatrixBlocks(
      matrix: matrix.transposed, rows: columns, columns: rows, isTransposed: isTransposed)
  }

  /// The shape of a block.
  private var shape: Shape {
    let shape = Shape(matrix.rows / rows, matrix.columns / columns)
    return isTransposed ? shape.transposed : shape
  }

  /// Where the block with a number lies, counted row by row.
  private func start(_ block: Int) -> Int {
    let row = block / columns * (matrix.rows / rows)
    let column = block % columns * (matrix.columns / columns)
    return matrix.order == .rowMajor
      ? row * matrix.leadingDimension + column : column * matrix.leadingDimension + row
  }

  private var liesTransposed: Bool { (matrix.order == .columnMajor) != isTransposed }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func product(_ b: MatrixBlocks) -> Matrix<Scalar> {
    let (m, n, k) = (shape.rows, b.shape.columns, shape.columns)
    let result = Matrix<Scalar>(uninitialized: Shape(rows * m, columns * n))
    let grid = MatrixBlocks(matrix: result, rows: rows, columns: columns)
    let table = kernels(for: Scalar.self)
    let (x, y, c) = (matrix.storage.base, b.matrix.storage.base, result.storage.base)
    forEachBlock(operations: m * n * k) { block in
      table.gemm(
        m: m, n: n, k: k, a: x + start(block), lda: matrix.leadingDimension,
        transposeA: liesTransposed, b: y + b.start(block), ldb: b.matrix.leadingDimension,
        transposeB: b.liesTransposed, bHasTail: b.matrix.storage.hasTail,
        c: c + grid.start(block), ldc: result.columns)
    }
    return result
  }

  /// Calls the body for every block: several threads each take some, or all share a single one.
  private func forEachBlock(operations: Int, _ body: (Int) -> Void) {
    let count = rows * columns
    guard count >= ThreadPool.threads, count * operations >= 1 << 19 else {
      for block in 0..<count { body(block) }
      return
    }
    let parts = min(count, 4 * ThreadPool.threads)
    ThreadPool.parallel(parts) { part in
      for block in part * count / parts..<(part + 1) * count / parts { body(block) }
    }
  }
}

extension Matrix {
  /// This matrix cut into `rows` × `columns` blocks of one size.
  public func blocks(rows: Int = 1, columns: Int = 1) -> MatrixBlocks<Scalar> {
    require(
      rows > 0 && columns > 0 && self.rows.isMultiple(of: rows)
        && self.columns.isMultiple(of: columns),
      "a matrix of shape \(shape) cannot be cut into \(rows) × \(columns) equal blocks")
    return MatrixBlocks(matrix: self, rows: rows, columns: columns)
  }
}
