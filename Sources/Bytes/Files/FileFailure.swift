import Foundation

/// What the operating system refused to do with a file or folder: facts first, the sentence from them.
public struct FileFailure: Error, Equatable {
  /// What was to be done.
  public enum Operation: String, Sendable {
    case read, write, create, remove, lock
  }

  /// What was to be done.
  public let operation: Operation
  /// The file or folder.
  public let path: String
  /// The `errno` of the refusal.
  public let code: Int32

  package init(_ operation: Operation, _ path: String, code: Int32 = errno) {
    self.operation = operation
    self.path = path
    self.code = code
  }
}

extension FileFailure: CustomStringConvertible {
  public var description: String {
    "cannot \(operation.rawValue) \(path): \(cause); \(advice)"
  }

  /// The refusal in words.
  package var cause: String {
    switch code {
    case ENOSPC: "the disk is full"
    case EDQUOT: "your share of the disk is used up"
    case EROFS: "the file system is read-only"
    case EISDIR: "there is a folder of that name"
    case EFBIG: "the file would be larger than is allowed"
    default: String(cString: strerror(code)).lowercasedFirst
    }
  }

  /// What to do about it.
  package var advice: String {
    switch code {
    case ENOSPC, EDQUOT: "free some space and run it again: what was there before is still whole"
    case EACCES, EPERM, EROFS: "use a place where you may write, or change its permissions"
    case ENOENT, ENOTDIR:
      "it or its folder is gone or was never there: make the folder, or choose another"
    case EISDIR: "remove it, or choose another place"
    case EFBIG: "allow larger files (ulimit -f), or write to a file system that takes them"
    case EIO: "the disk or the way to it fails: look after that first, then run it again"
    case EMFILE, ENFILE: "close some of them, or raise the limit (ulimit -n)"
    case ENAMETOOLONG: "choose a shorter name"
    default: "see to that first, then run it again"
    }
  }
}

extension FileFailure: LocalizedError {
  public var errorDescription: String? { description }
}

extension String {
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
