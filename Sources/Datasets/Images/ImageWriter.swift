import ArrayFiles
import Bytes
import Foundation
import Images
import LinearAlgebra
import Text

/// Writes picture data as a PNG per example, in a folder per class.
struct ImageWriter {
  private let examples: Examples
  private let shape: ImageShape
  private let labels: Labels?
  /// A folder's name for each class.
  private let folders: [String]
  private let name: String
  /// The variants of each picture that stand in its place; nil where they are as they were.
  private let variants: AugmentedVariants?

  init(
    _ examples: Examples, _ source: DataSource, _ variants: AugmentedVariants? = nil
  ) throws(DataError) {
    let type = examples.features.elementType
    guard let shape = examples.imageShape, type == .uint8 || type == .uint16 else {
      throw DataError(
        .content, file: source.name,
        found: "examples of \(type), \(shapeText(Array(examples.features.shape.dropFirst())))",
        expected: "pictures of uint8 or uint16, which alone become a folder of pictures",
        advice: examples.imageShape == nil ? "\"imageSize\" tells the size of flat ones" : nil)
    }
    if let method = source.normalize, method != .none {
      throw DataError(
        .option, file: source.name, found: "\"normalize\": \"\(method)\"",
        expected: "none for pictures")
    }
    self.examples =
      try variants.map { variants throws(DataError) in
        try examples.augmented(variants, shape, name: source.name)
      } ?? examples
    self.shape = shape
    self.variants = variants
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
    let copies = variants?.count ?? 1
    let digits = String(max(examples.count / copies - 1, 0)).count
    let files = (0..<examples.count).map { index in
      let example = index / copies
      let number = String(example)
      let variant = variants == nil ? "" : "-\(index % copies + 1)"
      let file = String(repeating: "0", count: digits - number.count) + number + variant + ".png"
      return labels?.classIndex(of: example).map { "\(folders[$0])/\(file)" } ?? file
    }
    try refuseOthers(than: Set(files), in: root, path)
    if examples.features.elementType == .uint16 { try requireGrey() }
    do {
      for folder in folders.isEmpty ? [""] : folders {
        try createFolder(root.appendingPathComponent(folder).path)
      }
      for (example, file) in files.enumerated() {
        try write(pngData(of: example), to: root.appendingPathComponent(file))
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

  /// The picture that an example is, as a file; of uint16 in 16 bits a sample.
  private func pngData(of example: Int) -> [UInt8] {
    if examples.features.elementType == .uint16 {
      let samples = samples(of: example, UInt16.self)
      let grey = stride(from: 0, to: samples.count, by: shape.channels).map { samples[$0] }
      return DeepImage(width: shape.width, height: shape.height, samples: grey).pngData()
    }
    return Image(
      width: shape.width, height: shape.height, channels: shape.channels,
      pixels: samples(of: example, UInt8.self)
    ).pngData()
  }

  /// The samples of an example, those of a pixel together.
  private func samples<Sample: FixedWidthInteger>(of example: Int, _: Sample.Type) -> [Sample] {
    let start = example * shape.count
    let samples = examples.features.withBytes {
      Array($0.bindMemory(to: Sample.self)[start..<start + shape.count])
    }
    guard examples.pixelOrder == .planar, shape.channels > 1 else { return samples }
    let area = shape.height * shape.width
    return (0..<shape.count).map { samples[$0 % shape.channels * area + $0 / shape.channels] }
  }

  /// Refuses colors of 16 bits, which would be read back with 8.
  private func requireGrey() throws(DataError) {
    guard shape.channels > 1 else { return }
    for example in 0..<examples.count {
      let samples = samples(of: example, UInt16.self)
      let isGrey = samples.indices.allSatisfy {
        samples[$0] == samples[$0 - $0 % shape.channels]
      }
      guard isGrey else {
        throw DataError(
          .content, file: name, place: .init(row: example), found: "colours of 16 bits a sample",
          expected: "grey ones, which alone are written to pictures",
          advice: "a path that ends in .npy or .npz takes them")
      }
    }
  }

  private func refuseOthers(
    than files: Set<String>, in root: URL, _ path: String
  ) throws(DataError) {
    guard isFolder(at: root.path) == true else { return }
    let content = try FolderContent(root, name: path)
    var others = Set(content.files).subtracting(files)
    for folder in content.folders {
      guard folders.contains(folder) else {
        others.insert(folder)
        continue
      }
      let inner = try FolderContent(root.appendingPathComponent(folder), name: "\(path)\(folder)")
      others.formUnion(
        (inner.files + inner.folders).map { "\(folder)/\($0)" }.filter { !files.contains($0) })
    }
    guard let other = others.min(by: precedes) else { return }
    throw DataError(
      .unwritableFile, file: path, found: "a folder that holds \(other)",
      expected: "a new folder, or the one of an earlier conversion of the same data")
  }
}

extension Examples {
  /// Variants of each picture in its place.
  fileprivate func augmented(
    _ variants: AugmentedVariants, _ shape: ImageShape, name: String
  ) throws(DataError) -> Examples {
    guard features.elementType == .uint8 else {
      throw DataError(
        .content, file: name, found: "pictures of \(features.elementType)",
        expected: "pictures of uint8, which alone are augmented")
    }
    let (count, overflow) = self.count.multipliedReportingOverflow(by: variants.count)
    _ = try Memory.check(overflow ? Int.max : count, shape.count, 1, file: name)
    var result = self
    result.features = features.augmented(
      Array(0..<self.count), variants, shape, pixelOrder)
    return result
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
