/// A row times a matrix whose columns lie in memory as rows: weights times one example.
///
/// B is read once, a few steps of a few columns at a time. Steps and columns that are too few for that are
/// copied together first.
extension KernelSet where Scalar: KernelScalar {
  /// The steps that are copied together.
  @inlinable @inline(__always)
  public static var copiedSteps: Int { 8 &* lanes }

  /// How far apart copied columns lie: not by a power of two.
  @inlinable @inline(__always)
  public static var copiedPitch: Int { 9 &* lanes }

  /// Columns are added up without a copy in multiples of these.
  @inlinable @inline(__always)
  public static var columnsAtOnce: Int { lanes / 4 }

  /// Forms C, (1, n), by the very sums that tiles form.
  @inlinable @inline(__always)
  public static func formRow(_ p: GemmProblem<Scalar>, _ scratch: Target) {
    let parts = sumParts(k: p.k, of: Scalar.self)
    var tile = TileProblem(
      k: 0, a: p.a, aRow: p.aRow, aStep: 1, b: p.b, bStep: p.bColumn, c: scratch, ldc: 2 &* lanes,
      alpha: 1, beta: 0)
    var column = 0
    while column < p.n {
      let left = p.n &- column
      let columns = left < columnsAtOnce ? left : min(2 &* lanes, left & ~(columnsAtOnce &- 1))
      for part in 0..<parts.count {
        tile.k = parts.length(part)
        tile.a = p.a + parts.start(part)
        tile.b = p.b + (parts.start(part) &+ column &* p.bColumn)
        sumColumns(tile, columns)
        mergeTile(
          tile, 1, columns, p.c + column &* p.cColumn, p.cRow, p.cColumn, p.alpha,
          part == 0 ? p.beta : 1)
      }
      column &+= columns
    }
    if p.cColumn == 1 { finishRows(p.epilogue, 0, 1, p.c, p.cRow, p.n) }
  }

  /// The sums of at most two vectors of columns.
  ///
  /// Behind the last step come zeros, which change no sum.
  @inlinable @inline(__always)
  public static func formColumns(_ tile: TileProblem<Scalar>, _ columns: Int) {
    let zero = Vector(repeating: 0)
    zero.store(tile.c)
    zero.store(tile.c + lanes)
    let a = tile.c + tile.ldc
    let b = a + copiedPitch
    var p = 0
    if columns & (columnsAtOnce &- 1) == 0 {
      p = tile.k & ~(Vector.stepsAtOnce &- 1)
      Vector.addRows(tile.b, tile.bStep, columns, tile.a, p, to: tile.c)
    }
    while p < tile.k {
      let steps = min(copiedSteps, tile.k &- p)
      copySteps(tile.a + p, steps, a)
      for column in 0..<columns {
        copySteps(tile.b + (p &+ column &* tile.bStep), steps, b + column &* copiedPitch)
      }
      let whole = (steps &+ Vector.stepsAtOnce &- 1) & ~(Vector.stepsAtOnce &- 1)
      Vector.addRows(b, copiedPitch, columns, a, whole, to: tile.c)
      p &+= steps
    }
  }

  /// Copies numbers that follow each other, with zeros up to a whole vector.
  @inlinable @inline(__always)
  public static func copySteps(_ x: Source, _ count: Int, _ y: Target) {
    var i = 0
    while i &+ lanes <= count {
      Vector.load(x + i).store(y + i)
      i &+= lanes
    }
    if i < count { Vector.load(x + i, count: count &- i).store(y + i) }
  }
}
