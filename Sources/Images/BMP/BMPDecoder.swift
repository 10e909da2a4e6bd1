/// Reads bitmaps of Windows and OS/2: 1 to 32 bits a pixel, with palettes, masks and runs.
///
/// A pixel is transparent where the masks of the file have bits for that, as in Pillow.
enum BMPDecoder: ImageDecoder {
  static func recognizes(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count >= 18 && bytes.starts(with: Array("BM".utf8))
      && BMPHeader.sizes.contains(bytes.little32(at: 14))
  }

  static func decode(_ bytes: UnsafeRawBufferPointer) throws(ImageError.Problem) -> DecodedImage {
    let header = try BMPHeader(bytes)
    let data = UnsafeRawBufferPointer(rebasing: bytes[min(header.start, bytes.count)...])
    switch header.compression {
    case .none, .masks:
      guard data.count >= header.rowSize * header.height else {
        throw .truncated(.bmp, part: "the \(header.width)×\(header.height) pixels")
      }
      return .bytes(header.depth <= 8 ? indexed(header, data) : sampled(header, data))
    case .runs8, .runs4:
      try ImageLimits.check(
        .bmp, width: header.width, height: header.height, bytes: bytes.count, density: 128)
      var runs = BMPRuns(header, data)
      let indices = try runs.indices()
      let colors = BMPColors(header)
      return .bytes(
        image(header, channels: 3) { y, out in
          for x in 0..<header.width {
            colors.put(Int(indices[y * header.width + x]), to: out + 3 &* x)
          }
        })
    }
  }

  /// Pixels that are places in the palette, the leftmost in the highest bits.
  private static func indexed(_ header: BMPHeader, _ data: UnsafeRawBufferPointer) -> Image {
    let (colors, depth, mask) = (BMPColors(header), header.depth, (1 << header.depth) - 1)
    return image(header, channels: 3) { y, out in
      let row = y * header.rowSize
      for x in 0..<header.width {
        let bit = x &* depth
        let shift = 8 &- depth &- bit & 7
        colors.put(Int(data[row &+ bit &>> 3]) &>> shift & mask, to: out + 3 &* x)
      }
    }
  }

  /// Pixels that hold their colors.
  private static func sampled(_ header: BMPHeader, _ data: UnsafeRawBufferPointer) -> Image {
    let samples = header.masks.map(BMPSample.init)
    let (channels, size) = (header.masks[3] == 0 ? 3 : 4, header.depth / 8)
    return image(header, channels: channels) { y, out in
      var place = y * header.rowSize
      for x in 0..<header.width {
        var pixel: UInt32 = 0
        for k in 0..<size {
          pixel |= UInt32(data[place &+ k]) &<< UInt32(truncatingIfNeeded: 8 &* k)
        }
        for channel in 0..<channels {
          out[x &* channels &+ channel] = samples[channel].value(pixel)
        }
        place &+= size
      }
    }
  }

  /// A picture whose rows are written one by one, in the order of the file.
  private static func image(
    _ header: BMPHeader, channels: Int, _ write: (Int, UnsafeMutablePointer<UInt8>) -> Void
  ) -> Image {
    let (height, rowSize) = (header.height, header.width * channels)
    let pixels = [UInt8](unsafeUninitializedCapacity: height * rowSize) { pixels, filled in
      guard let out = pixels.baseAddress else { return }
      for y in 0..<height {
        write(y, out + (header.isTopDown ? y : height - 1 - y) * rowSize)
      }
      filled = height * rowSize
    }
    return Image(width: header.width, height: height, channels: channels, pixels: pixels)
  }
}

/// The palette of a bitmap as red, green and blue; black where the file has no color.
private struct BMPColors {
  private let table: [UInt8]

  init(_ header: BMPHeader) {
    let (stored, size) = (header.palette, header.colorSize)
    table = (0..<256).flatMap { index -> [UInt8] in
      let start = index * size
      guard start + size <= stored.count else { return [0, 0, 0] }
      return [stored[start + 2], stored[start + 1], stored[start]]
    }
  }

  @inline(__always)
  func put(_ index: Int, to pixel: UnsafeMutablePointer<UInt8>) {
    pixel[0] = table[3 &* index]
    pixel[1] = table[3 &* index &+ 1]
    pixel[2] = table[3 &* index &+ 2]
  }
}

/// One sample of a pixel: the bits of a mask, stretched to the range of 0 to 255.
struct BMPSample {
  private let shift: UInt32
  private let maximum: UInt32
  /// The stretched values where they are few.
  private let table: [UInt8]

  init(mask: UInt32) {
    let shift = UInt32(truncatingIfNeeded: mask == 0 ? 0 : mask.trailingZeroBitCount)
    let maximum = mask >> shift
    (self.shift, self.maximum) = (shift, maximum)
    table = maximum > 255 ? [] : (0...maximum).map { Self.stretched($0, maximum) }
  }

  /// Whether the bits of a mask stand together; no bit at all is a sample of 0.
  static func isMask(_ mask: UInt32) -> Bool {
    mask == 0 || (mask >> UInt32(mask.trailingZeroBitCount) &+ 1).nonzeroBitCount <= 1
  }

  @inline(__always)
  func value(_ pixel: UInt32) -> UInt8 {
    let value = pixel &>> shift & maximum
    return maximum <= 255 ? table[Int(value)] : Self.stretched(value, maximum)
  }

  private static func stretched(_ value: UInt32, _ maximum: UInt32) -> UInt8 {
    maximum == 0 ? 0 : UInt8(truncatingIfNeeded: UInt64(value) * 255 / UInt64(maximum))
  }
}
