import Bytes
import Testing

@Suite struct InflateTests {
  @Test(
    arguments: ["text", "noise", "runs", "empty"],
    ["default", "huffman", "rle", "fixed", "stored"])
  func `what zlib wrote is decoded`(payload: String, strategy: String) throws {
    let stream = try Fixture.bytes("\(payload)-\(strategy).zlib").array
    let expected = try Fixture.bytes("\(payload).bin").array
    #expect(try Zlib.decompress(stream, limit: expected.count).array == expected)
    let hinted = try Zlib.decompress(stream, sizeHint: expected.count, limit: Int.max)
    #expect(hinted.array == expected)
  }

  @Test func `every cut is refused`() throws {
    for name in ["runs-default.zlib", "runs-fixed.zlib", "empty-stored.zlib"] {
      let stream = try Fixture.bytes(name).array
      for length in 0..<stream.count {
        #expect(throws: FormatError.self) {
          try Zlib.decompress(Array(stream.prefix(length)), limit: 1 << 20)
        }
      }
    }
  }

  @Test func `more than the limit is refused`() throws {
    for strategy in ["default", "huffman", "stored"] {
      let stream = try Fixture.bytes("runs-\(strategy).zlib").array
      let size = try Fixture.bytes("runs.bin").count
      for limit in [0, 1, size / 2, size - 1] {
        #expect(throws: FormatError.self) { try Zlib.decompress(stream, limit: limit) }
      }
    }
  }

  @Test func `a wrong checksum is refused`() throws {
    var stream = try Fixture.bytes("text-default.zlib").array
    stream[stream.count - 1] ^= 1
    let error = #expect(throws: FormatError.self) {
      try Zlib.decompress(stream, limit: 1 << 20)
    }
    #expect(error?.part == "zlib data")
  }

  @Test func `bytes after the stream are left alone`() throws {
    let stream = try Fixture.bytes("text-default.zlib").array
    let expected = try Fixture.bytes("text.bin").array
    #expect(try Zlib.decompress(stream + [1, 2, 3], limit: 1 << 20).array == expected)
    let raw = Array(stream.dropFirst(2))
    let (output, used) = try raw.withUnsafeBytes { try Inflate.decode($0, limit: 1 << 20) }
    #expect(output.array == expected)
    #expect(used == raw.count - 4)
  }

  @Test(
    arguments: [
      // Block type 3.
      [0x07], [0x06, 0, 0],
      // Stored, with a complement that does not fit.
      [0x01, 1, 0, 0, 0, 9],
      // Fixed codes: a distance before anything was written; the unused length symbol 286.
      [0x03, 0x02, 0x00], [0x1b, 0x03],
      // Dynamic codes: 287 literals; no lengths at all.
      [0xf5, 0x00, 0x00, 0x00, 0x00], [0x05, 0x00, 0x00, 0x00, 0x00],
    ] as [[UInt8]])
  func `damaged streams are refused`(stream: [UInt8]) {
    #expect(throws: FormatError.self) {
      try stream.withUnsafeBytes { try Inflate.decode($0, limit: 1 << 16).output.count }
    }
  }

  @Test func `damage never traps`() throws {
    let stream = try Fixture.bytes("text-default.zlib").array
    for index in stream.indices {
      for bit in [0, 3, 7] {
        var damaged = stream
        damaged[index] ^= 1 << UInt8(bit)
        _ = try? Zlib.decompress(damaged, limit: 1 << 20)
      }
    }
  }

  @Test func `an empty input is refused`() {
    #expect(throws: FormatError.self) { try Zlib.decompress([], limit: 10) }
    #expect(throws: FormatError.self) {
      try [UInt8]().withUnsafeBytes { try Inflate.decode($0, limit: 1).used }
    }
  }
}
