import CShims
import KernelThreads

/// Products of means over the examples, segment by segment, each added to those before it on its way
/// out of the tile.
extension KernelSet where Scalar: KernelScalar {
  @inlinable @inline(__always)
  public static func meanProduct(
    _ plan: MeanProductPlan, _ dZ: Source, _ ldz: Int, _ aPrev: Source, _ ldaPrev: Int,
    _ exampleMajor: Bool, _ c: Target, _ ldc: Int, _ workspace: Target?
  ) {
    let segments = plan.segments
    let problem = GemmProblem(
      m: plan.rows, n: plan.columns, k: segments.examples,
      alpha: Scalar(segments.scale(ofLength: segments.examples)), beta: 0, a: dZ, lda: ldz,
      transposeA: false, b: aPrev, ldb: ldaPrev, transposeB: !exampleMajor, c: c, ldc: ldc)
    if segments.count == 1 { return multiply(problem) }
    let sums = workspace ?? c
    if !plan.isTurned { return multiplyMean(problem, plan, sums) }
    var turned = problem.transposed
    turned.c = sums + (plan.blocks &* plan.levels &- 1) &* plan.rows &* plan.columns
    (turned.cRow, turned.cColumn) = (plan.rows, 1)
    multiplyMean(turned, plan, sums)
    for i in 0..<plan.rows {
      for j in 0..<plan.columns { c[i &* ldc &+ j] = turned.c[j &* plan.rows &+ i] }
    }
  }

  /// Cuts C into rectangles of whole tiles, or its segments into blocks.
  @inlinable @inline(__always)
  public static func formMeanProduct(
    _ problem: GemmProblem<Scalar>, _ plan: MeanProductPlan, _ workspace: Target
  ) {
    let vectors = (problem.n &+ lanes &- 1) / lanes
    let strips = (problem.m &+ tileRows &- 1) / tileRows
    let threads = plan.blocks > 1 ? 1 : plan.threads
    let byColumns = vectors >= 6 &* threads || strips < 2 &* threads
    let length = byColumns ? vectors : strips
    let parts = MeanProductParts(
      problem, plan, workspace,
      EvenParts(of: length, count: min(threads == 1 ? 1 : 2 &* threads, length)),
      byColumns: byColumns, unit: byColumns ? lanes : tileRows)
    multiplyMeanParts(parts)
    foldBlocks(parts)
  }

  /// Adds the means of the blocks by a tree.
  @inlinable @inline(__always)
  public static func foldBlocks(_ parts: MeanProductParts<Scalar>) {
    var distance = 1
    while distance < parts.plan.blocks {
      var i = 0
      while i &+ distance < parts.plan.blocks {
        let (c, cRow) = parts.place(i)
        let (other, otherRow) = parts.place(i &+ distance)
        for row in 0..<parts.problem.m {
          let c = c + row &* cRow
          combine(Sum(), c, other + row &* otherRow, c, parts.problem.n)
        }
        i &+= 2 &* distance
      }
      distance &*= 2
    }
  }

  /// Forms a rectangle on the calling thread, one segment after the other.
  @inlinable @inline(__always)
  public static func formMeans(_ part: MeanProductPart<Scalar>) {
    let workspace = Workspace.take()
    defer { Workspace.giveBack(workspace) }
    var start = part.segments.start(part.block.lowerBound)
    for segment in part.block {
      let end = part.segments.start(segment &+ 1)
      let leaf = part.leaf(start, end &- start)
      let plan = GemmPlan(
        leaf, tileRows: tileRows, tileVectors: tileVectors, workspace: workspace)
      let step = TreeStep(leaf: segment &- part.block.lowerBound, of: part.block.count)
      let weight = Scalar(part.segments.weight(ofLength: leaf.k))
      let panels = max(1, GemmPlan<Scalar>.bBytes / (leaf.k &* tileVectors &* 64))
      var first = 0
      while first < plan.panels.count {
        let last = min(first &+ panels, plan.panels.count)
        multiplyLeaf(part, plan, first, last, step, weight)
        first = last
      }
      start = end
    }
  }

  /// Forms the columns of some panels of one segment, whose factors fit the workspace as a whole.
  @inlinable @inline(__always)
  public static func formLeaf(
    _ part: MeanProductPart<Scalar>, _ plan: GemmPlan<Scalar>, _ first: Int, _ last: Int,
    _ step: TreeStep, _ weight: Scalar
  ) {
    let p = plan.problem
    let origin = plan.column(first)
    let sums = sumParts(k: p.k, of: Scalar.self)
    packPanels(plan, first, last, p.b, p.k)
    for strip in 0..<plan.strips.count {
      let row = plan.strips.start(strip)
      let rows = plan.strips.length(strip)
      var tile = TileProblem(
        k: p.k, a: p.a + row &* p.aRow, aRow: p.aRow, aStep: p.aColumn, b: p.b, bStep: p.bRow,
        c: plan.cTile, ldc: 0, alpha: p.alpha, beta: 0)
      if plan.packsA { packStrip(&tile, p, rows, plan.aPack) }
      let a = tile.a
      for panel in first..<last {
        if plan.packsA, p.aColumn == 1, row &+ rows < p.m {
          fetchRows(
            p.k, p.a + (row &+ rows) &* p.aRow, p.aRow, rows, panel &- first, last &- first)
        }
        let column = plan.column(panel)
        let width = plan.panels.length(panel) &* lanes
        let columns = min(width, p.n &- column)
        let isPacked = plan.packsB || columns < width
        let b = isPacked ? Source(plan.bPack + (column &- origin) &* p.k) : p.b + column
        tile.bStep = isPacked ? width : p.bRow
        fetchSums(part, row, rows, column, columns, step)
        tile.ldc = width
        for sum in 0..<sums.count {
          tile.k = sums.length(sum)
          tile.a = a + sums.start(sum) &* tile.aStep
          tile.b = b + sums.start(sum) &* tile.bStep
          tile.beta = sum == 0 ? 0 : 1
          multiplyTile(rows, plan.panels.length(panel), tile)
        }
        foldTile(part, tile, row, rows, column, columns, step, weight)
      }
    }
  }

  /// Asks for the sums that a tile is added to, and for where the result goes.
  @inlinable @inline(__always)
  public static func fetchSums(
    _ part: MeanProductPart<Scalar>, _ row: Int, _ rows: Int, _ column: Int, _ columns: Int,
    _ step: TreeStep
  ) {
    var wanted = step.waiting | 1 &<< step.level
    while wanted != 0 {
      var (sums, sumsRow) = part.place(wanted.trailingZeroBitCount, row: row, column: column)
      for _ in 0..<rows {
        var j = 0
        while j < columns {
          dnn_prefetch(sums + j)
          j &+= lanes
        }
        sums += sumsRow
      }
      wanted &= wanted &- 1
    }
  }

  /// weight · the means of a tile, added to the sums that wait for it.
  @inlinable @inline(__always)
  public static func formFold(
    _ part: MeanProductPart<Scalar>, _ tile: TileProblem<Scalar>, _ row: Int, _ rows: Int,
    _ column: Int, _ columns: Int, _ step: TreeStep, _ weight: Scalar
  ) {
    let (result, resultRow) = part.place(step.level, row: row, column: column)
    if step.waiting == 0 {
      return weigh(tile, rows, columns, weight, nil, 0, result, resultRow)
    }
    var weight = weight
    var waiting = step.waiting
    while waiting != 0 {
      let (sums, sumsRow) = part.place(waiting.trailingZeroBitCount, row: row, column: column)
      waiting &= waiting &- 1
      if waiting == 0 {
        weigh(tile, rows, columns, weight, sums, sumsRow, result, resultRow)
      } else {
        weigh(tile, rows, columns, weight, sums, sumsRow, tile.c, tile.ldc)
      }
      weight = 1
    }
  }

  /// result = weight · tile, plus some sums where there are any.
  @inlinable @inline(__always)
  public static func weigh(
    _ tile: TileProblem<Scalar>, _ rows: Int, _ columns: Int, _ weight: Scalar, _ sums: Source?,
    _ sumsRow: Int, _ result: Target, _ resultRow: Int
  ) {
    let weight = Vector(repeating: weight)
    for i in 0..<rows {
      let (means, result) = (tile.c + i &* tile.ldc, result + i &* resultRow)
      var j = 0
      while j &+ lanes <= columns {
        var value = weight * .load(means + j)
        if let sums { value = .load(sums + (i &* sumsRow &+ j)) + value }
        value.store(result + j)
        j &+= lanes
      }
      if j < columns {
        let n = columns &- j
        var value = weight * .load(means + j)
        if let sums { value = .load(sums + (i &* sumsRow &+ j), count: n) + value }
        value.store(result + j, count: n)
      }
    }
  }
}
