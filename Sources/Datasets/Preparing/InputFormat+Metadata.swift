import ArrayFiles
import Foundation
import LinearAlgebra
import Text

extension InputFormat {
  /// The format as texts by name, for the metadata of a model; `init(metadata:file:)` reads it back.
  ///
  /// Lists of numbers are separated by spaces, with all their digits; lists of names are JSON.
  package var metadata: [String: String] {
    var texts = ["features": "\(featureCount)", "normalization": normalization.method.rawValue]
    if case .standardize(let scaling) = normalization, scaling.method == .standardize {
      texts["normalization.mean"] = Self.text(scaling.mean)
      texts["normalization.deviation"] = Self.text(scaling.deviation)
    }
    texts["features.type"] = elementType?.rawValue
    if let imageShape {
      texts["image"] = "\(imageShape)"
      texts["pixelOrder"] = pixelOrder.rawValue
    }
    if let columns {
      texts["columns"] = Self.json(columns.map(\.name))
      if columns.contains(where: { $0.categories != nil }) {
        texts["columns.categories"] = Self.json(columns.map(\.categories))
      }
      if columns.contains(where: { !$0.notation.isPlain }) {
        texts["columns.notation"] = Self.json(columns.map(\.notation.code))
      }
      if tableStyle?.keepsContract ?? false { texts.merge(Self.contract(columns)) { $1 } }
    }
    if let tableStyle {
      texts["table.header"] = "\(tableStyle.hasHeader)"
      texts["table.decimal"] = tableStyle.decimal?.rawValue
      let notation = tableStyle.labelNotation
      if !notation.isPlain { texts["labels.notation"] = notation.code }
      if tableStyle.missing != .refuse { texts["table.missing"] = tableStyle.missing.rawValue }
      texts["table.missingWords"] = tableStyle.missingWords.map(Self.json)
      if tableStyle.unseen != .refuse { texts["table.unseen"] = tableStyle.unseen.rawValue }
    }
    if labelColumns.count > 1 {
      texts["labels.names"] = Self.json(labelColumns.map(\.name))
      texts["labels.indices"] = Self.json(labelColumns.map(\.index))
    } else {
      texts["labels.name"] = labelColumn?.name
      texts["labels.index"] = (labelColumn?.index).map(String.init)
    }
    texts["labels"] = labelKind?.rawValue
    texts["classes.count"] = classCount.map(String.init)
    texts["classes"] = classNames.map(Self.json)
    texts["classes.numbers"] = classNumbers.map(Self.text)
    if labelsAreText { texts["classes.text"] = "true" }
    texts["labels.mean"] = (labelScaling?.mean).map(Self.text)
    texts["labels.deviation"] = (labelScaling?.deviation).map(Self.text)
    return texts
  }

  /// The format that `metadata` gave.
  ///
  /// - Throws: for texts that are damaged: the name of the first.
  package init(metadata: [String: String], file: String) throws(DataError) {
    let texts = MetadataReader(texts: metadata, file: file)
    self.init(featureCount: try texts.count("features") ?? 0)
    guard featureCount > 0 else { throw texts.damaged("features") }
    elementType = try texts.choice("features.type", ElementType.self)
    imageShape = try texts.imageShape()
    guard imageShape == nil || imageShape?.count == featureCount else {
      throw texts.damaged("image")
    }
    pixelOrder = try texts.choice("pixelOrder", PixelOrder.self) ?? .interleaved
    normalization = try texts.normalization(width: featureCount, of: imageShape, pixelOrder)
    columns = try texts.columns()
    guard columns == nil || columns?.map(\.width).reduce(0, +) == featureCount else {
      throw texts.damaged("columns")
    }
    tableStyle = try texts.tableStyle()
    labelColumns = try texts.labelColumns()
    labelKind = try texts.choice("labels", LabelKind.self)
    classCount = try texts.count("classes.count")
    classNames = try texts.json("classes", [String].self)
    classNumbers = try texts.numbers("classes.numbers")
    labelsAreText = metadata["classes.text"] == "true"
    labelScaling = try texts.scaling("labels.mean", "labels.deviation")
    if columns != nil, tableStyle == nil { leaveOutOuterBlanks() }
  }

  /// Takes the blanks from the ends of texts, which earlier versions kept where fields were in quotes.
  private mutating func leaveOutOuterBlanks() {
    columns = columns?.map { column in
      var column = column
      column.name = column.name?.trimmed
      column.categories = column.categories.map(Self.trimmed)
      return column
    }
    if case .name(let name) = labelColumn { labelColumn = .name(name.trimmed) }
    classNames = classNames.map(Self.trimmed)
  }

  /// The texts without outer blanks, unless two would then be one.
  private static func trimmed(_ texts: [String]) -> [String] {
    let trimmed = texts.map(\.trimmed)
    return Set(trimmed).count == Set(texts).count ? trimmed : texts
  }

  static func text(_ numbers: [Double]) -> String {
    numbers.map { "\($0)" }.joined(separator: " ")
  }

  static func json(_ list: some Encodable) -> String {
    guard let data = try? JSONEncoder().encode(list) else { return "[]" }
    return String(decoding: data, as: UTF8.self)
  }
}

/// Reads the texts of a format, each of which may be damaged.
struct MetadataReader {
  let texts: [String: String]
  let file: String

  func damaged(_ name: String) -> DataError {
    DataError(
      .content, file: file, place: .init(column: "metadata \"\(name)\""),
      found: texts[name].map { $0.quoted } ?? "nothing",
      expected: "what the training run wrote")
  }

  func count(_ name: String) throws(DataError) -> Int? {
    guard let text = texts[name] else { return nil }
    guard let count = Int(text), count >= 0 else { throw damaged(name) }
    return count
  }

  func numbers(_ name: String) throws(DataError) -> [Double]? {
    guard let text = texts[name] else { return nil }
    let words = text.split(separator: " ")
    let numbers = words.compactMap { parseNumber($0) }
    guard numbers.count == words.count else { throw damaged(name) }
    return numbers
  }

  func choice<Choice: RawRepresentable<String>>(
    _ name: String, _ type: Choice.Type
  ) throws(DataError) -> Choice? {
    guard let text = texts[name] else { return nil }
    guard let choice = Choice(rawValue: text) else { throw damaged(name) }
    return choice
  }

  func json<Value: Decodable>(_ name: String, _ type: Value.Type) throws(DataError) -> Value? {
    guard let text = texts[name] else { return nil }
    guard let value = try? JSONDecoder().decode(type, from: Data(text.utf8)) else {
      throw damaged(name)
    }
    return value
  }

  func normalization(
    width: Int, of shape: ImageShape?, _ order: PixelOrder
  ) throws(DataError) -> Normalization {
    switch try choice("normalization", Normalization.Method.self) ?? .none {
    case .none: return .none
    case .unit: return .unit
    case .standardize:
      guard let scaling = try scaling("normalization.mean", "normalization.deviation"),
        scaling.mean.count == width
      else { throw damaged("normalization.mean") }
      return .standardize(scaling)
    case .imageNet:
      guard let scaling = shape.flatMap({ Normalization.Scaling(imageNet: $0, order) }) else {
        throw damaged("normalization")
      }
      return .standardize(scaling)
    }
  }

  /// Means and as many deviations; nil where there are neither.
  func scaling(
    _ means: String, _ deviations: String
  ) throws(DataError) -> Normalization.Scaling? {
    let (mean, deviation) = (try numbers(means), try numbers(deviations))
    guard let mean else {
      if deviation == nil { return nil }
      throw damaged(means)
    }
    guard let deviation, deviation.count == mean.count, !mean.isEmpty,
      deviation.allSatisfy({ $0 > 0 })
    else { throw damaged(deviations) }
    return .init(mean: mean, deviation: deviation)
  }

  func imageShape() throws(DataError) -> ImageShape? {
    guard let text = texts["image"] else { return nil }
    let sides = text.split(separator: "x").compactMap { Int($0) }
    guard sides.count == 3, sides.allSatisfy({ $0 > 0 && $0 < 1 << 20 }) else {
      throw damaged("image")
    }
    return ImageShape(height: sides[0], width: sides[1], channels: sides[2])
  }

  func columns() throws(DataError) -> [InputFormat.Column]? {
    guard let names = try json("columns", [String?].self) else { return nil }
    let categories =
      try json("columns.categories", [[String]?].self)
      ?? [[String]?](repeating: nil, count: names.count)
    guard categories.count == names.count else { throw damaged("columns.categories") }
    let codes = try json("columns.notation", [String].self)
    guard codes == nil || codes?.count == names.count else { throw damaged("columns.notation") }
    var columns = try names.indices.map { index throws(DataError) in
      InputFormat.Column(
        name: names[index], categories: categories[index],
        notation: try notation(codes?[index], of: "columns.notation"))
    }
    try readContract(of: &columns)
    return columns
  }

  /// How the table was written; nil where an earlier version did not say.
  func tableStyle() throws(DataError) -> InputFormat.TableStyle? {
    guard let header = texts["table.header"] else { return nil }
    guard let hasHeader = Bool(header) else { throw damaged("table.header") }
    var style = InputFormat.TableStyle(
      hasHeader: hasHeader, decimal: try choice("table.decimal", DecimalSign.self),
      labelNotation: try notation(texts["labels.notation"], of: "labels.notation"))
    style.missing = try choice("table.missing", MissingValues.self) ?? .refuse
    style.missingWords = try json("table.missingWords", [String].self)
    style.unseen = try choice("table.unseen", UnseenCategories.self) ?? .refuse
    style.keepsContract = texts["columns.ranges"] != nil
    return style
  }

  private func notation(_ code: String?, of name: String) throws(DataError) -> NumberNotation {
    guard let notation = NumberNotation(code: code ?? "") else { throw damaged(name) }
    return notation
  }
}
