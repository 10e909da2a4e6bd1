import Foundation
import Text

/// What training saw of each column, as texts of a model's metadata.
extension InputFormat {
  /// The ranges, gaps and fills of columns: a text each of as many numbers as it takes.
  static func contract(_ columns: [Column]) -> [String: String] {
    let bounds = columns.map { $0.ranges.flatMap { [$0.lowerBound, $0.upperBound] } }
    var texts = [
      "columns.ranges": json(bounds.map(text)),
      "columns.gaps": text(columns.map(\.gapShare)),
    ]
    if columns.contains(where: { !$0.fill.isEmpty }) {
      texts["columns.fill"] = json(columns.map { text($0.fill) })
    }
    if columns.contains(where: \.marksGaps) {
      texts["columns.gapsMarked"] = json(columns.map(\.marksGaps))
    }
    if columns.contains(where: { $0.dates != nil }) {
      texts["columns.dates"] = json(columns.map { $0.dates?.rawValue })
    }
    if columns.contains(where: { $0.index != nil }) {
      texts["columns.indices"] = json(columns.map(\.index))
    }
    return texts
  }
}

extension MetadataReader {
  /// Reads what `InputFormat.contract` wrote into its columns.
  func readContract(of columns: inout [InputFormat.Column]) throws(DataError) {
    let count = columns.count
    let marks = try list("columns.gapsMarked", Bool.self, count: count)
    let dates = try list("columns.dates", String?.self, count: count)
    let indices = try list("columns.indices", Int?.self, count: count)
    let fills = try list("columns.fill", String.self, count: count)
    let ranges = try list("columns.ranges", String.self, count: count)
    let gaps = try numbers("columns.gaps")
    guard gaps.map({ $0.count == count && $0.allSatisfy { (0...1).contains($0) } }) ?? true else {
      throw damaged("columns.gaps")
    }
    for i in columns.indices {
      columns[i].marksGaps = marks?[i] ?? false
      if let text = dates?[i] {
        guard let order = DateOrder(rawValue: text) else { throw damaged("columns.dates") }
        columns[i].dates = order
      }
      columns[i].index = indices?[i]
      columns[i].gapShare = gaps?[i] ?? 0
      let parts = columns[i].dates == nil ? 1 : DateOrder.parts.count
      if let text = fills?[i] {
        columns[i].fill = try numbers(text, of: "columns.fill", counts: [0, parts])
      }
      if let text = ranges?[i] {
        let bounds = try numbers(text, of: "columns.ranges", counts: [0, 2 * parts])
        for part in 0..<bounds.count / 2 {
          guard bounds[2 * part] <= bounds[2 * part + 1] else { throw damaged("columns.ranges") }
          columns[i].ranges.append(bounds[2 * part]...bounds[2 * part + 1])
        }
      }
      guard columns[i].categories == nil || !columns[i].marksGaps && columns[i].dates == nil,
        columns[i].index.map({ $0 >= 0 }) ?? true
      else { throw damaged("columns") }
    }
  }

  /// The columns of the labels.
  func labelColumns() throws(DataError) -> [DataSource.Column] {
    guard let names = try json("labels.names", [String?].self) else {
      let index = try count("labels.index")
      return [texts["labels.name"].map { .name($0) } ?? index.map { .index($0) }].compactMap(\.self)
    }
    let indices = try list("labels.indices", Int?.self, count: names.count)
    let columns = names.indices.compactMap { place -> DataSource.Column? in
      names[place].map { .name($0) } ?? (indices?[place]).map { .index($0) }
    }
    guard columns.count == names.count else { throw damaged("labels.names") }
    return columns
  }

  private func list<Element: Decodable>(
    _ name: String, _ type: Element.Type, count: Int
  ) throws(DataError) -> [Element]? {
    guard let list = try json(name, [Element].self) else { return nil }
    guard list.count == count else { throw damaged(name) }
    return list
  }

  private func numbers(
    _ text: String, of name: String, counts: [Int]
  ) throws(DataError) -> [Double] {
    let words = text.split(separator: " ")
    let numbers = words.compactMap { parseNumber($0) }
    guard numbers.count == words.count, counts.contains(numbers.count) else { throw damaged(name) }
    return numbers
  }
}

extension DataSource.Column {
  /// The name, where it is told by it.
  var name: String? { if case .name(let name) = self { name } else { nil } }
  /// The place, where it is told by it.
  var index: Int? { if case .index(let index) = self { index } else { nil } }
}
