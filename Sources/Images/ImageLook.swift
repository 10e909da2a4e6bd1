import Bytes
import Foundation

/// What the first and the last bytes of a picture file tell, without decoding it.
package struct ImageLook {
  /// The rows of pixels and the pixels in a row, before the picture is turned upright; nil where only
  /// decoding tells.
  package var size: (height: Int, width: Int)?
  /// Whether the file may be cut short, which decoding shows.
  package var mayLackItsEnd = false

  /// Looks at a file.
  ///
  /// - Throws: for a file that cannot be read, is no picture, or has a damaged header.
  package init(contentsOf url: URL) throws(ImageError) {
    let bytes: SharedBytes
    do throws(FileReadError) {
      bytes = try SharedBytes(contentsOf: url)
    } catch {
      throw ImageError(file: error.path, problem: .unreadable(reason: error.reason))
    }
    do throws(ImageError.Problem) {
      self = try bytes.withUnsafeBytes { (bytes) throws(ImageError.Problem) in
        guard let format = ImageFormat(of: bytes) else { throw DecodedImage.unknown(bytes) }
        return try format.decoder.look(bytes)
      }
    } catch {
      throw ImageError(file: url.path, problem: error)
    }
  }

  init(height: Int, width: Int, endsWith end: [UInt8], in bytes: UnsafeRawBufferPointer) {
    size = (height, width)
    mayLackItsEnd = !bytes.suffix(end.count).elementsEqual(end)
  }

  /// A look that tells no size.
  init(mayLackItsEnd: Bool = false) { self.mayLackItsEnd = mayLackItsEnd }
}

extension ImageDecoder {
  /// Looks at a file that is recognized; what its format does not tell at a glance is left open.
  static func look(_: UnsafeRawBufferPointer) throws(ImageError.Problem) -> ImageLook {
    ImageLook()
  }
}
