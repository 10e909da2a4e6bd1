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
  ///   `height * width * channels` elements.
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
  /// Reads a PNG, JPEG or PNM file; which of them, its first bytes decide.
  ///
  /// JPEG and PNG pictures are turned upright as their EXIF orientation says. Of samples of 16 bits 8
  /// are kept.
  public init(contentsOf url: URL) throws(ImageError) {
    self = try DecodedImage(contentsOf: url).image
  }

  /// Reads the bytes of a PNG, JPEG or PNM file; `name` stands for the file in errors.
  public init(decoding bytes: [UInt8], name: String) throws(ImageError) {
    self = try DecodedImage(decoding: bytes, name: name).image
  }
}
