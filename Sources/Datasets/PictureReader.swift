import ArrayFiles
import Foundation
import Images

/// Brings pictures to one size and number of channels, as the examples of a network.
struct PictureReader {
  /// nil: that of the first picture, which all must have.
  var size: ImageSize?
  /// 1 or 3.
  var channels: Int
  var order: PixelOrder
  /// What messages call the source.
  var name: String

  /// Reads pictures as (m, height, width, channels), or (m, channels, height, width) where planar.
  ///
  /// - Throws: for pictures of different size without `size`; for files that cannot be read, all at
  ///   once.
  func read(
    _ files: [(name: String, url: URL)], progress: LoadingProgress?
  ) throws(DataError) -> (pixels: NumericArray, shape: ImageShape) {
    let shape = try commonShape(of: files)
    try Memory.check(files.count, shape.count, 1, file: name)
    var failures: [String] = []
    let pixels = try NumericArray(shape: [files.count] + axes(shape), elementType: .uint8) {
      bytes throws(DataError) in
      for (index, file) in files.enumerated() {
        let target = UnsafeMutableRawBufferPointer(
          rebasing: bytes[index * shape.count..<(index + 1) * shape.count])
        switch Result(catching: { () throws(ImageError) in try Image(contentsOf: file.url) }) {
        case .success(let picture): try put(picture, file.name, as: shape, into: target)
        case .failure(let error): failures.append("\(file.name): \(error.problem)")
        }
        progress?(index + 1, files.count)
      }
    }
    guard failures.isEmpty else { throw unreadable(failures, of: files.count) }
    return (pixels, shape)
  }

  /// The axes of one example.
  func axes(_ shape: ImageShape) -> [Int] {
    order == .planar
      ? [shape.channels, shape.height, shape.width] : [shape.height, shape.width, shape.channels]
  }

  /// Writes a picture in the wanted shape and order.
  func put(
    _ picture: Image, _ file: String, as wanted: ImageShape,
    into target: UnsafeMutableRawBufferPointer
  ) throws(DataError) {
    guard size != nil || (picture.height, picture.width) == (wanted.height, wanted.width) else {
      throw DataError(
        .content, file: name,
        found: "\(file) of \(picture.height)x\(picture.width) pixels",
        expected: "\(wanted.size) (height x width) as the first picture has",
        advice: "\"imageSize\" brings all of them to one size")
    }
    let coloured = channels == 1 ? picture.grey : picture.rgb
    let pixels = coloured.resized(width: wanted.width, height: wanted.height).pixels
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

  /// The size that is asked for, else that of the first file that can be read.
  private func commonShape(of files: [(name: String, url: URL)]) throws(DataError) -> ImageShape {
    if let size {
      return ImageShape(height: size.height, width: size.width, channels: channels)
    }
    var failures: [String] = []
    for file in files {
      do throws(ImageError) {
        let first = try Image(contentsOf: file.url)
        return ImageShape(height: first.height, width: first.width, channels: channels)
      } catch {
        failures.append("\(file.name): \(error.problem)")
      }
    }
    throw unreadable(failures, of: files.count)
  }

  private func unreadable(_ failures: [String], of total: Int) -> DataError {
    let shown = failures.prefix(10).joined(separator: "; ")
    let rest = failures.count > 10 ? "; and \(failures.count - 10) more" : ""
    return DataError(
      .unreadableFile, file: name,
      found: "\(failures.count) of \(total) picture\(total == 1 ? "" : "s") cannot be read: "
        + shown + rest)
  }
}

/// Told after each picture how many of them are read, and how many there are.
public typealias LoadingProgress = (_ done: Int, _ total: Int) -> Void
