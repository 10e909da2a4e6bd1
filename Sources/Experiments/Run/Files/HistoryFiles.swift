import Bytes
import DeepNetwork
import Foundation

/// A file that grows row by row while a run trains.
///
/// Whole rows are appended, a few times a second at most, so that others can watch the file grow
/// and a long training holds none of it in memory.
final class RowFile {
  private static let flushInterval = Duration.milliseconds(250)
  private static let maximumBuffer = 1 << 16

  private let url: URL
  private let descriptor: Int32
  /// The bytes of the file, all of them whole rows.
  private var length: Int
  private var buffer: [UInt8] = []
  private var lastFlush = ContinuousClock.now

  /// Begins the file with these lines, in place of one that may be there.
  convenience init(_ url: URL, beginningWith lines: [String]) throws(FileFailure) {
    try self.init(url, beginningWith: Array(lines.map { $0 + "\n" }.joined().utf8))
  }

  /// Begins the file with these rows, in place of one that may be there.
  convenience init(_ url: URL, beginningWith bytes: [UInt8]) throws(FileFailure) {
    try AtomicFile.write(bytes, to: url)
    try self.init(url, length: bytes.count)
  }

  /// Goes on with a file of which so many bytes stay.
  ///
  /// It remains the same file, so that who reads on in it finds what comes.
  convenience init(_ url: URL, continuingAt length: Int) throws(FileFailure) {
    try self.init(url, length: length)
    guard ftruncate(descriptor, off_t(length)) == 0 else { throw FileFailure(.write, url.path) }
  }

  private init(_ url: URL, length: Int) throws(FileFailure) {
    self.url = url
    self.length = length
    descriptor = open(url.path, O_WRONLY | O_APPEND | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFailure(.write, url.path) }
  }

  deinit {
    // What has gone wrong so far was thrown; the last rows are worth a try all the same.
    try? flush()
    if descriptor >= 0 { close(descriptor) }
  }

  /// Adds a row; it is in the file within a moment.
  func append(_ line: String) throws(FileFailure) {
    buffer.append(contentsOf: line.utf8)
    try append([UInt8(ascii: "\n")])
  }

  /// Adds a row; it is in the file within a moment.
  func append(_ bytes: [UInt8]) throws(FileFailure) {
    buffer += bytes
    let now = ContinuousClock.now
    guard now - lastFlush >= Self.flushInterval || buffer.count >= Self.maximumBuffer else {
      return
    }
    lastFlush = now
    try flush()
  }

  /// Returns when every row so far is on the disk, in a file that still has its name.
  func sync() throws(FileFailure) {
    try flush()
    var status = stat()
    guard Bytes.sync(descriptor), fstat(descriptor, &status) == 0 else {
      throw FileFailure(.write, url.path)
    }
    // The system goes on taking rows for a removed file, and loses them in the end.
    guard status.st_nlink > 0 else { throw FileFailure(.write, url.path, code: ENOENT) }
  }

  /// Returns when every row so far is in the file, though not yet safe from a loss of power.
  func flush() throws(FileFailure) {
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

/// The columns of a history beyond `iteration,epoch,alpha,cost`, which are always there.
package struct HistoryColumns: OptionSet, Sendable {
  package let rawValue: Int
  package init(rawValue: Int) { self.rawValue = rawValue }

  package static let trainAccuracy = HistoryColumns(rawValue: 1)
  package static let validationCost = HistoryColumns(rawValue: 2)
  package static let validationAccuracy = HistoryColumns(rawValue: 4)

  /// The optional columns in the order of the file.
  private static let inOrder:
    [(column: Self, name: String, value: WritableKeyPath<HistoryRow, Double?> & Sendable)] = [
      (.trainAccuracy, "train_accuracy", \.trainAccuracy),
      (.validationCost, "validation_cost", \.validationCost),
      (.validationAccuracy, "validation_accuracy", \.validationAccuracy),
    ]

  fileprivate static let alwaysThere = "iteration,epoch,alpha,cost"

  /// The first line of a file with these columns.
  package var header: String {
    Self.inOrder.filter { contains($0.column) }
      .reduce(Self.alwaysThere) { "\($0),\($1.name)" }
  }

  fileprivate init?(header: Substring) {
    guard header.hasPrefix(Self.alwaysThere) else { return nil }
    let names = header.dropFirst(Self.alwaysThere.count).split(separator: ",")
    self = Self.inOrder.reduce(into: []) { columns, column in
      if names.contains(Substring(column.name)) { columns.insert(column.column) }
    }
    guard self.header == header else { return nil }
  }

  /// A row as a line, without its end; a value that is missing leaves its field empty.
  ///
  /// A number has the fewest digits that read back as the same number.
  package func line(_ row: HistoryRow) -> String {
    var line = "\(row.iteration),\(row.epoch),\(row.alpha),\(row.cost)"
    for (column, _, value) in Self.inOrder where contains(column) {
      line += "," + (row[keyPath: value]?.description ?? "")
    }
    return line
  }

  fileprivate func row(_ line: Substring) -> HistoryRow? {
    var fields = line.split(separator: ",", omittingEmptySubsequences: false)[...]
    guard let iteration = fields.popFirst().flatMap({ Int($0) }),
      let epoch = fields.popFirst().flatMap({ Int($0) }),
      let alpha = fields.popFirst().flatMap({ Double($0) }),
      let cost = fields.popFirst().flatMap({ Double($0) })
    else { return nil }
    var row = HistoryRow(iteration: iteration, epoch: epoch, alpha: alpha, cost: cost)
    for (column, _, value) in Self.inOrder where contains(column) {
      guard let field = fields.popFirst() else { return nil }
      guard !field.isEmpty else { continue }
      guard let number = Double(field) else { return nil }
      row[keyPath: value] = number
    }
    return fields.isEmpty ? row : nil
  }
}

/// A history as it was read from a run's `history.csv`.
package struct History: Sendable, Equatable {
  package let columns: HistoryColumns
  package let rows: [HistoryRow]

  /// Reads the rows up to the first that is not whole, as a machine that lost power may leave one.
  package init(contentsOf url: URL) throws(HistoryError) {
    let bytes: SharedBytes
    do throws(FileReadError) {
      bytes = try SharedBytes(contentsOf: url)
    } catch {
      throw .unreadable(error)
    }
    let text = bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let header = lines.first, let columns = HistoryColumns(header: header) else {
      throw .header(path: url.path, found: String((lines.first ?? "").prefix(80)))
    }
    self.columns = columns
    // What comes after the last line end is no whole row; after a whole file it is empty.
    var rows: [HistoryRow] = []
    for line in lines.dropFirst().dropLast() {
      guard let row = columns.row(line) else { break }
      rows.append(row)
    }
    self.rows = rows
  }
}

/// Why a history cannot be read.
public enum HistoryError: Error, Equatable {
  /// The operating system refused something.
  case file(FileFailure)
  /// The file cannot be read.
  case unreadable(FileReadError)
  /// The first line is none of a history.
  case header(path: String, found: String)
  /// A run that goes on would write other columns.
  case otherColumns(path: String, found: String, expected: String)
}

extension HistoryError: CustomStringConvertible, LocalizedError {
  public var description: String {
    switch self {
    case .file(let failure): failure.description
    case .unreadable(let error): error.description
    case .header(let path, let found):
      "\(path) is no history of a run: its first line is \"\(found)\" instead of "
        + "\"\(HistoryColumns.alwaysThere)…\""
    case .otherColumns(let path, let found, let expected):
      "\(path) has the columns \(found), but this run has \(expected)"
    }
  }

  public var errorDescription: String? { description }
}

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
      // Earlier versions had no training accuracy of mini-batches: in their rows the field stays empty.
      guard history.columns == columns || history.columns.union(.trainAccuracy) == columns else {
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

  /// Returns when every row so far is in the file, though not yet safe from a loss of power.
  func flush() throws(FileFailure) { try file.flush() }

  /// Returns when every row so far is on the disk.
  package func sync() throws(FileFailure) { try file.sync() }
}
