/// The shape of a matrix, (rows, columns).
public struct Shape: Hashable, Sendable, CustomStringConvertible {
  public let rows: Int
  public let columns: Int

  @inlinable
  public init(_ rows: Int, _ columns: Int) {
    self.rows = rows
    self.columns = columns
  }

  /// The number of elements.
  @inlinable
  public var count: Int { rows * columns }

  /// (columns, rows).
  @inlinable
  public var transposed: Shape { Shape(columns, rows) }

  public var description: String { "(\(rows), \(columns))" }
}
