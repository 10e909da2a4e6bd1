import LinearAlgebra
import Testing

/// Standard normal numbers that depend on the seed alone.
public func randomMatrix<Scalar: NetworkScalar>(
  _ rows: Int, _ columns: Int, seed: UInt32 = 1, of _: Scalar.Type = Scalar.self
) -> Matrix<Scalar> {
  var random = RandomState(seed: seed)
  return random.normal(rows, columns)
}

extension RandomState {
  /// Standard normal numbers, drawn row by row.
  public mutating func normal<Scalar: NetworkScalar>(
    _ rows: Int, _ columns: Int, of _: Scalar.Type = Scalar.self
  ) -> Matrix<Scalar> {
    Matrix(rows: rows, columns: columns, randn(rows * columns).map { Scalar($0) })
  }
}

/// The largest difference of two matrices, relative to the largest number of the second.
///
/// Infinite where the shapes differ or only one of them is NaN or infinite.
public func relativeDifference<Scalar>(_ a: Matrix<Scalar>, _ b: Matrix<Scalar>) -> Double {
  guard a.shape == b.shape else { return .infinity }
  var (difference, magnitude) = (0.0, 0.0)
  for (x, y) in zip(a.elements, b.elements) where x != y {
    guard x.isFinite, y.isFinite else { return .infinity }
    difference = max(difference, abs(Double(x) - Double(y)))
  }
  for y in b.elements where y.isFinite { magnitude = max(magnitude, abs(Double(y))) }
  return difference == 0 ? 0 : difference / max(magnitude, .leastNormalMagnitude)
}

/// Expects two matrices of one shape whose elements differ by at most `tolerance`, relative to the
/// largest.
public func expectClose<Scalar>(
  _ actual: Matrix<Scalar>, _ expected: Matrix<Scalar>, within tolerance: Double = 1e-12,
  _ comment: @autoclosure () -> Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let difference = relativeDifference(actual, expected)
  let text = comment().map { "\($0): " } ?? ""
  #expect(
    difference <= tolerance,
    "\(text)\(actual.shape) \(actual) differs from \(expected.shape) \(expected)",
    sourceLocation: sourceLocation)
}

/// Expects two numbers that differ by at most `tolerance`, relative to the second.
public func expectClose(
  _ actual: Double, _ expected: Double, within tolerance: Double = 1e-12,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(
    abs(actual - expected) <= tolerance * abs(expected), "\(actual) is not \(expected)",
    sourceLocation: sourceLocation)
}

/// Runs the body for every number of rows and columns of a small set, 0 and 1 among them.
public func withEveryShape(
  upTo largest: Int = 5, _ body: (_ rows: Int, _ columns: Int) throws -> Void
) rethrows {
  for rows in 0...largest {
    for columns in 0...largest { try body(rows, columns) }
  }
}
