import Foundation

/// Files that appear whole or not at all.
///
/// The bytes are written beside the destination, synced, and renamed onto it; then the folder is
/// synced too. Whatever happens before the rename, the file of before stays as it was and the
/// half-written one is removed (unless the process is killed: then a `.dnn-….tmp` stays behind,
/// which nothing reads).
///
/// A destination that is no file, such as `/dev/null` or a pipe, is written to directly.
package enum AtomicFile {
  /// Writes all of `bytes` as the file's new content.
  package static func write(_ bytes: [UInt8], to url: URL) throws(FileFailure) {
    var writer = try AtomicFileWriter(destination: url.path)
    try writer.write(bytes)
    try writer.commit()
  }

  /// Writes `text` in UTF-8 as the file's new content.
  package static func write(_ text: String, to url: URL) throws(FileFailure) {
    try write(Array(text.utf8), to: url)
  }

  /// Writes what the body writes as the file's new content; nothing if the body throws.
  package static func write(
    to url: URL, _ body: (inout AtomicFileWriter) throws -> Void
  ) throws {
    var writer = try AtomicFileWriter(destination: url.path)
    try body(&writer)
    try writer.commit()
  }

  fileprivate static let temporaryPrefix = ".dnn-"
  fileprivate static let temporarySuffix = ".tmp"

  /// Removes what killed processes left half-written in a folder that nobody else writes to.
  package static func removeLeftovers(in folder: URL) {
    for path in halfWritten(in: folder) { unlink(path) }
  }

  /// The bytes of what is half-written in a folder: as far as another process is.
  package static func halfWrittenSize(in folder: URL) -> Int {
    halfWritten(in: folder).compactMap { FileStamp(path: $0)?.size }.max() ?? 0
  }

  private static func halfWritten(in folder: URL) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasPrefix(temporaryPrefix) && $0.hasSuffix(temporarySuffix) }
      .map { folder.appendingPathComponent($0).path }
  }
}

/// A half-written file: owns its descriptor, and removes the file unless it is committed.
package struct AtomicFileWriter: ~Copyable {
  /// The path as the caller knows it, for messages.
  private let path: String
  private let destination: String
  /// The file beside the destination; nil once renamed, and for a device or a pipe.
  private var temporary: String?
  private var descriptor: Int32

  fileprivate init(destination path: String) throws(FileFailure) {
    (destination, temporary, descriptor) = try Self.begin(path)
    self.path = path
  }

  private static func begin(
    _ path: String
  ) throws(FileFailure) -> (destination: String, temporary: String?, descriptor: Int32) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw FileFailure(.write, path, code: EINVAL)
    }
    var status = stat()
    let kind = stat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
    if kind == S_IFDIR { throw FileFailure(.write, path, code: EISDIR) }
    guard kind == 0 || kind == S_IFREG else {
      let descriptor = open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw FileFailure(.write, path) }
      return (path, nil, descriptor)
    }
    // A link stays a link: the file that it points to is replaced.
    let destination =
      kind == 0 ? path : URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let temporary = temporaryPath(beside: destination)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileFailure(.write, path) }
    if kind == S_IFREG { fchmod(descriptor, status.st_mode & 0o7777) }
    return (destination, temporary, descriptor)
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    if let temporary { unlink(temporary) }
  }

  private static func temporaryPath(beside destination: String) -> String {
    let random = String(UInt64.random(in: 0 ... .max), radix: 36)
    let name = "\(AtomicFile.temporaryPrefix)\(random)\(AtomicFile.temporarySuffix)"
    return URL(fileURLWithPath: destination).deletingLastPathComponent()
      .appendingPathComponent(name).path
  }

  /// Appends `bytes`.
  package mutating func write(_ bytes: UnsafeRawBufferPointer) throws(FileFailure) {
    guard writeAll(bytes, to: descriptor) else { throw FileFailure(.write, path) }
  }

  /// Appends `bytes`.
  package mutating func write(_ bytes: [UInt8]) throws(FileFailure) {
    let written = bytes.withUnsafeBytes { writeAll($0, to: descriptor) }
    guard written else { throw FileFailure(.write, path) }
  }

  /// Writes `bytes` at a place of the file, whatever has been appended; of several threads each may.
  package borrowing func write(_ bytes: UnsafeRawBufferPointer, at place: Int) throws(FileFailure) {
    var (rest, place) = (bytes[...], place)
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest.prefix(maximumWrite))
      let written = pwrite(descriptor, part.baseAddress, part.count, off_t(place))
      if written < 0, errno == EINTR { continue }
      guard written >= 0 else { throw FileFailure(.write, path) }
      rest = rest.dropFirst(written)
      place += written
    }
  }

  /// Appends `text` in UTF-8.
  package mutating func write(_ text: String) throws(FileFailure) {
    try write(Array(text.utf8))
  }

  fileprivate mutating func commit() throws(FileFailure) {
    guard sync(descriptor) else { throw FileFailure(.write, path) }
    let closing = descriptor
    descriptor = -1
    guard close(closing) == 0 || errno == EINTR else { throw FileFailure(.write, path) }
    guard let finished = temporary else { return }
    guard rename(finished, destination) == 0 else { throw FileFailure(.write, path) }
    temporary = nil
    guard syncFolder(of: destination) else { throw FileFailure(.write, path) }
  }
}

/// Systems shorten or refuse a single write of 2³¹ bytes and more.
private let maximumWrite = 1 << 26

/// Writes every byte, however many calls it takes; false, with `errno` set, if one fails.
package func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
  var rest = bytes[...]
  while !rest.isEmpty {
    let part = UnsafeRawBufferPointer(rebasing: rest.prefix(maximumWrite))
    let written = Foundation.write(descriptor, part.baseAddress, part.count)
    if written < 0, errno == EINTR { continue }
    guard written >= 0 else { return false }
    rest = rest.dropFirst(written)
  }
  return true
}

/// Waits until what was written is on the disk; pipes and some file systems cannot, which is fine.
package func sync(_ descriptor: Int32) -> Bool {
  while fsync(descriptor) != 0 {
    switch errno {
    case EINTR: continue
    case EINVAL, ENOTSUP: return true
    default: return false
    }
  }
  return true
}

/// Waits until the name of a renamed file is on the disk; a folder that may not be read is skipped.
private func syncFolder(of path: String) -> Bool {
  let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
  let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return true }
  defer { close(descriptor) }
  return sync(descriptor)
}
