import Foundation

/// Why a file could not be read.
package struct FileReadError: Error, Equatable, Sendable, CustomStringConvertible {
  package let path: String
  /// The reason in words, such as `no such file`.
  package let reason: String

  package var description: String { "\(path): \(reason)" }
}

extension SharedBytes {
  /// Files from this size on are mapped, smaller ones read.
  private static let mappedSize = 1 << 16

  /// The bytes of a file: mapped where it is large and the system can, read otherwise.
  ///
  /// A mapped file must not be cut short while it is in use. Of a file that may be too large, or be
  /// a device that never ends, no more than `limit` bytes are taken.
  ///
  /// - Throws: `FileReadError` if there is no such file, or it is a folder or not readable.
  package init(contentsOf url: URL, upTo limit: Int = .max) throws(FileReadError) {
    let path = url.path
    let descriptor = open(FileName.systemPath(path), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(path, errno) }
    defer { close(descriptor) }

    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.failure(path, errno) }
    let kind = status.st_mode & S_IFMT
    guard kind != S_IFDIR else { throw Self.failure(path, EISDIR) }

    let size = kind == S_IFREG ? min(Int(status.st_size), limit) : 0
    if size >= Self.mappedSize,
      let memory = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), memory != MAP_FAILED
    {
      self.init(ByteStorage(base: UnsafeRawPointer(memory), count: size, release: .unmap))
      return
    }
    var buffer = GrowingBuffer(capacity: size + 1)
    while buffer.count < limit {
      buffer.reserve(1)
      let room = min(buffer.capacity, limit) - buffer.count
      let result = read(descriptor, buffer.base + buffer.count, room)
      if result < 0 && errno == EINTR { continue }
      guard result >= 0 else { throw Self.failure(path, errno) }
      guard result > 0 else { break }
      buffer.count += result
    }
    self = buffer.finish()
  }

  private static func failure(_ path: String, _ code: Int32) -> FileReadError {
    let failure = FileFailure(.read, path, code: code)
    let reason =
      switch code {
      case ENOENT, ENOTDIR: "no such file"
      case EISDIR: "is a folder, expected a file"
      case EACCES: "no permission to read it; change its permissions, or read it as its owner"
      default: "\(failure.cause); \(failure.advice)"
      }
    return FileReadError(path: path, reason: reason)
  }
}
