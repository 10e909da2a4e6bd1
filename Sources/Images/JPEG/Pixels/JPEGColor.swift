/// What the numbers of a JPEG's components mean.
enum JPEGColorSpace {
  case grey
  /// Luma and two color differences (ITU-R BT.601, full range).
  case ycc
  case rgb
  /// Ink, stored inverted as Adobe does: 255 is none.
  case cmyk
  /// Inverted cyan, magenta and yellow as color differences, and black.
  case ycck
}

/// The segments that tell the color space, which the frame does not name.
struct JPEGColorHints {
  private var hasJFIF = false
  private var adobeTransform: UInt8?

  mutating func readJFIF(_ segment: UnsafeRawBufferPointer) {
    hasJFIF = hasJFIF || (segment.count >= 14 && segment.starts(with: Array("JFIF\0".utf8)))
  }

  mutating func readAdobe(_ segment: UnsafeRawBufferPointer) {
    guard segment.count >= 12, segment.starts(with: Array("Adobe".utf8)) else { return }
    adobeTransform = segment[11]
  }

  /// Decides as libjpeg does: JFIF before Adobe before the components' names.
  func space(of frame: JPEGFrame) -> JPEGColorSpace {
    switch frame.components.count {
    case 1: return .grey
    case 4: return adobeTransform == nil || adobeTransform == 0 ? .cmyk : .ycck
    default:
      if hasJFIF { return .ycc }
      if let adobeTransform { return adobeTransform == 0 ? .rgb : .ycc }
      return frame.components.map(\.id) == Array("RGB".utf8) ? .rgb : .ycc
    }
  }
}

/// From rows of components to rows of grey or red, green and blue.
///
/// 16-bit fixed point, rounded as libjpeg does.
struct JPEGColorConverter {
  private let space: JPEGColorSpace
  /// Contributions of the color differences, 256 each: red, blue, and green twice, the latter
  /// with 16 bits behind the point.
  private let tables: [Int32]

  init(_ space: JPEGColorSpace) {
    self.space = space
    let offsets = (0..<256).map { Int32($0 - 128) }
    let half: Int32 = 1 << 15
    tables =
      offsets.map { (91881 * $0 + half) >> 16 } + offsets.map { (116130 * $0 + half) >> 16 }
      + offsets.map { -46802 * $0 } + offsets.map { -22554 * $0 + half }
  }

  var channels: Int { space == .grey ? 1 : 3 }

  /// Converts `width` pixels.
  func convert(
    _ rows: [UnsafePointer<UInt8>], to out: UnsafeMutablePointer<UInt8>, width: Int
  ) {
    switch space {
    case .grey: out.update(from: rows[0], count: width)
    case .rgb: interleave(rows[0], rows[1], rows[2], out, width)
    case .ycc: convertYCC(rows[0], rows[1], rows[2], out, width)
    case .cmyk:
      interleave(rows[0], rows[1], rows[2], out, width)
      blacken(out, rows[3], width)
    case .ycck:
      convertYCC(rows[0], rows[1], rows[2], out, width)
      for i in 0..<(3 * width) { out[i] = 255 &- out[i] }
      blacken(out, rows[3], width)
    }
  }

  private func interleave(
    _ red: UnsafePointer<UInt8>, _ green: UnsafePointer<UInt8>, _ blue: UnsafePointer<UInt8>,
    _ out: UnsafeMutablePointer<UInt8>, _ width: Int
  ) {
    for x in 0..<width {
      let pixel = out + 3 &* x
      pixel[0] = red[x]
      pixel[1] = green[x]
      pixel[2] = blue[x]
    }
  }

  private func convertYCC(
    _ luma: UnsafePointer<UInt8>, _ blue: UnsafePointer<UInt8>, _ red: UnsafePointer<UInt8>,
    _ out: UnsafeMutablePointer<UInt8>, _ width: Int
  ) {
    tables.withUnsafeBufferPointer { tables in
      guard let redOfRed = tables.baseAddress else { return }
      let blueOfBlue = redOfRed + 256
      let greenOfRed = redOfRed + 512
      let greenOfBlue = redOfRed + 768
      for x in convertEights(luma, blue, red, out, width)..<width {
        let (y, cb, cr) = (Int32(luma[x]), Int(blue[x]), Int(red[x]))
        let pixel = out + 3 &* x
        pixel[0] = clamped(y &+ redOfRed[cr])
        pixel[1] = clamped(y &+ (greenOfBlue[cb] &+ greenOfRed[cr]) &>> 16)
        pixel[2] = clamped(y &+ blueOfBlue[cb])
      }
    }
  }

  /// Converts pixels by eights, but for the last ones; returns how many.
  ///
  /// The factors are those of the tables less the whole ones, so that they fit 16 bits: what is added
  /// behind the shift is the same.
  private func convertEights(
    _ luma: UnsafePointer<UInt8>, _ blue: UnsafePointer<UInt8>, _ red: UnsafePointer<UInt8>,
    _ out: UnsafeMutablePointer<UInt8>, _ width: Int
  ) -> Int {
    @inline(__always)
    func eight(_ bytes: UnsafePointer<UInt8>, _ x: Int) -> SIMD8<Int16> {
      widened(UnsafeRawPointer(bytes + x).loadUnaligned(as: SIMD8<UInt8>.self))
    }
    @inline(__always)
    func part(_ sum: SIMD8<Int32>) -> SIMD8<Int32> { (sum &+ (1 << 15)) &>> 16 }
    @inline(__always)
    func sample(_ value: SIMD8<Int32>) -> SIMD8<Int32> {
      let positive = value & ~(value &>> 31)
      return (positive | (255 &- positive) &>> 31) & 255
    }
    // The last pixel is left: the store of a pair writes two bytes more than it has.
    let count = max(width &- 1, 0) & ~7
    withUnsafeTemporaryAllocation(byteCount: 4 &* Self.run, alignment: 16) { pixels in
      guard let pixels = pixels.baseAddress else { return }
      for start in stride(from: 0, to: count, by: Self.run) {
        let end = min(start &+ Self.run, count)
        var x = start
        while x < end {
          let (cb, cr) = (eight(blue, x) &- 128, eight(red, x) &- 128)
          let (y, wideBlue, wideRed) = (widened(eight(luma, x)), widened(cb), widened(cr))
          let r = sample(y &+ wideRed &+ part(wideRed &* 26345))
          let g = sample(y &- wideRed &+ part(wideRed &* 18734 &- wideBlue &* 22554))
          let b = sample(y &+ wideBlue &+ wideBlue &+ part(0 &- wideBlue &* 14942))
          pixels.storeBytes(
            of: r | g &<< 8 | b &<< 16, toByteOffset: 4 &* (x &- start), as: SIMD8<Int32>.self)
          x &+= 8
        }
        pack(pixels, end &- start, to: out + 3 &* start)
      }
    }
    return count
  }

  /// Pixels that are converted before they are packed.
  private static let run = 256

  /// Pixels of four bytes, an even number of them, as pixels of three.
  @inline(__always)
  private func pack(
    _ pixels: UnsafeMutableRawPointer, _ count: Int, to out: UnsafeMutablePointer<UInt8>
  ) {
    let target = UnsafeMutableRawPointer(out)
    var x = 0
    while x < count {
      let pair = UInt64(
        littleEndian: pixels.loadUnaligned(fromByteOffset: 4 &* x, as: UInt64.self))
      let bytes = pair & 0xff_ffff | (pair &>> 8) & 0xffff_ff00_0000
      target.storeBytes(of: bytes.littleEndian, toByteOffset: 3 &* x, as: UInt64.self)
      x &+= 2
    }
  }

  /// Takes black off the absence of the other inks: `(255 − ink) · (255 − black) / 255`, where both
  /// differences are what the file stores.
  private func blacken(
    _ out: UnsafeMutablePointer<UInt8>, _ black: UnsafePointer<UInt8>, _ width: Int
  ) {
    for x in 0..<width {
      let light = Int32(black[x])
      let pixel = out + 3 &* x
      for channel in 0..<3 {
        let product = (255 &- Int32(pixel[channel])) &* light &+ 128
        pixel[channel] = clamped(light &- (product &>> 8 &+ product) &>> 8)
      }
    }
  }

  @inline(__always)
  private func clamped(_ value: Int32) -> UInt8 {
    UInt8(truncatingIfNeeded: min(max(value, 0), 255))
  }
}
