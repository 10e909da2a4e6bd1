import ArrayFiles
import Bytes
import Foundation

/// What a path holds, told by content and not by name.
///
/// The name counts where the content says nothing: an empty file called `cat.png` is a picture
/// that cannot be read, and not a table.
package enum FileKind {
  case folder, picture, arrays, table

  /// Looks at a path.
  ///
  /// - Throws: where there is nothing, with the place that was looked at.
  package init(_ url: URL, name: String) throws(DataError) {
    guard let isFolder = isFolder(at: url.path) else {
      throw DataError(
        .missingFile, file: name, found: "no such file or folder",
        advice: name == url.path ? nil : "looked for \(url.path)")
    }
    if isFolder {
      self = .folder
      return
    }
    let start: [UInt8]
    do throws(FileReadError) {
      start = try SharedBytes(contentsOf: url, upTo: 4096).array
    } catch {
      throw DataError(.unreadableFile, file: name, found: error.reason)
    }
    if Self.isPicture(start) {
      self = .picture
    } else if Self.pictureNames.contains(url.pathExtension.lowercased()) {
      self = (try? ArrayFile(contentsOf: url)) == nil ? .picture : .arrays
    } else if let format = ForeignFormat(start) {
      throw DataError(
        .unreadableFile, file: name, found: format.name, expected: Self.expected,
        advice: format.advice)
    } else {
      self = Self.isText(start) ? .table : .arrays
    }
  }

  /// What is read, as a message names what was expected.
  static let expected = "a table, a file of arrays (HDF5, NPY, NPZ, IDX) or pictures"

  private static let pictureNames: Set<String> = [
    "png", "jpg", "jpeg", "ppm", "pgm", "pbm", "pnm", "gif", "bmp", "webp", "tif", "tiff", "heic",
  ]

  /// Whether bytes begin as pictures do, of kinds that are read and of those that are refused.
  private static func isPicture(_ start: [UInt8]) -> Bool {
    let signatures: [[UInt8]] = [
      [0x89, 0x50, 0x4E, 0x47], [0xFF, 0xD8], Array("GIF8".utf8), Array("RIFF".utf8),
      [0x49, 0x49, 0x2A, 0], [0x4D, 0x4D, 0, 0x2A],
    ]
    if signatures.contains(where: { start.starts(with: $0) }) { return true }
    let isBitmap = start.starts(with: Array("BM".utf8)) && start.prefix(16).contains(0)
    guard !isBitmap, start.count > 2, start[0] == UInt8(ascii: "P") else { return isBitmap }
    let isDigit = (UInt8(ascii: "1")...UInt8(ascii: "7")).contains(start[1])
    return isDigit && [0x20, 0x09, 0x0A, 0x0D, 0x23].contains(start[2])
  }

  /// Whether bytes are text: UTF-8 without control characters, but for those that lay it out.
  private static func isText(_ start: [UInt8]) -> Bool {
    guard !start.contains(where: { $0 < 0x20 && ![0x09, 0x0A, 0x0C, 0x0D].contains($0) }) else {
      return false
    }
    // The last character may be cut off, by up to three bytes.
    return (0...min(3, start.count)).contains {
      String(validating: start.dropLast($0), as: UTF8.self) != nil
    }
  }
}
