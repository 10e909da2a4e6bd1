import Foundation
import Synchronization

/// A file that gives its bytes once: a pipe, standard input, a device.
///
/// What has been read of it is kept, so that whoever opens it again begins where it began: one reader
/// looks what kind of file it is, the next one reads it.
struct ByteStream {
  /// Standard input as a path; it is read from where it stands and not from its file's start.
  static let standardInput = "/dev/stdin"

  /// Streams by their paths.
  private static let opened = Mutex<[String: ByteStream]>([:])

  /// A stream has no size to be looked at first: more than this is not taken into memory.
  private static let largest = Int(min(4 << 30, ProcessInfo.processInfo.physicalMemory / 4))

  private let descriptor: Int32
  private var bytes = SharedBytes([])
  private var hasEnded = false

  private init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// The first `limit` bytes of a stream that was opened before, or of standard input; nil where the
  /// path is neither.
  static func bytes(of path: String, upTo limit: Int) throws(FileReadError) -> SharedBytes? {
    try opened.withLock { streams throws(FileReadError) in
      if streams[path] == nil, path == standardInput {
        let descriptor = dup(STDIN_FILENO)
        guard descriptor >= 0 else { throw FileReadError(path, errno) }
        streams[path] = ByteStream(descriptor)
      }
      return try streams[path]?.bytes(path, upTo: limit)
    }
  }

  /// The first `limit` bytes of a stream that has just been opened; the descriptor is the stream's from
  /// then on.
  static func bytes(
    of descriptor: Int32, at path: String, upTo limit: Int
  ) throws(FileReadError) -> SharedBytes {
    try opened.withLock { streams throws(FileReadError) in
      var stream = ByteStream(descriptor)
      defer { streams[path] = stream }
      return try stream.bytes(path, upTo: limit)
    }
  }

  private mutating func bytes(
    _ path: String, upTo limit: Int
  ) throws(FileReadError) -> SharedBytes {
    let wanted = min(limit, Self.largest + 1)
    if !hasEnded, bytes.count < wanted { try readOn(path, to: wanted) }
    guard limit <= Self.largest || bytes.count <= Self.largest else {
      throw FileReadError(
        path: path,
        reason: "gives more than \(Self.largest >> 20) MB, which are not taken into memory; name a "
          + "file that has them")
    }
    return bytes[0..<min(bytes.count, wanted)]
  }

  private mutating func readOn(_ path: String, to count: Int) throws(FileReadError) {
    var buffer = GrowingBuffer(capacity: min(count, max(2 * bytes.count, 1 << 16)))
    buffer.append(bytes)
    hasEnded = try buffer.fill(from: descriptor, upTo: count, path)
    bytes = buffer.finish()
    if hasEnded { close(descriptor) }
  }
}
