/// How the samples of a PNG become 8-bit grey or color, with alpha where it has transparency.
struct PNGPixelFormat {
  /// Channels of the picture that comes out.
  let channels: Int

  private let header: PNGHeader
  /// By palette index, `channels` bytes each, 256 of them; black where the file has no color.
  private let palette: [UInt8]
  /// The samples that mean transparent, where the file names a color.
  private let transparent: [Int]?

  init(_ header: PNGHeader, palette: [UInt8], transparency: PNGChunk?) {
    self.header = header
    let alphas =
      header.colorType == .palette ? transparency.map { Array($0.data.prefix(256)) } : nil
    transparent = transparency.flatMap { Self.transparentSamples($0, header) }
    channels =
      switch header.colorType {
      case .grey: transparent == nil ? 1 : 2
      case .rgb: transparent == nil ? 3 : 4
      case .palette: alphas == nil ? 3 : 4
      case .greyAlpha: 2
      case .rgba: 4
      }
    self.palette = Self.table(palette, alphas: alphas)
  }

  /// The tRNS chunk of a grey or true-color picture; nil, as in libpng, if it does not fit.
  private static func transparentSamples(_ chunk: PNGChunk, _ header: PNGHeader) -> [Int]? {
    guard header.colorType == .grey || header.colorType == .rgb,
      chunk.data.count == 2 * header.samples
    else { return nil }
    return (0..<header.samples).map { chunk.short(at: 2 * $0) & ((1 << header.depth) - 1) }
  }

  private static func table(_ palette: [UInt8], alphas: [UInt8]?) -> [UInt8] {
    (0..<256).flatMap { index -> [UInt8] in
      let color =
        3 * index < palette.count ? Array(palette[(3 * index)..<(3 * index + 3)]) : [0, 0, 0]
      guard let alphas else { return color }
      return color + [index < alphas.count ? alphas[index] : 255]
    }
  }

  /// Writes `count` pixels of a row, each `stride` bytes behind the one before.
  func expand(
    _ row: UnsafeBufferPointer<UInt8>, count: Int, to out: UnsafeMutablePointer<UInt8>,
    stride: Int
  ) {
    guard let row = row.baseAddress else { return }
    if header.colorType == .palette {
      expandPalette(row, count, out, stride)
    } else if header.depth < 8 {
      expandGrey(row, count, out, stride)
    } else {
      expandBytes(row, count, out, stride)
    }
  }

  /// Writes `count` grey pixels of 16 bits, each `stride` samples behind the one before; what is
  /// transparent is white.
  func expandDeep(
    _ row: UnsafeBufferPointer<UInt8>, count: Int, to out: UnsafeMutablePointer<UInt16>,
    stride: Int
  ) {
    guard let row = row.baseAddress else { return }
    let hidden = transparent?.first
    for x in 0..<count {
      let sample = Int(row[2 &* x]) &<< 8 | Int(row[2 &* x &+ 1])
      out[x &* stride] = sample == hidden ? .max : UInt16(truncatingIfNeeded: sample)
    }
  }

  /// The `index`-th sample of fewer than 8 bits, or of 8; the leftmost is in the highest bits.
  @inline(__always)
  private func packed(_ row: UnsafePointer<UInt8>, _ index: Int) -> Int {
    let bit = index &* header.depth
    let shift = 8 &- header.depth &- bit & 7
    return Int(row[bit &>> 3]) &>> shift & ((1 &<< header.depth) &- 1)
  }

  private func expandPalette(
    _ row: UnsafePointer<UInt8>, _ count: Int, _ out: UnsafeMutablePointer<UInt8>, _ stride: Int
  ) {
    palette.withUnsafeBufferPointer { palette in
      for x in 0..<count {
        let color = packed(row, x) &* channels
        for channel in 0..<channels {
          out[x &* stride &+ channel] = palette[color &+ channel]
        }
      }
    }
  }

  private func expandGrey(
    _ row: UnsafePointer<UInt8>, _ count: Int, _ out: UnsafeMutablePointer<UInt8>, _ stride: Int
  ) {
    let step = 255 / ((1 << header.depth) - 1)
    let hidden = transparent?[0]
    for x in 0..<count {
      let value = packed(row, x)
      out[x &* stride] = UInt8(truncatingIfNeeded: value &* step)
      if let hidden { out[x &* stride &+ 1] = value == hidden ? 0 : 255 }
    }
  }

  /// Samples of whole bytes: the first of each is kept.
  private func expandBytes(
    _ row: UnsafePointer<UInt8>, _ count: Int, _ out: UnsafeMutablePointer<UInt8>, _ stride: Int
  ) {
    let (samples, size) = (header.samples, header.depth / 8)
    if size == 1 && samples == stride && transparent == nil {
      out.update(from: row, count: count * stride)
      return
    }
    for x in 0..<count {
      let (pixel, target) = (row + x &* samples &* size, out + x &* stride)
      for sample in 0..<samples { target[sample] = pixel[sample &* size] }
      if let transparent {
        target[samples] = isEqual(pixel, transparent, size) ? 0 : 255
      }
    }
  }

  private func isEqual(_ pixel: UnsafePointer<UInt8>, _ samples: [Int], _ size: Int) -> Bool {
    for (i, sample) in samples.enumerated() {
      let value =
        size == 1 ? Int(pixel[i]) : Int(pixel[2 &* i]) &<< 8 | Int(pixel[2 &* i &+ 1])
      if value != sample { return false }
    }
    return true
  }
}
