/// How often a training has stood still, for a schedule that asks.
package struct PlateauCount: Hashable, Sendable {
  /// The plateaus so far.
  package private(set) var count: Int
  /// Rows of the history without progress since the last progress or plateau.
  package private(set) var rows: Int
  /// The row, by its iteration, that made the last plateau complete.
  package private(set) var lastRow: Int

  package init(count: Int = 0, rows: Int = 0, lastRow: Int = 0) {
    self.count = count
    self.rows = rows
    self.lastRow = lastRow
  }

  /// Counts a row; after `patience` of them without progress there is a plateau.
  mutating func add(isProgress: Bool, at iteration: Int, patience: Int) {
    rows = isProgress ? 0 : rows + 1
    guard rows >= max(1, patience) else { return }
    (count, rows, lastRow) = (count + 1, 0, iteration)
  }

  /// Forgets the rows since the last plateau.
  mutating func forgetRows() { rows = 0 }

  /// The plateaus that an update knows of: the last one from the row behind it on.
  func known(at iteration: Int, logEvery: Int) -> Int {
    let row = iteration - iteration % logEvery
    return row > lastRow ? count : max(0, count - 1)
  }
}
