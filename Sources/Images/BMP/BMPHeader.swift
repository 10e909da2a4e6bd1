/// The headers of a bitmap: that of the file, and one of seven that describe the picture.
struct BMPHeader {
  enum Compression: Int { case none = 0, runs8 = 1, runs4 = 2, masks = 3 }

  /// Bytes of the headers of OS/2 (12 and 64) and Windows (the others, versions 3, 2, 3, 4, 5).
  static let sizes: Set<Int> = [12, 40, 52, 56, 64, 108, 124]
  /// Bytes of the header of the file, which comes first.
  private static let fileHeader = 14

  let width: Int
  let height: Int
  /// Whether the first row is the top one; by custom it is the lowest.
  let isTopDown: Bool
  /// Bits of a pixel: 1, 4, 8, 16, 24 or 32.
  let depth: Int
  let compression: Compression
  /// The bits of red, green, blue and alpha in a pixel of 16 bits or more.
  let masks: [UInt32]
  /// Colors of the palette, in the order blue, green, red; none for pixels of 16 bits or more.
  let palette: [UInt8]
  /// Bytes of a color in `palette`: 4, or 3 in the oldest files.
  let colorSize: Int
  /// The first byte of the pixels.
  let start: Int

  /// Bytes of a row that is not compressed: whole units of 32 bits.
  var rowSize: Int { (width * depth + 31) / 32 * 4 }

  init(_ bytes: UnsafeRawBufferPointer) throws(ImageError.Problem) {
    let size = bytes.little32(at: Self.fileHeader)
    let end = Self.fileHeader + size
    guard bytes.count >= end else { throw .truncated(.bmp, part: "the header") }
    let fields = BMPFields(UnsafeRawBufferPointer(rebasing: bytes[Self.fileHeader..<end]))
    (width, height, isTopDown) = try fields.extent(fileSize: bytes.count)
    (depth, compression) = try fields.coding()
    (masks, colorSize) = (try fields.masks(compression, behind: bytes[end...]), fields.colorSize)

    let paletteStart = end + fields.separateMaskBytes(compression)
    let stored = depth <= 8 ? try fields.colors(depth) : 0
    guard bytes.count - paletteStart >= stored * colorSize else {
      throw .truncated(.bmp, part: "the \(stored) colors of the palette")
    }
    palette = Array(bytes[paletteStart..<(paletteStart + stored * colorSize)])
    // Some writers forget the palette when they tell where the pixels begin.
    let claimed = bytes.little32(at: 10)
    start =
      claimed == 0 || (claimed == end && depth <= 8)
      ? paletteStart + stored * colorSize : claimed
  }
}

/// The fields of the header that describes the picture.
private struct BMPFields {
  private let header: UnsafeRawBufferPointer
  /// Whether this is the first header of OS/2, of sizes in 16 bits and colors of three bytes.
  private let isOld: Bool

  init(_ header: UnsafeRawBufferPointer) {
    self.header = header
    isOld = header.count == 12
  }

  var colorSize: Int { isOld ? 3 : 4 }

  func extent(
    fileSize: Int
  ) throws(ImageError.Problem) -> (width: Int, height: Int, isTopDown: Bool) {
    let width = isOld ? header.little16(at: 4) : signed(at: 4)
    let height = isOld ? header.little16(at: 6) : signed(at: 8)
    guard width > 0, height != 0 else {
      throw .malformed(
        .bmp, part: "size", found: "\(width)×\(height) pixels", expected: "at least 1×1")
    }
    guard ImageLimits.allow(width: width, height: abs(height)) else {
      throw .tooLarge(.bmp, width: width, height: abs(height), bytes: fileSize)
    }
    return (width, abs(height), height < 0)
  }

  func coding() throws(ImageError.Problem) -> (depth: Int, BMPHeader.Compression) {
    let depth = header.little16(at: isOld ? 10 : 14)
    guard [1, 4, 8, 16, 24, 32].contains(depth) else {
      throw .malformed(
        .bmp, part: "header", found: "\(depth) bits a pixel", expected: "1, 4, 8, 16, 24 or 32")
    }
    let code = isOld ? 0 : header.little32(at: 16)
    guard let compression = BMPHeader.Compression(rawValue: code) else {
      throw .unsupported(.bmp, feature: "compressed (method \(code))")
    }
    let isFitting =
      switch compression {
      case .none: true
      case .runs8: depth == 8
      case .runs4: depth == 4
      case .masks: depth >= 16
      }
    guard isFitting else {
      throw .malformed(
        .bmp, part: "header", found: "compression \(code) of \(depth) bits a pixel",
        expected: "1 of 8 bits, 2 of 4, 3 of 16 or more")
    }
    return (depth, compression)
  }

  /// Bytes of masks behind the header: the header of 40 bytes has no room for them.
  func separateMaskBytes(_ compression: BMPHeader.Compression) -> Int {
    compression == .masks && header.count == 40 ? 12 : 0
  }

  /// The masks of the file, or those that hold without any.
  ///
  /// As in Pillow, the fourth is one of transparency in pixels of 32 bits alone, and four masks of 0
  /// mean bytes of blue, green, red and alpha.
  func masks(
    _ compression: BMPHeader.Compression, behind rest: Slice<UnsafeRawBufferPointer>
  ) throws(ImageError.Problem) -> [UInt32] {
    let depth = header.little16(at: isOld ? 10 : 14)
    guard compression == .masks else {
      return depth == 16 ? [0x7c00, 0x3e0, 0x1f, 0] : [0xff_0000, 0xff00, 0xff, 0]
    }
    let separate = separateMaskBytes(compression)
    guard rest.count >= separate else { throw .truncated(.bmp, part: "the color masks") }
    let fields = separate > 0 ? UnsafeRawBufferPointer(rebasing: rest) : header
    let first = separate > 0 ? 0 : 40
    let hasAlpha = depth == 32 && header.count >= 56
    let masks = (0..<4).map {
      $0 < 3 || hasAlpha ? UInt32(fields.little32(at: first + 4 * $0)) : 0
    }
    if masks.allSatisfy({ $0 == 0 }) { return [0xff_0000, 0xff00, 0xff, 0xff00_0000] }
    guard masks.allSatisfy(BMPSample.isMask) else {
      throw .malformed(
        .bmp, part: "color masks", found: "\(masks.map { String($0, radix: 16) })",
        expected: "bits that stand together")
    }
    return masks
  }

  /// Colors of the palette that are stored.
  func colors(_ depth: Int) throws(ImageError.Problem) -> Int {
    let stored = isOld ? 0 : header.little32(at: 32)
    guard stored <= 1 << 16 else {
      throw .malformed(
        .bmp, part: "header", found: "\(stored) colors", expected: "at most 65536")
    }
    return stored == 0 ? 1 << depth : stored
  }

  private func signed(at place: Int) -> Int {
    Int(Int32(truncatingIfNeeded: header.little32(at: place)))
  }
}
