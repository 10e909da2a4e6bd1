/// What the IHDR chunk of a PNG says.
struct PNGHeader {
  enum ColorType: Int { case grey = 0, rgb = 2, palette = 3, greyAlpha = 4, rgba = 6 }

  let width: Int
  let height: Int
  /// Bits of a sample: 1, 2, 4, 8 or 16.
  let depth: Int
  let colorType: ColorType
  let isInterlaced: Bool

  /// Samples of a pixel in the file.
  var samples: Int {
    switch colorType {
    case .grey, .palette: 1
    case .greyAlpha: 2
    case .rgb: 3
    case .rgba: 4
    }
  }

  /// Bytes from a sample to the one that filters compare it with: at least 1.
  var filterDistance: Int { max(1, samples * depth / 8) }

  /// Bytes of a row of `width` pixels, without its filter type.
  func rowSize(_ width: Int) -> Int { (width * samples * depth + 7) / 8 }

  init(_ chunk: PNGChunk, fileSize: Int) throws(ImageError.Problem) {
    let data = chunk.data
    guard data.count == 13 else {
      throw .malformed(.png, part: "IHDR", found: "\(data.count) bytes", expected: "13")
    }
    width = Int(chunk.long(at: 0))
    height = Int(chunk.long(at: 4))
    guard width > 0, height > 0 else {
      throw .malformed(
        .png, part: "IHDR", found: "\(width)×\(height) pixels", expected: "at least 1×1")
    }
    guard ImageLimits.allow(width: width, height: height) else {
      throw .tooLarge(.png, width: width, height: height, bytes: fileSize)
    }
    depth = Int(data[8])
    guard let colorType = ColorType(rawValue: Int(data[9])),
      Self.depths(of: colorType).contains(depth)
    else {
      throw .malformed(
        .png, part: "IHDR", found: "colour type \(data[9]) with \(data[8]) bits a sample",
        expected: "type 0 with 1, 2, 4, 8, 16 bits, 3 with 1, 2, 4, 8, or 2, 4, 6 with 8, 16")
    }
    self.colorType = colorType
    guard data[10] == 0, data[11] == 0, data[12] < 2 else {
      throw .malformed(
        .png, part: "IHDR",
        found: "compression \(data[10]), filter \(data[11]), interlace \(data[12])",
        expected: "compression 0, filter 0, interlace 0 or 1")
    }
    isInterlaced = data[12] == 1
  }

  private static func depths(of colorType: ColorType) -> [Int] {
    switch colorType {
    case .grey: [1, 2, 4, 8, 16]
    case .palette: [1, 2, 4, 8]
    case .rgb, .greyAlpha, .rgba: [8, 16]
    }
  }
}

/// A reduced picture of an interlaced PNG, or the whole of another: every so many pixels.
struct PNGPass {
  let left: Int
  let top: Int
  let stepX: Int
  let stepY: Int
  /// Pixels in this pass; 0 in small pictures.
  let width: Int
  let height: Int

  private init(_ header: PNGHeader, left: Int, top: Int, stepX: Int, stepY: Int) {
    (self.left, self.top, self.stepX, self.stepY) = (left, top, stepX, stepY)
    width = (header.width - left + stepX - 1) / stepX
    height = (header.height - top + stepY - 1) / stepY
  }

  /// Bytes of the pass before compression, with a filter type for each row.
  func size(_ header: PNGHeader) -> Int {
    width == 0 ? 0 : height * (1 + header.rowSize(width))
  }

  /// The passes of Adam7 (PNG specification, section 8.2), or the one pass without interlacing.
  static func passes(of header: PNGHeader) -> [PNGPass] {
    guard header.isInterlaced else {
      return [PNGPass(header, left: 0, top: 0, stepX: 1, stepY: 1)]
    }
    return [
      PNGPass(header, left: 0, top: 0, stepX: 8, stepY: 8),
      PNGPass(header, left: 4, top: 0, stepX: 8, stepY: 8),
      PNGPass(header, left: 0, top: 4, stepX: 4, stepY: 8),
      PNGPass(header, left: 2, top: 0, stepX: 4, stepY: 4),
      PNGPass(header, left: 0, top: 2, stepX: 2, stepY: 4),
      PNGPass(header, left: 1, top: 0, stepX: 2, stepY: 2),
      PNGPass(header, left: 0, top: 1, stepX: 1, stepY: 2),
    ]
  }
}
