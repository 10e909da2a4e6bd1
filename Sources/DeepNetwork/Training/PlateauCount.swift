/// How often a training has stood still, for a schedule that asks.
package struct PlateauCount: Hashable, Sendable {
  /// The plateaus so far.
  package private(set) var count: Int
  /// Rows of the history without progress since the last progress or plateau.
  package private(set) var rows: Int
  /// The first update that knows of the last plateau: that of the row behind the one that completed it.
  package private(set) var knownFrom: Int

  package init(count: Int = 0, rows: Int = 0, knownFrom: Int = 0) {
    self.count = count
    self.rows = rows
    self.knownFrom = knownFrom
  }

  /// Counts a row; after `patience` of them without progress there is a plateau.
  mutating func add(isProgress: Bool, patience: Int, nextRow: Int) {
    rows = isProgress ? 0 : rows + 1
    guard rows >= max(1, patience) else { return }
    (count, rows, knownFrom) = (count + 1, 0, nextRow)
  }

  /// Forgets the rows since the last plateau.
  mutating func forgetRows() { rows = 0 }

  /// The plateaus that an update knows of.
  func known(at iteration: Int) -> Int {
    iteration >= knownFrom ? count : max(0, count - 1)
  }
}
