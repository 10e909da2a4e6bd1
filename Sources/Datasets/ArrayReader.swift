import ArrayFiles
import Foundation

/// Takes features and labels out of a file of named arrays.
struct ArrayReader {
  private let file: ArrayFile
  private let name: String
  private let source: DataSource
  private let role: DataRole

  init(_ url: URL, name: String, source: DataSource, role: DataRole) throws(DataError) {
    self.name = name
    self.source = source
    self.role = role
    do throws(ArrayFileError) {
      file = try ArrayFile(contentsOf: url)
    } catch {
      throw Self.unreadable(error, name)
    }
  }

  /// Features, and labels where they are wanted.
  func examples(_ demand: LabelDemand) throws(DataError) -> Examples {
    let names = try names(demand)
    let features = try array(names.x)
    var examples = Examples(features: features)
    (examples.imageShape, examples.pixelOrder) = PictureOptions.shape(of: features)
    guard let y = names.y else { return examples }
    examples.labels = .numbers(try array(y))
    examples.classNames = try classNames()
    return examples
  }

  /// The shapes of features and labels, from the headers.
  func shapes(_ demand: LabelDemand) throws(DataError) -> (x: [Int], y: [Int]?) {
    let names = try names(demand)
    return (try shape(names.x), try names.y.map { name throws(DataError) in try shape(name) })
  }

  /// Which arrays are the features and, if they are wanted, the labels: as many as there are
  /// examples.
  private func names(_ demand: LabelDemand) throws(DataError) -> (x: String, y: String?) {
    if let key = source.tableKeys.first {
      throw DataError(.option, file: name, found: key, expected: "no such option for arrays")
    }
    let names = try ArrayNames(
      candidates: candidates(), x: source.x, y: source.y?.description, role: role, file: name)
    let x = try shape(names.x)
    guard let count = x.first, !x.contains(0) else {
      throw DataError(
        .content, file: name, place: .init(column: names.x),
        found: "an array of shape \(shapeText(x))", expected: "examples along the first axis")
    }
    guard demand != .none else { return (names.x, nil) }
    guard let y = names.y else {
      guard demand == .required else { return (names.x, nil) }
      throw DataError(
        .content, file: name, found: "no labels beside \(names.x) \(shapeText(x))",
        expected: "an array of labels", advice: "\"y\" names it, \"yPath\" its file")
    }
    let labels = try shape(y)
    guard labels.first == count else {
      throw DataError(
        .content, file: name, place: .init(column: y),
        found: "labels of shape \(shapeText(labels))",
        expected: "\(count) along the first axis, as \(names.x) \(shapeText(x)) has",
        advice: labels.last == count ? "transposed?" : nil)
    }
    return (names.x, y)
  }

  /// The labels of a file that holds nothing else that is needed.
  func labelsAlone() throws(DataError) -> NumericArray { try array(nameOfLabelsAlone()) }

  /// Their shape, from the header.
  func shapeOfLabelsAlone() throws(DataError) -> [Int] { try shape(nameOfLabelsAlone()) }

  private func nameOfLabelsAlone() throws(DataError) -> String {
    if let y = source.y { return y.description }
    let candidates = try candidates()
    if candidates.count == 1 { return candidates[0].name }
    guard let y = ArrayNames.commonLabels(among: candidates, role) else {
      throw DataError(
        .content, file: name, found: "several arrays (\(listText(candidates.map(\.description))))",
        expected: "\"y\", the name of the labels")
    }
    return y
  }

  /// Names of classes that the file carries as `list_classes` or `classes`.
  func classNames() throws(DataError) -> [String]? {
    guard let known = ["list_classes", "classes", "class_names"].first(where: file.names.contains)
    else { return nil }
    do throws(ArrayFileError) {
      guard try file.shape(of: known).count == 1 else { return nil }
      if try file.isText(known) { return try file.strings(named: known) }
      return try file.array(named: known).doubles().map(numberText)
    } catch {
      throw Self.unreadable(error, name)
    }
  }

  private func candidates() throws(DataError) -> [ArrayNames.Candidate] {
    do throws(ArrayFileError) {
      var candidates: [ArrayNames.Candidate] = []
      for name in file.names where try !file.isText(name) {
        candidates.append(.init(name: name, shape: try file.shape(of: name)))
      }
      return candidates
    } catch {
      throw Self.unreadable(error, name)
    }
  }

  private func shape(_ arrayName: String) throws(DataError) -> [Int] {
    do throws(ArrayFileError) {
      return try file.shape(of: arrayName)
    } catch {
      throw Self.unreadable(error, name)
    }
  }

  private func array(_ arrayName: String) throws(DataError) -> NumericArray {
    do throws(ArrayFileError) {
      return try file.array(named: arrayName)
    } catch {
      throw Self.unreadable(error, name)
    }
  }

  /// The reader's own words, under the name that the user gave the file.
  private static func unreadable(_ error: ArrayFileError, _ name: String) -> DataError {
    let prefix = "\(error.file): "
    let text = error.description
    let found = text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
    let isContent = if case .noArray = error.problem { true } else { false }
    return DataError(isContent ? .content : .unreadableFile, file: name, found: found)
  }
}
