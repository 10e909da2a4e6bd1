import ArrayFiles
import Foundation
import Text

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
    let (x, y, remarks) = try names(demand)
    let features = try reading { () throws(ArrayFileError) in try file.array(named: x) }
    var examples = Examples(features: features)
    examples.remarks = remarks
    (examples.imageShape, examples.pixelOrder) = ImageOptions.shape(of: features)
    guard let y else { return examples }
    examples.labels = try labels(y)
    examples.classNames = try classNames(&examples.remarks)
    return examples
  }

  /// The shapes of features and labels, from the headers.
  func shapes(_ demand: LabelDemand) throws(DataError) -> (x: [Int], y: [Int]?) {
    let names = try names(demand)
    return (try shape(names.x), try names.y.map { name throws(DataError) in try shape(name) })
  }

  /// Which arrays are the features and, if they are wanted, the labels: as many as there are
  /// examples; with what is to be said of them.
  private func names(
    _ demand: LabelDemand
  ) throws(DataError) -> (x: String, y: String?, remarks: [String]) {
    if let key = source.tableKeys.first {
      throw DataError(.option, file: name, found: key, expected: "no such option for arrays")
    }
    if source.labelColumns.count > 1 {
      throw DataError(
        .option, file: name, found: "several names in \"y\"", expected: "one array of labels",
        advice: "an array of shape (m, n[L]) holds several outputs")
    }
    let candidates = try candidates()
    let names = try ArrayNames(
      candidates: candidates, x: source.x, y: source.y?.description, role: role, file: name)
    let features = try description(names.x)
    guard case .numeric = features.element else {
      throw unfit(names.x, features, expected: "numbers")
    }
    let x = try shape(names.x)
    guard let count = x.first, !x.contains(0) else {
      throw DataError(
        .content, file: name, place: .init(column: names.x),
        found: "an array of shape \(shapeText(x))", expected: "examples along the first axis")
    }
    var remarks: [String] = []
    if let program = features.axesTurnedFor {
      remarks.append(
        "\(program) stores the axes of arrays in reverse; they are turned back: "
          + "\(names.x) \(shapeText(x))")
    }
    guard demand != .none else { return (names.x, nil, remarks) }
    guard let y = names.y else {
      guard demand == .required else { return (names.x, nil, remarks) }
      let others = candidates.filter { $0.name != names.x }.map(\.description)
      throw DataError(
        .content, file: name, found: "no labels beside \(names.x) \(shapeText(x))",
        expected: others.isEmpty ? "an array of labels" : "one of \(listText(others)) as labels",
        advice: "\"y\" names it, \"yPath\" its file")
    }
    let labels = try description(y)
    if let obstacle = labels.obstacle, demand == .ifPresent, source.y == nil {
      remarks.append("the labels \(y) are left out: \(obstacle)")
      return (names.x, nil, remarks)
    }
    let shape = try labelShape(y, labels)
    guard shape.first == count else {
      throw DataError(
        .content, file: name, place: .init(column: y),
        found: "labels of shape \(shapeText(shape))",
        expected: "\(count) along the first axis, as \(names.x) \(shapeText(x)) has",
        advice: shape.last == count ? "transposed?" : nil)
    }
    return (names.x, y, remarks)
  }

  // MARK: Labels

  /// The labels of a file that holds nothing else that is needed.
  func labelsAlone() throws(DataError) -> RawLabels { try labels(nameOfLabelsAlone()) }

  /// Their shape, from the header.
  func shapeOfLabelsAlone() throws(DataError) -> [Int] {
    let y = try nameOfLabelsAlone()
    return try labelShape(y, description(y))
  }

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

  /// The shape of labels, which are numbers or one text an example.
  private func labelShape(
    _ y: String, _ labels: ArrayDescription
  ) throws(DataError) -> [Int] {
    if labels.obstacle != nil { throw unfit(y, labels, expected: "numbers or text") }
    let shape = try shape(y)
    guard labels.element == .text, shape.isEmpty || shape.dropFirst() != [1] && shape.count > 1
    else { return shape }
    throw DataError(
      .content, file: name, place: .init(column: y),
      found: "text of shape \(shapeText(shape))", expected: "(m,): one label for each example")
  }

  private func labels(_ y: String) throws(DataError) -> RawLabels {
    let labels = try description(y)
    _ = try labelShape(y, labels)
    guard labels.element == .text else {
      return .numbers(try reading { () throws(ArrayFileError) in try file.array(named: y) })
    }
    let texts = try reading { () throws(ArrayFileError) in try file.strings(named: y) }
    if let row = texts.firstIndex(of: "") {
      throw DataError(
        .content, file: name, place: .init(row: row, column: y), found: "an empty label",
        expected: "the name of a class")
    }
    return RawLabels(texts: texts)
  }

  /// Names of classes that the file carries as `list_classes` or `classes`.
  func classNames(_ remarks: inout [String]) throws(DataError) -> [String]? {
    guard let known = ArrayNames.classNames.first(where: file.names.contains) else { return nil }
    let names = try description(known)
    if let obstacle = names.obstacle {
      remarks.append("the names of classes in \(known) are left out: \(obstacle)")
      return nil
    }
    guard names.shape?.count == 1 else { return nil }
    return try reading { () throws(ArrayFileError) in
      names.element == .text
        ? try file.strings(named: known)
        : try file.array(named: known).doubles().map(numberText)
    }
  }

  // MARK: What the file has

  private func candidates() throws(DataError) -> [ArrayNames.Candidate] {
    var candidates: [ArrayNames.Candidate] = []
    // A path that leads to an array through a link is a name of it, even if it is not listed.
    let asked = [source.x, source.y?.description].compactMap(\.self).filter {
      !file.names.contains($0) && (try? file.description(of: $0)) != nil
    }
    for name in file.names + asked {
      let description = try description(name)
      let kind: ArrayNames.Candidate.Kind =
        switch description.element {
        case .numeric: .numbers
        case .text: .text
        case .other: .unreadable
        }
      candidates.append(
        .init(
          name: name, shape: description.shape, kind: kind, otherName: description.otherName))
    }
    return candidates
  }

  private func description(_ arrayName: String) throws(DataError) -> ArrayDescription {
    try reading { () throws(ArrayFileError) in try file.description(of: arrayName) }
  }

  private func shape(_ arrayName: String) throws(DataError) -> [Int] {
    try reading { () throws(ArrayFileError) in try file.shape(of: arrayName) }
  }

  private func reading<R>(
    _ body: () throws(ArrayFileError) -> R
  ) throws(DataError) -> R {
    do throws(ArrayFileError) {
      return try body()
    } catch {
      throw Self.unreadable(error, name)
    }
  }

  /// The refusal of an array that is not what is asked for.
  private func unfit(
    _ arrayName: String, _ description: ArrayDescription, expected: String
  ) -> DataError {
    DataError(
      .content, file: name, place: .init(column: "array \(arrayName.quoted)"),
      found: description.element.words, expected: expected, advice: description.obstacle?.advice)
  }

  /// The reader's own words, under the name that the user gave the file.
  private static func unreadable(_ error: ArrayFileError, _ name: String) -> DataError {
    let prefix = "\(error.file): "
    let text = error.description
    let found = text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
    switch error.problem {
    case .noArray: return DataError(.content, file: name, found: found)
    case .otherFormat(let format, let advice):
      return DataError(
        .unreadableFile, file: name, found: format, expected: FileKind.expected, advice: advice)
    default: return DataError(.unreadableFile, file: name, found: found)
    }
  }
}
