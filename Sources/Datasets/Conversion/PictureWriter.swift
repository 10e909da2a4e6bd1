import ArrayFiles
import Bytes
import Foundation
import Images

/// Writes picture data as a PNG per example, in a folder per class.
struct PictureWriter {
  private let examples: Examples
  private let shape: ImageShape
  private let labels: Labels?
  /// A folder's name for each class.
  private let folders: [String]
  private let name: String

  init(_ examples: Examples, _ source: DataSource) throws(DataError) {
    guard let shape = examples.imageShape, examples.features.elementType == .uint8 else {
      throw DataError(
        .content, file: source.name,
        found: "examples of \(examples.features.elementType), "
          + shapeText(Array(examples.features.shape.dropFirst())),
        expected: "pictures of uint8, which alone become a folder of pictures",
        advice: examples.imageShape == nil ? "\"imageSize\" tells the size of flat ones" : nil)
    }
    if let method = source.normalize, method != .none {
      throw DataError(
        .option, file: source.name, found: "\"normalize\": \"\(method)\"",
        expected: "none for pictures")
    }
    self.examples = examples
    self.shape = shape
    name = source.name
    labels = try examples.labels.map { raw throws(DataError) in
      try Labels(
        raw,
        LabelWishes(
          kind: .oneHot, classNames: source.classes, file: source.name,
          firstRow: examples.firstRow), fileNames: examples.classNames)
    }
    let labels = labels
    folders = SafeNames.folders((0..<(labels?.width ?? 0)).map { labels?.className($0) ?? "" })
  }

  /// Writes all pictures below `path`.
  ///
  /// - Returns: how many there are, in words.
  /// - Throws: where the folder holds other files already, which would pass for examples.
  func write(to path: String) throws(DataError) -> String {
    let root = URL(fileURLWithPath: path, isDirectory: true)
    let digits = String(max(examples.count - 1, 0)).count
    let files = (0..<examples.count).map { example in
      let number = String(example)
      let file = String(repeating: "0", count: digits - number.count) + number + ".png"
      return labels?.classIndex(of: example).map { "\(folders[$0])/\(file)" } ?? file
    }
    try refuseOthers(than: Set(files), in: root, path)
    do {
      for folder in folders.isEmpty ? [""] : folders {
        try createFolder(root.appendingPathComponent(folder).path)
      }
      for (example, file) in files.enumerated() {
        try write(picture(example).pngData(), to: root.appendingPathComponent(file))
      }
    } catch {
      throw DataError(writing: path, error)
    }
    let classes = folders.isEmpty ? "" : " in \(folders.count) folders (\(listText(folders)))"
    return "\(files.count) pictures \(shape)\(classes)"
  }

  /// Writes a file without waiting for the disk, as Foundation does at each of a thousand pictures.
  private func write(_ bytes: [UInt8], to url: URL) throws(FileFailure) {
    let descriptor = open(url.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileFailure(.write, url.path) }
    defer { close(descriptor) }
    guard bytes.withUnsafeBytes({ writeAll($0, to: descriptor) }) else {
      throw FileFailure(.write, url.path)
    }
  }

  /// The picture that an example is.
  private func picture(_ example: Int) -> Image {
    let start = example * shape.count
    let pixels = examples.features.withBytes { [UInt8]($0[start..<start + shape.count]) }
    guard examples.pixelOrder == .planar, shape.channels > 1 else {
      return Image(
        width: shape.width, height: shape.height, channels: shape.channels, pixels: pixels)
    }
    let area = shape.height * shape.width
    let interleaved = (0..<shape.count).map {
      pixels[$0 % shape.channels * area + $0 / shape.channels]
    }
    return Image(
      width: shape.width, height: shape.height, channels: shape.channels, pixels: interleaved)
  }

  private func refuseOthers(
    than files: Set<String>, in root: URL, _ path: String
  ) throws(DataError) {
    guard let found = FileManager.default.enumerator(atPath: root.path) else { return }
    for case let file as String in found {
      let isHidden = file.split(separator: "/").contains { $0.hasPrefix(".") }
      var isFolder: ObjCBool = false
      let full = root.appendingPathComponent(file).path
      guard !isHidden, !files.contains(file),
        FileManager.default.fileExists(atPath: full, isDirectory: &isFolder)
      else { continue }
      if isFolder.boolValue, folders.contains(file) { continue }
      throw DataError(
        .unwritableFile, file: path, found: "a folder that holds \(file)",
        expected: "a new folder, or the one of an earlier conversion of the same data")
    }
  }
}

/// Names from outside as names of folders that cannot lead elsewhere.
enum SafeNames {
  /// One name each, different from the others even where case does not count.
  static func folders(_ names: [String]) -> [String] {
    var taken: Set<String> = []
    return names.map { name in
      let safe = folder(name)
      var candidate = safe
      var number = 2
      while !taken.insert(candidate.lowercased()).inserted {
        candidate = "\(safe)-\(number)"
        number += 1
      }
      return candidate
    }
  }

  /// The name without separators and control characters, not hidden, not empty, not too long.
  private static func folder(_ name: String) -> String {
    let forbidden: Set<Unicode.Scalar> = ["/", "\\", ":", "*", "?", "\"", "<", ">", "|"]
    var safe = String.UnicodeScalarView()
    for scalar in name.unicodeScalars.prefix(60) {
      let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      let isSafe = !isControl && !forbidden.contains(scalar)
      let isLeadingDot = safe.isEmpty && scalar == "."
      safe.append(isSafe && !isLeadingDot ? scalar : "_")
    }
    let text = String(safe).trimmingCharacters(in: .whitespaces)
    return text.isEmpty ? "_" : text
  }
}
