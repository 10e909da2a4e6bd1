import Foundation

/// What the operating system refused to do with a file or folder: facts first, the sentence from them.
package struct FileFailure: Error, Equatable {
  package enum Operation: String, Sendable {
    case read, write, create, remove, lock
  }

  package let operation: Operation
  package let path: String
  /// The `errno` of the refusal.
  package let code: Int32

  package init(_ operation: Operation, _ path: String, code: Int32 = errno) {
    self.operation = operation
    self.path = path
    self.code = code
  }
}

extension FileFailure: CustomStringConvertible {
  package var description: String {
    "cannot \(operation.rawValue) \(path): \(cause)" + (advice.map { "; \($0)" } ?? "")
  }

  private var cause: String {
    switch code {
    case ENOSPC: "the disk is full"
    case EDQUOT: "your share of the disk is used up"
    case EROFS: "the file system is read-only"
    case EFBIG: "the file would be larger than is allowed"
    default: String(cString: strerror(code)).lowercasedFirst
    }
  }

  private var advice: String? {
    switch code {
    case ENOSPC, EDQUOT: "free some space and run it again: what was there before is still whole"
    case EACCES, EPERM, EROFS: "use a place where you may write, or change its permissions"
    default: nil
    }
  }
}

extension FileFailure: LocalizedError {
  package var errorDescription: String? { description }
}

extension String {
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
