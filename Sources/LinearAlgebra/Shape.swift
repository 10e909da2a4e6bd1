/// The shape of a matrix, (rows, columns).
public struct Shape: Hashable, Sendable, CustomStringConvertible {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int

  /// The shape (rows, columns).
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

/// Stops the program with `message` unless `condition` holds, in every build.
///
/// For a programmer's mistake only. `precondition` would lose its message in a release build.
@inlinable
package func require(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { fatalError(message()) }
}
