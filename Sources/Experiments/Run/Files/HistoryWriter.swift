import Bytes
import DeepNetwork
import Foundation

/// Writes a run's `history.csv` while it trains.
///
/// ``sync()`` before a checkpoint is saved makes sure that resuming from that checkpoint finds every
/// row before it.
package final class HistoryWriter {
  private let columns: HistoryColumns
  private let file: RowFile

  /// Begins a history without rows, in place of one that may be there.
  package convenience init(creating url: URL, columns: HistoryColumns) throws(FileFailure) {
    try self.init(url, columns, rows: [])
  }

  /// Goes on with the history of a run that is resumed after `iteration` updates.
  ///
  /// The rows from there on are dropped: they will be written again. Where there is no file yet it
  /// begins one.
  package convenience init(
    resuming url: URL, columns: HistoryColumns, keepingRowsBefore iteration: Int
  ) throws(HistoryError) {
    var rows: [HistoryRow] = []
    if FileManager.default.fileExists(atPath: url.path) {
      let history = try History(contentsOf: url)
      guard history.columns == columns else {
        throw .otherColumns(
          path: url.path, found: history.columns.header, expected: columns.header)
      }
      rows = Array(history.rows.prefix { $0.iteration < iteration })
    }
    do throws(FileFailure) {
      try self.init(url, columns, rows: rows)
    } catch {
      throw .file(error)
    }
  }

  private init(_ url: URL, _ columns: HistoryColumns, rows: [HistoryRow]) throws(FileFailure) {
    self.columns = columns
    file = try RowFile(url, beginningWith: [columns.header] + rows.map(columns.line))
  }

  /// Adds a row; it is in the file within a moment.
  package func append(_ row: HistoryRow) throws(FileFailure) { try file.append(columns.line(row)) }

  /// Returns when every row so far is on the disk.
  package func sync() throws(FileFailure) { try file.sync() }
}
