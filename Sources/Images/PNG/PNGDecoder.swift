import Bytes

/// Reads PNG pictures of every color type and depth, interlaced or not.
///
/// Grey of 16 bits is kept, other samples of 16 bits keep their high byte, samples below 8 bits are
/// stretched to the range; gamma and color profiles are ignored. What libpng refuses is refused;
/// ancillary chunks that are damaged or out of place are passed over, as it does.
struct PNGDecoder: ImageDecoder {
  private let bytes: UnsafeRawBufferPointer
  private var chunks: PNGChunkReader
  private var palette: [UInt8] = []
  private var transparency: PNGChunk?
  private var orientation = ImageOrientation.upright
  private var compressed: [UnsafeRawBufferPointer] = []

  /// What an encoder may have compressed beyond the picture; libpng passes it over too.
  private static let surplus = 1 << 16

  private init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
    chunks = PNGChunkReader(bytes)
  }

  static func recognizes(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.starts(with: PNGChunkReader.signature.prefix(4))
  }

  static func decode(_ bytes: UnsafeRawBufferPointer) throws(ImageError.Problem) -> DecodedImage {
    var decoder = PNGDecoder(bytes)
    return try decoder.run()
  }

  static func look(_ bytes: UnsafeRawBufferPointer) throws(ImageError.Problem) -> ImageLook {
    var decoder = PNGDecoder(bytes)
    let header = try decoder.header()
    return ImageLook(height: header.height, width: header.width, endsWith: end, in: bytes)
  }

  /// The last chunk, which is always the same.
  private static let end: [UInt8] = [0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82]

  private mutating func header() throws(ImageError.Problem) -> PNGHeader {
    guard bytes.starts(with: PNGChunkReader.signature) else {
      throw .malformed(
        .png, part: "signature", found: "\(Array(bytes.prefix(8)))",
        expected: "\(PNGChunkReader.signature), which text conversion damages")
    }
    let first = try chunks.next()
    guard first.name == "IHDR" else {
      throw .malformed(
        .png, part: "first chunk", found: first.name, expected: "IHDR")
    }
    return try PNGHeader(first, fileSize: bytes.count)
  }

  private mutating func run() throws(ImageError.Problem) -> DecodedImage {
    let header = try header()
    try collectChunks(header)
    guard !compressed.isEmpty else {
      throw .malformed(.png, part: "file", found: "no IDAT chunk", expected: "at least one")
    }
    guard header.colorType != .palette || !palette.isEmpty else {
      throw .malformed(.png, part: "file", found: "no palette", expected: "PLTE before IDAT")
    }
    let passes = PNGPass.passes(of: header)
    let data = try decompress(size: passes.reduce(0) { $0 + $1.size(header) }, header)
    let format = PNGPixelFormat(header, palette: palette, transparency: transparency)
    let (rows, orientation) = (PNGRows(header, passes, format), orientation)
    return try data.withUnsafeBytes { (data) throws(ImageError.Problem) in
      let image = orientation.upright(try rows.image(data))
      guard header.depth == 16 else { return .bytes(image) }
      guard header.colorType == .grey else { return .cut(image) }
      return .deep(orientation.upright(try rows.deepImage(data)), bytes: image)
    }
  }

  /// Takes in the chunks.
  private mutating func collectChunks(_ header: PNGHeader) throws(ImageError.Problem) {
    while !chunks.isAtEnd {
      let chunk = try chunks.next()
      if chunk.name != "IDAT" && !compressed.isEmpty { return readRest(from: chunk) }
      switch chunk.name {
      case "IDAT": compressed.append(chunk.data)
      case "PLTE": try readPalette(chunk, header)
      case "tRNS" where chunk.isSound: transparency = chunk
      case "eXIf": readOrientation(chunk)
      case "IEND": return
      default:
        guard chunk.isAncillary else {
          throw .unsupported(.png, feature: "unknown-critical-chunk (\(chunk.name))")
        }
      }
    }
  }

  /// Looks for the orientation behind the compressed data too.
  ///
  /// The picture is whole by then: faults that come do not touch it.
  private mutating func readRest(from chunk: PNGChunk) {
    var next: PNGChunk? = chunk
    while let chunk = next, chunk.name != "IEND" {
      if chunk.name == "eXIf" { readOrientation(chunk) }
      next = try? chunks.next()
    }
  }

  private mutating func readOrientation(_ chunk: PNGChunk) {
    guard chunk.isSound else { return }
    orientation = ImageOrientation(exif: chunk.data) ?? orientation
  }

  private mutating func readPalette(
    _ chunk: PNGChunk, _ header: PNGHeader
  ) throws(ImageError.Problem) {
    // In true color the palette is a suggestion for poorer displays.
    guard header.colorType == .palette else { return }
    let count = chunk.data.count
    guard count > 0, count % 3 == 0, count <= 3 * 256, palette.isEmpty else {
      throw .malformed(
        .png, part: "PLTE", found: palette.isEmpty ? "\(count) bytes" : "a second palette",
        expected: "one palette of 3 bytes for each of 1 to 256 colours")
    }
    palette = Array(chunk.data)
  }

  private func decompress(
    size: Int, _ header: PNGHeader
  ) throws(ImageError.Problem) -> SharedBytes {
    let compressedSize = compressed.reduce(0) { $0 + $1.count }
    guard size <= Inflate.maximumOutput(of: compressedSize) else {
      throw .tooLarge(.png, width: header.width, height: header.height, bytes: bytes.count)
    }
    let data: SharedBytes
    do throws(FormatError) {
      data = try joined(compressedSize).withUnsafeBytes { (stream) throws(FormatError) in
        try Zlib.decompress(stream, sizeHint: size, limit: size + Self.surplus)
      }
    } catch {
      throw .malformed(
        .png, part: "IDAT, \(error.part)", found: error.found, expected: error.expected)
    }
    guard data.count >= size else {
      throw .malformed(
        .png, part: "IDAT", found: "\(data.count) bytes of picture", expected: "\(size)")
    }
    return data
  }

  private func joined(_ count: Int) -> SharedBytes {
    SharedBytes(count: count) { target in
      var end = 0
      for part in compressed {
        UnsafeMutableRawBufferPointer(rebasing: target[end...]).copyMemory(from: part)
        end += part.count
      }
    }
  }
}
