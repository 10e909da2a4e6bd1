import ArrayFiles
import Bytes
import Foundation
import Images

/// What a path holds, told by content and not by name.
///
/// The name counts where the content says nothing: an empty file called `cat.png` is a picture
/// that cannot be read, and not a table.
package enum FileKind {
  case folder, arrays, table
  /// With all that the file holds: to tell what it is it was opened, and is not opened again.
  case image(SharedBytes)

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
    let content = try Content(of: url, name: name)
    let start = try content.start()
    if ImageFormat.recognizes(start) {
      self = .image(try content.whole())
    } else if Self.imageNames.contains(url.pathExtension.lowercased()) {
      self = (try? ArrayFile(contentsOf: url)) == nil ? .image(try content.whole()) : .arrays
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

  private static let imageNames: Set<String> = [
    "png", "jpg", "jpeg", "ppm", "pgm", "pbm", "pnm", "gif", "bmp", "webp", "tif", "tiff", "heic",
  ]

  /// Whether bytes are text, in whatever coding.
  ///
  /// There are hardly any control characters but those that lay text out, or it is UTF-16. Which text it
  /// is, and whether it is sound, its reader sees.
  private static func isText(_ start: [UInt8]) -> Bool {
    if TextCoding.ofMark(start) != nil { return true }
    let controls = start.count { $0 < 0x20 && ![0x09, 0x0A, 0x0C, 0x0D].contains($0) }
    guard controls > 0 else { return true }
    let signatures: [[UInt8]] = [
      Array("\u{89}HDF".unicodeScalars.map { UInt8($0.value) }), [0x93, 0x4E, 0x55, 0x4D],
      [0x50, 0x4B], [0x1F, 0x8B],
    ]
    guard !signatures.contains(where: start.starts), !isSafetensors(start) else { return false }
    return controls <= max(1, start.count / 32) || TextCoding.looksLikeUTF16(start)
  }

  /// Whether bytes begin as safetensors do: the length of a header in JSON, below 2⁴⁸, and its brace.
  private static func isSafetensors(_ start: [UInt8]) -> Bool {
    start.count > 8 && start[6..<8].allSatisfy { $0 == 0 } && start[8] == UInt8(ascii: "{")
  }
}

/// What is in a file, opened once; of a pipe or a device no more is taken than is asked for.
private struct Content {
  private static let startLength = 4096

  private let url: URL
  private let name: String
  /// All that the file holds; nil for what gives its bytes once.
  private let bytes: SharedBytes?

  init(of url: URL, name: String) throws(DataError) {
    self.url = url
    self.name = name
    bytes = try SharedBytes.isStream(url.path) ? nil : Self.read(url, name, upTo: .max)
  }

  func whole() throws(DataError) -> SharedBytes { try bytes(.max) }

  /// The first bytes; where it is compressed with gzip those of its content.
  func start() throws(DataError) -> [UInt8] {
    let start = try bytes(Self.startLength)
    guard Gzip.matches(start) else { return start.array }
    // A stored block can be decoded only whole, and has up to 65535 bytes.
    let more = try bytes(Self.startLength + 1 << 17)
    return ((try? Gzip.prefix(of: more, count: Self.startLength)) ?? start).array
  }

  private func bytes(_ count: Int) throws(DataError) -> SharedBytes {
    if let bytes { return bytes[0..<min(count, bytes.count)] }
    return try Self.read(url, name, upTo: count)
  }

  private static func read(
    _ url: URL, _ name: String, upTo count: Int
  ) throws(DataError) -> SharedBytes {
    do throws(FileReadError) {
      return try SharedBytes(contentsOf: url, upTo: count)
    } catch {
      throw DataError(.unreadableFile, file: name, found: error.reason)
    }
  }
}
