import Bytes
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
  /// JPEG pictures are turned upright as their EXIF orientation says.
  public init(contentsOf url: URL) throws(ImageError) {
    let bytes: SharedBytes
    do throws(FileReadError) {
      bytes = try SharedBytes(contentsOf: url)
    } catch {
      throw ImageError(file: error.path, problem: .unreadable(reason: error.reason))
    }
    do throws(ImageError.Problem) {
      self = try bytes.withUnsafeBytes { (bytes) throws(ImageError.Problem) in
        try Self.decode(bytes)
      }
    } catch {
      throw ImageError(file: url.path, problem: error)
    }
  }

  /// Reads the bytes of a PNG, JPEG or PNM file; `name` stands for the file in errors.
  public init(decoding bytes: [UInt8], name: String) throws(ImageError) {
    do throws(ImageError.Problem) {
      self = try bytes.withUnsafeBufferPointer { (bytes) throws(ImageError.Problem) in
        try Self.decode(UnsafeRawBufferPointer(bytes))
      }
    } catch {
      throw ImageError(file: name, problem: error)
    }
  }

  private static func decode(_ bytes: UnsafeRawBufferPointer) throws(ImageError.Problem) -> Image {
    if PNGDecoder.recognizes(bytes) { return try PNGDecoder.decode(bytes) }
    if JPEGDecoder.recognizes(bytes) { return try JPEGDecoder.decode(bytes) }
    if PNM.recognizes(bytes) { return try PNM.decode(bytes) }
    throw .unknownFormat(start: Array(bytes.prefix(8)))
  }
}
