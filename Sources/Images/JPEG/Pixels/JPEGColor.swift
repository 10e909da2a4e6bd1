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
    func product(_ vector: SIMD8<Int16>, _ factor: Int16) -> SIMD8<Int32> {
      widened(vector) &* Int32(factor)
    }
    @inline(__always)
    func part(_ sum: SIMD8<Int32>) -> SIMD8<Int16> {
      narrowed((sum &+ (1 << 15)) &>> 16)
    }
    @inline(__always)
    func sample(_ value: SIMD8<Int16>) -> SIMD8<UInt16> {
      unsafeBitCast(clampedToBytes(value), to: SIMD8<UInt16>.self)
    }
    var x = 0
    // The store of two pixels writes two bytes more, which the next pixel overwrites.
    while x &+ 8 < width {
      let (y, cb, cr) = (eight(luma, x), eight(blue, x) &- 128, eight(red, x) &- 128)
      let r = sample(y &+ cr &+ part(product(cr, 26345)))
      let g = sample(y &- cr &+ part(product(cr, 18734) &+ product(cb, -22554)))
      let b = sample(y &+ cb &+ cb &+ part(product(cb, -14942)))
      let rg = r | g &<< 8
      let low = SIMD8<UInt16>(
        rg[0], b[0], rg[1], b[1], rg[2], b[2], rg[3], b[3])
      let high = SIMD8<UInt16>(
        rg[4], b[4], rg[5], b[5], rg[6], b[6], rg[7], b[7])
      let pairs = (
        unsafeBitCast(low, to: SIMD2<UInt64>.self), unsafeBitCast(high, to: SIMD2<UInt64>.self)
      )
      let target = UnsafeMutableRawPointer(out + 3 &* x)
      store(pairs.0[0], target)
      store(pairs.0[1], target + 6)
      store(pairs.1[0], target + 12)
      store(pairs.1[1], target + 18)
      x &+= 8
    }
    return x
  }

  /// Two pixels of four bytes as two of three.
  @inline(__always)
  private func store(_ pair: UInt64, _ target: UnsafeMutableRawPointer) {
    let bytes = pair & 0xff_ffff | (pair &>> 8) & 0xffff_ff00_0000
    target.storeBytes(of: bytes.littleEndian, as: UInt64.self)
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
