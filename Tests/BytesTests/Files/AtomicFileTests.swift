import Bytes
import Foundation
import TestSupport
import Testing

struct AtomicFileTests {
  @Test func `the whole content is written, and nothing is left beside it`() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("mödel with blanks.bin")
      try AtomicFile.write([1, 2, 3], to: file)
      #expect(try Data(contentsOf: file) == Data([1, 2, 3]))
      try AtomicFile.write("other", to: file)
      #expect(try String(contentsOf: file, encoding: .utf8) == "other")
      #expect(try names(in: folder) == ["mödel with blanks.bin"])
    }
  }

  @Test func `a file is written in pieces`() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("pieces")
      try AtomicFile.write(to: file) { writer in
        try writer.write("a")
        try writer.write([98, 99])
        try [UInt8](repeating: 100, count: 3).withUnsafeBytes { try writer.write($0) }
      }
      #expect(try String(contentsOf: file, encoding: .utf8) == "abcddd")
    }
  }

  @Test func `the file of before stays when the writer fails`() throws {
    struct Stop: Error {}
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("kept")
      try AtomicFile.write("before", to: file)
      #expect(throws: Stop.self) {
        try AtomicFile.write(to: file) { writer in
          try writer.write("half")
          throw Stop()
        }
      }
      #expect(try String(contentsOf: file, encoding: .utf8) == "before")
      #expect(try names(in: folder) == ["kept"])
    }
  }

  @Test func `the permissions of before stay`() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("private")
      try AtomicFile.write("a", to: file)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
      try AtomicFile.write("b", to: file)
      let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
  }

  @Test func `a link stays a link`() throws {
    try withTemporaryFolder { folder in
      let link = folder.appendingPathComponent("link")
      let file = folder.appendingPathComponent("file")
      try AtomicFile.write("a", to: file)
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
      try AtomicFile.write("b", to: link)
      #expect(try String(contentsOf: file, encoding: .utf8) == "b")
      let target = try FileManager.default.destinationOfSymbolicLink(atPath: link.path)
      #expect(target.hasSuffix("file"))
    }
  }

  @Test func `a device is written to, not replaced`() throws {
    try AtomicFile.write("gone", to: URL(fileURLWithPath: "/dev/null"))
    let attributes = try FileManager.default.attributesOfItem(atPath: "/dev/null")
    #expect(attributes[.type] as? FileAttributeType == .typeCharacterSpecial)
  }

  @Test func `a refusal names the path and the cause`() throws {
    try withTemporaryFolder { folder in
      let missing = folder.appendingPathComponent("missing/file")
      let error = #expect(throws: FileFailure.self) { try AtomicFile.write("a", to: missing) }
      #expect(error == FileFailure(.write, missing.path, code: ENOENT))
      let said = try #require(error?.description)
      #expect(
        said.hasPrefix("cannot write \(missing.path): no such file or directory; it or its folder"))
      let isFolder = #expect(throws: FileFailure.self) { try AtomicFile.write("a", to: folder) }
      #expect(isFolder?.code == EISDIR)
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func `a full disk is named`() {
    let error = #expect(throws: FileFailure.self) {
      try AtomicFile.write("a", to: URL(fileURLWithPath: "/dev/full"))
    }
    #expect(error?.code == ENOSPC)
    #expect(error?.description.contains("/dev/full: the disk is full; free some space") == true)
  }

  private func names(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .map(\.precomposedStringWithCanonicalMapping)
  }
}
