import DeepNetwork
import Foundation

/// Writes a run's `history.csv` while it trains.
///
/// Whole rows are appended, a few times a second at most, so that others can watch the file grow
/// and a long training holds none of it in memory. ``sync()`` before a checkpoint is saved makes
/// sure that resuming from that checkpoint finds every row before it.
package final class HistoryWriter {
  private static let flushInterval = Duration.milliseconds(250)
  private static let largestBuffer = 1 << 16

  private let url: URL
  private let columns: HistoryColumns
  private let descriptor: Int32
  /// The bytes of the file, all of them whole rows.
  private var length: Int
  private var buffer: [UInt8] = []
  private var lastFlush = ContinuousClock.now

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
    self.url = url
    self.columns = columns
    var text = columns.header + "\n"
    for row in rows { text += columns.line(row) + "\n" }
    try AtomicFile.write(text, to: url)
    length = text.utf8.count
    descriptor = open(url.path, O_WRONLY | O_APPEND | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFailure(.write, url.path) }
  }

  deinit {
    // What has gone wrong so far was thrown; the last rows are worth a try all the same.
    try? flush()
    if descriptor >= 0 { close(descriptor) }
  }

  /// Adds a row; it is in the file within a moment.
  package func append(_ row: HistoryRow) throws(FileFailure) {
    buffer.append(contentsOf: columns.line(row).utf8)
    buffer.append(UInt8(ascii: "\n"))
    let now = ContinuousClock.now
    guard now - lastFlush >= Self.flushInterval || buffer.count >= Self.largestBuffer else {
      return
    }
    lastFlush = now
    try flush()
  }

  /// Returns when every row so far is on the disk.
  package func sync() throws(FileFailure) {
    try flush()
    guard Experiments.sync(descriptor) else { throw FileFailure(.write, url.path) }
  }

  private func flush() throws(FileFailure) {
    guard !buffer.isEmpty else { return }
    let isWritten = buffer.withUnsafeBytes { writeAll($0, to: descriptor) }
    guard isWritten else {
      let failure = FileFailure(.write, url.path)
      // A full disk may have taken half a row.
      ftruncate(descriptor, off_t(length))
      throw failure
    }
    length += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }
}
