/// Reads lossless WebP pictures (WebP Lossless Bitstream Specification).
enum VP8LDecoder {
  private static let signature: UInt8 = 0x2f
  /// Pixels that a byte may stand for beyond what needs no proof.
  static let density = 4096

  /// The size that the first five bytes tell, and whether pixels may be transparent.
  struct Header {
    let width: Int
    let height: Int
    let hasAlpha: Bool

    init(_ data: UnsafeRawBufferPointer) throws(ImageError.Problem) {
      guard data.count >= 5 else { throw .truncated(.webp, part: "the lossless header") }
      let fields = data.little32(at: 1)
      guard data[0] == VP8LDecoder.signature, fields >> 29 == 0 else {
        throw .malformed(
          .webp, part: "lossless header", found: "signature \(data[0]), version \(fields >> 29)",
          expected: "signature \(VP8LDecoder.signature), version 0")
      }
      (width, height) = (fields & 0x3fff + 1, fields >> 14 & 0x3fff + 1)
      hasAlpha = fields >> 28 & 1 == 1
      try ImageLimits.check(
        .webp, width: width, height: height, bytes: data.count, density: VP8LDecoder.density)
    }
  }

  /// Decodes a picture; transparency is left out unless the header announces it.
  static func decode(_ data: UnsafeRawBufferPointer) throws(ImageError.Problem) -> Image {
    let header = try Header(data)
    let argb = try pixels(
      UnsafeRawBufferPointer(rebasing: data[5...]), width: header.width, height: header.height)
    let channels = header.hasAlpha ? 4 : 3
    let pixels = [UInt8](unsafeUninitializedCapacity: argb.count * channels) { out, filled in
      guard let out = out.baseAddress else { return }
      for (i, pixel) in argb.enumerated() {
        let target = out + i &* channels
        target[0] = UInt8(truncatingIfNeeded: pixel &>> 16)
        target[1] = UInt8(truncatingIfNeeded: pixel &>> 8)
        target[2] = UInt8(truncatingIfNeeded: pixel)
        if header.hasAlpha { target[3] = UInt8(truncatingIfNeeded: pixel &>> 24) }
      }
      filled = argb.count * channels
    }
    return Image(width: header.width, height: header.height, channels: channels, pixels: pixels)
  }

  /// Decodes a stream without its header, as ARGB.
  static func pixels(
    _ data: UnsafeRawBufferPointer, width: Int, height: Int
  ) throws(ImageError.Problem) -> [UInt32] {
    var bits = VP8LBits(data)
    var (transforms, storedWidth) = ([VP8LTransform](), width)
    while bits.take(1) == 1 {
      let transform = try VP8LTransform.read(&bits, width: storedWidth, height: height)
      guard !transforms.contains(where: { $0.kind == transform.kind }) else {
        throw .malformed(
          .webp, part: "transforms", found: "kind \(transform.kind) twice", expected: "once")
      }
      transforms.append(transform)
      storedWidth = transform.storedWidth(storedWidth)
    }
    var pixels = try VP8LImage.read(&bits, width: storedWidth, height: height, isMain: true)
    for transform in transforms.reversed() {
      // Of the four, only the table changes the width, and it is the width of those before it.
      if case .table = transform { storedWidth = width }
      transform.invert(&pixels, width: storedWidth, height: height)
    }
    return pixels
  }
}
