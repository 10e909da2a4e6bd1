import Bytes
import Testing

@Suite struct ZipTests {
  private let contents = [
    ("stored/noise.bin", "noise.bin"), ("text.txt", "text.bin"), ("empty", "empty.bin"),
  ]

  @Test(arguments: ["plain", "zip64", "streamed"])
  func `what Python wrote is read`(name: String) throws {
    let archive = try ZipArchive(Fixture.bytes("\(name).zip"))
    #expect(archive.entries.map(\.name) == contents.map(\.0))
    for (entry, (_, file)) in zip(archive.entries, contents) {
      let expected = try Fixture.bytes(file).array
      #expect(entry.size == expected.count)
      #expect(try archive.data(of: entry).array == expected)
      let prefix = try archive.prefix(of: entry, count: 1000).array
      #expect(prefix == Array(expected.prefix(1000)))
    }
  }

  private func write(_ threshold: UInt64, isCompressed: Bool) throws -> [UInt8] {
    var writer = ZipWriter(zip64Threshold: threshold)
    for (name, file) in contents {
      let content = try Fixture.bytes(file)
      let half = content.count / 2
      writer.add(
        name, [content[0..<half], content[half..<content.count]], isCompressed: isCompressed)
    }
    return writer.finish().flatMap(\.array)
  }

  @Test(arguments: [0, 3000, 0xffff_ffff] as [UInt64], [false, true])
  func `what is written comes back`(threshold: UInt64, isCompressed: Bool) throws {
    let archive = try ZipArchive(SharedBytes(try write(threshold, isCompressed: isCompressed)))
    #expect(archive.entries.map(\.name) == contents.map(\.0))
    for (entry, (_, file)) in zip(archive.entries, contents) {
      #expect(try archive.data(of: entry).array == Fixture.bytes(file).array)
    }
  }

  @Test func `many entries need ZIP64`() throws {
    var writer = ZipWriter()
    for index in 0..<65_536 { writer.add("\(index)", []) }
    let archive = try ZipArchive(SharedBytes(writer.finish().flatMap(\.array)))
    #expect(archive.entries.count == 65_536)
  }

  @Test func `every cut is refused`() throws {
    let bytes = try Fixture.bytes("zip64.zip")
    for count in stride(from: 0, to: bytes.count, by: 7) {
      #expect(throws: FormatError.self) { try ZipArchive(bytes[0..<count]) }
    }
  }

  @Test func `damage never traps`() throws {
    for name in ["plain", "zip64", "streamed"] {
      let bytes = try Fixture.bytes("\(name).zip").array
      for index in (0..<bytes.count).reversed().prefix(500) {
        for value in [UInt8(0), 255, bytes[index] ^ 1] {
          var damaged = bytes
          damaged[index] = value
          guard let archive = try? ZipArchive(SharedBytes(damaged)) else { continue }
          for entry in archive.entries { _ = try? archive.data(of: entry) }
        }
      }
    }
  }

  @Test func `a size that deflate cannot reach is not allocated`() throws {
    // The directory of the text's entry claims 4 GB.
    var bytes = try Fixture.bytes("plain.zip").array
    let name = try #require(bytes.ranges(of: Array("text.txt".utf8)).last)
    for index in name.lowerBound - 22..<name.lowerBound - 18 { bytes[index] = 0xfe }
    let archive = try ZipArchive(SharedBytes(bytes))
    #expect(archive.entries[1].size == 0xfefe_fefe)
    #expect(throws: FormatError.self) { try archive.data(of: archive.entries[1]) }
  }
}
