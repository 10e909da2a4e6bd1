import Bytes
import DeepNetwork

/// The files of a run that grow while it trains.
struct RowFiles {
  let history: HistoryWriter
  let norms: NormsWriter
  /// nil where nobody has asked for events.
  let events: EventWriter?

  /// Adds a row to each.
  func append(_ row: HistoryRow) throws(FileFailure) {
    try history.append(row)
    norms.append(row)
    try events?.append(row, hasNorms: norms.isDue(row))
  }

  /// Returns when every row so far is where somebody who reads the files finds it.
  func flush() throws(FileFailure) {
    try history.flush()
    norms.flush()
  }

  /// Returns when every row so far is on the disk, those of the norms in their file.
  func sync() throws(FileFailure) {
    try history.sync()
    norms.flush()
    try events?.sync()
  }
}
