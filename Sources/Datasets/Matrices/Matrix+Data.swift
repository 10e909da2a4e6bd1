import ArrayFiles
import Foundation
import Images
import LinearAlgebra
import Text

extension Matrix {
  /// The numbers of an array of any shape: its first axis counts the rows, the others together the columns.
  ///
  /// So examples of an array file, which lie one behind the other, are rows, and X is the `transposed`; a
  /// single axis becomes a column, (n, 1). An array of this matrix's own type is not copied.
  ///
  /// - Throws: `DataError` for a number that a matrix of this type cannot hold, and where it does not fit
  ///   into memory.
  public init(_ array: NumericArray) throws(DataError) {
    let rows = array.shape.first ?? 1
    let shape = Shape(rows, array.shape.dropFirst().reduce(1, *))
    if let view = Matrix(viewing: array, from: 0, shape: shape, order: .rowMajor) {
      self = view
      return
    }
    let name = "an array of \(array.elementType), \(shapeText(array.shape))"
    try Memory.check(rows, shape.columns, MemoryLayout<Scalar>.stride, file: name)
    self.init(uninitialized: shape)
    withMutableElements { array.convert(0..<array.count, into: $0) }
    guard array.elementType == .float64, Scalar.self == Float.self, !isFinite else { return }
    // NaN and infinity may be meant; what became infinity is not.
    let numbers = array.doubles()
    guard let index = numbers.firstIndex(where: { $0.isFinite && !Scalar($0).isFinite }) else {
      return
    }
    throw DataError(
      .content, file: name, place: .init(row: index / max(shape.columns, 1)),
      found: numberText(numbers[index]), expected: "a number that float32 holds")
  }

  /// The numbers of a table's columns, (columns, m): an example a column, in the order of the names.
  ///
  /// They are as in the file.
  ///
  /// - Parameters:
  ///   - names: the columns; one without a name is `column 0`, `column 1`, … by its place.
  ///   - source: the table, and how it is to be read.
  ///   - folder: what a relative path is relative to.
  /// - Throws: `DataError` where there is no such table or column, for what is no number, and for one that
  ///   a matrix of this type cannot hold.
  public init(
    columns names: [String], of source: DataSource,
    relativeTo folder: URL = .currentDirectory()
  ) throws(DataError) {
    let names = names.map(\.trimmed)
    guard let first = names.first else {
      throw DataError(.option, file: source.name, found: "no columns", expected: "one or more")
    }
    let twice = names.indices.first { names[..<$0].contains(names[$0]) }
    if let name = twice.map({ names[$0] }) {
      throw DataError(
        .option, file: source.name, found: "column \(name.quoted) twice", expected: "each once")
    }
    var source = source
    source.columns = names
    source.ignore = nil
    source.labelColumns = []
    let data = try Dataset(source, relativeTo: folder)
    let X = try data.X(as: Scalar.self, normalized: false)
    // Columns without a name come in the order of their numbers.
    func number(_ name: String) -> Int { name.split(separator: " ").last.flatMap { Int($0) } ?? 0 }
    let found = data.featureNames ?? names.sorted { number($0) < number($1) }
    let places = names.compactMap { found.firstIndex(of: $0) }
    guard X.rows == names.count, places.count == names.count else {
      throw DataError(
        .content, file: source.name, place: .init(column: names.count == 1 ? first : nil),
        found: "\(X.rows) features of \(names.count) columns", expected: "a number of each column")
    }
    let isInOrder = places == Array(0..<X.rows)
    self = isInOrder ? X : X.transposed.gatheringColumns(places).transposed
  }

  /// X, (n[0], 1), of a picture: its pixels row by row as a network takes them.
  ///
  /// - Parameters:
  ///   - image: the picture; transparency is composed over white.
  ///   - size: the size that it is brought to; nil: as it is.
  ///   - channels: 3 (RGB) or 1 (grey); nil: as the picture has them.
  ///   - order: how colors lie: r g b r g b … or all red, then all green, then all blue.
  ///   - normalization: what is done to the bytes; `unit` divides by 255, `none` leaves 0 to 255.
  /// - Throws: `DataError` for a size, channels or a scaling that cannot be.
  public init(
    _ image: Image, size: ImageSize? = nil, channels: Int? = nil,
    order: PixelOrder = .interleaved, normalization: Normalization = .unit
  ) throws(DataError) {
    let wanted = ImageShape(
      height: size?.height ?? image.height, width: size?.width ?? image.width,
      channels: channels ?? (image.channels < 3 ? 1 : 3))
    var format = InputFormat(featureCount: 0)
    format.imageShape = wanted
    format.pixelOrder = order
    format.normalization = normalization
    try self.init(image, like: format)
  }

  /// X, (n[0], 1), of a picture as training data were: brought to their size, channels and order, and
  /// normalized as they were.
  ///
  /// - Throws: `DataError` where the training data were no pictures of 8 bits a sample.
  public init(_ image: Image, like format: InputFormat) throws(DataError) {
    let name = "a picture of \(image.height)x\(image.width) pixels"
    guard let wanted = format.imageShape, format.elementType ?? .uint8 == .uint8 else {
      let others = format.elementType.map { " of \($0)" } ?? ""
      throw DataError(
        .content, file: name, found: "8 bits a sample",
        expected: format.imageShape == nil
          ? "\(format.featureCount) features that are no picture, as in the training data"
          : "pictures\(others), as the training data were")
    }
    guard wanted.channels == 1 || wanted.channels == 3 else {
      throw DataError(
        .option, file: name, found: "\(wanted.channels) channels", expected: "1 (grey) or 3 (RGB)")
    }
    guard wanted.height > 0, wanted.width > 0 else {
      throw DataError(.option, file: name, found: "\(wanted.size)", expected: "1 or more pixels")
    }
    let pixels = try Memory.check(wanted.height, wanted.width, wanted.channels, file: name)
    try Memory.check(pixels, MemoryLayout<Scalar>.stride, 1, file: name)
    try format.normalization.requireWidth(pixels, file: name)
    let reader = ImageReader(
      size: wanted.size, channels: wanted.channels, order: format.pixelOrder, type: .uint8,
      name: name)
    let array = try NumericArray(shape: [1] + reader.axes(wanted), elementType: .uint8) {
      bytes throws(DataError) in
      try reader.put(image, name, as: wanted, into: bytes)
    }
    self.init(uninitialized: Shape(pixels, 1))
    withMutableElements { format.normalization.apply(to: array, into: $0) }
  }
}
