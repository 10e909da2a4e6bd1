import ArrayFiles

/// The columns of a table as they were read, before anything was measured on them.
///
/// A column of numbers has one value a row, a date four, a column of categories the place of its text.
/// NaN is a value that is missing. What becomes of all that, the training examples settle.
struct RawTable: Sendable {
  /// A column that becomes features.
  struct Column: Sendable {
    enum Kind: Hashable, Sendable {
      case numbers(NumberNotation)
      /// The texts that there are; a value beyond them is none of those in training.
      case texts([String])
      case dates(DateOrder)
    }

    /// The name in the header; nil where there is none.
    let name: String?
    /// The place in the file; nil for one that the file lacks.
    let index: Int?
    let kind: Kind
    /// The first of its values in a row.
    var first = 0

    /// The values of a row.
    var width: Int { if case .dates = kind { DateOrder.parts.count } else { 1 } }
  }

  let columns: [Column]
  /// (rows, values), row by row.
  let values: NumericArray

  var rowCount: Int { values.shape[0] }
  private var step: Int { values.shape[1] }

  /// Calls `body` with one value of each of the rows, in their order.
  func forEach(_ slot: Int, of rows: [Int]?, _ body: (Int, Double) -> Void) {
    let step = step
    values.withBytes { bytes in
      let numbers = bytes.bindMemory(to: Double.self)
      if let rows {
        for row in rows { body(row, numbers[row * step + slot]) }
      } else {
        for row in 0..<rowCount { body(row, numbers[row * step + slot]) }
      }
    }
  }

  /// The rows where a column has no value.
  func gaps(in column: Column, of rows: [Int]?) -> Int {
    var count = 0
    forEach(column.first, of: rows) { _, value in if value.isNaN { count += 1 } }
    return count
  }

  /// Whether any row lacks a value.
  var hasGaps: Bool {
    values.withBytes { bytes in bytes.bindMemory(to: Double.self).contains { $0.isNaN } }
  }
}

/// How the parts of a date follow each other.
public enum DateOrder: String, CaseIterable, Hashable, Sendable {
  /// 2024-03-31
  case yearFirst
  /// 31.03.2024
  case dayFirst
  /// 03/31/2024
  case monthFirst

  /// The features of a date.
  static let parts = ["year", "month", "day", "weekday"]
}
