/// A product cut into rectangles of C.
public struct ProductParts<Scalar> {
  public let problem: GemmProblem<Scalar>
  public let cuts: EvenParts
  public let byColumns: Bool
  /// The rows or columns that a cut counts.
  public let unit: Int

  @inlinable @inline(__always)
  public init(_ problem: GemmProblem<Scalar>, _ cuts: EvenParts, byColumns: Bool, unit: Int) {
    self.problem = problem
    self.cuts = cuts
    self.byColumns = byColumns
    self.unit = unit
  }

  @inlinable @inline(__always)
  public var count: Int { cuts.count }

  @inlinable @inline(__always)
  public subscript(part: Int) -> GemmProblem<Scalar> {
    let first = cuts.start(part) &* unit
    let last = first &+ cuts.length(part) &* unit
    return byColumns
      ? problem.part(rows: 0..<problem.m, columns: first..<min(last, problem.n))
      : problem.part(rows: first..<min(last, problem.m), columns: 0..<problem.n)
  }
}
