import CShims
import KernelThreads

/// The parts of one product on one thread: where its packed copies lie, and how C is cut.
public struct GemmPlan<Scalar: KernelScalar> {
  public let problem: GemmProblem<Scalar>
  /// Panels of columns, each at most a tile wide; parts of vectors.
  public let panels: EvenParts
  /// Rows of tiles.
  public let strips: EvenParts
  public let packsA: Bool
  public let packsB: Bool
  public let bPack: UnsafeMutablePointer<Scalar>
  public let aPack: UnsafeMutablePointer<Scalar>
  public let cTile: UnsafeMutablePointer<Scalar>

  /// The bytes of B that are packed at once: they stay in the second-level cache.
  @inlinable @inline(__always)
  public static var bBytes: Int { 576 << 10 }

  @inlinable @inline(__always)
  public init(
    _ problem: GemmProblem<Scalar>, tileRows: Int, tileVectors: Int,
    workspace: UnsafeMutableRawPointer
  ) {
    self.problem = problem
    let vectors = (problem.n &+ Scalar.Vector.lanes &- 1) / Scalar.Vector.lanes
    panels = EvenParts(of: vectors, count: (vectors &+ tileVectors &- 1) / tileVectors)
    strips = EvenParts(of: problem.m, count: (problem.m &+ tileRows &- 1) / tileRows)
    packsA = panels.count >= 4
    let bytes = problem.k &* problem.n &* MemoryLayout<Scalar>.stride
    packsB =
      problem.bColumn != 1 || strips.count >= 4
      || bytes > Self.bBytes && problem.m >= 4
    bPack = workspace.assumingMemoryBound(to: Scalar.self)
    let behindB = workspace + (768 << 10)
    aPack = behindB.assumingMemoryBound(to: Scalar.self)
    cTile = (behindB + (64 << 10)).assumingMemoryBound(to: Scalar.self)
  }

  /// The first column of a panel.
  @inlinable @inline(__always)
  public func column(_ panel: Int) -> Int { panels.start(panel) &* Scalar.Vector.lanes }
}

extension KernelSet where Scalar: KernelScalar {
  /// Forms the whole product on the calling thread.
  @inlinable @inline(__always)
  public static func formBlock(_ problem: GemmProblem<Scalar>) {
    let workspace = Workspace.take()
    defer { Workspace.giveBack(workspace) }
    if problem.m == 1, problem.aColumn == 1, problem.bRow == 1 {
      return multiplyRow(problem, workspace.assumingMemoryBound(to: Scalar.self))
    }
    let plan = GemmPlan(
      problem, tileRows: tileRows, tileVectors: tileVectors, workspace: workspace)
    let parts = sumParts(k: problem.k, of: Scalar.self)
    for part in 0..<parts.count {
      let k = parts.length(part)
      let panelBytes = k &* tileVectors &* 64
      let step = max(1, GemmPlan<Scalar>.bBytes / panelBytes)
      var first = 0
      while first < plan.panels.count {
        let last = min(first &+ step, plan.panels.count)
        multiplyPanels(
          plan, first, last, parts.start(part), k, part == 0 ? problem.beta : 1,
          part == parts.count &- 1)
        first = last
      }
    }
  }

  /// Adds one part of the sums to the columns of some panels.
  @inlinable @inline(__always)
  public static func formPanels(
    _ plan: GemmPlan<Scalar>, _ first: Int, _ last: Int, _ start: Int, _ k: Int,
    _ beta: Scalar, _ isLast: Bool
  ) {
    let p = plan.problem
    let b = p.b + start &* p.bRow
    let a = p.a + start &* p.aColumn
    let origin = plan.column(first)
    packPanels(plan, first, last, b, k)
    var tile = TileProblem(
      k: k, a: a, aRow: p.aRow, aStep: p.aColumn, b: b, bStep: p.bRow, c: p.c, ldc: p.cRow,
      alpha: p.alpha, beta: beta)
    for strip in 0..<plan.strips.count {
      let row = plan.strips.start(strip)
      let rows = plan.strips.length(strip)
      tile.a = a + row &* p.aRow
      if plan.packsA { packStrip(&tile, p, rows, plan.aPack) }
      for panel in first..<last {
        if plan.packsA, p.aColumn == 1, row &+ rows < p.m {
          fetchRows(
            tile.k, a + (row &+ rows) &* p.aRow, p.aRow, rows, panel &- first, last &- first)
        }
        let column = plan.column(panel)
        let width = plan.panels.length(panel)
        let columns = p.n &- column
        let isPartial = columns < width &* lanes
        if plan.packsB || isPartial && !p.bHasTail {
          tile.b = UnsafePointer(plan.bPack + (column &- origin) &* k)
          tile.bStep = width &* lanes
        } else {
          tile.b = b + column
          tile.bStep = p.bRow
        }
        let c = p.c + (row &* p.cRow &+ column &* p.cColumn)
        if isPartial || p.cColumn != 1 {
          tile.c = plan.cTile
          tile.ldc = width &* lanes
          tile.alpha = 1
          tile.beta = 0
          multiplyTile(rows, width, tile)
          mergeTile(
            tile, rows, min(columns, width &* lanes), c, p.cRow, p.cColumn, p.alpha, beta)
          tile.ldc = p.cRow
          tile.alpha = p.alpha
          tile.beta = beta
        } else {
          tile.c = c
          multiplyTile(rows, width, tile)
        }
      }
      if isLast, p.cColumn == 1 {
        finishRows(
          p.epilogue, row, rows, p.c + (row &* p.cRow &+ origin), p.cRow,
          min(p.n, plan.column(last)) &- origin)
      }
    }
  }

  /// Packs some panels of B, or only a last one whose columns do not fill its vectors.
  @inlinable @inline(__always)
  public static func formPack(
    _ plan: GemmPlan<Scalar>, _ first: Int, _ last: Int, _ b: Source, _ k: Int
  ) {
    let p = plan.problem
    let origin = plan.column(first)
    let end = min(p.n, plan.column(last))
    if plan.packsB, p.bColumn == 1 {
      let whole = end < plan.column(last) ? last &- 1 : last
      packWholePanels(plan, first, whole, b, k)
      if whole == last { return }
    } else if !plan.packsB, p.bHasTail || end == plan.column(last) {
      return
    }
    for panel in (p.bColumn == 1 ? last &- 1 : first)..<last {
      let column = plan.column(panel)
      packPanel(
        b + column &* p.bColumn, p.bRow, p.bColumn, k, p.n &- column, plan.panels.length(panel),
        plan.bPack + (column &- origin) &* k)
    }
  }

  /// Packs panels of whole vectors from rows that lie in memory as rows, reading them in order.
  @inlinable @inline(__always)
  public static func packWholePanels(
    _ plan: GemmPlan<Scalar>, _ first: Int, _ last: Int, _ b: Source, _ k: Int
  ) {
    let origin = plan.column(first)
    let bRow = plan.problem.bRow
    for p in 0..<k {
      let source = b + p &* bRow
      for panel in first..<last {
        let column = plan.column(panel)
        let width = plan.panels.length(panel) &* lanes
        let target = plan.bPack + ((column &- origin) &* k &+ p &* width)
        var j = 0
        while j < width {
          dnn_prefetch(source + (column &+ j &+ 4 &* bRow))
          Vector.load(source + (column &+ j)).store(target + j)
          j &+= lanes
        }
      }
    }
  }

  /// Asks for a share of the rows of A that come next, while a tile is formed.
  @inlinable @inline(__always)
  public static func fetchRows(
    _ k: Int, _ a: Source, _ aRow: Int, _ rows: Int, _ share: Int, _ shares: Int
  ) {
    var row = share
    while row < rows {
      var p = 0
      while p < k {
        dnn_prefetchFar(a + (row &* aRow &+ p))
        p &+= lanes
      }
      row &+= shares
    }
  }

  /// Copies the rows of A that a row of tiles reads again and again.
  @inlinable @inline(__always)
  public static func packStrip(
    _ tile: inout TileProblem<Scalar>, _ problem: GemmProblem<Scalar>, _ rows: Int,
    _ pack: Target
  ) {
    let k = tile.k
    var a = tile.a
    if problem.aColumn == 1 {
      var target = pack
      for _ in 0..<rows {
        var p = 0
        while p &+ lanes <= k {
          Scalar.Vector.load(a + p).store(target + p)
          p &+= lanes
        }
        if p < k { Scalar.Vector.load(a + p, count: k &- p).store(target + p) }
        a += problem.aRow
        target += (k &+ lanes &- 1) & ~(lanes &- 1)
      }
      tile.aRow = (k &+ lanes &- 1) & ~(lanes &- 1)
      tile.aStep = 1
    } else if problem.aRow == 1 {
      var target = pack
      for _ in 0..<k {
        Scalar.Vector.load(a, count: rows).store(target)
        a += problem.aColumn
        target += rows
      }
      tile.aRow = 1
      tile.aStep = rows
    } else {
      return
    }
    tile.a = UnsafePointer(pack)
  }

  /// C = alpha · the sums of a tile + beta · C, for the columns that exist.
  @inlinable @inline(__always)
  public static func mergeTile(
    _ tile: TileProblem<Scalar>, _ rows: Int, _ columns: Int, _ c: Target, _ cRow: Int,
    _ cColumn: Int, _ alpha: Scalar, _ beta: Scalar
  ) {
    let alpha = Scalar.Vector(repeating: alpha)
    let betas = Scalar.Vector(repeating: beta)
    for row in 0..<rows {
      let sums = tile.c + row &* tile.ldc
      let c = c + row &* cRow
      var j = 0
      while j < columns {
        let count = min(lanes, columns &- j)
        var value = alpha * .load(sums + j)
        if cColumn == 1 {
          if beta != 0 { value = .fma(alpha, .load(sums + j), betas * .load(c + j, count: count)) }
          value.store(c + j, count: count)
        } else {
          if beta != 0 {
            let old = sums + tileVectors &* lanes &* tileRows
            for i in 0..<count { old[i] = c[(j &+ i) &* cColumn] }
            value = .fma(alpha, .load(sums + j), betas * .load(old))
          }
          value.store(sums + j)
          for i in 0..<count { c[(j &+ i) &* cColumn] = sums[j &+ i] }
        }
        j &+= lanes
      }
    }
  }
}

// MARK: Sharing among threads

extension KernelSet where Scalar: KernelScalar {
  /// Forms a product of any shape, on several threads where it is large.
  @inlinable @inline(__always)
  public static func formProduct(_ problem: GemmProblem<Scalar>) {
    if problem.m == 0 || problem.n == 0 { return }
    if problem.k == 0 {
      scale(problem)
      return finishRows(
        problem.epilogue, 0, problem.m, problem.c, problem.cRow, problem.n)
    }
    let isNarrow = problem.n < lanes && problem.n < problem.m
    if isNarrow, problem.aRow == 1 || problem.n <= lanes / 2 {
      share(problem.transposed)
      return finishRows(
        problem.epilogue, 0, problem.m, problem.c, problem.cRow, problem.n)
    }
    share(problem)
  }

  /// C = beta · C.
  @inlinable @inline(__always)
  public static func scale(_ problem: GemmProblem<Scalar>) {
    for row in 0..<problem.m {
      let c = problem.c + row &* problem.cRow
      if problem.beta == 0 {
        c.update(repeating: 0, count: problem.n)
      } else {
        for j in 0..<problem.n { c[j] *= problem.beta }
      }
    }
  }

  /// Cuts C into rectangles of whole tiles, each with its whole sums: no bit depends on the cut.
  @inlinable @inline(__always)
  public static func share(_ problem: GemmProblem<Scalar>) {
    let operations = problem.m &* problem.n &* problem.k
    let threads = operations < 1 << 19 ? 1 : ThreadPool.threads
    if threads == 1 { return multiplyBlock(problem) }
    let vectors = (problem.n &+ lanes &- 1) / lanes
    let strips = (problem.m &+ tileRows &- 1) / tileRows
    let wanted = operations < 1 << 27 ? threads : 4 &* threads
    let byColumns = vectors >= 6 &* threads || strips < 2 &* threads
    let length = byColumns ? vectors : strips
    multiplyParts(
      ProductParts(
        problem, EvenParts(of: length, count: min(wanted, length)), byColumns: byColumns,
        unit: byColumns ? lanes : tileRows))
  }
}
