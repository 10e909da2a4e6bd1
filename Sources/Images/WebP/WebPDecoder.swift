/// Reads WebP pictures: lossy and lossless, with transparency, in the simple file and the extended one.
///
/// The arithmetic is that of libwebp's defaults, so that a sound file gives the same samples. Of an
/// animation the first frame is read; the rest of its canvas is transparent, and black in a file
/// without transparency.
struct WebPDecoder: ImageDecoder {
  private let fileSize: Int
  private var chunks: WebPChunks
  private var orientation = ImageOrientation.upright

  static func recognizes(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count >= 12 && bytes.starts(with: Array("RIFF".utf8))
      && bytes[8..<12].elementsEqual(Array("WEBP".utf8))
  }

  static func decode(_ bytes: UnsafeRawBufferPointer) throws(ImageError.Problem) -> DecodedImage {
    var decoder = WebPDecoder(fileSize: bytes.count, chunks: try WebPChunks(file: bytes))
    return .bytes(try decoder.run())
  }

  static func look(_ bytes: UnsafeRawBufferPointer) throws(ImageError.Problem) -> ImageLook {
    ImageLook(mayLackItsEnd: Int(bytes.little32(at: 4)) + 8 > bytes.count)
  }

  private init(fileSize: Int, chunks: WebPChunks) {
    (self.fileSize, self.chunks) = (fileSize, chunks)
  }

  private mutating func run() throws(ImageError.Problem) -> Image {
    guard let first = try chunks.next() else { throw .truncated(.webp, part: "the first chunk") }
    guard first.name == "VP8X" else {
      var frame = WebPFrame()
      try frame.take(first)
      return try frame.image()
    }
    return try extended(WebPCanvas(first.data, fileSize: fileSize))
  }

  /// A file of many chunks: all are looked at, since the orientation may stand behind the picture.
  private mutating func extended(_ canvas: WebPCanvas) throws(ImageError.Problem) -> Image {
    var still = WebPFrame()
    var moving: WebPChunk?
    while let chunk = try chunks.next() {
      switch chunk.name {
      case "ANMF" where moving == nil: moving = chunk
      case "EXIF": orientation = ImageOrientation(exif: chunk.data) ?? orientation
      default: try still.take(chunk)
      }
    }
    guard canvas.isAnimated else {
      let image = try still.image()
      guard (image.width, image.height) == (canvas.width, canvas.height) else {
        throw .malformed(
          .webp, part: "canvas", found: "\(canvas.width)×\(canvas.height) pixels",
          expected: "\(image.width)×\(image.height), as the picture has")
      }
      return orientation.upright(image)
    }
    guard let moving else {
      throw .malformed(.webp, part: "animation", found: "no frame", expected: "at least one")
    }
    return orientation.upright(try canvas.image(ofFrame: moving.data))
  }
}

/// The chunks of one picture: its pixels, and its transparency where lossy coding has none.
private struct WebPFrame {
  private var pixels: WebPChunk?
  private var alpha: UnsafeRawBufferPointer?

  /// Keeps a chunk of the picture; any other is passed over.
  mutating func take(_ chunk: WebPChunk) throws(ImageError.Problem) {
    switch chunk.name {
    case "VP8 ", "VP8L": pixels = pixels ?? chunk
    case "ALPH": alpha = alpha ?? chunk.data
    default: break
    }
  }

  func image() throws(ImageError.Problem) -> Image {
    guard let pixels else {
      throw .malformed(
        .webp, part: "file", found: "no picture", expected: "a chunk VP8 or VP8L")
    }
    if pixels.name == "VP8L" { return try VP8LDecoder.decode(pixels.data) }
    let picture = try VP8Decoder.decode(pixels.data)
    guard let alpha else { return picture }
    return picture.with(
      alpha: try WebPAlpha.plane(alpha, width: picture.width, height: picture.height))
  }
}

/// The area of an extended file, which a frame of an animation may fill in part.
private struct WebPCanvas {
  let width: Int
  let height: Int
  let isAnimated: Bool
  private let hasAlpha: Bool

  init(_ data: UnsafeRawBufferPointer, fileSize: Int) throws(ImageError.Problem) {
    guard data.count >= 10 else { throw .truncated(.webp, part: "chunk VP8X") }
    (width, height) = (data.little24(at: 4) + 1, data.little24(at: 7) + 1)
    isAnimated = data[0] & 0x02 != 0
    hasAlpha = data[0] & 0x10 != 0
    try ImageLimits.check(
      .webp, width: width, height: height, bytes: fileSize, density: VP8LDecoder.density)
  }

  /// The canvas with a frame of an animation on it, and nothing else.
  func image(ofFrame data: UnsafeRawBufferPointer) throws(ImageError.Problem) -> Image {
    guard data.count >= 16 else { throw .truncated(.webp, part: "chunk ANMF") }
    let (left, top) = (2 * data.little24(at: 0), 2 * data.little24(at: 3))
    var (chunks, frame) = (WebPChunks(UnsafeRawBufferPointer(rebasing: data[16...])), WebPFrame())
    while let chunk = try chunks.next() { try frame.take(chunk) }
    let image = try frame.image()
    guard
      (image.width, image.height) == (data.little24(at: 6) + 1, data.little24(at: 9) + 1),
      left + image.width <= width, top + image.height <= height
    else {
      throw .malformed(
        .webp, part: "animation", found: "a frame of \(image.width)×\(image.height) pixels",
        expected: "what it announces, within the canvas of \(width)×\(height)")
    }
    let channels = hasAlpha ? 4 : 3
    var pixels = [UInt8](repeating: 0, count: width * height * channels)
    for y in 0..<image.height {
      for x in 0..<image.width {
        let source = (y * image.width + x) * image.channels
        let target = ((top + y) * width + left + x) * channels
        for channel in 0..<channels {
          pixels[target + channel] = channel < image.channels ? image.pixels[source + channel] : 255
        }
      }
    }
    return Image(width: width, height: height, channels: channels, pixels: pixels)
  }
}

extension Image {
  /// The colors of this picture with a plane of transparency.
  fileprivate func with(alpha: [UInt8]) -> Image {
    let count = width * height
    let mixed = [UInt8](unsafeUninitializedCapacity: 4 * count) { out, filled in
      for i in 0..<count {
        for channel in 0..<3 { out[4 &* i &+ channel] = pixels[3 &* i &+ channel] }
        out[4 &* i &+ 3] = alpha[i]
      }
      filled = 4 * count
    }
    return Image(width: width, height: height, channels: 4, pixels: mixed)
  }
}
