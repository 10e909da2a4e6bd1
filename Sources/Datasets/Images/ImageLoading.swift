import ArrayFiles
import Foundation
import Images
import LinearAlgebra
import Text

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
