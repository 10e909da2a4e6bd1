import DeepNetwork
import Foundation

/// A matrix as far as there is room for it: whole if it is small, else its corners.
package struct MatrixExcerpt: Sendable, Equatable {
  /// A side that is longer is shown by its first and last elements.
  private static let longest = 6
  private static let first = 3
  private static let last = 2
  private static let gap = "\u{2026}"

  package let shape: Shape
  /// The square root of the sum of squares of all elements.
  package let norm: Double
  /// The numbers as text, row by row, with a mark where some are left out.
  package let cells: [[String]]

  package init(_ matrix: Matrix<Double>) {
    shape = matrix.shape
    norm = matrix.sumOfSquares().squareRoot()
    let columns = Self.shown(matrix.columns)
    cells = Self.shown(matrix.rows).map { row in
      columns.map { column in
        guard let row, let column else { return Self.gap }
        return matrix[row, column].traceText
      }
    }
  }

  /// The indices of a side that are shown; nil for those left out.
  private static func shown(_ count: Int) -> [Int?] {
    guard count > longest else { return Array(0..<count) }
    return Array(0..<first) + [nil] + Array((count - last)..<count)
  }

  /// The rows as lines of text, numbers below each other.
  package var lines: [String] {
    let widths = (0..<(cells.first?.count ?? 0)).map { column in
      cells.map { $0[column].count }.max() ?? 0
    }
    return cells.map { row in
      zip(row, widths).map { cell, width in
        String(repeating: " ", count: width - cell.count) + cell
      }.joined(separator: "  ")
    }
  }

  /// What there is to say of a matrix that is larger than its excerpt; nil if it is shown whole.
  package var remark: String? {
    let isWhole = shape.rows <= Self.longest && shape.columns <= Self.longest
    return isWhole ? nil : "\(shape.count) numbers, norm \(norm.traceText)"
  }
}

extension Double {
  /// Four digits, as many as one can follow by hand.
  var traceText: String { self == 0 ? "0" : String(format: "%.4g", self) }

  /// The same as part of a formula: a negative one in parentheses.
  var traceOperand: String { self < 0 ? "(\(traceText))" : traceText }
}
