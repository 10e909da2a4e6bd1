import ArrayFiles
import Bytes
import Foundation
import Images

@testable import Datasets

/// Writes arrays to files of a temporary folder.
struct DataFolder {
  let url: URL

  func write(_ array: NumericArray, to name: String) throws {
    try Data(NPY.encode(array)).write(to: url.appendingPathComponent(name))
  }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: url.appendingPathComponent(name))
  }

  func write(_ bytes: [UInt8], to name: String) throws {
    let file = url.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  /// Writes arrays of numbers and of text, and under `others` the shape and descriptor of what is
  /// neither, with no data.
  func writeNPZ(
    _ arrays: [(name: String, array: NumericArray)],
    texts: [(name: String, strings: [String])] = [],
    others: [(name: String, descriptor: String, shape: String)] = [], to name: String
  ) throws {
    var zip = ZipWriter()
    for (name, descriptor, shape) in others {
      let header = "{'descr': '\(descriptor)', 'fortran_order': False, 'shape': \(shape)}"
      let bytes = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0]
      zip.add(name + ".npy", [SharedBytes(bytes + Array(header.utf8))])
    }
    var known: [UInt8] = []
    try NPZ.write(arrays, texts: texts) { known += $0 }
    let archive = try ZipArchive(SharedBytes(known))
    for entry in archive.entries { zip.add(entry.name, [try archive.data(of: entry)]) }
    try write(zip.finish().flatMap(\.array), to: name)
  }

  /// Writes a picture of one color as PNG.
  func write(color: [UInt8], height: Int, width: Int, to name: String) throws {
    let pixels = (0..<height * width).flatMap { _ in color }
    let image = Image(width: width, height: height, channels: color.count, pixels: pixels)
    try write(image.pngData(), to: name)
  }

  /// Features of (m, …) and labels of (m,), in a file each.
  func pair(_ x: NumericArray, _ y: [Double]) throws -> DataSource {
    try write(x, to: "x.npy")
    try write(NumericArray(shape: [y.count], values: y), to: "y.npy")
    return DataSource(.files(x: "x.npy", y: "y.npy"))
  }
}

extension Dataset {
  /// The features of all examples, one behind the other.
  func allFeatures<Scalar: BinaryFloatingPoint>(_ type: Scalar.Type) -> [Scalar] {
    var result = [Scalar](repeating: -1, count: count * featureCount)
    result.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { features(0..<count, into: base) }
    }
    return result
  }

  /// The features of the listed examples.
  func features<Scalar: BinaryFloatingPoint>(_ type: Scalar.Type, at examples: [Int]) -> [Scalar] {
    var result = [Scalar](repeating: -1, count: examples.count * featureCount)
    result.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { features(at: examples[...], into: base) }
    }
    return result
  }

  /// The labels of all examples.
  func allLabels<Scalar: BinaryFloatingPoint>(_ type: Scalar.Type) -> [Scalar] {
    var result = [Scalar](repeating: -1, count: count * (labels?.width ?? 0))
    result.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { labels(0..<count, into: base) }
    }
    return result
  }
}

/// The bytes 0, 1, 2, … of an array.
func counting(_ shape: [Int]) -> NumericArray {
  let count = shape.reduce(1, *)
  return NumericArray(shape: shape, values: (0..<count).map { UInt8(truncatingIfNeeded: $0) })
}
