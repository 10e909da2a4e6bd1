import Bytes
import Foundation

/// A picture in the depth that its file has.
package enum DecodedImage: Sendable, Equatable {
  /// Samples of 8 bits, or of fewer that were stretched to 8.
  case bytes(Image)
  /// Colours or transparency of 16 bits a sample, of which 8 are kept, as Pillow does.
  case cut(Image)
  /// Grey of 16 bits a sample, and what 8 bits keep of it.
  case deep(DeepImage, bytes: Image)

  /// The picture in 8 bits a sample.
  package var image: Image {
    switch self {
    case .bytes(let image), .cut(let image), .deep(_, let image): image
    }
  }
}

extension DecodedImage {
  /// Reads a PNG, JPEG or PNM file; which of them, its first bytes decide.
  ///
  /// JPEG and PNG pictures are turned upright as their EXIF orientation says.
  package init(contentsOf url: URL) throws(ImageError) {
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
  package init(decoding bytes: [UInt8], name: String) throws(ImageError) {
    do throws(ImageError.Problem) {
      self = try bytes.withUnsafeBufferPointer { (bytes) throws(ImageError.Problem) in
        try Self.decode(UnsafeRawBufferPointer(bytes))
      }
    } catch {
      throw ImageError(file: name, problem: error)
    }
  }

  private static func decode(
    _ bytes: UnsafeRawBufferPointer
  ) throws(ImageError.Problem) -> DecodedImage {
    if PNGDecoder.recognizes(bytes) { return try PNGDecoder.decode(bytes) }
    if JPEGDecoder.recognizes(bytes) { return .bytes(try JPEGDecoder.decode(bytes)) }
    if PNM.recognizes(bytes) { return try PNM.decode(bytes) }
    let start = Array(bytes.prefix(OtherFormats.prefixLength))
    if let name = OtherFormats.name(of: start) { throw .otherFormat(name: name) }
    throw .unknownFormat(start: Array(start.prefix(8)))
  }
}
