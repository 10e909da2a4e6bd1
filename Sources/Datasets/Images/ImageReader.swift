import ArrayFiles
import Bytes
import Foundation
import Images
import LinearAlgebra
import Text

/// Brings pictures to one size, number of channels and depth, as the examples of a network.
struct ImageReader {
  /// nil: that of the first picture, which all must have.
  var size: ImageSize?
  /// 1 or 3.
  var channels: Int
  var order: PixelOrder
  /// The numbers that the training data were made of; nil: these are to be learnt from as they are.
  var type: ElementType?
  /// What messages call the source.
  var name: String

  struct File {
    var name: String
    var url: URL
    /// What it holds, where it has been read already.
    var bytes: SharedBytes?

    func decoded() throws(ImageError) -> DecodedImage {
      guard let bytes else { return try DecodedImage(contentsOf: url) }
      return try DecodedImage(decoding: bytes, name: url.path)
    }
  }

  /// Reads pictures as (m, height, width, channels), or (m, channels, height, width) where planar.
  ///
  /// They become uint16 where all are grey of 16 bits a sample, and uint8 else.
  ///
  /// - Parameters:
  ///   - files: the pictures, of one folder.
  ///   - folder: where that is.
  ///   - cache: where many pictures are kept for the next time; nil: nowhere.
  ///   - progress: told how many of them are read.
  /// - Returns: the pictures with their names.
  /// - Throws: for pictures of different size without `size`, and of another depth than the training
  ///   pictures; for files that cannot be read, all at once.
  func read(
    _ files: [File], in folder: URL, cache: ImageCache?, progress: LoadingProgress?
  ) throws(DataError) -> Examples {
    let first = try firstReadable(files)
    let shape = ImageShape(
      height: size?.height ?? first.image.image.height,
      width: size?.width ?? first.image.image.width, channels: channels)
    let mayBeDeep = if case .deep = first.image { type == nil } else { false }
    let loading = ImageLoading(self, files, first, shape, isDeep: mayBeDeep || type == .uint16)
    let loaded = try loading.load(in: folder, cache, progress)
    var examples = Examples(features: loaded.pixels)
    examples.imageShape = shape
    examples.pixelOrder = order
    examples.exampleNames = files.map(\.name)
    examples.remarks = loaded.remarks
    if files.count == 1 { examples.image = first.image.image }
    return examples
  }

  /// The axes of one example.
  func axes(_ shape: ImageShape) -> [Int] {
    order == .planar
      ? [shape.channels, shape.height, shape.width] : [shape.height, shape.width, shape.channels]
  }

  /// Writes a picture in the wanted shape and order.
  func put(
    _ image: Image, _ file: String, as wanted: ImageShape,
    into target: UnsafeMutableRawBufferPointer
  ) throws(DataError) {
    try requireSize(image.height, image.width, file, as: wanted)
    let colored = channels == 1 ? image.grey : image.rgb
    let pixels = colored.resized(width: wanted.width, height: wanted.height).pixels
    guard order == .planar, channels > 1 else {
      target.copyBytes(from: pixels)
      return
    }
    let planeSize = wanted.height * wanted.width
    for channel in 0..<channels {
      for i in 0..<planeSize {
        target[channel * planeSize + i] = pixels[i * channels + channel]
      }
    }
  }

  /// The same for grey of 16 bits; as color it is three times the same.
  func put(
    _ image: DeepImage, _ file: String, as wanted: ImageShape,
    into target: UnsafeMutableRawBufferPointer
  ) throws(DataError) {
    try requireSize(image.height, image.width, file, as: wanted)
    let samples = image.resized(width: wanted.width, height: wanted.height).samples
    let target = target.bindMemory(to: UInt16.self)
    for (i, sample) in samples.enumerated() {
      for channel in 0..<channels {
        target[order == .planar ? channel * samples.count + i : i * channels + channel] = sample
      }
    }
  }

  private func requireSize(
    _ height: Int, _ width: Int, _ file: String, as wanted: ImageShape
  ) throws(DataError) {
    guard size == nil, (height, width) != (wanted.height, wanted.width) else { return }
    throw misfit(height, width, file, wanted)
  }

  /// The refusal of a picture of another size than the first, where nobody asked for a size.
  func misfit(_ height: Int, _ width: Int, _ file: String, _ wanted: ImageShape) -> DataError {
    DataError(
      .content, file: name, found: "\(file) of \(height)x\(width) pixels",
      expected: "\(wanted.size) (height x width) as the first picture has",
      advice: "\"imageSize\" brings all of them to one size")
  }

  /// The first file that can be read, which decides where nobody asked for a size.
  private func firstReadable(
    _ files: [File]
  ) throws(DataError) -> (index: Int, image: DecodedImage) {
    var failures: [String] = []
    for (index, file) in files.enumerated() {
      do throws(ImageError) {
        return (index, try file.decoded())
      } catch {
        failures.append("\(file.name): \(error.problem)")
      }
    }
    throw unreadable(failures, of: files.count)
  }

  func unreadable(_ failures: [String], of total: Int) -> DataError {
    let shown = failures.prefix(10).joined(separator: "; ")
    let rest = failures.count > 10 ? "; and \(failures.count - 10) more" : ""
    return DataError(
      .unreadableFile, file: name,
      found: "\(failures.count) of \(total) picture\(total == 1 ? "" : "s") cannot be read: "
        + shown + rest)
  }
}
