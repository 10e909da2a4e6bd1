/// Where a frame lies on the screen, and in which order its rows come.
struct GIFFrame {
  let left: Int
  let top: Int
  let width: Int
  let height: Int
  let flags: UInt8

  init(_ descriptor: UnsafeRawBufferPointer) throws(ImageError.Problem) {
    (left, top) = (descriptor.little16(at: 0), descriptor.little16(at: 2))
    (width, height) = (descriptor.little16(at: 4), descriptor.little16(at: 6))
    flags = descriptor[8]
    guard width > 0, height > 0 else {
      throw .malformed(
        .gif, part: "frame", found: "\(width)×\(height) pixels", expected: "at least 1×1")
    }
  }

  /// The rows in the order of the file: one after the other, or interlaced in four passes.
  private var rows: [Int] {
    guard flags & 0x40 != 0 else { return Array(0..<height) }
    return [(0, 8), (4, 8), (2, 4), (1, 2)].flatMap { start, step in
      stride(from: start, to: height, by: step)
    }
  }

  /// The screen with the frame on it.
  func image(_ indices: [UInt8], _ colors: GIFColors, width: Int, height: Int) -> Image {
    let channels = colors.channels
    let pixels = [UInt8](unsafeUninitializedCapacity: width * height * channels) { out, filled in
      guard let out = out.baseAddress else { return }
      if self.width < width || self.height < height {
        for i in 0..<(width * height) { colors.put(colors.background, to: out + i &* channels) }
      }
      for (number, y) in rows.enumerated() {
        let (source, target) = (number * self.width, (top + y) * width + left)
        for x in 0..<self.width {
          colors.put(Int(indices[source &+ x]), to: out + (target &+ x) &* channels)
        }
      }
      filled = width * height * channels
    }
    return Image(width: width, height: height, channels: channels, pixels: pixels)
  }
}

/// The colors of a frame: red, green, blue, and alpha where one of them is transparent.
struct GIFColors {
  let channels: Int
  /// The color where the screen is not covered.
  let background: Int
  private let table: [UInt8]

  /// Without a palette the indices are levels of grey; those beyond a palette are black.
  init(_ palette: [UInt8]?, transparent: Int?) {
    let channels = transparent == nil ? 3 : 4
    let palette = palette ?? (0..<256).flatMap { [UInt8](repeating: UInt8($0), count: 3) }
    self.channels = channels
    background = transparent ?? 0
    table = (0..<256).flatMap { index -> [UInt8] in
      let color =
        3 * index < palette.count ? Array(palette[(3 * index)..<(3 * index + 3)]) : [0, 0, 0]
      return transparent == nil ? color : color + [index == transparent ? 0 : 255]
    }
  }

  @inline(__always)
  func put(_ index: Int, to pixel: UnsafeMutablePointer<UInt8>) {
    for channel in 0..<channels { pixel[channel] = table[index &* channels &+ channel] }
  }
}
