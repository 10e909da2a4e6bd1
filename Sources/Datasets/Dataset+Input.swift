import ArrayFiles
import Images
import LinearAlgebra

/// Examples that a program has in memory, to be answered.
extension Dataset {
  /// Examples of raw features, (m, n[0]), normalized as the training data were.
  ///
  /// - Parameters:
  ///   - features: the numbers, in the units of the training data.
  ///   - name: what messages call them.
  ///   - format: what the training data were like.
  /// - Throws: for another number of features, and for numbers that the training data could not have had.
  package init(
    features: NumericArray, called name: String, like format: InputFormat
  ) throws(DataError) {
    try self.init(
      Examples(features: features), source: DataSource(path: name), kind: nil, classCount: nil,
      like: format)
    if self.format.normalization.method.takesBytes { try requireUnitRange(isKnown: true) }
  }

  /// Rows of a table, with what the training data settled of each column.
  ///
  /// - Throws: where the training data were no such table, and for what a column cannot hold.
  package init(
    rows: [RowReader.Row], _ reader: RowReader?, like format: InputFormat
  ) throws(DataError) {
    guard let reader else {
      let isTable = format.columns != nil
      throw DataError(
        .content, file: RowReader.name, found: "values by the names of their columns",
        expected: isTable
          ? "features in their order, since the training data have a column's name twice"
          : format.imageShape == nil
            ? "features in their order, since the training data had no named columns"
            : "a picture, as the training data were")
    }
    try self.init(
      features: reader.features(of: rows), called: RowReader.name, like: format)
  }

  /// Pictures of any sizes, brought to that of the training data.
  ///
  /// - Throws: where the training data were no pictures of 8 bits a sample.
  package init(images: [Image], like format: InputFormat) throws(DataError) {
    let name = "the picture"
    let source = DataSource(path: name)
    let options = ImageOptions(source, format)
    guard let shape = format.imageShape else {
      throw DataError(
        .content, file: name, found: "a picture",
        expected: format.columns == nil
          ? "\(format.featureCount) features, as the training data were"
          : "a row of a table, as the training data were")
    }
    if let type = format.elementType, type != .uint8 {
      throw DataError(
        .content, file: name, found: "whole numbers from 0 to 255",
        expected: "\(type), as the training data were",
        advice: "give features, in the range of the training data")
    }
    _ = try options.checkedChannels()
    let reader = ImageReader(
      size: shape.size, channels: shape.channels, order: options.order, type: .uint8, name: name)
    try Memory.check(images.count, shape.count, 1, file: name)
    let pixels = try NumericArray(
      shape: [images.count] + reader.axes(shape), elementType: .uint8
    ) { bytes throws(DataError) in
      for (i, image) in images.enumerated() {
        try reader.put(
          image, name, as: shape,
          into: UnsafeMutableRawBufferPointer(
            rebasing: bytes[i * shape.count..<(i + 1) * shape.count]))
      }
    }
    var examples = Examples(features: pixels)
    examples.imageShape = shape
    examples.pixelOrder = reader.order
    try self.init(examples, source: source, kind: nil, classCount: nil, like: format)
  }
}
