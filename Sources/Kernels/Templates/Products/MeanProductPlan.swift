import KernelThreads

/// How C = dZ · A_prevᵀ / m is formed over the segments of the examples: what threads share, and the
/// memory that the sums wait in.
///
/// C is cut into rectangles, each with all its segments. Only a small C is formed in blocks of
/// segments, each of a size at which the tree has a sum, that threads share: cut into rectangles its
/// factors would be packed again and again.
public struct MeanProductPlan: Sendable {
  public let rows: Int
  public let columns: Int
  public let segments: ExampleSegments
  /// Cᵀ = A_prev · dZᵀ is formed instead: C is so narrow that its rows do not fill a vector.
  public let isTurned: Bool
  /// The threads that it pays to use.
  public let threads: Int
  /// The segments of a block, a power of 2, or all.
  public let blockLength: Int
  public let blocks: Int

  @inlinable
  public init<Scalar>(rows: Int, columns: Int, examples: Int, of _: Scalar.Type) {
    self.rows = rows
    self.columns = columns
    segments = ExampleSegments(examples: examples)
    isTurned = columns < rows && columns <= 32 / MemoryLayout<Scalar>.stride
    // Where examples are many, the factors' way into tiles counts more than what is done with them.
    let isLarge = segments.count >= 4 || rows &* columns &* examples >= 1 << 19
    threads = isLarge ? ThreadPool.threads : 1
    var length = segments.count
    if threads > 1, rows &* columns <= 1 << 13 {
      length = 1
      while length &* 8 &* threads < segments.count { length &*= 2 }
    }
    blockLength = length
    blocks = (segments.count &+ length &- 1) / length
  }

  /// The sums of a block's tree that wait at the same time.
  @inlinable
  public var levels: Int { TreeStep.levels(blockLength) }

  /// The elements of memory that the sums need: of the first block the lowest level is C itself.
  @inlinable
  public var workspaceCount: Int {
    segments.count == 1 ? 0 : (blocks &* levels &- (isTurned ? 0 : 1)) &* rows &* columns
  }
}

/// A rectangle of the means over a block of the segments: what one thread forms at a time.
public struct MeanProductPart<Scalar> {
  /// The rectangle over all examples; its C is the place of the result, the lowest level.
  public var problem: GemmProblem<Scalar>
  public let segments: ExampleSegments
  public let block: Range<Int>
  /// The rectangle of the next level, its rows as far apart as `levelRow`, the levels as `levelSize`.
  public let levels: UnsafeMutablePointer<Scalar>
  public let levelRow: Int
  public let levelSize: Int

  @inlinable @inline(__always)
  public init(
    _ problem: GemmProblem<Scalar>, _ segments: ExampleSegments, _ block: Range<Int>,
    _ levels: UnsafeMutablePointer<Scalar>, levelRow: Int, levelSize: Int
  ) {
    self.problem = problem
    self.segments = segments
    self.block = block
    self.levels = levels
    self.levelRow = levelRow
    self.levelSize = levelSize
  }

  /// The product of the means over some of the examples.
  @inlinable @inline(__always)
  public func leaf(_ start: Int, _ length: Int) -> GemmProblem<Scalar>
  where Scalar: KernelScalar {
    var leaf = problem
    leaf.k = length
    leaf.a += start &* problem.aColumn
    leaf.b += start &* problem.bRow
    leaf.alpha = Scalar(segments.scale(ofLength: length))
    return leaf
  }

  /// Where the sums of a level lie, and how far apart their rows.
  @inlinable @inline(__always)
  public func place(_ level: Int, row: Int, column: Int)
    -> (sums: UnsafeMutablePointer<Scalar>, row: Int)
  {
    level == 0
      ? (problem.c + (row &* problem.cRow &+ column), problem.cRow)
      : (levels + ((level &- 1) &* levelSize &+ row &* levelRow &+ column), levelRow)
  }
}

/// A product of means cut into what threads share: the rectangles of each block.
public struct MeanProductParts<Scalar> {
  /// The product over all examples, turned where the plan says so; C is where block 0 goes.
  public let problem: GemmProblem<Scalar>
  public let plan: MeanProductPlan
  public let workspace: UnsafeMutablePointer<Scalar>
  public let cuts: EvenParts
  public let byColumns: Bool
  public let unit: Int

  @inlinable @inline(__always)
  public init(
    _ problem: GemmProblem<Scalar>, _ plan: MeanProductPlan,
    _ workspace: UnsafeMutablePointer<Scalar>, _ cuts: EvenParts, byColumns: Bool, unit: Int
  ) {
    self.problem = problem
    self.plan = plan
    self.workspace = workspace
    self.cuts = cuts
    self.byColumns = byColumns
    self.unit = unit
  }

  @inlinable @inline(__always)
  public var count: Int { plan.blocks &* cuts.count }

  @inlinable @inline(__always)
  public var size: Int { problem.m &* problem.n }

  /// The place of a block's mean: C itself for the first.
  @inlinable @inline(__always)
  public func place(_ block: Int) -> (c: UnsafeMutablePointer<Scalar>, cRow: Int) {
    block == 0
      ? (problem.c, problem.cRow)
      : (workspace + (block &* plan.levels &- 1) &* size, problem.n)
  }

  @inlinable @inline(__always)
  public subscript(part: Int) -> MeanProductPart<Scalar> {
    let (block, cut) = part.quotientAndRemainder(dividingBy: cuts.count)
    let first = cuts.start(cut) &* unit
    let last = first &+ cuts.length(cut) &* unit
    let rows = byColumns ? 0..<problem.m : first..<min(last, problem.m)
    let columns = byColumns ? first..<min(last, problem.n) : 0..<problem.n
    var whole = problem
    (whole.c, whole.cRow) = place(block)
    let start = block &* plan.blockLength
    return MeanProductPart(
      whole.part(rows: rows, columns: columns), plan.segments,
      start..<min(start &+ plan.blockLength, plan.segments.count),
      workspace
        + (block &* plan.levels &* size &+ rows.lowerBound &* problem.n &+ columns.lowerBound),
      levelRow: problem.n, levelSize: size)
  }
}
