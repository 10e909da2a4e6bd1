/// The families of picture files that can be read.
///
/// Everything known of one lies in its decoder; errors and remarks take their names from here.
public enum ImageFormat: String, Sendable, CaseIterable {
  /// Portable Network Graphics.
  case png = "PNG"
  /// The format of the Joint Photographic Experts Group.
  case jpeg = "JPEG"
  /// The Graphics Interchange Format, 87a and 89a; of an animation the first frame.
  case gif = "GIF"
  /// WebP, lossy and lossless; of an animation the first frame.
  case webp = "WebP"
  /// The bitmaps of Windows and OS/2.
  case bmp = "BMP"
  /// Portable any-map: PBM, PGM, PPM and PAM.
  case pnm = "PNM"

  var decoder: any ImageDecoder.Type {
    switch self {
    case .png: PNGDecoder.self
    case .jpeg: JPEGDecoder.self
    case .gif: GIFDecoder.self
    case .webp: WebPDecoder.self
    case .bmp: BMPDecoder.self
    case .pnm: PNM.self
    }
  }
}

extension ImageFormat {
  /// The format of a file that begins with these bytes; nil where it is none that is read.
  init?(of start: UnsafeRawBufferPointer) {
    guard let format = Self.allCases.first(where: { $0.decoder.recognizes(start) }) else {
      return nil
    }
    self = format
  }

  /// Whether a file that begins with these bytes is of a format that is read.
  package static func recognizes(_ start: [UInt8]) -> Bool {
    start.withUnsafeBytes { ImageFormat(of: $0) } != nil
  }

  /// All that are read, as a sentence offers them: `PNG, JPEG or PNM`.
  package static var choice: String {
    let names = allCases.map(\.rawValue)
    return names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
  }
}

/// A reader of one format.
protocol ImageDecoder {
  /// Whether a file that begins with these bytes, or consists of them, is of the format.
  static func recognizes(_ bytes: UnsafeRawBufferPointer) -> Bool

  /// Reads a file that is recognized.
  static func decode(_ bytes: UnsafeRawBufferPointer) throws(ImageError.Problem) -> DecodedImage

  /// Looks at a file that is recognized, without decoding it.
  static func look(_ bytes: UnsafeRawBufferPointer) throws(ImageError.Problem) -> ImageLook
}
