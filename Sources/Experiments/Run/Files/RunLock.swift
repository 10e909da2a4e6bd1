import Bytes
import Foundation

/// Keeps two trainings out of one folder.
///
/// The lock belongs to the process that holds it: the system drops it when the process ends,
/// however it ends, so that there is never a stale one to clean away.
package struct RunLock: ~Copyable {
  private let descriptor: Int32

  private init(folder: URL) throws(RunFolderError) {
    descriptor = try Self.take(folder)
  }

  private static func take(_ folder: URL) throws(RunFolderError) -> Int32 {
    let path = folder.appendingPathComponent(RunFolder.lockName).path
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .file(FileFailure(.lock, path)) }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      switch code {
      case EINTR: continue
      // A file system without locks: the training goes on as it would without this file.
      case ENOLCK, ENOTSUP, EINVAL: return descriptor
      default:
        close(descriptor)
        if code == EWOULDBLOCK { throw .inUse(folder.path) }
        throw .file(FileFailure(.lock, path, code: code))
      }
    }
    return descriptor
  }

  deinit { close(descriptor) }

  /// Runs the body while this process alone may write into the folder.
  package static func holding<R>(_ folder: URL, _ body: () throws -> R) throws -> R {
    let lock = try RunLock(folder: folder)
    let result = Result { try body() }
    lock.release()
    return try result.get()
  }

  private consuming func release() {}
}
