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
  /// - Throws: for pictures of different size without `size`, and of another depth than the training
  ///   pictures; for files that cannot be read, all at once.
  func read(_ files: [File], progress: LoadingProgress?) throws(DataError) -> Examples {
    let first = try firstReadable(files)
    let shape = ImageShape(
      height: size?.height ?? first.image.image.height,
      width: size?.width ?? first.image.image.width, channels: channels)
    let mayBeDeep = if case .deep = first.image { type == nil } else { false }
    var loading = ImageLoading(
      self, files, first, shape, isDeep: mayBeDeep || type == .uint16)
    var pixels = try loading.run(progress)
    if pixels == nil, loading.failures.isEmpty {
      loading = ImageLoading(self, files, first, shape, isDeep: false)
      pixels = try loading.run(progress)
    }
    guard let pixels else { throw unreadable(loading.failures, of: files.count) }
    var examples = Examples(features: pixels)
    examples.imageShape = shape
    examples.pixelOrder = order
    examples.exampleNames = files.map(\.name)
    examples.remarks = loading.remarks
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
    throw DataError(
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

/// One reading of many pictures, all as uint16 or all as uint8.
struct ImageLoading {
  private let reader: ImageReader
  private let files: [ImageReader.File]
  /// A picture that was read before, to find out what the others should be like.
  private let known: (index: Int, image: DecodedImage)
  private let shape: ImageShape
  /// Whether all pictures are taken for grey of 16 bits.
  private let isDeep: Bool

  /// The files that cannot be read, and why.
  private(set) var failures: [String] = []
  /// Those of 16 bits of which 8 were kept.
  private var cut: [String] = []

  init(
    _ reader: ImageReader, _ files: [ImageReader.File],
    _ known: (index: Int, image: DecodedImage), _ shape: ImageShape, isDeep: Bool
  ) {
    self.reader = reader
    self.files = files
    self.known = known
    self.shape = shape
    self.isDeep = isDeep
  }

  /// Reads all files.
  ///
  /// - Returns: the pixels; nil where files cannot be read, or a picture turns out to have 8 bits
  ///   where 16 were hoped for.
  /// - Throws: for a picture that does not fit the others, or the training pictures.
  mutating func run(_ progress: LoadingProgress?) throws(DataError) -> NumericArray? {
    let type: ElementType = isDeep ? .uint16 : .uint8
    try Memory.check(files.count, shape.count, type.size, file: reader.name)
    let size = shape.count * type.size
    var isMixed = false
    let pixels = try NumericArray(
      shape: [files.count] + reader.axes(shape), elementType: type
    ) { bytes throws(DataError) in
      for (index, file) in files.enumerated() where !isMixed {
        let target = UnsafeMutableRawBufferPointer(
          rebasing: bytes[index * size..<(index + 1) * size])
        switch decoded(index) {
        case .success(let image): isMixed = try !put(image, file.name, into: target)
        case .failure(let error): failures.append("\(file.name): \(error.problem)")
        }
        progress?(index + 1, files.count)
      }
    }
    return failures.isEmpty && !isMixed ? pixels : nil
  }

  private func decoded(_ index: Int) -> Result<DecodedImage, ImageError> {
    if index == known.index { return .success(known.image) }
    let file = files[index]
    return Result { () throws(ImageError) in try file.decoded() }
  }

  /// Writes a picture; false where it has 8 bits and 16 were hoped for.
  private mutating func put(
    _ image: DecodedImage, _ file: String, into target: UnsafeMutableRawBufferPointer
  ) throws(DataError) -> Bool {
    switch image {
    case .deep(let image, _) where isDeep:
      try reader.put(image, file, as: shape, into: target)
      return true
    case .bytes(let image) where !isDeep:
      try reader.put(image, file, as: shape, into: target)
      return true
    case .deep(_, let image) where !isDeep, .cut(let image) where !isDeep:
      cut.append(file)
      try reader.put(image, file, as: shape, into: target)
      return true
    default:
      guard reader.type == .uint16 else { return false }
      throw DataError(
        .content, file: reader.name,
        found: "\(file), which is no grey picture of 16 bits a sample",
        expected: "16 bits, as the training data had")
    }
  }

  /// What was lost, and what the pictures may not fit, a sentence each.
  var remarks: [String] {
    var remarks: [String] = []
    if !cut.isEmpty {
      let shown = listText(cut, limit: 4)
      remarks.append(
        "16 bits a sample become 8, the low ones are dropped, in \(cut.count) of \(files.count) "
          + "picture\(files.count == 1 ? "" : "s"): \(shown)")
    }
    if let type = reader.type, type != .uint8, !isDeep {
      remarks.append(
        "pictures are whole numbers from 0 to 255; the training data were \(type), maybe of "
          + "another range")
    }
    return remarks
  }
}
