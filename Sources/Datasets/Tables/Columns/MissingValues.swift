/// What becomes of the missing values of a table.
public enum MissingValues: String, CaseIterable, Hashable, Sendable {
  /// They are an error, with row and column.
  case refuse
  /// The example is left out.
  case drop
  /// The mean of the column over the training examples.
  case mean
  /// The median of the column over the training examples.
  case median
  /// A category of its own; of numbers the mean, and a feature of 0 and 1 beside them.
  case category

  /// Whether numbers that are missing become other numbers.
  var fills: Bool { self == .mean || self == .median || self == .category }
}

/// What becomes of a category that training did not see.
public enum UnseenCategories: String, CaseIterable, Hashable, Sendable {
  /// It is an error, with row and column.
  case refuse
  /// All features of the column are 0.
  case other
}

/// The texts that stand for a missing value; an empty field always does.
package struct MissingWords: Sendable {
  /// Those of a table whose source names no others.
  package static let standard = ["NA", "N/A", "NaN", "nan", "null", "NULL", "?"]

  private let words: Set<[UInt8]>
  private let maximumLength: Int
  /// Whether a number is among them, such as -999.
  let includeNumbers: Bool

  init(_ words: [String]? = nil) {
    let words = words ?? Self.standard
    self.words = Set(words.map { Array($0.trimmed.utf8) })
    maximumLength = self.words.map(\.count).max() ?? 0
    includeNumbers = words.contains { word in
      var bytes = Array(word.trimmed.utf8)
      return bytes.withUnsafeMutableBufferPointer { WrittenNumber(UnsafeBufferPointer($0)) != nil }
    }
  }

  /// Whether the bytes of a field are one of them.
  @inline(__always)
  func contains(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard !bytes.isEmpty else { return true }
    guard bytes.count <= maximumLength else { return false }
    return words.contains(Array(bytes))
  }
}
