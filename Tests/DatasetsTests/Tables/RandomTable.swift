import Foundation
import LinearAlgebra

@testable import Datasets

/// Draws choices.
struct Dice {
  private var random: RandomState

  init(seed: UInt32) { random = RandomState(seed: seed) }

  mutating func below(_ count: Int) -> Int { Int(random.nextWord()) % count }

  mutating func isLucky(_ share: Double) -> Bool { random.rand() < share }

  mutating func pick<Item>(_ items: [Item]) -> Item { items[below(items.count)] }

  mutating func shuffled<Item>(_ items: [Item]) -> [Item] {
    var items = items
    for i in items.indices.reversed() where i > 0 { items.swapAt(i, below(i + 1)) }
    return items
  }
}

/// A decimal number as its digits, so that what it is does not depend on how it is written.
struct Decimal10 {
  var isNegative: Bool
  /// At least one, without needless zeros in front.
  var whole: String
  var fraction: String

  var value: Double {
    Double("\(isNegative ? "-" : "")\(whole).\(fraction.isEmpty ? "0" : fraction)") ?? .nan
  }
}

/// What a random table holds, whatever it looks like.
struct TableContent {
  enum Column {
    case numbers([Decimal10])
    case texts([String])
  }

  /// A name for each column; those that are not unique or empty are for tables without a header.
  var names: [String]
  var columns: [Column]
  /// One of the columns.
  var label: Int
  var rowCount: Int
  /// A text that stands in place of a number; a table that has one must be refused.
  var odd: (column: Int, row: Int, text: String)?
}

/// How a random table is written.
struct TableStyle {
  enum Coding: CaseIterable { case utf8, marked, utf16little, utf16big, windows }

  enum Quoting: CaseIterable { case whereNeeded, texts, all }

  struct Notation {
    var sign: String?
    var signIsBehind = false
    var groups: String?
    var minus = "-"
    var padding = ""
    var hasExponents = false
  }

  var hasHeader: Bool
  var delimiter: String
  var decimal: String
  var coding: Coding
  var quoting: Quoting
  var lineEnd: String
  var endsWithLine: Bool
  var hasBlankLines: Bool
  var hasSeparatorLine: Bool
  var comment: String?
  var closesLines: Bool
  /// One a column; those of texts say nothing.
  var notations: [Notation]
}

// MARK: Drawing

extension TableContent {
  private static let allNames = [
    "a", "b", "c", "length, cm", "größe", "x;y", "2019", "2020", "2021", "0", "1", "2", "7", "300",
    "say \"hi\"", "id", "T °C", "two\nlines", "new york", "a|b", "e", "y1", "price $", "4,5", "x2",
    "#n", "é", "pixel 17", "400.5", "Ünit", "€/m", "東京",
  ]

  private static let allTexts = [
    ["red", "green", "blue"], ["yes", "no"], ["Müller", "Möller", "Maier"], ["a,b", "a;b", "ac"],
    ["New York", "Rio", "Bern"], ["S", "M", "L", "XL"], ["say \"x\"", "don't", "c'est"],
    ["1-2", "3+", "<1"], ["a\tb", "ab", "a b"], ["ja", "nein", "weiß nicht"],
    ["n1", "n2", "n3", "n4"],
    ["line\nbreak", "none of it"], ["10:30", "11:00"], ["日本", "中国"], ["e5", "1e", "x1"],
    ["1,5 kg", "2 kg"],
  ]

  /// Draws the content of a table.
  init(_ dice: inout Dice) {
    rowCount = dice.isLucky(0.2) ? 1 + dice.below(3) : 4 + dice.below(30)
    let count = 2 + dice.below(5)
    names = Array(dice.shuffled(Self.allNames).prefix(count))
    columns = []
    label = dice.isLucky(0.6) ? count - 1 : dice.below(count)
    for _ in 0..<count {
      columns.append(
        dice.isLucky(0.25)
          ? .texts(Self.texts(rowCount, &dice)) : .numbers(Self.numbers(rowCount, &dice)))
    }
  }

  private static let oddTexts = [
    "unknown", ".", "-", "n.a.", "1.2.3", "12abc", "2024-01-31", "(5)", "1 2", "0x1f", "\\N",
    "<NA>",
    "inf", "1,2,3", "--4", "5-6", "$", "4 %%", "1e999", "", "NA",
  ]

  /// Puts a text among the numbers of a column now and then.
  mutating func spoil(_ dice: inout Dice) {
    let numeric = columns.indices.filter { if case .numbers = columns[$0] { true } else { false } }
    guard rowCount > 5, !numeric.isEmpty, dice.isLucky(0.1) else { return }
    odd = (dice.pick(numeric), 1 + dice.below(rowCount - 1), dice.pick(Self.oddTexts))
  }

  /// The same columns with other rows.
  func withOtherRows(_ dice: inout Dice) -> TableContent {
    var other = self
    other.rowCount = 1 + dice.below(12)
    other.odd = nil
    other.columns = columns.map { column in
      switch column {
      case .texts(let known): .texts((0..<other.rowCount).map { _ in dice.pick(known) })
      case .numbers: .numbers(Self.numbers(other.rowCount, &dice))
      }
    }
    return other
  }

  private static func texts(_ count: Int, _ dice: inout Dice) -> [String] {
    let pool = dice.pick(allTexts)
    return (0..<count).map { _ in dice.pick(pool) }
  }

  private static func numbers(_ count: Int, _ dice: inout Dice) -> [Decimal10] {
    let wholeDigits = dice.pick([1, 1, 2, 3, 4, 6, 9])
    let fractionDigits = dice.pick([0, 0, 1, 2, 3, 3, 6])
    let (negatives, isFixed) = (dice.pick([0, 0.3, 0.5]), dice.isLucky(0.5))
    return (0..<count).map { _ in
      let size = isFixed ? wholeDigits : 1 + dice.below(wholeDigits)
      var whole = (0..<size).map { _ in String(dice.below(10)) }.joined()
      while whole.count > 1, whole.hasPrefix("0") { whole.removeFirst() }
      let decimals = isFixed ? fractionDigits : dice.below(fractionDigits + 1)
      let fraction = (0..<decimals).map { _ in String(dice.below(10)) }.joined()
      return Decimal10(isNegative: dice.isLucky(negatives), whole: whole, fraction: fraction)
    }
  }
}

extension TableStyle {
  init(_ content: TableContent, _ dice: inout Dice) {
    hasHeader = dice.isLucky(0.7)
    delimiter = dice.pick([",", ",", ",", ";", ";", "\t", "|", " "])
    decimal = dice.pick([".", ".", ","])
    coding = dice.isLucky(0.5) ? .utf8 : dice.pick(Coding.allCases)
    quoting = dice.pick(Quoting.allCases)
    lineEnd = dice.pick(["\n", "\n", "\r\n", "\r"])
    endsWithLine = dice.isLucky(0.8)
    hasBlankLines = dice.isLucky(0.1)
    hasSeparatorLine = dice.isLucky(0.1)
    comment = dice.isLucky(0.1) ? dice.pick(["# made by hand", "#", "# 2024, 5 rows; all"]) : nil
    closesLines = delimiter != " " && dice.isLucky(0.1)
    let decimal = decimal
    notations = content.columns.map { _ in Self.notation(decimal, &dice) }
  }

  /// Changes the sign before decimals, and with it the one between thousands.
  mutating func setDecimal(_ sign: String) {
    guard sign != decimal else { return }
    for i in notations.indices where notations[i].groups == sign { notations[i].groups = decimal }
    decimal = sign
  }

  private static func notation(_ decimal: String, _ dice: inout Dice) -> Notation {
    var notation = Notation()
    if dice.isLucky(0.15) {
      notation.sign = dice.pick(["$", "€", "£", "%", "%"])
      notation.signIsBehind = notation.sign == "%" || dice.isLucky(0.3)
    }
    if dice.isLucky(0.2) {
      let other = decimal == "." ? "," : "."
      notation.groups = dice.pick([other, other, " ", "\u{A0}", "\u{202F}", "'", "’"])
    }
    if dice.isLucky(0.1) { notation.minus = "\u{2212}" }
    if dice.isLucky(0.1) { notation.padding = dice.pick([" ", "\u{A0}", "  "]) }
    notation.hasExponents = notation.groups == nil && dice.isLucky(0.1)
    return notation
  }

  /// The text of a number.
  func text(_ number: Decimal10, _ notation: Notation) -> String {
    var whole = number.whole
    if let groups = notation.groups {
      var parts: [Substring] = []
      var rest = Substring(whole)
      while rest.count > 3 {
        parts.insert(rest.suffix(3), at: 0)
        rest = rest.dropLast(3)
      }
      whole = ([rest] + parts).joined(separator: groups)
    }
    var text = whole + (number.fraction.isEmpty ? "" : decimal + number.fraction)
    if notation.hasExponents { text += "e0" }
    let minus = number.isNegative ? notation.minus : ""
    guard let sign = notation.sign else {
      return notation.padding + minus + text + notation.padding
    }
    let blank = sign == "%" || sign == "€" ? "\u{A0}" : ""
    return notation.padding
      + (notation.signIsBehind ? minus + text + blank + sign : minus + sign + text)
      + notation.padding
  }
}

// MARK: Writing

extension TableStyle {
  /// The table in characters; nil where this style has no way to write it.
  func characters(_ content: TableContent) -> String? {
    var lines: [String] = []
    if hasSeparatorLine { lines.append("sep=\(delimiter)") }
    if let comment { lines.append(comment) }
    if hasBlankLines { lines.append("") }
    if hasHeader { lines.append(line(content.names.map { field($0, isText: true) })) }
    for row in 0..<content.rowCount {
      let fields = content.columns.indices.map { index -> String in
        if let odd = content.odd, odd.row == row, odd.column == index {
          return field(odd.text, isText: true)
        }
        switch content.columns[index] {
        case .texts(let texts): return field(texts[row], isText: true)
        case .numbers(let numbers):
          return field(text(numbers[row], notations[index]), isText: false)
        }
      }
      lines.append(line(fields))
      if hasBlankLines, row % 3 == 1 { lines.append("") }
    }
    return lines.joined(separator: lineEnd) + (endsWithLine ? lineEnd : "")
  }

  private func line(_ fields: [String]) -> String {
    fields.joined(separator: delimiter) + (closesLines ? delimiter : "")
  }

  private func field(_ text: String, isText: Bool) -> String {
    let special = "\"\n\r\(delimiter)\(delimiter == " " ? "\t" : "")".utf8
    let needsQuotes = text.isEmpty || text.utf8.contains { special.contains($0) }
    let wantsQuotes = quoting == .all || quoting == .texts && isText
    guard needsQuotes || wantsQuotes else { return text }
    return "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }

  /// The file's bytes; nil where its coding lacks a character.
  func bytes(_ characters: String) -> [UInt8]? {
    switch coding {
    case .utf8: return Array(characters.utf8)
    case .marked: return [0xEF, 0xBB, 0xBF] + Array(characters.utf8)
    case .utf16little:
      return characters.data(using: .utf16LittleEndian).map { [0xFF, 0xFE] + Array($0) }
    case .utf16big: return characters.data(using: .utf16BigEndian).map { [0xFE, 0xFF] + Array($0) }
    case .windows: return characters.data(using: .windowsCP1252).map { Array($0) }
    }
  }
}
