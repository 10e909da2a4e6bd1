import Bytes
import Foundation
import Testing

/// What a person reads when the system refuses: what happened, where, and what to do.
@Suite struct FileFailureTests {
  static let sentences: [(Int32, String)] = [
    (ENOSPC, "the disk is full; free some space and run it again"),
    (EDQUOT, "your share of the disk is used up; free some space and run it again"),
    (EROFS, "the file system is read-only; use a place where you may write"),
    (EACCES, "permission denied; use a place where you may write, or change its permissions"),
    (EPERM, "operation not permitted; use a place where you may write"),
    (EIO, "input/output error; the disk or the way to it fails: look after that first"),
    (ENOENT, "no such file or directory; it or its folder is gone or was never there"),
    (ENOTDIR, "not a directory; it or its folder is gone or was never there"),
    (EISDIR, "there is a folder of that name; remove it, or choose another place"),
    (EFBIG, "the file would be larger than is allowed; allow larger files (ulimit -f)"),
    (ENAMETOOLONG, "file name too long; choose a shorter name"),
  ]

  @Test(arguments: sentences)
  func `every refusal says what happened, where and what to do`(code: Int32, expected: String) {
    let said = FileFailure(.write, "a/b", code: code).description
    #expect(said.lowercased().hasPrefix("cannot write a/b: \(expected)"), "\(said)")
  }

  @Test(arguments: [EMFILE, ENFILE])
  func `too many open files are to close`(code: Int32) {
    #expect(FileFailure(.read, "a", code: code).advice.contains("ulimit -n"))
  }

  @Test(arguments: [ELOOP, ENOLCK, EBUSY, ENODEV, EOVERFLOW])
  func `no refusal is without advice`(code: Int32) {
    #expect(
      FileFailure(.lock, "a", code: code).description.hasSuffix(
        "; see to that first, then run it again"))
  }

  @Test func `what cannot be read says what to do`() throws {
    let looped = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createSymbolicLink(at: looped, withDestinationURL: looped)
    defer { try? FileManager.default.removeItem(at: looped) }
    let error = #expect(throws: FileReadError.self) { try SharedBytes(contentsOf: looped) }
    #expect(error?.description.hasSuffix("; see to that first, then run it again") == true)
  }
}
