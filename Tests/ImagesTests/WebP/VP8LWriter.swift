/// Writes the bits of a lossless stream, to test what no encoder writes.
struct VP8LWriter {
  private var bits: [Bool] = []

  /// The bytes, with the signature before them.
  var bytes: [UInt8] {
    [0x2f]
      + stride(from: 0, to: bits.count, by: 8).map { start in
        bits[start..<min(start + 8, bits.count)].reversed().reduce(0) { $0 << 1 | ($1 ? 1 : 0) }
      }
  }

  init(width: Int, height: Int, hasAlpha: Bool = true, version: Int = 0) {
    put(width - 1, 14)
    put(height - 1, 14)
    put(hasAlpha ? 1 : 0, 1)
    put(version, 3)
  }

  mutating func put(_ value: Int, _ width: Int) {
    for bit in 0..<width { bits.append(value >> bit & 1 == 1) }
  }

  /// A code of one symbol, which takes no bit.
  mutating func putCode(_ symbol: Int) {
    put(1, 1)
    put(0, 1)
    put(1, 1)
    put(symbol, 8)
  }

  /// A code whose symbols from 0 to 255 take eight bits each.
  mutating func putByteCode() {
    put(0, 1)
    // The code of lengths has one length, 8, whose own length is the twelfth that is stored.
    put(12 - 4, 4)
    for place in 0..<12 { put(place == 11 ? 1 : 0, 3) }
    // 256 lengths, in a number of eight bits.
    put(1, 1)
    put(3, 3)
    put(256 - 2, 8)
  }

  /// A byte in the code of bytes: the first bit of a code is its highest.
  mutating func putByte(_ byte: UInt8) {
    for bit in (0..<8).reversed() { put(Int(byte >> UInt8(bit) & 1), 1) }
  }

  /// What stands before the pixels of a picture without transforms, cache and regions.
  mutating func putPlainStart() {
    put(0, 3)
    for _ in 0..<4 { putByteCode() }
    putCode(0)
  }
}

/// A WebP file of chunks.
func webP(_ chunks: [(name: String, data: [UInt8])]) -> [UInt8] {
  let body = chunks.flatMap { name, data in
    Array(name.utf8) + little(data.count, 4) + data + [UInt8](repeating: 0, count: data.count % 2)
  }
  return Array("RIFF".utf8) + little(body.count + 4, 4) + Array("WEBP".utf8) + body
}

/// The chunks of a WebP file.
func webPChunks(_ file: [UInt8]) -> [(name: String, data: [UInt8])] {
  var (chunks, place) = ([(name: String, data: [UInt8])](), 12)
  while place + 8 <= file.count {
    let size = (0..<4).reduce(0) { $0 | Int(file[place + 4 + $1]) << (8 * $1) }
    let name = String(decoding: file[place..<(place + 4)], as: UTF8.self)
    chunks.append((name, Array(file[(place + 8)..<(place + 8 + size)])))
    place += 8 + size + size % 2
  }
  return chunks
}
