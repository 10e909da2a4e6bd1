import Foundation

/// The right to do alone what others may want to do too, kept by a file.
///
/// The lock belongs to the process that holds it: the system drops it when the process ends, however it
/// ends, so that there is never a stale one to clean away. A file system without locks refuses nobody.
package struct FileLock: ~Copyable {
  private let descriptor: Int32

  /// Takes the lock; nil where somebody else holds it.
  ///
  /// - Throws: `FileFailure` where the file cannot be made or locked.
  package init?(_ path: String) throws(FileFailure) {
    guard let descriptor = try Self.take(path) else { return nil }
    self.descriptor = descriptor
  }

  private static func take(_ path: String) throws(FileFailure) -> Int32? {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileFailure(.lock, path) }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      switch code {
      case EINTR: continue
      case ENOLCK, ENOTSUP, EINVAL: return descriptor
      default:
        close(descriptor)
        if code == EWOULDBLOCK { return nil }
        throw FileFailure(.lock, path, code: code)
      }
    }
    return descriptor
  }

  deinit { close(descriptor) }

  /// Lets others in.
  package consuming func release() {}
}
