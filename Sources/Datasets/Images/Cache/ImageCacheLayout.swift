import ArrayFiles
import Bytes

/// What is where in the file of an ``ImageCache``.
///
/// 4096 bytes of header, which end in their own checksum; the pixels of all pictures, one behind the
/// other; the checksum of each picture (XXH64); the names of those that were cut to 8 bits.
struct ImageCacheLayout {
  static let headerSize = 4096
  private static let magic: UInt64 = 0x3173_6369_706e_6e64  // dnnpics1

  /// The axes of all pictures, their number first.
  let shape: [Int]
  let elementType: ElementType
  /// Whether every picture had its size before.
  var isOfOneSize = true
  /// The bytes of the names of pictures that were cut.
  var namesSize = 0
  /// The checksum of what is behind the pixels.
  var tailChecksum: UInt64 = 0

  init(shape: [Int], elementType: ElementType) {
    self.shape = shape
    self.elementType = elementType
  }

  var count: Int { shape[0] }

  /// The bytes of a picture.
  var pictureSize: Int { shape.dropFirst().reduce(elementType.size, *) }

  /// Where the checksums begin.
  var tailStart: Int { start(of: count) }

  var tailSize: Int { 8 * count + namesSize }

  var fileSize: Int { tailStart + tailSize }

  /// Where the pixels of a picture begin.
  func start(of picture: Int) -> Int { Self.headerSize + picture * pictureSize }

  /// The header of a set's file.
  func header(_ key: ImageCacheKey) -> [UInt8] {
    let numbers =
      [Self.magic] + shape.map { UInt64($0) }
      + [UInt64(elementType.size), isOfOneSize ? 1 : 0, UInt64(namesSize), tailChecksum]
    var bytes = littleEndian(numbers) + Array(key.state.utf8)
    bytes += [UInt8](repeating: 0, count: Self.headerSize - 8 - bytes.count)
    return bytes + littleEndian([bytes.withUnsafeBytes(XXH64.hash)])
  }

  /// The layout that a header tells; nil where it is not, byte for byte, one of the expected set.
  init?(_ header: [UInt8], _ key: ImageCacheKey, expecting shape: [Int]) {
    guard header.count == Self.headerSize else { return nil }
    let numbers = words(header[..<(8 * (shape.count + 5))])
    let facts = numbers[(1 + shape.count)...].prefix(4).map { $0 }
    self.init(shape: shape, elementType: facts[0] == 2 ? .uint16 : .uint8)
    isOfOneSize = facts[1] == 1
    namesSize = Int(truncatingIfNeeded: facts[2] & 0xffff_ffff)
    tailChecksum = facts[3]
    guard self.header(key) == header else { return nil }
  }
}

/// Numbers as bytes, the lowest first.
func littleEndian(_ words: [UInt64]) -> [UInt8] {
  words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) } }
}

/// The numbers that bytes are.
func words(_ bytes: ArraySlice<UInt8>) -> [UInt64] {
  stride(from: bytes.startIndex, to: bytes.endIndex, by: 8).map { start in
    bytes[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
