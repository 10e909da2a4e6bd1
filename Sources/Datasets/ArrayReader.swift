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
    if source.categories {
      throw DataError(
        .option, file: name, found: "\"categories\"", expected: "no such option for arrays")
    }
    let names = try ArrayNames(
      candidates: candidates(), x: source.x, y: source.y?.description, role: role, file: name)
    let features = try array(names.x)
    guard let count = features.shape.first, features.count > 0 else {
      throw DataError(
        .content, file: name, place: .init(column: names.x),
        found: "an array of shape \(shapeText(features.shape))",
        expected: "examples along the first axis")
    }
    var examples = Examples(features: features)
    (examples.imageShape, examples.pixelOrder) = PictureOptions.shape(of: features)
    guard demand != .none else { return examples }
    guard let y = names.y else {
      guard demand == .required else { return examples }
      throw DataError(
        .content, file: name, found: "no labels beside \(names.x) \(shapeText(features.shape))",
        expected: "an array of labels", advice: "\"y\" names it, \"yPath\" its file")
    }
    let labels = try array(y)
    guard labels.shape.first == count else {
      throw DataError(
        .content, file: name, place: .init(column: y),
        found: "labels of shape \(shapeText(labels.shape))",
        expected: "\(count) along the first axis, as \(names.x) \(shapeText(features.shape)) has",
        advice: labels.shape.last == count ? "transposed?" : nil)
    }
    examples.labels = .numbers(labels)
    examples.classNames = try classNames()
    return examples
  }

  /// The labels of a file that holds nothing else that is needed.
  func labelsAlone() throws(DataError) -> NumericArray {
    if let y = source.y { return try array(y.description) }
    let candidates = try candidates()
    if candidates.count == 1 { return try array(candidates[0].name) }
    guard let y = ArrayNames.commonLabels(among: candidates, role) else {
      throw DataError(
        .content, file: name, found: "several arrays (\(listText(candidates.map(\.description))))",
        expected: "\"y\", the name of the labels")
    }
    return try array(y)
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
