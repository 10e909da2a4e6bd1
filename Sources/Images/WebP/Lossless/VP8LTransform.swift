/// A transform that an encoder applied to the pixels, and that is undone behind the decoding.
enum VP8LTransform {
  /// Pixels are differences from a guess by their neighbors; which guess, each block says.
  case prediction(sizeBits: Int, blocks: [UInt32])
  /// Red and blue are differences from parts of green and red; which parts, each block says.
  case color(sizeBits: Int, blocks: [UInt32])
  /// Red and blue are differences from green.
  case green
  /// Green is the place in a table of colors, of small tables several to a pixel.
  case table(colors: [UInt32], packing: Int)

  /// How many squares of a side of 2 to the power `bits` cover a length.
  static func blocks(_ length: Int, _ bits: Int) -> Int { (length + 1 << bits - 1) >> bits }

  /// The code of the kind in the stream: each stands there once at most.
  var kind: Int {
    switch self {
    case .prediction: 0
    case .color: 1
    case .green: 2
    case .table: 3
    }
  }

  /// Reads a transform of a picture of this size.
  static func read(
    _ bits: inout VP8LBits, width: Int, height: Int
  ) throws(ImageError.Problem) -> VP8LTransform {
    let kind = bits.take(2)
    switch kind {
    case 0, 1:
      let sizeBits = 2 + bits.take(3)
      let blocks = try VP8LImage.read(
        &bits, width: blocks(width, sizeBits), height: blocks(height, sizeBits))
      return kind == 0
        ? .prediction(sizeBits: sizeBits, blocks: blocks)
        : .color(sizeBits: sizeBits, blocks: blocks)
    case 2: return .green
    default:
      let count = bits.take(8) + 1
      var colors = try VP8LImage.read(&bits, width: count, height: 1)
      for i in 1..<max(1, count) { colors[i] = colors[i].addingBytes(colors[i - 1]) }
      return .table(colors: colors, packing: count <= 2 ? 3 : count <= 4 ? 2 : count <= 16 ? 1 : 0)
    }
  }

  /// The width of the pixels that are stored, of a picture of this width.
  func storedWidth(_ width: Int) -> Int {
    if case .table(_, let packing) = self { return Self.blocks(width, packing) }
    return width
  }

  /// Undoes the transform in a picture of this size.
  func invert(_ pixels: inout [UInt32], width: Int, height: Int) {
    switch self {
    case .prediction(let sizeBits, let blocks):
      pixels.withUnsafeMutableBufferPointer { pixels in
        guard let pixels = pixels.baseAddress else { return }
        VP8LPrediction(width: width, height: height, sizeBits: sizeBits, blocks: blocks)
          .restore(pixels)
      }
    case .color(let sizeBits, let blocks):
      Self.restoreColors(&pixels, width, height, sizeBits, blocks)
    case .green:
      for i in pixels.indices {
        let green = pixels[i] &>> 8 & 0xff
        pixels[i] = pixels[i].addingBytes(green &<< 16 | green)
      }
    case .table(let colors, let packing):
      pixels = Self.unpacked(pixels, width, height, colors, packing)
    }
  }

  private static func restoreColors(
    _ pixels: inout [UInt32], _ width: Int, _ height: Int, _ sizeBits: Int, _ blocks: [UInt32]
  ) {
    let blocksInRow = Self.blocks(width, sizeBits)
    for y in 0..<height {
      for block in 0..<blocksInRow {
        let parts = blocks[(y &>> sizeBits) &* blocksInRow &+ block]
        let first = y &* width &+ block &<< sizeBits
        for i in first..<(y &* width &+ min(width, (block &+ 1) &<< sizeBits)) {
          let pixel = pixels[i]
          let green = pixel &>> 8
          let red = pixel &>> 16 &+ share(parts, of: green)
          let blue = pixel &+ share(parts &>> 8, of: green) &+ share(parts &>> 16, of: red)
          pixels[i] = pixel & 0xff00_ff00 | (red & 0xff) &<< 16 | blue & 0xff
        }
      }
    }
  }

  /// What a part, in units of 1/32, takes of a color; both are signed, and their lowest 8 bits count.
  @inline(__always)
  private static func share(_ part: UInt32, of color: UInt32) -> UInt32 {
    let part = Int32(Int8(truncatingIfNeeded: part))
    let color = Int32(Int8(truncatingIfNeeded: color))
    return UInt32(bitPattern: (part &* color) &>> 5)
  }

  /// The colors of a table; beyond it lies what is transparent.
  private static func unpacked(
    _ stored: [UInt32], _ width: Int, _ height: Int, _ colors: [UInt32], _ packing: Int
  ) -> [UInt32] {
    let (storedWidth, depth) = (blocks(width, packing), 8 >> packing)
    let table = colors + [UInt32](repeating: 0, count: 256 - colors.count)
    let (inPixel, mask) = (1 << packing - 1, UInt32(1 << depth - 1))
    return [UInt32](unsafeUninitializedCapacity: width * height) { out, filled in
      for y in 0..<height {
        for x in 0..<width {
          let index = stored[y &* storedWidth &+ x &>> packing] &>> 8
          let shift = UInt32(truncatingIfNeeded: (x & inPixel) &* depth)
          out[y &* width &+ x] = table[Int(truncatingIfNeeded: index &>> shift & mask)]
        }
      }
      filled = width * height
    }
  }
}

extension UInt32 {
  /// The sums of the four bytes, each without what overflows.
  @inline(__always)
  func addingBytes(_ other: UInt32) -> UInt32 {
    let odd = (self & 0xff00_ff00) &+ (other & 0xff00_ff00)
    let even = (self & 0x00ff_00ff) &+ (other & 0x00ff_00ff)
    return odd & 0xff00_ff00 | even & 0x00ff_00ff
  }
}
