import ArrayFiles
import Bytes
import Foundation
import Images

/// Reads the examples of a source, whatever it is.
struct SourceReader {
  let source: DataSource
  let role: DataRole
  /// What relative paths are relative to.
  let folder: URL
  let demand: LabelDemand
  /// What these data must be like.
  let format: InputFormat?
  let progress: LoadingProgress?
  /// Where pictures of a folder are kept for the next time; nil: nowhere.
  var cache: ImageCache?

  func read() throws(DataError) -> Examples {
    switch source.origin {
    case .file(let path):
      var examples = try read(path, demand: demand)
      examples.leaveOutLabels()
      return examples
    case .files(let x, let y):
      if y == nil, demand == .required { throw missingLabels() }
      var examples = try read(x, demand: .none)
      if let y, demand != .none { try readLabels(y, into: &examples) }
      examples.leaveOutLabels()
      return examples
    case .builtIn(let drawing):
      try refuseTableOptions("a built-in set")
      return try ImageOptions(source, format).applied(to: drawing.examples(role))
    }
  }

  private func url(_ path: String) -> URL {
    URL(fileURLWithPath: path, relativeTo: folder).absoluteURL
  }

  private func read(_ path: String, demand: LabelDemand) throws(DataError) -> Examples {
    let url = url(path)
    switch try FileKind(url, name: path) {
    case .folder: return try readFolder(url, path, demand: demand)
    case .image(let bytes):
      try refuseLabelsPath("a single picture")
      if demand == .required { throw .unlabelledImages(path, count: 1) }
      return try readImages(
        [ImageReader.File(name: url.lastPathComponent, url: url, bytes: bytes)],
        in: url.deletingLastPathComponent(), path)
    case .table: return try readTable(url, path, demand: demand)
    case .arrays:
      try refuseLabelsPath("arrays")
      let reader = try ArrayReader(url, name: path, source: source, role: role)
      return try ImageOptions(source, format).applied(to: reader.examples(demand))
    }
  }

  // MARK: Pictures

  private func readFolder(
    _ url: URL, _ path: String, demand: LabelDemand
  ) throws(DataError) -> Examples {
    let isForTraining = role == .train && format == nil
    let images = try ImageFolder(
      url, name: path, isForTraining: isForTraining, labels: source.labelsPath.map(self.url))
    let table =
      try demand == .none
      ? nil
      : ImageLabels(
        source, of: images, in: path, relativeTo: folder,
        labelsAreText: format?.readsLabelsAsText ?? false)
    if demand == .required, table == nil { try images.requireClasses(path) }
    var examples = try readImages(
      images.files.map { ImageReader.File(name: $0.name, url: $0.url) }, in: url, path)
    examples.remarks = images.remarks + (table?.remarks ?? []) + examples.remarks
    examples.firstLabelRow = nil
    if let table {
      examples.labels = table.labels
    } else if demand != .none, !images.classNames.isEmpty {
      examples.labels = .classes(images.files.map(\.label), names: images.classNames)
    }
    return examples
  }

  private func readImages(
    _ files: [ImageReader.File], in place: URL, _ path: String
  ) throws(DataError) -> Examples {
    try refuseTableOptions("pictures")
    if let format, format.columns != nil, format.imageShape == nil {
      throw DataError(
        .content, file: path, found: "pictures", expected: "a table, as the training data were")
    }
    let options = ImageOptions(source, format)
    if let size = options.size, size.height < 1 || size.width < 1 {
      throw DataError(
        .option, file: path, found: "\"imageSize\" \(size)", expected: "1 or more pixels")
    }
    let reader = ImageReader(
      size: options.size, channels: try options.checkedChannels() ?? 3, order: options.order,
      type: format.map { $0.elementType ?? .uint8 }, name: path)
    return try reader.read(
      files, in: place, cache: cache, progress: files.count > 1 ? progress : nil)
  }

  // MARK: Tables

  private func readTable(
    _ url: URL, _ path: String, demand: LabelDemand
  ) throws(DataError) -> Examples {
    if let x = source.x { throw unsuitable("\"x\": \"\(x)\"", for: "a table") }
    try refuseLabelsPath("a table")
    let (table, remark) = try table(url, path, demand: demand)
    var examples = Examples(features: table.features)
    examples.featureNames = table.featureNames
    examples.columns = table.columns
    examples.tableStyle = table.style
    examples.remarks = [remark].compactMap(\.self) + table.remarks
    examples.labels = table.labels
    examples.labelColumns = table.labelColumns
    examples.labelPlace = table.labelPlace
    if table.labelColumns.count > 1 { examples.classNames = table.labelColumns.map(\.description) }
    examples.kept = table.kept
    if self.demand == .required, (format?.tableStyle ?? table.style).keepsContract {
      examples.table = table.raw
    }
    (examples.firstRow, examples.firstLabelRow) = (1, 1)
    return try ImageOptions(source, format).applied(to: examples)
  }

  private func table(
    _ url: URL, _ path: String, demand: LabelDemand
  ) throws(DataError) -> (table: Table, remark: String?) {
    let text = try TextFile(contentsOf: url, name: path)
    var source = source
    source.labelColumns = source.labelColumns.map { column in
      column.name.map { .name($0.trimmed) } ?? column
    }
    let table = try text.bytes.withUnsafeBytes { bytes throws(DataError) in
      try Table(
        bytes.bindMemory(to: UInt8.self), file: path, source: source, demand: demand,
        format: format)
    }
    return (table, text.remark)
  }

  // MARK: Labels in a file of their own

  private func readLabels(_ path: String, into examples: inout Examples) throws(DataError) {
    let url = url(path)
    switch try FileKind(url, name: path) {
    case .folder, .image:
      throw DataError(.content, file: path, found: "pictures", expected: "labels")
    case .arrays:
      let reader = try ArrayReader(url, name: path, source: source, role: role)
      examples.labels = try reader.labelsAlone()
      examples.firstLabelRow = 0
      examples.classNames = try reader.classNames(&examples.remarks)
    case .table:
      let (table, remark) = try table(url, path, demand: .alone)
      examples.labels = table.labels
      examples.labelColumns = table.labelColumns.filter { $0.name != nil }
      examples.labelPlace = table.labelPlace
      examples.firstLabelRow = 1
      examples.remarks += ([remark].compactMap(\.self) + table.remarks).map { "\(path): \($0)" }
      if table.labelColumns.count > 1 {
        examples.classNames = table.labelColumns.map(\.description)
        if source.labelColumns.isEmpty {
          examples.remarks.append(
            "\(path): all of its \(table.labelColumns.count) columns are labels; \"y\" names others"
          )
        }
      }
      if let kept = table.kept, table.rowCount == examples.count {
        let isKept = Set(kept)
        examples.kept = (examples.kept ?? Array(0..<examples.count)).filter(isKept.contains)
      }
    }
    guard let labels = examples.labels, labels.count != examples.count else { return }
    throw DataError(
      .content, file: path, found: "\(labels.count) labels",
      expected: "\(examples.count), one for each example of \(source.name)")
  }

  private func missingLabels() -> DataError {
    DataError(
      .content, file: source.name, found: "no labels", expected: "\"yPath\", a file that has them")
  }

  private func refuseTableOptions(_ what: String) throws(DataError) {
    if let key = source.tableKeys.first { throw unsuitable(key, for: what) }
    if let x = source.x { throw unsuitable("\"x\": \"\(x)\"", for: what) }
    if let y = source.y {
      throw unsuitable("\"y\": \"\(y)\"", for: what)
    }
  }

  private func refuseLabelsPath(_ what: String) throws(DataError) {
    if let path = source.labelsPath { throw unsuitable("\"labelsPath\": \"\(path)\"", for: what) }
  }

  private func unsuitable(_ option: String, for what: String) -> DataError {
    DataError(.option, file: source.name, found: option, expected: "no such option for \(what)")
  }
}

extension DataError {
  /// Pictures whose class nothing tells, where labels are needed.
  static func unlabelledImages(_ path: String, count: Int) -> DataError {
    DataError(
      .content, file: path,
      found: count == 1 ? "a single picture, of no class" : "\(count) pictures of no class",
      expected: "a folder that has a folder of pictures for each class, or \"labelsPath\"")
  }
}

extension ImageFolder {
  /// Refuses pictures of no class.
  func requireClasses(_ path: String) throws(DataError) {
    guard classNames.isEmpty else { return }
    throw .unlabelledImages(path, count: files.count)
  }
}
