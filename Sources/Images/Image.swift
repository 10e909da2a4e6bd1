import Foundation

/// A picture of 8 bits a sample, row by row, samples of a pixel together.
///
/// `pixels` has `height * width * channels` elements; pixel (x, y) starts at
/// `(y * width + x) * channels`. Channels: 1 grey, 2 grey and alpha, 3 red green blue, 4 red green
/// blue alpha. Alpha is not premultiplied; 255 is opaque.
public struct Image: Sendable, Equatable {
  /// Pixels in a row.
  public let width: Int
  /// Rows of pixels.
  public let height: Int
  /// Samples of a pixel, 1 to 4.
  public let channels: Int
  /// The samples, row by row.
  public let pixels: [UInt8]

  /// Makes a picture of given pixels.
  ///
  /// - Precondition: width and height are at least 1, channels 1 to 4, and `pixels` has
  ///   `height * width * channels` elements. Where they come from outside,
  ///   ``init(width:height:channels:validating:)`` throws in place of stopping the program.
  public init(width: Int, height: Int, channels: Int, pixels: [UInt8]) {
    guard width > 0, height > 0, (1...4).contains(channels),
      pixels.count == width * height * channels
    else {
      fatalError(
        "Image: \(height)×\(width) pixels of \(channels) channels do not fit "
          + "\(pixels.count) samples")
    }
    self.width = width
    self.height = height
    self.channels = channels
    self.pixels = pixels
  }
}

extension Image {
  /// Makes a picture of pixels that come from outside.
  ///
  /// - Throws: `ImageError` unless width and height are at least 1, channels 1 to 4, and `pixels` has
  ///   `height * width * channels` elements.
  public init(width: Int, height: Int, channels: Int, validating pixels: [UInt8]) throws(ImageError)
  {
    let (area, overflow) = width.multipliedReportingOverflow(by: height)
    guard width > 0, height > 0, (1...4).contains(channels), !overflow,
      pixels.count.isMultiple(of: channels), pixels.count / channels == area
    else {
      throw ImageError(
        file: "a picture",
        problem: .samples(pixels.count, width: width, height: height, channels: channels))
    }
    self.init(width: width, height: height, channels: channels, pixels: pixels)
  }
}

extension Image {
  /// Reads a file of an ``ImageFormat``; which of them, its first bytes decide.
  ///
  /// Pictures are turned upright as their EXIF orientation says. Of samples of 16 bits 8 are kept.
  public init(contentsOf url: URL) throws(ImageError) {
    self = try DecodedImage(contentsOf: url).image
  }

  /// Reads the bytes of a picture file; `name` stands for the file in errors.
  public init(decoding bytes: [UInt8], name: String) throws(ImageError) {
    self = try DecodedImage(decoding: bytes, name: name).image
  }
}

extension Image {
  /// Whether the last channel is alpha.
  public var hasAlpha: Bool { channels == 2 || channels == 4 }

  /// The picture as red, green and blue; transparency is composed over white.
  ///
  /// Composed is `(sample · alpha + 255 · (255 − alpha)) / 255`, rounded to the nearest.
  public var rgb: Image {
    switch channels {
    case 1: mapPixels(to: 3) { $1.initialize(repeating: $0[0], count: 3) }
    case 2: mapPixels(to: 3) { $1.initialize(repeating: overWhite($0[0], $0[1]), count: 3) }
    case 3: self
    default:
      mapPixels(to: 3) {
        $1[0] = overWhite($0[0], $0[3])
        $1[1] = overWhite($0[1], $0[3])
        $1[2] = overWhite($0[2], $0[3])
      }
    }
  }

  /// The picture in one channel; transparency is composed over white.
  ///
  /// Colors become luma as ITU-R 601-2 has it, 0.299 red + 0.587 green + 0.114 blue, in the
  /// 16-bit fixed point that Pillow uses.
  public var grey: Image {
    switch channels {
    case 1: self
    case 2: mapPixels(to: 1) { $1[0] = overWhite($0[0], $0[1]) }
    case 3: mapPixels(to: 1) { $1[0] = luma($0) }
    default: rgb.grey
    }
  }

  /// A picture of the same size whose pixels are made one by one.
  private func mapPixels(
    to newChannels: Int,
    _ body: (UnsafePointer<UInt8>, UnsafeMutablePointer<UInt8>) -> Void
  ) -> Image {
    let count = width * height
    let mapped = [UInt8](unsafeUninitializedCapacity: count * newChannels) { target, filled in
      pixels.withUnsafeBufferPointer { source in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        for i in 0..<count { body(from + i * channels, to + i * newChannels) }
      }
      filled = count * newChannels
    }
    return Image(width: width, height: height, channels: newChannels, pixels: mapped)
  }
}

/// A sample seen through its alpha before a white wall.
@inline(__always)
private func overWhite(_ sample: UInt8, _ alpha: UInt8) -> UInt8 {
  let alpha = UInt32(alpha)
  return UInt8(truncatingIfNeeded: (UInt32(sample) &* alpha &+ 255 &* (255 &- alpha) &+ 127) / 255)
}

@inline(__always)
private func luma(_ rgb: UnsafePointer<UInt8>) -> UInt8 {
  let sum = UInt32(rgb[0]) &* 19595 &+ UInt32(rgb[1]) &* 38470 &+ UInt32(rgb[2]) &* 7471
  return UInt8(truncatingIfNeeded: (sum &+ 0x8000) &>> 16)
}
