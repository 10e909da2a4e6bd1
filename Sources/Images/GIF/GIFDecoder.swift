/// Reads the first frame of a GIF, of version 87a or 89a.
///
/// The frame may be smaller than the screen: as in Pillow, the rest is transparent where the frame has
/// a transparent color, and has color 0 else. A frame that lacks pixels is refused.
struct GIFDecoder: ImageDecoder {
  private static let signatures = [Array("GIF87a".utf8), Array("GIF89a".utf8)]
  /// Pixels that a byte may stand for: a code of 12 bits has fewer than 4096.
  private static let density = 4096

  private let bytes: UnsafeRawBufferPointer
  private var position = 6

  static func recognizes(_ bytes: UnsafeRawBufferPointer) -> Bool {
    signatures.contains { bytes.starts(with: $0) }
  }

  static func decode(_ bytes: UnsafeRawBufferPointer) throws(ImageError.Problem) -> DecodedImage {
    var decoder = GIFDecoder(bytes: bytes)
    return .bytes(try decoder.run())
  }

  static func look(_ bytes: UnsafeRawBufferPointer) throws(ImageError.Problem) -> ImageLook {
    ImageLook(mayLackItsEnd: bytes.last != UInt8(ascii: ";"))
  }

  private init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  private mutating func run() throws(ImageError.Problem) -> Image {
    let screen = try take(7, within: "the header")
    let common = try palette(flags: screen[4])
    let (descriptor, transparent) = try findFrame()
    let frame = try GIFFrame(descriptor)
    // A frame that reaches beyond the screen widens it.
    let width = max(screen.little16(at: 0), frame.left + frame.width)
    let height = max(screen.little16(at: 2), frame.top + frame.height)
    try ImageLimits.check(
      .gif, width: width, height: height, bytes: bytes.count, density: Self.density)
    let own = try palette(flags: frame.flags)
    let codeSize = Int(try take(1, within: "the frame")[0])
    guard (2...8).contains(codeSize) else {
      throw .malformed(
        .gif, part: "frame", found: "codes for colors of \(codeSize) bits", expected: "2 to 8")
    }
    let count = frame.width * frame.height
    let indices = try frameData().withUnsafeBufferPointer {
      (data) throws(ImageError.Problem) in
      var codes = GIFCodes(UnsafeRawBufferPointer(data), codeSize: codeSize, count: count)
      return try codes.indices()
    }
    let colors = GIFColors(own ?? common, transparent: transparent)
    return frame.image(indices, colors, width: width, height: height)
  }

  private mutating func take(
    _ count: Int, within part: String
  ) throws(ImageError.Problem) -> UnsafeRawBufferPointer {
    guard bytes.count - position >= count else { throw .truncated(.gif, part: part) }
    defer { position += count }
    return UnsafeRawBufferPointer(rebasing: bytes[position..<(position + count)])
  }

  /// The palette that stands here if the flags say so, three bytes a color.
  private mutating func palette(flags: UInt8) throws(ImageError.Problem) -> [UInt8]? {
    guard flags & 0x80 != 0 else { return nil }
    return Array(try take(3 << (Int(flags & 7) + 1), within: "the palette"))
  }

  /// Goes to the first frame, and returns its descriptor and which color is transparent.
  private mutating func findFrame() throws(ImageError.Problem) -> (UnsafeRawBufferPointer, Int?) {
    var transparent: Int?
    while true {
      switch try take(1, within: "the blocks before the first frame")[0] {
      case UInt8(ascii: ","):
        return (try take(9, within: "the frame"), transparent)
      case UInt8(ascii: "!"):
        let label = try take(1, within: "an extension")[0]
        let control = try take(
          Int(try take(1, within: "an extension")[0]), within: "an extension")
        if label == 0xf9, control.count >= 4 {
          transparent = control[0] & 1 == 1 ? Int(control[3]) : transparent
        }
        while !control.isEmpty, try !nextBlock("an extension").isEmpty {}
      case 0: continue
      case UInt8(ascii: ";"):
        throw .malformed(.gif, part: "file", found: "no frame before its end", expected: "one")
      case let other:
        throw .malformed(
          .gif, part: "block", found: "byte \(other)", expected: "a frame or an extension")
      }
    }
  }

  /// The next block of up to 255 bytes; an empty one ends a series.
  private mutating func nextBlock(
    _ part: String
  ) throws(ImageError.Problem) -> UnsafeRawBufferPointer {
    try take(Int(try take(1, within: part)[0]), within: part)
  }

  /// The compressed pixels of the frame, joined.
  ///
  /// The last block may be cut: whether pixels lack, their decoding tells.
  private mutating func frameData() -> [UInt8] {
    var data: [UInt8] = []
    while position < bytes.count, bytes[position] != 0 {
      let end = position + 1 + Int(bytes[position])
      data += bytes[(position + 1)..<min(end, bytes.count)]
      position = min(end, bytes.count)
    }
    return data
  }
}
