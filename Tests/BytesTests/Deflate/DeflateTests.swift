import Bytes
import Testing

@Suite struct DeflateTests {
  private func roundTrip(_ bytes: [UInt8]) throws -> Int {
    let stream = bytes.withUnsafeBytes { Zlib.compress($0) }
    let decoded = try Zlib.decompress(stream, limit: bytes.count)
    #expect(decoded.array == bytes)
    return stream.count
  }

  @Test(arguments: ["text", "noise", "runs", "empty"])
  func `what is deflated comes back as it was`(payload: String) throws {
    let bytes = try Fixture.bytes("\(payload).bin").array
    let size = try roundTrip(bytes)
    let zlibSize = try Fixture.bytes("\(payload)-default.zlib").count
    #expect(size <= zlibSize + zlibSize / 10 + 8)
  }

  @Test func `every small size comes back`() throws {
    for count in 0..<300 {
      _ = try roundTrip(mixedBytes(count, seed: UInt64(count)))
      _ = try roundTrip([UInt8](repeating: 7, count: count))
    }
  }

  @Test func `many blocks come back`() throws {
    for seed in 1...4 { _ = try roundTrip(mixedBytes(1_000_000, seed: UInt64(seed))) }
  }

  @Test func `noise grows by little`() throws {
    var state: UInt32 = 1
    let noise = (0..<200_000).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
    #expect(try roundTrip(noise) < noise.count + 100)
  }

  @Test func `rare symbols do not make codes too long`() throws {
    // Frequencies that grow like Fibonacci's numbers give Huffman's deepest tree.
    var bytes: [UInt8] = []
    var (a, b) = (1, 1)
    for value in 0..<22 {
      bytes += (0..<a).flatMap { [UInt8(value), UInt8(truncatingIfNeeded: $0 &* 37) | 128] }
      (a, b) = (b, a + b)
    }
    _ = try roundTrip(bytes)
  }
}
