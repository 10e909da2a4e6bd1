import Foundation

/// Why a file could not be read.
public struct FileReadError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file.
  public let path: String
  /// The reason in words, such as `no such file`.
  public let reason: String

  public var description: String { "\(path): \(reason)" }
}

extension FileReadError: LocalizedError {
  public var errorDescription: String? { description }
}

extension SharedBytes {
  /// Files from this size on are mapped, smaller ones read.
  private static let mappedSize = 1 << 16

  /// Whether a path is a pipe, a device or the like: what gives its bytes once.
  package static func isStream(_ path: String) -> Bool {
    var status = stat()
    guard stat(FileName.systemPath(path), &status) == 0 else { return false }
    return ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
  }

  /// The bytes of a file: mapped where it is large and the system can, read otherwise.
  ///
  /// A mapped file must not be cut short while it is in use. A pipe or a device gives its bytes once,
  /// but may be opened again: what was read of it is kept. Of a file that may be too large, or be a
  /// device that never ends, no more than `limit` bytes are taken.
  ///
  /// - Throws: `FileReadError` if there is no such file, or it is a folder or not readable.
  package init(contentsOf url: URL, upTo limit: Int = .max) throws(FileReadError) {
    let path = url.path
    if let bytes = try ByteStream.bytes(of: path, upTo: limit) {
      self = bytes
      return
    }
    let descriptor = open(FileName.systemPath(path), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileReadError(path, errno) }
    var isStream = false
    defer { if !isStream { close(descriptor) } }

    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileReadError(path, errno) }
    let kind = status.st_mode & S_IFMT
    guard kind != S_IFDIR else { throw FileReadError(path, EISDIR) }
    guard kind == S_IFREG else {
      isStream = true
      self = try ByteStream.bytes(of: descriptor, at: path, upTo: limit)
      return
    }

    let size = min(Int(status.st_size), limit)
    if size >= Self.mappedSize,
      let memory = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), memory != MAP_FAILED
    {
      self.init(ByteStorage(base: UnsafeRawPointer(memory), count: size, release: .unmap))
      return
    }
    var buffer = GrowingBuffer(capacity: size + 1)
    _ = try buffer.fill(from: descriptor, upTo: limit, path)
    self = buffer.finish()
  }
}

extension GrowingBuffer {
  /// Reads on until there are `limit` bytes or no more; true where there are no more.
  mutating func fill(
    from descriptor: Int32, upTo limit: Int, _ path: String
  ) throws(FileReadError) -> Bool {
    while count < limit {
      reserve(1)
      let result = read(descriptor, base + count, min(capacity, limit) - count)
      if result < 0 && errno == EINTR { continue }
      guard result >= 0 else { throw FileReadError(path, errno) }
      guard result > 0 else { return true }
      count += result
    }
    return false
  }
}

extension FileReadError {
  init(_ path: String, _ code: Int32) {
    let failure = FileFailure(.read, path, code: code)
    let reason =
      switch code {
      case ENOENT, ENOTDIR: "no such file"
      case EISDIR: "is a folder, expected a file"
      case EACCES: "no permission to read it; change its permissions, or read it as its owner"
      default: "\(failure.cause); \(failure.advice)"
      }
    self.init(path: path, reason: reason)
  }
}
