import KernelTemplates

extension KernelTable {
  /// y = the number, by way of Double.
  package func convert(
    _ x: UnsafeRawPointer, _ type: NumberType, into y: Target, count: Int
  ) {
    share(count, .light) { i, n in set.convert(x + i * type.bytes, type, y + i, n) }
  }

  /// The rows of a matrix, `columns` numbers long and `ldx` numbers apart, one behind the other.
  package func convertRows(
    _ x: UnsafeRawPointer, _ type: NumberType, ldx: Int, rows: Int, columns: Int, into y: Target
  ) {
    shareRows(rows, columns) { first, count in
      for row in first..<(first + count) {
        set.convert(x + row * ldx * type.bytes, type, y + row * columns, columns)
      }
    }
  }

  /// Row i of y is row indices[i] of x.
  package func gatherRows(
    _ x: Source, rowLength: Int, indices: UnsafePointer<Int>, count: Int, into y: Target
  ) {
    // The rows lie far apart: two threads wait for memory at the same time.
    shareRows(count, rowLength, from: 1 << 13) { i, n in
      set.gatherRows(x, rowLength, indices + i, n, y + i * rowLength)
    }
  }

  /// y (columns, rows) = xᵀ, x being (rows, columns).
  package func transpose(_ x: Source, rows: Int, columns: Int, into y: Target) {
    set.transpose(x, rows, columns, y)
  }
}
