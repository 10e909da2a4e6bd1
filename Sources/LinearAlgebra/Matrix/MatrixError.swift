import Foundation

/// Numbers from outside that make no matrix.
public enum MatrixError: Error, Hashable, Sendable {
  /// There is no such shape: a negative size, or more elements than there can be.
  case shape(rows: Int, columns: Int)
  /// There are other than rows · columns elements.
  case count(Int, rows: Int, columns: Int)
  /// A row, counted from 0, has another length than the first.
  case row(Int, length: Int, first: Int)
}

extension MatrixError: LocalizedError, CustomStringConvertible {
  public var description: String {
    switch self {
    case .shape(let rows, let columns): "there is no matrix of shape (\(rows), \(columns))"
    case .count(let count, let rows, let columns):
      "a matrix of shape (\(rows), \(columns)) has \(rows * columns) elements, not \(count)"
    case .row(let row, let length, let first):
      "the rows of a matrix have one length, but row 0 has \(first) elements and row \(row) has \(length)"
    }
  }

  public var errorDescription: String? { description }
}

extension Matrix {
  /// A matrix of elements that come from outside, row by row.
  ///
  /// - Throws: `MatrixError` unless there are rows · columns of them.
  @inlinable
  public init(rows: Int, columns: Int, validating elements: some Collection<Scalar>)
    throws(MatrixError)
  {
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard rows >= 0, columns >= 0, !overflow else {
      throw MatrixError.shape(rows: rows, columns: columns)
    }
    guard elements.count == count else {
      throw MatrixError.count(elements.count, rows: rows, columns: columns)
    }
    self.init(rows: rows, columns: columns, elements)
  }

  /// A matrix of rows that come from outside.
  ///
  /// - Throws: `MatrixError` unless all have one length.
  public init(validating rows: [[Scalar]]) throws(MatrixError) {
    let length = rows.first?.count ?? 0
    for (index, row) in rows.enumerated() where row.count != length {
      throw MatrixError.row(index, length: row.count, first: length)
    }
    self.init(rows)
  }
}
