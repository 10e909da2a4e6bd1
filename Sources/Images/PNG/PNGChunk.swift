import Bytes

/// One chunk of a PNG: a name of four letters and its data.
struct PNGChunk {
  let name: String
  let data: UnsafeRawBufferPointer
  let isSound: Bool

  /// Whether a decoder that does not know the chunk may pass it over: a small first letter.
  var isAncillary: Bool { name.utf8.first.map { $0 & 0x20 != 0 } ?? false }

  /// The big-endian 32-bit number at a place, which must be inside the data.
  func long(at offset: Int) -> UInt32 {
    UInt32(bigEndian: data.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }

  /// The big-endian 16-bit number at a place, which must be inside the data.
  func short(at offset: Int) -> Int {
    Int(data[offset]) << 8 | Int(data[offset + 1])
  }
}

/// Walks through the chunks of a PNG behind its signature.
struct PNGChunkReader {
  static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  let bytes: UnsafeRawBufferPointer
  private var position: Int

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
    position = Self.signature.count
  }

  /// Whether nothing is left.
  var isAtEnd: Bool { position >= bytes.count }

  /// The next chunk.
  ///
  /// A critical chunk must have the right checksum; of the others `isSound` tells.
  mutating func next() throws(ImageError.Problem) -> PNGChunk {
    guard bytes.count - position >= 12 else { throw .truncated(.png, part: "a chunk") }
    let length = Int(number(at: position))
    let name = UnsafeRawBufferPointer(rebasing: bytes[(position + 4)..<(position + 8)])
    guard name.allSatisfy({ (0x41...0x5a).contains($0 & 0xdf) }) else {
      throw .malformed(
        .png, part: "chunk at byte \(position)", found: "the name \(Array(name))",
        expected: "four letters")
    }
    let title = String(decoding: name, as: UTF8.self)
    guard length <= bytes.count - position - 12 else {
      throw .truncated(.png, part: "the \(length) bytes of chunk \(title)")
    }
    let end = position + 8 + length
    let checked = UnsafeRawBufferPointer(rebasing: bytes[(position + 4)..<end])
    let (stored, actual) = (number(at: end), CRC32.of(checked))
    position = end + 4
    let chunk = PNGChunk(
      name: title, data: UnsafeRawBufferPointer(rebasing: checked[4...]),
      isSound: stored == actual)
    guard chunk.isSound || chunk.isAncillary else {
      throw .malformed(
        .png, part: "chunk \(title)", found: "checksum \(String(stored, radix: 16))",
        expected: String(actual, radix: 16))
    }
    return chunk
  }

  private func number(at offset: Int) -> UInt32 {
    UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }
}
