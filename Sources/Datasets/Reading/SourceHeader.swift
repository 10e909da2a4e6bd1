import ArrayFiles
import Foundation
import LinearAlgebra

/// What the headers of a source say of its examples, before any of them is read.
package struct SourceHeader: Hashable, Sendable {
  /// m; nil where only reading tells, as for a table.
  package var count: Int?
  /// The features of an example as a network is to see it; nil where only reading tells.
  package var featureCount: Int?
  /// The outputs of an example; nil for class numbers, and where only reading tells.
  package var labelWidth: Int?
  /// The shape that the examples have in their file; nil for pictures of their own and tables.
  package var fileShape: [Int]?
  /// Height, width and channels of an example that is a picture; nil where it is none, or only reading
  /// tells.
  package var imageShape: ImageShape?
  /// How the colors of pictures lie in the features.
  package var pixelOrder = PixelOrder.interleaved

  /// Looks at a source.
  ///
  /// - Parameters:
  ///   - source: where the examples are.
  ///   - role: what they are for.
  ///   - labels: what their labels mean unless the source says so.
  ///   - folder: what relative paths are relative to.
  /// - Throws: what is missing or damaged, as far as headers show it.
  package init(
    _ source: DataSource, role: DataRole = .train, labels: LabelKind, relativeTo folder: URL
  ) throws(DataError) {
    let reader = HeaderReader(
      source: source, role: role, kind: source.labels ?? labels, folder: folder)
    self = try reader.header()
  }

  package init(count: Int? = nil, featureCount: Int? = nil, labelWidth: Int? = nil) {
    self.count = count
    self.featureCount = featureCount
    self.labelWidth = labelWidth
  }
}

/// Finds the header of a source, whatever it is.
private struct HeaderReader {
  let source: DataSource
  let role: DataRole
  let kind: LabelKind
  let folder: URL

  func header() throws(DataError) -> SourceHeader {
    switch source.origin {
    case .file(let path): return try header(of: path, hasLabels: true)
    case .files(let x, let y):
      var header = try header(of: x, hasLabels: false)
      if let y { header.labelWidth = try labelWidth(of: y) }
      return header
    case .builtIn(let drawing):
      let size = try drawing.size(role)
      return describe(x: [size.count] + size.axes, y: [size.count])
    }
  }

  private func url(_ path: String) -> URL {
    URL(fileURLWithPath: path, relativeTo: folder).absoluteURL
  }

  private func header(of path: String, hasLabels: Bool) throws(DataError) -> SourceHeader {
    let url = url(path)
    switch try FileKind(url, name: path) {
    case .folder:
      let folder = try ImageFolder(
        url, name: path, isForTraining: role == .train, labels: source.labelsPath.map(self.url))
      let labels = try ImageLabels(
        source, of: folder, in: path, relativeTo: self.folder, labelsAreText: false)
      if hasLabels, labels == nil { try folder.requireClasses(path) }
      return images(folder, labels)
    case .image:
      if hasLabels { throw .unlabelledImages(path, count: 1) }
      return SourceHeader()
    case .table: return SourceHeader()
    case .arrays:
      let reader = try ArrayReader(url, name: path, source: source, role: role)
      let shapes = try reader.shapes(hasLabels ? .required : .none)
      return describe(x: shapes.x, y: shapes.y)
    }
  }

  private func images(_ folder: ImageFolder, _ labels: ImageLabels?) -> SourceHeader {
    var header = SourceHeader()
    header.count = folder.files.count
    let size = source.imageSize ?? folder.firstSize
    header.featureCount = size.flatMap { $0.count(channels: source.channels ?? 3) }
    header.imageShape = size.map {
      ImageShape(height: $0.height, width: $0.width, channels: source.channels ?? 3)
    }
    header.pixelOrder = source.pixelOrder
    header.labelWidth =
      kind == .oneHot ? classCount(labels.map(\.classCount) ?? folder.classNames.count) : 1
    return header
  }

  /// The classes that the pictures give a network to learn; those to judge by may lack some.
  private func classCount(_ found: Int?) -> Int? {
    role == .train ? source.classes?.count ?? found : nil
  }

  private func labelWidth(of path: String) throws(DataError) -> Int? {
    let url = url(path)
    guard case .arrays = try FileKind(url, name: path) else { return nil }
    let reader = try ArrayReader(url, name: path, source: source, role: role)
    return labelWidth(try reader.shapeOfLabelsAlone())
  }

  private func describe(x: [Int], y: [Int]?) -> SourceHeader {
    var header = SourceHeader()
    header.count = x.first
    header.fileShape = x
    header.featureCount = featureCount(ofExample: Array(x.dropFirst()))
    (header.imageShape, header.pixelOrder) = image(ofExample: Array(x.dropFirst()))
    header.labelWidth = y.flatMap(labelWidth)
    return header
  }

  /// The features after the resizing that the source asks for.
  private func featureCount(ofExample axes: [Int]) -> Int? {
    let stored = axes.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
    guard let shape = ImageOptions.shape(ofExample: axes).0 else { return stored }
    let size = source.imageSize ?? ImageSize(height: shape.height, width: shape.width)
    return size.count(channels: source.channels ?? shape.channels)
  }

  /// The pictures after the resizing that the source asks for, and how their colors lie.
  private func image(ofExample axes: [Int]) -> (ImageShape?, PixelOrder) {
    let (stored, order) = ImageOptions.shape(ofExample: axes)
    if let stored {
      let wanted = ImageShape(
        height: source.imageSize?.height ?? stored.height,
        width: source.imageSize?.width ?? stored.width,
        channels: source.channels ?? stored.channels)
      return (wanted, order == .planar && wanted == stored ? .planar : source.pixelOrder)
    }
    guard let size = source.imageSize, axes.count == 1 else { return (nil, order) }
    let channels = (source.channels.map { [$0] } ?? [1, 3])
      .first { size.count(channels: $0) == axes[0] }
    let shape = channels.map { ImageShape(height: size.height, width: size.width, channels: $0) }
    return (shape, source.pixelOrder)
  }

  /// Class numbers do not tell how many classes there are.
  private func labelWidth(_ shape: [Int]) -> Int? {
    let width = shape.count == 2 ? shape[1] : 1
    return kind == .oneHot && width == 1 ? nil : width
  }
}

extension ImageSize {
  /// The numbers of a picture of this size; nil if nobody can count them.
  fileprivate func count(channels: Int) -> Int? {
    let (area, isTooLarge) = height.multipliedReportingOverflow(by: width)
    let (count, overflow) = area.multipliedReportingOverflow(by: channels)
    return isTooLarge || overflow ? nil : count
  }
}
