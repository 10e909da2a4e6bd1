import ArrayFiles
import Bytes
import Foundation
import Text

/// The labels of a folder's pictures, from a table of file and label (`labelsPath`).
///
/// Each row names a picture of the folder and its label; a first row whose file has no ending and is
/// no picture is a header. Every picture has one row.
struct ImageLabels {
  /// The label of each picture, in the order of the folder.
  let labels: RawLabels
  /// How the text was understood, a sentence each.
  let remarks: [String]

  /// Reads the table that a source names; nil where it names none.
  ///
  /// - Throws: for a folder that has folders of classes, and what the table itself does wrong.
  init?(
    _ source: DataSource, of images: ImageFolder, in path: String, relativeTo folder: URL,
    labelsAreText: Bool
  ) throws(DataError) {
    guard let name = source.labelsPath else { return nil }
    guard images.classNames.isEmpty else {
      throw DataError(
        .content, file: path, found: "folders of classes beside \"labelsPath\": \"\(name)\"",
        expected: "the pictures themselves")
    }
    try self.init(
      URL(fileURLWithPath: name, relativeTo: folder).absoluteURL, name: name, of: images, in: path,
      labelsAreText: labelsAreText)
  }

  private typealias Row = (file: String, label: String, line: Int)

  /// Reads the table.
  ///
  /// - Parameters:
  ///   - url: where it is.
  ///   - name: what messages call it.
  ///   - images: the pictures that it labels.
  ///   - folder: what messages call their folder.
  ///   - labelsAreText: whether labels are text whatever they look like, as those of the training data.
  /// - Throws: for what is no table of two columns, and for pictures without a label or with two.
  init(
    _ url: URL, name: String, of images: ImageFolder, in folder: String, labelsAreText: Bool
  ) throws(DataError) {
    guard case .table = try FileKind(url, name: name) else {
      throw DataError(
        .content, file: name, found: "no table", expected: "a CSV of file and label")
    }
    let text = try TextFile(contentsOf: url, name: name)
    let files = images.files.map(\.name)
    let rows = try text.bytes.withUnsafeBytes { bytes throws(DataError) in
      try Self.rows(bytes.bindMemory(to: UInt8.self), name: name)
    }
    let texts = try Self.labels(of: files, rows, name: name, in: folder)
    remarks = [text.remark].compactMap(\.self)
    let numbers = texts.compactMap { parseNumber($0) }
    let areNumbers =
      numbers.count == texts.count && numbers.allSatisfy { abs($0) < LabelEncoder.exactLimit }
    labels =
      areNumbers && !labelsAreText
      ? .numbers(NumericArray(shape: [numbers.count], values: numbers)) : RawLabels(texts: texts)
  }

  /// The classes that the labels name; nil where they are numbers, which do not tell how many there are.
  var classCount: Int? {
    if case .classes(_, let names) = labels { return names.count }
    return nil
  }

  private static func rows(
    _ bytes: UnsafeBufferPointer<UInt8>, name: String
  ) throws(DataError) -> [Row] {
    try ForeignText.refuse(bytes, file: name)
    let text = CSVText(bytes, TableLayout(bytes))
    var (rows, record, tokens) = ([Row](), [String](), text.tokenizer())
    do throws(CSVTokenizer.Malformed) {
      while let field = try tokens.next() {
        record.append(text.isMissing(field) ? "" : text.string(field))
        guard field.endsRecord else { continue }
        guard record.count == 2 else {
          throw CSVTokenizer.Malformed(
            line: field.line, found: "\(record.count) column\(record.count == 1 ? "" : "s")",
            expected: "two: a file and its label")
        }
        rows.append((record[0], record[1], field.line))
        record = []
      }
    } catch {
      throw DataError(
        .content, file: name, place: .init(line: error.line), found: error.found,
        expected: error.expected, advice: "fields are divided at \(text.layout.delimiter)")
    }
    return rows
  }

  private static func labels(
    of files: [String], _ rows: [Row], name: String, in folder: String
  ) throws(DataError) -> [String] {
    var labels: [String: String] = [:]
    let known = Set(files)
    for (index, row) in rows.enumerated() {
      if index == 0, !known.contains(row.file), !row.file.contains(".") { continue }
      func refusal(_ found: String, _ expected: String) -> DataError {
        DataError(
          .content, file: name, place: .init(line: row.line), found: found, expected: expected)
      }
      guard known.contains(row.file) else {
        throw refusal("the file \(row.file.quoted)", "the name of a picture in \(folder)")
      }
      guard !row.label.isEmpty else { throw refusal("no label of \(row.file)", "a label") }
      guard labels.updateValue(row.label, forKey: row.file) == nil else {
        throw refusal("the file \(row.file.quoted) a second time", "a row for each picture")
      }
    }
    let lacking = files.filter { labels[$0] == nil }
    guard lacking.isEmpty else {
      throw DataError(
        .content, file: name, found: "no label of \(listText(lacking))",
        expected: "a row for each picture in \(folder)")
    }
    return files.map { labels[$0, default: ""] }
  }
}
