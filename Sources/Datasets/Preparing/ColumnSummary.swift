import Text

/// A column of a table as it is fed to a network.
package struct ColumnSummary: Hashable, Sendable {
  /// What the column holds.
  package enum Kind: String, Sendable {
    case number, category, date
  }

  /// The name in the header, else `column 0` and so on.
  package let name: String
  package let kind: Kind
  /// What the features that it becomes are called.
  package let features: [String]
  /// From the smallest to the largest number, of a date its years; nil of categories, and where nobody
  /// measured it.
  package let range: ClosedRange<Double>?
  /// The categories that have a feature, the empty one for missing values; nil of others.
  package let categories: [String]?
  /// The share of the examples that lack a value; nil where nobody measured it.
  package let gapShare: Double?
  /// What stands for a missing number; nil where none may be missing.
  package let fill: Double?

  private init(
    _ column: InputFormat.Column, place: Int, range: ClosedRange<Double>?, gapShare: Double?
  ) {
    name = column.name ?? "column \(column.index ?? place)"
    kind = column.categories != nil ? .category : column.dates != nil ? .date : .number
    features = column.featureNames(place: place)
    self.range = kind == .category ? nil : range
    categories = column.categories
    self.gapShare = gapShare
    fill = column.fill.first
  }

  /// The columns of a model, as its training saw them; none where it was trained on no table.
  package static func all(of format: InputFormat) -> [ColumnSummary] {
    let isMeasured = format.tableStyle?.keepsContract ?? false
    return (format.columns ?? []).enumerated().map { place, column in
      ColumnSummary(
        column, place: place, range: column.ranges.first,
        gapShare: isMeasured ? column.gapShare : nil)
    }
  }

  /// The columns of a data set, as its examples have them; none where it is no table.
  package static func all(of data: Dataset) -> [ColumnSummary] {
    guard let columns = data.format.columns else { return [] }
    let ranges = FeatureRanges(data)
    var feature = 0
    return columns.enumerated().map { place, column in
      defer { feature += column.width }
      let gaps = data.table.map { $0.gaps(in: $0.columns[place], of: data.rows) } ?? 0
      return ColumnSummary(
        column, place: data.table?.columns[place].index ?? place,
        range: column.width > 0 ? ranges.range(of: feature) : nil,
        gapShare: Double(gaps) / Double(max(data.count, 1)))
    }
  }
}

extension ColumnSummary {
  /// The table of columns: name, kind, features, range, gaps.
  package static func text(of columns: [ColumnSummary]) -> String {
    let rows = columns.map { column in
      [
        column.name, column.kind.rawValue, "\(column.features.count)", column.rangeText,
        column.gapText,
      ]
    }
    return TextTable(
      header: ["column", "kind", "features", "range", "gaps"], rows: rows, rightAligned: [2]
    ).text
  }

  /// `18 to 90`, or the categories.
  private var rangeText: String {
    if let categories {
      return listText(
        categories.map { $0.isEmpty ? InputFormat.Column.gapName : $0.quoted }, limit: 6)
    }
    return range.map { "\(numberText($0.lowerBound)) to \(numberText($0.upperBound))" } ?? ""
  }

  /// `2.5 %, filled with 31`; nothing where none are known.
  private var gapText: String {
    guard let gapShare else { return "" }
    let share = gapShare > 0 ? percentText(gapShare) : "none"
    guard let fill, kind != .date else { return share }
    return "\(share), filled with \(numberText(fill))"
  }

  /// The columns as JSON.
  package static func json(of columns: [ColumnSummary]) -> JSONValue {
    JSONValue(columns.map(\.json))
  }

  private var json: JSONValue {
    var members = [
      JSONMember("name", JSONValue(name)), JSONMember("kind", JSONValue(kind.rawValue)),
      JSONMember("features", JSONValue(features.map { JSONValue($0) })),
    ]
    if let range {
      members.append(
        JSONMember("range", [JSONValue(range.lowerBound), JSONValue(range.upperBound)]))
    }
    if let gapShare { members.append(JSONMember("gaps", JSONValue(gapShare))) }
    if let fill { members.append(JSONMember("fill", JSONValue(fill))) }
    return JSONValue(members)
  }
}
