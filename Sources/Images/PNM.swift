/// The portable anymaps of Netpbm: P1 to P6, plain and binary, samples of up to 16 bits.
enum PNM: ImageDecoder {
  static func recognizes(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count >= 3 && bytes[0] == UInt8(ascii: "P")
      && (UInt8(ascii: "1")...UInt8(ascii: "7")).contains(bytes[1])
      && (isBlank(bytes[2]) || bytes[2] == UInt8(ascii: "#"))
  }

  static func decode(_ bytes: UnsafeRawBufferPointer) throws(ImageError.Problem) -> DecodedImage {
    var reader = PNMReader(bytes)
    let header = try PNMHeader(&reader)
    guard header.kind != .bitmap else {
      return .bytes(
        header.isPlain ? try plainBitmap(header, &reader) : try packedBitmap(header, reader))
    }
    let image = header.image(try samples(header, reader, levels: header.levels(to: UInt8.max)))
    guard header.maximum > 255 else { return .bytes(image) }
    guard header.kind == .greymap else { return .cut(image) }
    let levels = header.levels(to: UInt16.max)
    let deep = DeepImage(
      width: header.width, height: header.height,
      samples: try samples(header, reader, levels: levels))
    return .deep(deep, bytes: image)
  }

  /// P1: digits 0 (white) and 1 (black), blanks between them or not.
  private static func plainBitmap(
    _ header: PNMHeader, _ reader: inout PNMReader
  ) throws(ImageError.Problem) -> Image {
    try header.require(header.sampleCount, of: reader)
    var pixels: [UInt8] = []
    pixels.reserveCapacity(header.sampleCount)
    for _ in 0..<header.sampleCount {
      let digit = try reader.significantByte(within: "the pixels")
      guard digit == UInt8(ascii: "0") || digit == UInt8(ascii: "1") else {
        throw .malformed(
          .pnm, part: "pixel \(pixels.count)", found: "byte \(digit)", expected: "0 or 1")
      }
      pixels.append(digit == UInt8(ascii: "0") ? 255 : 0)
    }
    return header.image(pixels)
  }

  /// P4: eight pixels a byte, the leftmost in the highest bit, rows padded to whole bytes.
  private static func packedBitmap(
    _ header: PNMHeader, _ reader: PNMReader
  ) throws(ImageError.Problem) -> Image {
    let rowSize = (header.width + 7) / 8
    try header.require(rowSize * header.height, of: reader)
    var pixels: [UInt8] = []
    pixels.reserveCapacity(header.sampleCount)
    for y in 0..<header.height {
      let row = reader.position + y * rowSize
      for x in 0..<header.width {
        let isBlack = reader.bytes[row + x / 8] >> UInt8(7 - x % 8) & 1 == 1
        pixels.append(isBlack ? 0 : 255)
      }
    }
    return header.image(pixels)
  }

  /// Greymaps and pixmaps: the level of each sample.
  private static func samples<Sample: FixedWidthInteger>(
    _ header: PNMHeader, _ reader: PNMReader, levels: [Sample]
  ) throws(ImageError.Problem) -> [Sample] {
    header.isPlain
      ? try plainSamples(header, reader, levels) : try binarySamples(header, reader, levels)
  }

  /// P2 and P3: decimal numbers.
  private static func plainSamples<Sample>(
    _ header: PNMHeader, _ reader: PNMReader, _ levels: [Sample]
  ) throws(ImageError.Problem) -> [Sample] {
    var reader = reader
    try header.require(2 * header.sampleCount - 1, of: reader)
    var samples: [Sample] = []
    samples.reserveCapacity(header.sampleCount)
    for _ in 0..<header.sampleCount {
      let value = try reader.number(within: "the pixels")
      guard value <= header.maximum else {
        throw .malformed(
          .pnm, part: "sample \(samples.count)", found: "\(value)",
          expected: "at most the maximum \(header.maximum)")
      }
      samples.append(levels[value])
    }
    return samples
  }

  /// P5 and P6: one byte a sample, or two, high byte first, where the maximum is above 255.
  ///
  /// Samples above the maximum become white, as in Pillow.
  private static func binarySamples<Sample: FixedWidthInteger>(
    _ header: PNMHeader, _ reader: PNMReader, _ levels: [Sample]
  ) throws(ImageError.Problem) -> [Sample] {
    let sampleSize = header.maximum > 255 ? 2 : 1
    try header.require(header.sampleCount * sampleSize, of: reader)
    let (start, maximum) = (reader.position, header.maximum)
    return [Sample](unsafeUninitializedCapacity: header.sampleCount) { samples, filled in
      for i in 0..<header.sampleCount {
        let at = start + i * sampleSize
        let value =
          sampleSize == 1
          ? Int(reader.bytes[at]) : Int(reader.bytes[at]) << 8 | Int(reader.bytes[at + 1])
        samples[i] = levels[min(value, maximum)]
      }
      filled = header.sampleCount
    }
  }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
}

/// What stands before the pixels of a portable anymap.
struct PNMHeader {
  enum Kind: Int { case bitmap, greymap, pixmap }

  let kind: Kind
  let isPlain: Bool
  let width: Int
  let height: Int
  /// The value of white, 1 to 65535; 1 for bitmaps.
  let maximum: Int

  var channels: Int { kind == .pixmap ? 3 : 1 }
  var sampleCount: Int { width * height * channels }

  /// Reads the header and the one blank that ends it.
  init(_ reader: inout PNMReader) throws(ImageError.Problem) {
    let digit = Int(reader.bytes[1] - UInt8(ascii: "1"))
    guard let kind = Kind(rawValue: digit % 3), digit < 6 else {
      throw .unsupported(.pnm, feature: "P7 (PAM)")
    }
    self.kind = kind
    isPlain = digit < 3
    width = try reader.number(within: "the header")
    height = try reader.number(within: "the header")
    maximum = kind == .bitmap ? 1 : try reader.number(within: "the header")
    guard width > 0, height > 0 else {
      throw .malformed(
        .pnm, part: "size", found: "\(width)×\(height)", expected: "at least 1×1 pixels")
    }
    guard (1...65535).contains(maximum) else {
      throw .malformed(.pnm, part: "maximum", found: "\(maximum)", expected: "1 to 65535")
    }
    guard ImageLimits.allow(width: width, height: height) else {
      throw .tooLarge(.pnm, width: width, height: height, bytes: reader.bytes.count)
    }
    try reader.skipBlank()
  }

  /// The level of every value, 0 to `maximum`, where `white` is that of the maximum, rounded as
  /// Pillow does.
  func levels<Sample: FixedWidthInteger>(to white: Sample) -> [Sample] {
    (0...maximum).map {
      Sample((Double($0) / Double(maximum) * Double(white)).rounded(.toNearestOrEven))
    }
  }

  func require(_ count: Int, of reader: PNMReader) throws(ImageError.Problem) {
    guard reader.bytes.count - reader.position >= count else {
      throw .truncated(.pnm, part: "the \(width)×\(height) pixels")
    }
  }

  func image(_ pixels: [UInt8]) -> Image {
    Image(width: width, height: height, channels: channels, pixels: pixels)
  }
}

/// Reads the text of a portable anymap: numbers, blanks and comments.
struct PNMReader {
  let bytes: UnsafeRawBufferPointer
  /// The next byte; the first two name the kind.
  private(set) var position = 2

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// The next byte that is neither blank nor in a comment, which goes from # to the line's end.
  mutating func significantByte(within part: String) throws(ImageError.Problem) -> UInt8 {
    var isComment = false
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if isComment {
        isComment = byte != UInt8(ascii: "\n") && byte != UInt8(ascii: "\r")
      } else if byte == UInt8(ascii: "#") {
        isComment = true
      } else if !PNM.isBlank(byte) {
        return byte
      }
    }
    throw .truncated(.pnm, part: part)
  }

  /// The next decimal number, of at most nine digits.
  mutating func number(within part: String) throws(ImageError.Problem) -> Int {
    var byte = try significantByte(within: part)
    var (value, digits) = (0, 0)
    while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
      digits += 1
      guard digits <= 9 else {
        throw .malformed(
          .pnm, part: part, found: "a number of ten digits or more", expected: "at most nine")
      }
      guard position < bytes.count else { return value }
      byte = bytes[position]
      position += 1
    }
    guard digits > 0 else {
      throw .malformed(.pnm, part: part, found: "byte \(byte)", expected: "a decimal number")
    }
    position -= 1
    return value
  }

  /// Passes the one blank between header and pixels.
  mutating func skipBlank() throws(ImageError.Problem) {
    guard position < bytes.count else { throw .truncated(.pnm, part: "the header") }
    guard PNM.isBlank(bytes[position]) else {
      throw .malformed(
        .pnm, part: "end of the header", found: "byte \(bytes[position])", expected: "a blank")
    }
    position += 1
  }
}
