import Bytes
import Foundation

/// A text file that grows row by row while a run trains.
///
/// Whole rows are appended, a few times a second at most, so that others can watch the file grow
/// and a long training holds none of it in memory.
final class RowFile {
  private static let flushInterval = Duration.milliseconds(250)
  private static let largestBuffer = 1 << 16

  private let url: URL
  private let descriptor: Int32
  /// The bytes of the file, all of them whole rows.
  private var length: Int
  private var buffer: [UInt8] = []
  private var lastFlush = ContinuousClock.now

  /// Begins the file with these lines, in place of one that may be there.
  init(_ url: URL, beginningWith lines: [String]) throws(FileFailure) {
    self.url = url
    let text = lines.map { $0 + "\n" }.joined()
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
  func append(_ line: String) throws(FileFailure) {
    buffer.append(contentsOf: line.utf8)
    buffer.append(UInt8(ascii: "\n"))
    let now = ContinuousClock.now
    guard now - lastFlush >= Self.flushInterval || buffer.count >= Self.largestBuffer else {
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
