import Bytes
import Foundation
import TestSupport
import Testing

@Suite struct ByteReaderTests {
  @Test func `both byte orders are read`() throws {
    var reader = ByteReader(SharedBytes([1, 2, 3, 4, 5, 6, 7, 8, 9]), part: "test")
    #expect(try reader.little(UInt16.self) == 0x0201)
    #expect(try reader.big(UInt16.self) == 0x0304)
    #expect(try reader.unsigned(width: 3) == 0x070605)
    #expect(try reader.take(2).array == [8, 9])
    #expect(reader.remaining == 0)
    let error = #expect(throws: FormatError.self) { try reader.byte() }
    #expect(
      error == FormatError("test", found: "0 bytes from offset 9 to the end", expected: "1 more"))
  }

  @Test func `a failed read does not move`() throws {
    var reader = ByteReader(SharedBytes([1, 2, 3]), part: "test")
    #expect(throws: FormatError.self) { try reader.little(UInt32.self) }
    #expect(throws: FormatError.self) { try reader.take(4) }
    #expect(throws: FormatError.self) { try reader.take(-1) }
    #expect(throws: FormatError.self) { try reader.seek(to: 4) }
    #expect(reader.position == 0)
    try reader.seek(to: 3)
    #expect(reader.position == 3)
  }

  @Test func `slices from untrusted numbers stay inside`() throws {
    let bytes = SharedBytes([1, 2, 3, 4])[1..<4]
    #expect(try bytes.slice(at: 1, count: 2, part: "test").array == [3, 4])
    for (offset, count) in [(0, 4), (4, 0), (3, 1), (UInt64.max, 2), (2, UInt64.max)] {
      #expect(throws: FormatError.self) { try bytes.slice(at: offset, count: count, part: "test") }
    }
  }

  @Test func `files are mapped or read, with the same content`() throws {
    try withTemporaryFolder { folder in
      for count in [0, 1, 65535, 65536, 200_000] {
        let content = mixedBytes(count, seed: 3)
        let url = folder.appendingPathComponent("\(count)")
        try Data(content).write(to: url)
        #expect(try SharedBytes(contentsOf: url).array == content)
      }
    }
  }

  @Test func `what is no file is named`() throws {
    try withTemporaryFolder { folder in
      let missing = folder.appendingPathComponent("missing")
      let error = #expect(throws: FileReadError.self) { try SharedBytes(contentsOf: missing) }
      #expect(error?.description == "\(missing.path): no such file")
      let folderError = #expect(throws: FileReadError.self) {
        try SharedBytes(contentsOf: folder)
      }
      #expect(folderError?.reason == "is a folder, expected a file")
    }
  }
}
