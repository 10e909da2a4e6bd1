import Bytes
import Foundation
import TestSupport
import Testing

struct CreateFolderTests {
  @Test func `folders that are missing are made, and those that are there are left`() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("a/b c/ä").path
      try createFolder(path)
      try Data([1]).write(to: URL(fileURLWithPath: path + "/kept"))
      try createFolder(path + "/")
      #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["kept"])
    }
  }

  @Test func `a file on the way is named`() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("file")
      try Data().write(to: file)
      #expect(throws: FileFailure(.create, file.path, code: ENOTDIR)) {
        try createFolder(file.path + "/inner")
      }
    }
  }

  @Test func `a path with a zero is refused`() {
    #expect(throws: FileFailure(.create, "/tmp/a\0b", code: EINVAL)) {
      try createFolder("/tmp/a\0b")
    }
  }
}
