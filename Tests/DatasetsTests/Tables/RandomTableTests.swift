import ArrayFiles
import Bytes
import Foundation
import Testing

@testable import Datasets

/// Tables that a script wrote from known values are read as these values, or refused.
///
/// `DNN_RANDOM_TABLES` draws more of them than the few thousand of every run, `DNN_RANDOM_SEED` others.
@Suite struct RandomTableTests {
  private static let environment = ProcessInfo.processInfo.environment

  @Test func `random tables are read as their values or refused`() {
    let count = Self.environment["DNN_RANDOM_TABLES"].flatMap { Int($0) } ?? 3000
    let first = Self.environment["DNN_RANDOM_SEED"].flatMap { UInt32($0) } ?? 1
    var tally = Tally()
    for seed in first..<first + UInt32(count) where tally.wrong < 20 {
      var dice = Dice(seed: seed)
      check(seed, &dice, &tally)
    }
    print("random tables: \(tally)")
    #expect(tally.wrong == 0)
    // A reader that refuses all would pass otherwise.
    #expect(tally.read * 2 > tally.total, "\(tally)")
    #expect(tally.readAgain * 3 > tally.again, "\(tally)")
    #expect(tally.told * 50 < tally.total, "\(tally)")
  }

  /// What says that a table could be understood otherwise.
  private static let warnings = [
    "\"decimal\"", "\"header\"", "\"delimiter\"", "the names of the columns are those of",
    "numbers and texts such as",
  ]

  private struct Tally {
    var (total, read, refused) = (0, 0, 0)
    /// Later tables, read by what the first of their kind was like.
    var (again, readAgain) = (0, 0)
    /// Other values, with a remark that names the key to set it right.
    var told = 0
    var wrong = 0
  }

  private func check(_ seed: UInt32, _ dice: inout Dice, _ tally: inout Tally) {
    var content = TableContent(&dice)
    content.spoil(&dice)
    guard let training = Draw(content, &dice) else { return }
    tally.total += 1
    let table: Table
    do throws(DataError) {
      table = try training.read(like: nil)
    } catch {
      tally.refused += 1
      note(seed, training, "refused: \(error)")
      return
    }
    guard judge(table, training, seed, &tally) else { return }
    tally.read += 1
    guard let format = training.format(table) else { return }
    for _ in 0..<2 {
      var other = content.withOtherRows(&dice)
      if training.style.hasHeader, dice.isLucky(0.5) { other.reorder(&dice) }
      guard var later = Draw(other, &dice) else { continue }
      later.style.hasHeader = training.style.hasHeader
      // What the training data settled is not found out again.
      if format.tableStyle?.decimal != nil { later.style.setDecimal(training.style.decimal) }
      if dice.isLucky(0.5) { later.keep(training, other) }
      later.rewrite()
      tally.again += 1
      do throws(DataError) {
        let table = try later.read(like: format)
        later.order = training.content
        if judge(table, later, seed, &tally) { tally.readAgain += 1 }
      } catch {
        tally.refused += 1
        note(seed, later, "refused again: \(error)")
      }
    }
  }

  /// Whether a table has the values that it was written from; counts it if it has not.
  private func judge(
    _ table: Table, _ draw: Draw, _ seed: UInt32, _ tally: inout Tally
  ) -> Bool {
    guard let difference = draw.difference(table) else { return true }
    let isTold = table.remarks.contains { remark in
      Self.warnings.contains { remark.contains($0) }
    }
    if isTold {
      tally.told += 1
      note(seed, draw, "told: \(difference) \(table.remarks)")
      return false
    }
    tally.wrong += 1
    Issue.record("seed \(seed): \(difference)\n\(draw.characters.prefix(2000))\n\(draw.style)")
    return false
  }

  private func note(_ seed: UInt32, _ draw: Draw, _ text: String) {
    guard Self.environment["DNN_RANDOM_SHOW"] != nil else { return }
    print("seed \(seed): \(text)\n\(draw.characters.prefix(300))\n---")
  }
}

extension TableContent {
  /// Puts the columns in another order.
  mutating func reorder(_ dice: inout Dice) {
    let order = dice.shuffled(Array(columns.indices))
    (names, columns) = (order.map { names[$0] }, order.map { columns[$0] })
    label = order.firstIndex(of: label) ?? 0
  }
}

/// A table that was written in some style, and how it is asked for.
private struct Draw {
  let content: TableContent
  var style: TableStyle
  private(set) var characters = ""
  private var bytes: [UInt8] = []
  private var source = DataSource(path: "t.csv")
  /// The content whose columns' order the features have.
  var order: TableContent

  init?(_ content: TableContent, _ dice: inout Dice) {
    self.content = content
    order = content
    style = TableStyle(content, &dice)
    source.categories = .text
    if content.label != content.columns.count - 1 || dice.isLucky(0.3) {
      source.y =
        style.hasHeader && dice.isLucky(0.5) && Int(content.names[content.label]) == nil
        ? .name(content.names[content.label]) : .index(content.label)
    }
    // Nobody could tell such names from data.
    let areNumbers = content.names.allSatisfy {
      Double($0.replacingOccurrences(of: ",", with: ".")) != nil
    }
    if dice.isLucky(0.3) || style.hasHeader && areNumbers { source.header = style.hasHeader }
    if dice.isLucky(0.2) { source.delimiter = TableDelimiter(rawValue: style.delimiter) }
    if dice.isLucky(0.2) { source.decimal = DecimalSign(rawValue: style.decimal) }
    guard write() else { return nil }
  }

  private mutating func write() -> Bool {
    guard let characters = style.characters(content), let bytes = style.bytes(characters) else {
      return false
    }
    (self.characters, self.bytes) = (characters, bytes)
    return true
  }

  /// Writes numbers as another table has them, column by column.
  mutating func keep(_ other: Draw, _ content: TableContent) {
    style.setDecimal(other.style.decimal)
    style.notations = content.names.map { name in
      other.content.names.firstIndex(of: name).map { other.style.notations[$0] } ?? .init()
    }
  }

  mutating func rewrite() {
    if !write() { style.coding = .utf8 }
    _ = write()
    source.header = source.header == nil ? nil : style.hasHeader
    source.decimal = source.decimal == nil ? nil : DecimalSign(rawValue: style.decimal)
    source.y = style.hasHeader ? nil : .index(content.label)
  }

  func read(like format: InputFormat?) throws(DataError) -> Table {
    let text = try TextFile(SharedBytes(bytes), name: "t.csv")
    return try text.bytes.withUnsafeBytes { bytes throws(DataError) in
      try Table(
        bytes.bindMemory(to: UInt8.self), file: "t.csv", source: source, demand: .required,
        format: format)
    }
  }

  /// What a model would remember.
  func format(_ table: Table) -> InputFormat? {
    var examples = Examples(features: table.features)
    examples.columns = table.columns
    examples.tableStyle = table.style
    examples.labelColumns = table.labelColumns
    let format = InputFormat(examples, nil)
    // What does not go into a file and out of it again is lost.
    return try? InputFormat(metadata: format.metadata, file: "model")
  }

  /// How a table differs from the values that it was written from; nil if it does not.
  func difference(_ table: Table) -> String? {
    if let odd = content.odd { return "the odd \(odd.text) read" }
    guard table.rowCount == content.rowCount else { return "\(table.rowCount) rows" }
    let features = order.names.indices.filter { $0 != order.label }
    guard table.columns.count == features.count else { return "\(table.columns.count) columns" }
    let values = table.features.doubles()
    var place = 0
    for (feature, column) in zip(features, table.columns) {
      let width = column.width
      guard let index = content.names.firstIndex(of: order.names[feature]) else {
        return "no column"
      }
      if style.hasHeader, column.name ?? "" != order.names[feature] {
        return "the name \(column.name ?? "nil")"
      }
      for row in 0..<content.rowCount {
        let found = Array(values[row * table.width + place..<row * table.width + place + width])
        if let difference = difference(found, column, index, row) { return difference }
      }
      place += width
    }
    return labelDifference(table)
  }

  private func difference(
    _ found: [Double], _ column: InputFormat.Column, _ index: Int, _ row: Int
  ) -> String? {
    switch content.columns[index] {
    case .numbers(let numbers):
      guard column.categories == nil else { return "categories of numbers" }
      return found[0] == numbers[row].value
        ? nil : "row \(row): \(found[0]), not \(numbers[row].value)"
    case .texts(let texts):
      guard let categories = column.categories else { return "numbers of text" }
      let names = zip(categories, found).filter { $0.1 == 1 }.map(\.0)
      return names == [texts[row]] ? nil : "row \(row): \(names), not \(texts[row])"
    }
  }

  private func labelDifference(_ table: Table) -> String? {
    switch (content.columns[content.label], table.labels) {
    case (.numbers(let numbers), .numbers(let array)):
      return array.doubles() == numbers.map(\.value) ? nil : "labels \(array.doubles())"
    case (.texts(let texts), .classes(let indices, let names)):
      return indices.map { names[$0] } == texts ? nil : "labels \(indices.map { names[$0] })"
    default: return "labels of another kind"
    }
  }
}
