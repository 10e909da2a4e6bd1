import Foundation
import TestSupport
import Testing

@testable import Bytes

@Suite struct FileNameTests {
  @Test(arguments: [
    ("cat.png", "cat.png"), ("é 🐱", "é 🐱"), ("a\\b\\x41", "a\\b\\x41"), ("", ""),
    // What reads as a sign is written with one, so that no other name has its text.
    ("\\xe9", "\\x5cxe9"), ("\\x5c", "\\x5cx5c"), ("\\xE9", "\\xE9"), ("\\x", "\\x"),
  ])
  func `text of a name in UTF-8 is the name but for signs`(name: String, text: String) {
    #expect(FileName.text(Array(name.utf8)) == text)
  }

  @Test(arguments: [
    ([0x63, 0xE9], "c\\xe9"), ([0xFF], "\\xff"), ([0xC3], "\\xc3"), ([0xC3, 0x28], "\\xc3("),
    ([0xC3, 0xA9, 0x80], "é\\x80"), ([0xED, 0xA0, 0x80], "\\xed\\xa0\\x80"),
    ([0xC3, 0x5C, 0x78, 0x65, 0x39], "\\xc3\\x5cxe9"), ([0x65, 0xCC, 0x81, 0xFC], "e\u{301}\\xfc"),
  ])
  func `a byte that is no UTF-8 is shown`(name: [UInt8], text: String) {
    #expect(FileName.text(name).unicodeScalars.elementsEqual(text.unicodeScalars))
    #expect(FileName.hasOtherBytes(text))
    #expect(!FileName.hasOtherBytes("cat\\x41.png"))
    #expect(!FileName.hasOtherBytes("\\x5cxe9"))
  }

  @Test func `a folder has every name that the system has, and each leads back to its file`() throws
  {
    try withTemporaryFolder { folder in
      let names: [[UInt8]] = [
        Array("plain".utf8), Array("é".utf8), [0x68, 0xFC, 0x6E, 0x64], Array("\\xfc".utf8), [0xFC],
        Array("e\u{301}".utf8),
      ]
      for (number, name) in names.enumerated() {
        let path = (Array(folder.path.utf8) + [0x2F] + name + [0]).map(CChar.init(bitPattern:))
        let file = open(path, O_WRONLY | O_CREAT, 0o600)
        // A file system that takes UTF-8 alone has nothing to show.
        guard file >= 0 else { return }
        _ = withUnsafeBytes(of: UInt8(number)) { write(file, $0.baseAddress, 1) }
        close(file)
      }
      let entries = try FolderEntry.all(in: folder.path)
      #expect(entries.count == names.count)
      for (number, name) in names.enumerated() {
        let text = FileName.text(name)
        #expect(
          entries.contains {
            $0.kind == .file && $0.name.unicodeScalars.elementsEqual(text.unicodeScalars)
          }, "\(text)")
        let content = try SharedBytes(contentsOf: folder.appendingPathComponent(text))
        #expect(content.array == [UInt8(number)], "\(text)")
      }
    }
  }

  @Test func `a name that has signs to the letter is found where no other is meant`() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("a\\xe9")
      try Data("7".utf8).write(to: file)
      #expect(try SharedBytes(contentsOf: file).array == [0x37])
      #expect(isFolder(at: file.path) == false)
      #expect(isFolder(at: folder.path) == true)
      #expect(isFolder(at: folder.path + "/none") == nil)
      #expect(isFolder(at: folder.path + "\0") == nil)
    }
  }

  @Test func `an entry is what its link leads to`() throws {
    try withTemporaryFolder { folder in
      let shell = """
        mkdir a && echo 1 > b && ln -s a toFolder && ln -s b toFile && ln -s none broken &&
        ln -s self self && ln -s b/c throughFile && mkfifo pipe
        """
      let made = try runCommand(URL(fileURLWithPath: "/bin/sh"), ["-c", shell], in: folder)
      #expect(made.status == 0, "\(made.stderr)")
      let kinds = try FolderEntry.all(in: folder.path)
        .reduce(into: [String: FolderEntry.Kind]()) { $0[$1.name] = $1.kind }
      #expect(
        kinds == [
          "a": .folder, "b": .file, "toFolder": .folder, "toFile": .file, "broken": .brokenLink,
          "self": .brokenLink, "throughFile": .brokenLink, "pipe": .other,
        ])
      #expect(throws: FileFailure(.read, folder.path + "/b", code: ENOTDIR)) {
        try FolderEntry.all(in: folder.path + "/b")
      }
    }
  }
}
