/// A chunk of a RIFF file: a name of four letters and its data.
struct WebPChunk {
  let name: String
  let data: UnsafeRawBufferPointer
}

/// The chunks of a RIFF file, or of a chunk that holds others.
struct WebPChunks {
  /// Bytes of a name and a length.
  private static let headerSize = 8

  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// The chunks of a file, which must be as long as it says; the byte that makes its length even
  /// may lack.
  init(file: UnsafeRawBufferPointer) throws(ImageError.Problem) {
    let size = file.little32(at: 4)
    guard size >= 4, file.count + 1 >= size + Self.headerSize else {
      throw .truncated(.webp, part: "the \(size + Self.headerSize) bytes that it announces")
    }
    let end = min(file.count, size + Self.headerSize)
    self.init(UnsafeRawBufferPointer(rebasing: file[12..<max(12, end)]))
  }

  /// The next chunk; nil behind the last.
  mutating func next() throws(ImageError.Problem) -> WebPChunk? {
    guard bytes.count - position >= Self.headerSize else { return nil }
    let size = bytes.little32(at: position + 4)
    let name = String(decoding: bytes[position..<(position + 4)], as: UTF8.self)
    let start = position + Self.headerSize
    guard size <= bytes.count - start else {
      throw .truncated(.webp, part: "the \(size) bytes of chunk \(name)")
    }
    position = min(bytes.count, start + size + size % 2)
    return WebPChunk(
      name: name, data: UnsafeRawBufferPointer(rebasing: bytes[start..<(start + size)]))
  }
}
