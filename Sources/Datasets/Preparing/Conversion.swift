import ArrayFiles
import Bytes
import Foundation
import Text

/// Turns any source into files that other programs read: NPY, NPZ, or a folder of PNG pictures.
package enum Conversion {
  /// Converts a source; `normalize` is `none` unless the source asks for more.
  ///
  /// A path that ends in `.npy` becomes X as (m, n[0]), one example a row, or a single picture as
  /// (height, width, channels) unless its size is asked for; `.npz` becomes `x` and, where there
  /// are labels, `y`, of text where they are names; one that ends in `/` becomes a PNG per example
  /// in a folder per class.
  ///
  /// - Parameters:
  ///   - source: what to convert.
  ///   - folder: what the source's path is relative to.
  ///   - output: the path to write to, relative to the current folder.
  ///   - variants: the variants of each picture to write in its place.
  ///   - note: told what the reader of the source remarks on.
  ///   - progress: told after each picture of a folder that is read.
  /// - Returns: what was written, in a line.
  /// - Throws: what cannot be read, converted or written.
  package static func convert(
    _ source: DataSource, relativeTo folder: URL, to output: String,
    augmenting variants: AugmentedVariants? = nil, note: (String) -> Void = { _ in },
    progress: LoadingProgress? = nil
  ) throws(DataError) -> String {
    let isFolder = output.hasSuffix("/")
    guard isFolder || output.hasSuffix(".npy") || output.hasSuffix(".npz") else {
      throw DataError(
        .option, file: output, found: "no kind of file that can be written",
        expected: "a path that ends in .npy, .npz or, for a folder of pictures, /")
    }
    guard isFolder || variants == nil else {
      throw DataError(
        .option, file: output, found: "a file for augmented pictures",
        expected: "a folder to look at them, a path that ends in /")
    }
    let reader = SourceReader(
      source: source, role: .train, folder: folder, demand: .ifPresent, format: nil,
      progress: progress)
    let examples = try reader.read()
    for remark in examples.remarks { note("\(source.name): \(remark)") }
    if isFolder { return try ImageWriter(examples, source, variants).write(to: output) }
    let x = try features(examples, source)
    guard output.hasSuffix(".npz") else {
      let array = try isSingleImage(source, folder) ? image(examples, x) : x
      if case .classes = examples.labels {
        note(
          "\(source.name): the names of classes are left out: .npy holds x alone, .npz holds both")
      }
      try write(to: output) { try NPY.write(array, to: $0) }
      return describe([("x", array)])
    }
    var arrays = [(name: "x", array: x)]
    var texts: [(name: String, strings: [String])] = []
    switch examples.labels {
    case .numbers(let labels): arrays.append(("y", labels))
    case .classes(let indices, let names): texts.append(("y", indices.map { names[$0] }))
    case nil: break
    }
    try write(to: output) { [arrays, texts] in try NPZ.write(arrays, texts: texts, to: $0) }
    return describe(arrays, texts)
  }

  /// Takes the next bytes of a file.
  private typealias Sink = (UnsafeRawBufferPointer) throws -> Void

  /// Calls `body` with a sink for the file's bytes; the file appears whole or not at all.
  private static func write(to path: String, _ body: (Sink) throws -> Void) throws(DataError) {
    do {
      try AtomicFile.write(to: URL(fileURLWithPath: path)) { writer in
        try body { try writer.write($0) }
      }
    } catch {
      throw (error as? DataError) ?? DataError(writing: path, error)
    }
  }

  private static func describe(
    _ arrays: [(name: String, array: NumericArray)],
    _ texts: [(name: String, strings: [String])] = []
  ) -> String {
    let words =
      arrays.map { "\($0) \(shapeText($1.shape)) \($1.elementType)" }
      + texts.map { "\($0) \(shapeText([$1.count])) text" }
    return words.joined(separator: ", ")
  }

  /// X's transpose: the source's own numbers, or normalized ones as a network sees them.
  private static func features(
    _ examples: Examples, _ source: DataSource
  ) throws(DataError) -> NumericArray {
    let shape = [examples.count, examples.width]
    guard let method = source.normalize, method != .none else {
      return examples.features.reshaped(shape)
    }
    let type: ElementType = examples.features.elementType == .float64 ? .float64 : .float32
    try Memory.check(examples.count, examples.width, type.size, file: source.name)
    var data = try Dataset(examples, source: source, kind: nil, classCount: nil, like: nil)
    data.format.normalization = try Normalization(method, measuredOn: data)
    if method.takesBytes { try data.requireUnitRange() }
    return NumericArray(shape: shape, elementType: type) { [data] bytes in
      if type == .float64, let target = bytes.bindMemory(to: Double.self).baseAddress {
        data.features(0..<data.count, into: target)
      } else if let target = bytes.bindMemory(to: Float.self).baseAddress {
        data.features(0..<data.count, into: target)
      }
    }
  }

  /// Whether the source is one picture file whose size is left as it is.
  private static func isSingleImage(
    _ source: DataSource, _ folder: URL
  ) throws(DataError) -> Bool {
    guard source.imageSize == nil, case .file(let path) = source.origin else { return false }
    let url = URL(fileURLWithPath: path, relativeTo: folder).absoluteURL
    return if case .image = try FileKind(url, name: path) { true } else { false }
  }

  /// One example in the shape of its picture.
  private static func image(_ examples: Examples, _ x: NumericArray) -> NumericArray {
    x.reshaped(Array(examples.features.shape.dropFirst()))
  }
}
