import Bytes
import Foundation

/// A picture in the depth that its file has.
package enum DecodedImage: Sendable, Equatable {
  /// Samples of 8 bits, or of fewer that were stretched to 8.
  case bytes(Image)
  /// Colors or transparency of 16 bits a sample, of which 8 are kept, as Pillow does.
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
  /// Reads a file of an ``ImageFormat``; which of them, its first bytes decide.
  ///
  /// Pictures are turned upright as their EXIF orientation says.
  package init(contentsOf url: URL) throws(ImageError) {
    let bytes: SharedBytes
    do throws(FileReadError) {
      bytes = try SharedBytes(contentsOf: url)
    } catch {
      throw ImageError(file: error.path, problem: .unreadable(reason: error.reason))
    }
    try self.init(decoding: bytes, name: url.path)
  }

  /// Reads the content of a picture file; `name` stands for the file in errors.
  package init(decoding bytes: SharedBytes, name: String) throws(ImageError) {
    do throws(ImageError.Problem) {
      self = try bytes.withUnsafeBytes { (bytes) throws(ImageError.Problem) in
        try Self.decode(bytes)
      }
    } catch {
      throw ImageError(file: name, problem: error)
    }
  }

  /// Reads the bytes of a picture file; `name` stands for the file in errors.
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
    if let format = ImageFormat(of: bytes) { return try format.decoder.decode(bytes) }
    throw unknown(bytes)
  }

  /// Why a file that begins so is not read.
  static func unknown(_ bytes: UnsafeRawBufferPointer) -> ImageError.Problem {
    let start = Array(bytes.prefix(OtherFormats.prefixLength))
    if let name = OtherFormats.name(of: start) { return .otherFormat(name: name) }
    return .unknownFormat(start: Array(start.prefix(8)))
  }
}

/// Formats that people take for pictures and that are not read: a refusal calls them by name.
package enum OtherFormats {
  /// How much of a file tells its format.
  package static let prefixLength = 512

  /// The name of the format that a file of these first bytes has; nil for any other.
  package static func name(of start: [UInt8]) -> String? {
    signatures.first { start.starts(with: $0.bytes) }?.name
      ?? container(start) ?? text(start)
  }

  private static let signatures: [(bytes: [UInt8], name: String)] = [
    ([0x49, 0x49, 0x2A, 0], "TIFF"), ([0x4D, 0x4D, 0, 0x2A], "TIFF"),
    ([0x49, 0x49, 0x2B, 0], "TIFF"), ([0x4D, 0x4D, 0, 0x2B], "TIFF"),
    ([0xFF, 0x0A], "JPEG XL"),
    ([0, 0, 0, 12] + Array("JXL ".utf8), "JPEG XL"),
    ([0, 0, 0, 12] + Array("jP  ".utf8), "JPEG 2000"),
    ([0xFF, 0x4F, 0xFF, 0x51], "JPEG 2000"),
    ([0, 0, 1, 0], "ICO"), (Array("8BPS".utf8), "Photoshop (PSD)"),
    ([0x76, 0x2F, 0x31, 0x01], "OpenEXR"), (Array("qoif".utf8), "QOI"),
    (Array("PF\n".utf8), "PFM"), (Array("Pf\n".utf8), "PFM"),
    (Array("%PDF".utf8), "PDF"),
  ]

  /// Formats that stand in a container: ISO media files, DICOM.
  private static func container(_ start: [UInt8]) -> String? {
    func word(at place: Int) -> String { String(decoding: start[place..<place + 4], as: UTF8.self) }
    guard start.count >= 12 else { return nil }
    if start.count >= 132, word(at: 128) == "DICM" { return "DICOM" }
    guard word(at: 4) == "ftyp" else { return nil }
    // The brands: the major one, a version, and all that the file is compatible with.
    let size = start[..<4].reduce(0) { $0 << 8 | Int($1) }
    let places = stride(from: 8, to: min(size, start.count) - 3, by: 4)
    let brands = Set([word(at: 8)] + places.map(word))
    if !brands.isDisjoint(with: ["avif", "avis"]) { return "AVIF" }
    let heif: Set = ["heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1"]
    return brands.isDisjoint(with: heif) ? nil : "HEIC"
  }

  private static func text(_ start: [UInt8]) -> String? {
    let text = String(decoding: start, as: UTF8.self)
    let isMarkup = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }.hasPrefix("<")
    return isMarkup && text.contains("<svg") ? "SVG" : nil
  }
}
