import ArrayFiles
import Images
import LinearAlgebra

/// The options that concern pictures, and what they do to examples that are arrays already.
struct ImageOptions {
  let size: ImageSize?
  let channels: Int?
  let order: PixelOrder
  private let name: String
  /// Whether the source itself, and not only its training data, speaks of a size.
  private let sizeIsAsked: Bool

  /// The wishes of a source, or where it has none those of the training data.
  init(_ source: DataSource, _ format: InputFormat?) {
    size = source.imageSize ?? format?.imageShape?.size
    channels = source.channels ?? format?.imageShape?.channels
    order = format?.imageShape == nil ? source.pixelOrder : format?.pixelOrder ?? .interleaved
    name = source.name
    sizeIsAsked = source.imageSize != nil
  }

  /// The number of channels, if it is one that a picture may have.
  func checkedChannels() throws(DataError) -> Int? {
    guard let channels, channels != 1, channels != 3 else { return channels }
    throw DataError(
      .option, file: name, found: "\"channels\": \(channels)", expected: "1 (grey) or 3 (RGB)")
  }

  /// The picture that one example of an array is, by its axes.
  ///
  /// (m, h, w, 1 or 3), (m, 1 or 3, h, w), which is planar, and (m, h, w) are pictures.
  static func shape(of array: NumericArray) -> (ImageShape?, PixelOrder) {
    shape(ofExample: Array(array.shape.dropFirst()))
  }

  /// The same from the axes of one example.
  static func shape(ofExample axes: [Int]) -> (ImageShape?, PixelOrder) {
    if axes.count == 2 {
      return (ImageShape(height: axes[0], width: axes[1], channels: 1), .interleaved)
    }
    guard axes.count == 3 else { return (nil, .interleaved) }
    if axes[2] == 1 || axes[2] == 3 {
      return (ImageShape(height: axes[0], width: axes[1], channels: axes[2]), .interleaved)
    }
    if axes[0] == 1 || axes[0] == 3 {
      return (ImageShape(height: axes[1], width: axes[2], channels: axes[0]), .planar)
    }
    return (nil, .interleaved)
  }

  /// Examples whose pictures have the wanted size, channels and order.
  func applied(to examples: Examples) throws(DataError) -> Examples {
    var examples = examples
    let channels = try checkedChannels()
    if examples.imageShape == nil, size != nil || channels != nil {
      try declareShape(of: &examples, channels: channels)
    }
    guard let shape = examples.imageShape else { return examples }
    let wanted = ImageShape(
      height: size?.height ?? shape.height, width: size?.width ?? shape.width,
      channels: channels ?? shape.channels)
    if wanted != shape {
      try redraw(&examples, from: shape, as: wanted)
    } else if order == .planar, examples.pixelOrder == .interleaved, shape.channels > 1 {
      examples.features = planar(examples.features, shape)
      examples.pixelOrder = .planar
    }
    return examples
  }

  /// Takes flat features for the pictures that `imageSize` says they are.
  private func declareShape(
    of examples: inout Examples, channels: Int?
  ) throws(DataError) {
    guard let size else {
      throw DataError(
        .option, file: name, found: "\"channels\" for data that are no pictures",
        expected: "pictures, or their \"imageSize\"")
    }
    let (area, overflow) = size.height.multipliedReportingOverflow(by: size.width)
    let guesses = channels.map { [$0] } ?? [1, 3]
    let width = examples.width
    guard !overflow, area > 0,
      let found = guesses.first(where: { width % $0 == 0 && width / $0 == area })
    else {
      // The size of the training data is no promise about these: n[0] will tell.
      guard sizeIsAsked else { return }
      throw DataError(
        .option, file: name, found: "\(width) features an example",
        expected: "pictures of \(size) pixels, as \"imageSize\" says")
    }
    examples.imageShape = ImageShape(height: size.height, width: size.width, channels: found)
    examples.pixelOrder = order
  }

  /// Resizes or recolors every picture.
  private func redraw(
    _ examples: inout Examples, from shape: ImageShape, as wanted: ImageShape
  ) throws(DataError) {
    let isDrawable =
      examples.features.elementType == .uint8
      && (examples.pixelOrder == .interleaved || shape.channels == 1)
    guard isDrawable else {
      throw DataError(
        .option, file: name,
        found: "pictures \(shape) of \(examples.features.elementType), \(examples.pixelOrder)",
        expected: "\(wanted)", advice: "only interleaved pictures of uint8 can be resized")
    }
    guard wanted.height > 0, wanted.width > 0 else {
      throw DataError(
        .option, file: name, found: "\"imageSize\" \(wanted.size)", expected: "1 or more pixels")
    }
    try Memory.check(examples.count, wanted.count, 1, file: name)
    let reader = ImageReader(
      size: wanted.size, channels: wanted.channels, order: order, type: nil, name: name)
    let (count, source, name) = (examples.count, examples.features, name)
    examples.features = try NumericArray(
      shape: [count] + reader.axes(wanted), elementType: .uint8
    ) { bytes throws(DataError) in
      for i in 0..<count {
        let pixels = source.withBytes {
          [UInt8]($0[i * shape.count..<(i + 1) * shape.count])
        }
        let image = Image(
          width: shape.width, height: shape.height, channels: shape.channels, pixels: pixels)
        try reader.put(
          image, name, as: wanted,
          into: UnsafeMutableRawBufferPointer(
            rebasing: bytes[i * wanted.count..<(i + 1) * wanted.count]))
      }
    }
    examples.imageShape = wanted
    examples.pixelOrder = order
  }

  /// (m, h, w, c) as (m, c, h, w).
  private func planar(_ array: NumericArray, _ shape: ImageShape) -> NumericArray {
    let (count, area, channels) = (array.shape[0], shape.height * shape.width, shape.channels)
    let size = array.elementType.size
    let axes = [count, channels, shape.height, shape.width]
    return array.withBytes { source in
      NumericArray(shape: axes, elementType: array.elementType) { target in
        for i in 0..<count {
          for channel in 0..<channels {
            for pixel in 0..<area {
              let from = ((i * area + pixel) * channels + channel) * size
              let to = ((i * channels + channel) * area + pixel) * size
              for byte in 0..<size { target[to + byte] = source[from + byte] }
            }
          }
        }
      }
    }
  }
}
