import Bytes
import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite struct TextFileTests {
  private func read(_ bytes: [UInt8]) throws(DataError) -> (text: String, remark: String?) {
    let file = try TextFile(SharedBytes(bytes), name: "t.csv")
    return (String(decoding: file.bytes.array, as: UTF8.self), file.remark)
  }

  private static let text = "name,größe €\nMüller,1\n日本 😀,2\n"

  @Test func `UTF-8 and UTF-16 are read with and without their marks`() throws {
    let plain = Array(Self.text.utf8)
    #expect(try read(plain) == (Self.text, nil))
    #expect(try read([0xEF, 0xBB, 0xBF] + plain) == (Self.text, nil))
    for (mark, coding) in [
      ([0xFF, 0xFE] as [UInt8], String.Encoding.utf16LittleEndian),
      ([0xFE, 0xFF], .utf16BigEndian),
    ] {
      let bytes = try #require(Self.text.data(using: coding))
      #expect(try read(mark + bytes) == (Self.text, "read as UTF-16"))
    }
    #expect(try read([]) == ("", nil))
  }

  @Test func `every character of Windows-1252 is read as Foundation reads it`() throws {
    let known = (UInt8(0x20)...0xFF).filter { ![0x81, 0x8D, 0x8F, 0x90, 0x9D].contains($0) }
    let expected = try #require(String(data: Data(known), encoding: .windowsCP1252))
    #expect(try read(known).text == expected)
  }

  @Test func `the whole file decides, and the word that did is said`() throws {
    let start = [UInt8](repeating: UInt8(ascii: "a"), count: 5000) + Array("\r\nx\r\n".utf8)
    let found = try read(start + [0x4D, 0xFC, 0x6C, 0x6C, 0x65, 0x72, 0x0A])
    #expect(found.text.hasSuffix("\r\nMüller\n"))
    #expect(found.remark == "not UTF-8, so read as Windows-1252: \"Müller\" in line 3")
  }

  @Test(
    arguments: [
      (Array("a\nb\0c".utf8), "line 2: a NUL, a byte of 0"),
      (
        Array("ä\n".utf8) + [0xE4],
        "line 2: the byte 0xE4, which is no UTF-8, expected UTF-8, as in line 1"
      ),
      (
        [0xEF, 0xBB, 0xBF, 0x61, 0xE4],
        "the byte 0xE4, which is no UTF-8, expected UTF-8, as the file's"
      ),
      ([0x61, 0x0A, 0x0A, 0x81], "line 3: the byte 0x81, which is neither UTF-8 nor Windows-1252"),
      ([0xFF, 0xFE, 0x61], "UTF-16 of 3 bytes"),
      ([0xFF, 0xFE, 0x00, 0xD8], "half a character of UTF-16"),
      ([0xFF, 0xFE, 0x00, 0xDC, 0x00, 0xD8], "half a character of UTF-16"),
      ([0xFE, 0xFF, 0x00, 0x61, 0x00, 0x0A, 0x00, 0x00], "line 2: a NUL"),
      ([0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0], "text in UTF-32"),
      ([0x61, 0, 0x2C, 0, 0x62, 0], "text in UTF-16 without a byte order mark"),
    ] as [([UInt8], String)])
  func `what is no text is refused by line`(bytes: [UInt8], message: String) {
    let error = dataError { try read(bytes) }
    #expect(error?.description.contains(message) == true, "\(error as Any)")
  }

  /// Unicode 16, table 3-7: the first and last of each row, and what lies just outside.
  @Test(
    arguments: [
      [0xC2, 0x80], [0xDF, 0xBF], [0xE0, 0xA0, 0x80], [0xEC, 0xBF, 0xBF], [0xED, 0x9F, 0xBF],
      [0xEF, 0xBF, 0xBF], [0xF0, 0x90, 0x80, 0x80], [0xF4, 0x8F, 0xBF, 0xBF],
      [0xC1, 0xBF], [0xC2], [0xC2, 0x7F], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xE1, 0x80],
      [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0x80], [0xFF],
    ] as [[UInt8]])
  func `characters are told as the standard library tells them`(character: [UInt8]) {
    for padding in 0..<9 {
      let bytes = [UInt8](repeating: 0x61, count: padding) + character
      let look = bytes.withUnsafeBytes { UTF8Look($0) }
      let isSound = String(validating: bytes, as: UTF8.self) != nil
      #expect((look.firstInvalid == nil) == isSound)
      #expect(look.firstNUL == nil)
      if isSound { #expect(look.firstLong == padding) }
    }
  }

  @Test func `tables are told by their content, compressed or not`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      let text = "a,größe\n" + (0..<3000).map { "\($0),\($0 % 2)\n" }.joined()
      let packed = Array(text.utf8).withUnsafeBytes { Gzip.compress($0) }
      let wide = try #require(text.data(using: .utf16LittleEndian))
      try files.write(packed, to: "t.csv.gz")
      try files.write([0xFF, 0xFE] + wide, to: "wide")
      try files.write(text, to: "plain")
      let source = DataSource(path: "plain")
      let plain = try Dataset(source, relativeTo: folder, labels: .binary)
      for name in ["t.csv.gz", "wide"] {
        let data = try Dataset(DataSource(path: name), relativeTo: folder, labels: .binary)
        #expect(data.array == plain.array)
        #expect(data.featureNames == ["a"])
      }
      #expect(plain.remarks.isEmpty)
      try files.write(Array(packed.dropLast(9)), to: "cut.gz")
      let cut = dataError {
        try Dataset(DataSource(path: "cut.gz"), relativeTo: folder, labels: .binary)
      }
      #expect(cut?.kind == .unreadableFile)
      try files.write(Array("a,b\n1,2\n".utf8) + [0] + Array("3,4\n".utf8), to: "nul.csv")
      let nul = dataError {
        try Dataset(DataSource(path: "nul.csv"), relativeTo: folder, labels: .binary)
      }
      #expect(nul?.place == .init(line: 3))
    }
  }

  @Test func `the keys of tables are refused where there is none`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      try files.write(counting([2, 3]), to: "x.npy")
      try files.write(color: [1, 2, 3], height: 2, width: 2, to: "cat/1.png")
      for path in ["x.npy", "cat"] {
        for change in [
          { $0.header = true }, { $0.delimiter = .tab }, { $0.decimal = .comma },
        ] as [(inout DataSource) -> Void] {
          var source = DataSource(path: path)
          change(&source)
          let error = dataError { try Dataset(source, relativeTo: folder) }
          #expect(error?.kind == .option)
          #expect(error?.expected?.hasPrefix("no such option for") == true)
        }
      }
    }
  }
}
