import Bytes
import Testing

@Suite struct ChecksumTests {
  private let digits = Array("123456789".utf8)

  private func each(_ bytes: [UInt8], _ sum: (UnsafeRawBufferPointer) -> UInt32) -> UInt32 {
    bytes.withUnsafeBytes { sum($0) }
  }

  // Expected: zlib.crc32 and zlib.adler32 of Python 3.11.
  @Test func `checksums have the published values`() {
    #expect(each(digits, CRC32.of) == 0xCBF4_3926)
    #expect(each(digits, Adler32.of) == 0x091E_01DE)
    #expect(each([], CRC32.of) == 0)
    #expect(each([], Adler32.of) == 1)
    let long = [UInt8](repeating: 255, count: 100_003)
    #expect(each(long, CRC32.of) == 0x4E27_5CB1)
    #expect(each(long, Adler32.of) == 0xAB18_3329)
  }

  @Test func `the parts give the sum of the whole`() {
    let bytes = mixedBytes(1000, seed: 5)
    let whole = each(bytes, CRC32.of)
    for cut in [0, 1, 7, 8, 9, 500, 999, 1000] {
      var sum = CRC32()
      bytes[..<cut].withUnsafeBytes { sum.update($0) }
      bytes[cut...].withUnsafeBytes { sum.update($0) }
      #expect(sum.value == whole)
    }
  }

  // Expected: the driver of lookup3.c, hashlittle with initial value 0.
  @Test func `lookup3 has the published values`() {
    #expect(each([], Lookup3.of) == 0xdead_beef)
    #expect(each(Array("Four score and seven years ago".utf8), Lookup3.of) == 0x1777_0551)
  }

  @Test func `Fletcher-32 keeps multiples of its modulus`() {
    #expect(each([], Fletcher32.of) == 0)
    #expect(each([0, 0, 0, 0], Fletcher32.of) == 0)
    #expect(each([255, 255], Fletcher32.of) == 0xffff_ffff)
    #expect(each([1, 2, 3], Fletcher32.of) == 0x0504_0402)
  }

  /// The vectors of the specification's reference implementation, seed 0.
  @Test(
    arguments: [
      ("", 0xef46_db37_51d8_e999), ("a", 0xd24e_c4f1_a98c_6e5b), ("abc", 0x44bc_2cf5_ad77_0999),
      ("The quick brown fox jumps over the lazy dog", 0x0b24_2d36_1fda_71bc),
    ] as [(String, UInt64)])
  func `the hash is XXH64`(text: String, value: UInt64) {
    var whole = XXH64()
    whole.update(text)
    #expect(whole.value == value)
    var pieces = XXH64()
    for character in text { pieces.update(String(character)) }
    #expect(pieces.value == value)
  }
}
