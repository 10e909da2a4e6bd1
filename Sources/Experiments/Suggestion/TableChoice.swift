import Datasets
import Text

/// What becomes of each column of a table, and why: by rules of thumb, from what the columns hold.
struct TableChoice {
  enum Use: Equatable {
    case label
    case number
    case category
    case leftOut
    /// It tells the label, and would not be known where that is asked for.
    case leak

    var isFeature: Bool { self == .number || self == .category }
  }

  struct Column {
    let look: ColumnLook
    var use: Use
    /// Why, in a few words; empty where it goes without saying.
    var reason: String

    /// Whether a network could take it if there was nothing else.
    var isLearnable: Bool {
      look.kind == .numbers || look.kind == .texts && look.distinct <= TableChoice.mostCategories
    }
  }

  let look: TableLook
  private(set) var columns: [Column] = []
  /// The place of the label's column, and how it was found.
  let label: (index: Int, reason: String)
  /// Texts among numbers that stand for a missing value.
  private(set) var missingWords: [String] = []

  /// More texts are no categories.
  static let mostCategories = 256

  init(_ look: TableLook) {
    self.look = look
    label = Self.label(of: look)
    for column in look.columns { columns.append(choice(of: column)) }
    // A table of leaks alone is one whose label is easily told; anything is more than nothing.
    for use in [Use.leak, .leftOut] where !columns.contains(where: \.use.isFeature) {
      for index in columns.indices where columns[index].use == use && columns[index].isLearnable {
        columns[index].use = columns[index].look.kind == .numbers ? .number : .category
      }
    }
  }

  // MARK: The label

  /// Names of what is to be told, where no column is called a label.
  private static let outcomes: Set<String> = [
    "churn", "churned", "exited", "attrition", "default", "fraud", "isfraud", "price", "saleprice",
    "medv", "medianhousevalue", "progression", "quality", "purchased", "converted", "clicked",
    "approved", "loanstatus", "benign", "malignant",
  ]

  private static func label(of look: TableLook) -> (index: Int, reason: String) {
    if let index = look.likelyLabel { return (index, "by its name") }
    let named = look.columns.filter {
      outcomes.contains($0.name.lowercased().filter { $0.isLetter || $0.isNumber })
    }
    if let column = named.last { return (column.index, "by its name") }
    let last = look.columns.count - 1
    let able = look.columns.last { column in
      column.kind != .dates && column.kind != .empty && !column.isCalledID && !column.areNames
    }
    guard let able, able.index != last else { return (last, "the last") }
    return (able.index, "the last that can be told")
  }

  // MARK: The others

  private mutating func choice(of column: ColumnLook) -> Column {
    if column.index == label.index {
      return Column(look: column, use: .label, reason: label.reason)
    }
    if column.kind == .empty { return leaveOut(column, "no value in any row") }
    if column.distinct < 2, column.gaps == 0 { return leaveOut(column, "the same in every row") }
    if column.isID { return leaveOut(column, "numbers the rows, or names them") }
    if let leak = leak(column) { return Column(look: column, use: .leak, reason: leak) }
    if column.kind == .dates {
      let key = "\"dates\": [\(column.name.quoted)]"
      let hint =
        column.areReadableDates ? "; \(key) makes year, month, day and weekday of them" : ""
      return leaveOut(column, "dates\(hint)")
    }
    let earlier = columns.last {
      $0.use.isFeature && ($0.look.isRenamed(column) || $0.look.isScaled(column))
    }
    if let earlier { return leaveOut(column, "says what \(earlier.look.name.quoted) says") }
    switch column.kind {
    case .numbers: return choice(ofNumbers: column)
    case .mixed: return choice(ofMixed: column)
    case .texts, .dates, .empty: return choice(ofTexts: column)
    }
  }

  private func leaveOut(_ column: ColumnLook, _ reason: String) -> Column {
    // What has the name of another cannot be named.
    guard column.isNamedOnce else {
      return Column(look: column, use: .number, reason: "\(reason), but the name is there twice")
    }
    return Column(look: column, use: .leftOut, reason: reason)
  }

  private func choice(ofNumbers column: ColumnLook) -> Column {
    guard column.areCodes else { return Column(look: column, use: .number, reason: "") }
    guard column.distinct <= Self.mostCategories, 4 * column.distinct <= column.known else {
      return leaveOut(column, "codes: \(column.distinct) are too many for so few rows")
    }
    return Column(look: column, use: .category, reason: "codes and no amounts")
  }

  private func choice(ofTexts column: ColumnLook) -> Column {
    if column.areNames {
      let most = column.areAllDifferent ? "another" : "mostly another"
      return leaveOut(column, "names or free text: \(most) in every row")
    }
    let most = max(50, min(Self.mostCategories, column.known / 10))
    guard column.distinct <= most else {
      return leaveOut(column, "\(column.distinct) different texts are too many for so few rows")
    }
    return Column(look: column, use: .category, reason: "")
  }

  /// Numbers with texts among them: gaps under another name, categories, or what needs a hand.
  private mutating func choice(ofMixed column: ColumnLook) -> Column {
    let numbers = column.values.count { !$0.isNaN }
    let texts = column.textExamples
    let words = texts.filter { Self.gapWords.contains($0.lowercased()) }
    if column.texts > 1, !words.isEmpty, words.count == column.distinct - numbers {
      missingWords += words.filter { !missingWords.contains($0) }
      return Column(
        look: column, use: .number,
        reason: "\(words.map(\.quoted).joined(separator: ", ")) is a gap")
    }
    // What may be a slip is refused by the reader, with its place.
    if column.isSlip { return Column(look: column, use: .number, reason: "") }
    if column.distinct <= 20, 2 * column.distinct <= column.known {
      return Column(look: column, use: .category, reason: "numbers and texts")
    }
    if column.areNames { return choice(ofTexts: column) }
    let example = texts.first.map { " such as \($0.quoted)" } ?? ""
    return leaveOut(column, "texts\(example) among numbers; mended, it would be a feature")
  }

  private static let gapWords: Set<String> = [
    "-", "--", ".", "none", "unknown", "missing", "n.a.", "#n/a", "na", "n/a", "nan", "null", "?",
  ]

  // MARK: Leaks

  /// Fewer rows say nothing.
  private static let fewest = 50
  /// Labels of more values are no classes.
  private static let mostClasses = 20

  /// How a column tells the label; nil where it does not.
  private func leak(_ column: ColumnLook) -> String? {
    let label = look.columns[label.index]
    guard look.lookedAt >= Self.fewest, label.distinct > 1 else { return nil }
    if column.isScaled(label) { return "the label itself, or a multiple of it" }
    if column.isRenamed(label) { return "the label itself under other names" }
    // Of a rare class chance says as much.
    guard label.distinct > Self.mostClasses || label.rarest >= 5 else { return nil }
    if column.hasGapsBy(label) { return "has a value in just the rows of one label" }
    if 5 * label.distinct <= label.known, column.settles(label) {
      return "tells the label of every row"
    }
    if look.lookedAt >= 4 * Self.fewest, label.rarest >= 10, column.divides(label) {
      return "tells the label of every row, by a single bound"
    }
    return nil
  }
}

extension ColumnLook {
  /// Fewer rows are no sign that all are different.
  private static let fewest = 20

  private var plainName: String { name.lowercased() }

  /// Whether whole numbers count the rows, or name them.
  fileprivate var isID: Bool {
    guard kind == .numbers, isWhole, known >= Self.fewest else { return false }
    let areYears = values.allSatisfy { $0 >= 1800 && $0 <= 2100 }
    return isInOrder && !areYears || isCalledID && 2 * distinct > known
  }

  /// Whether people give ids such a name.
  fileprivate var isCalledID: Bool {
    ["id", "index", "key", "uuid", "guid"].contains(plainName)
      || ["_id", " id", "-id", "number", "_no", "_key"].contains { plainName.hasSuffix($0) }
      || isNamed && (name.hasSuffix("Id") || name.hasSuffix("ID"))
  }

  /// Whether so few texts stand among numbers that they may not belong there.
  fileprivate var isSlip: Bool {
    kind == .mixed && (texts == 1 || 10 * texts < texts + numbers)
  }

  /// Whether texts are mostly there once.
  fileprivate var areNames: Bool {
    guard kind == .texts || kind == .mixed && !isSlip, distinct > Self.fewest else { return false }
    return 2 * distinct > known
  }

  /// Whether whole numbers are codes, such as a postcode.
  fileprivate var areCodes: Bool {
    guard isWhole, distinct > 2 else { return false }
    if hasLeadingZeros { return true }
    guard let digits, digits > 2, 10 * distinct <= known else { return false }
    let isCalledCode = ["zip", "post", "plz", "code"].contains { plainName.contains($0) }
    if isCalledCode { return true }
    let areYears = values.allSatisfy { $0 >= 1800 && $0 <= 2100 }
    return digits > 3 && distinct <= 50 && !areYears
  }
}
