import KernelTemplates
import KernelThreads

extension KernelTable {
  /// y (rows, 1) = the sum of each row of x, over the fixed segments of the columns.
  package func rowSums(_ x: Source, rows: Int, columns: Int, into y: Target) {
    shareRows(rows, columns) { i, n in set.rowTotals(x + i * columns, n, columns, false, y + i) }
  }

  /// y (rows, 1) = the mean of each row of x, over the fixed segments of the columns; 0 without any.
  package func rowMeans(_ x: Source, rows: Int, columns: Int, into y: Target) {
    shareRows(rows, columns) { i, n in set.rowTotals(x + i * columns, n, columns, true, y + i) }
  }

  /// y (1, columns) = the sum of each column of x.
  package func columnSums(_ x: Source, rows: Int, columns: Int, into y: Target) {
    set.columnSums(x, rows, columns, y)
  }

  package func sum(_ x: Source, count: Int) -> Double {
    sumParts(count) { i, n in set.sum(x + i, n) }
  }

  package func dot(_ x: Source, _ y: Source, count: Int) -> Double {
    sumParts(count) { i, n in set.dot(x + i, y + i, n) }
  }

  package func sumOfSquares(_ x: Source, count: Int) -> Double { dot(x, x, count: count) }

  /// The largest absolute value; 0 for no elements, NaN if one is NaN.
  package func maximumMagnitude(_ x: Source, count: Int) -> Double {
    if count < Sharing.light.threshold { return set.maximumMagnitude(x, count) }
    let size = Sharing.light.threshold / 2
    let parts = (count + size - 1) / size
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: parts) { found in
      guard let found = found.baseAddress else { return 0 }
      ThreadPool.parallel(parts) { part in
        found[part] = set.maximumMagnitude(x + part * size, min(size, count - part * size))
      }
      return (1..<parts).reduce(found[0]) { largest, part in
        largest.isNaN || largest >= found[part] ? largest : found[part]
      }
    }
  }

  /// Whether no element is infinite or NaN.
  package func allFinite(_ x: Source, count: Int) -> Bool { set.allFinite(x, count) }
}
