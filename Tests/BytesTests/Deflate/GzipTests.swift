import Bytes
import Testing

@Suite struct GzipTests {
  @Test func `all members of a file are read`() throws {
    let file = try Fixture.bytes("members.gz")
    #expect(Gzip.matches(file))
    let expected = try Fixture.bytes("text.bin").array
    #expect(try Gzip.decompress(file).array == expected)
    #expect(try Gzip.decompress(file, limit: expected.count).array == expected)
    #expect(throws: FormatError.self) { try Gzip.decompress(file, limit: expected.count - 1) }
  }

  @Test func `zeros may follow, and nothing else`() throws {
    let file = try Fixture.bytes("members.gz").array
    let expected = try Fixture.bytes("text.bin").array
    #expect(try Gzip.decompress(SharedBytes(file + [0, 0, 0])).array == expected)
    #expect(throws: FormatError.self) { try Gzip.decompress(SharedBytes(file + [0, 1])) }
  }

  @Test func `every cut but the one between members is refused`() throws {
    let file = try Fixture.bytes("members.gz")
    var accepted: [Int] = []
    for count in 0..<file.count where (try? Gzip.decompress(file[0..<count])) != nil {
      accepted.append(count)
    }
    #expect(accepted.count == 1)
  }

  @Test func `the beginning of a file gives the beginning of its content`() throws {
    let content = mixedBytes(100_000, seed: 3)
    let file = content.withUnsafeBytes { Gzip.compress($0) }
    let start = SharedBytes(Array(file.prefix(1 << 16)))
    #expect(try Gzip.prefix(of: start, count: 4096).array == Array(content.prefix(4096)))
    let short = [UInt8(1), 2, 3].withUnsafeBytes { Gzip.compress($0) }
    #expect(try Gzip.prefix(of: SharedBytes(short), count: 4096).array == [1, 2, 3])
    #expect(throws: FormatError.self) { try Gzip.prefix(of: SharedBytes([0x1F, 0x8B]), count: 1) }
  }

  @Test func `what is written comes back`() throws {
    for bytes in [[], [1], mixedBytes(100_000, seed: 9)] {
      let file = bytes.withUnsafeBytes { Gzip.compress($0) }
      #expect(try Gzip.decompress(SharedBytes(file)).array == bytes)
    }
  }
}
