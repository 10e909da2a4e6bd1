/// Products of overlapping patches with packed filters, C = patches · B: what a convolution consists
/// of.
///
/// A patch is `runs` runs of `run` numbers. In memory the patches of a line overlap, so that nothing
/// is copied together first.
public struct PatchProduct<Scalar> {
  public var lines: Int
  /// The patches of a line.
  public var rows: Int
  /// The columns of B and C.
  public var columns: Int
  public var runs: Int
  public var run: Int
  /// The first patch, and the distances of lines, of patches in a line and of runs in a patch.
  public var a: UnsafePointer<Scalar>
  public var aLine: Int
  public var aRow: Int
  public var aRun: Int
  /// Panels of columns as `packPanel` makes them, each with all rows of B.
  public var b: UnsafePointer<Scalar>
  public var c: UnsafeMutablePointer<Scalar>
  public var cLine: Int
  public var cRow: Int
  /// The pixels of the output that a row of C holds.
  public var pixels = 1

  @inlinable @inline(__always)
  public init(
    lines: Int, rows: Int, columns: Int, runs: Int, run: Int, a: UnsafePointer<Scalar>,
    aLine: Int, aRow: Int, aRun: Int, b: UnsafePointer<Scalar>, c: UnsafeMutablePointer<Scalar>,
    cLine: Int, cRow: Int
  ) {
    self.lines = lines
    self.rows = rows
    self.columns = columns
    self.runs = runs
    self.run = run
    self.a = a
    self.aLine = aLine
    self.aRow = aRow
    self.aRun = aRun
    self.b = b
    self.c = c
    self.cLine = cLine
    self.cRow = cRow
  }
}

/// The fixed parts over which the sums of a patch are formed: a rule for the bits of C.
///
/// A part is a number of whole runs or a piece of one, and has at most 640 elements of Float, 320 of
/// Double. Its sum is formed by multiply-adds in order; the parts' sums are added one after the other.
public struct PatchParts {
  public let groups: EvenParts
  public let pieces: EvenParts

  @inlinable @inline(__always)
  public init<Scalar>(runs: Int, run: Int, of _: Scalar.Type) {
    let largest = MemoryLayout<Scalar>.size == 4 ? 640 : 320
    if run <= largest {
      let together = largest / run
      groups = EvenParts(of: runs, count: (runs &+ together &- 1) / together)
      pieces = EvenParts(of: run, count: 1)
    } else {
      groups = EvenParts(of: runs, count: runs)
      pieces = sumParts(k: run, of: Scalar.self)
    }
  }
}

extension KernelSet {
  /// The panels of so many columns.
  @inlinable @inline(__always)
  public static func panels(_ columns: Int) -> EvenParts {
    let vectors = (columns &+ lanes &- 1) / lanes
    return EvenParts(of: vectors, count: (vectors &+ tileVectors &- 1) / tileVectors)
  }

  /// C = g(patches · B + bias), with one number of the bias a column; without bias the product.
  @inlinable @inline(__always)
  public static func formPatches(
    _ p: PatchProduct<Scalar>, _ bias: Source?, _ activation: ElementActivation, _ cTile: Target
  ) {
    if p.runs &* p.run == 0 { return clear(p) }
    let parts = PatchParts(runs: p.runs, run: p.run, of: Scalar.self)
    let count = parts.groups.count &* parts.pieces.count
    for part in 0..<count {
      let group = part / parts.pieces.count
      let piece = part &- group &* parts.pieces.count
      let (run, start) = (parts.groups.start(group), parts.pieces.start(piece))
      var tile = TileProblem(
        k: parts.pieces.length(piece), a: p.a + (run &* p.aRun &+ start), aRow: p.aRow, aStep: 1,
        b: p.b, bStep: 0, c: p.c, ldc: p.cRow, alpha: 1, beta: part == 0 ? 0 : 1)
      tile.runs = parts.groups.length(group)
      tile.aGap = p.aRun &- tile.k
      multiplyPart(
        p, tile, run &* p.run &+ start, part == count &- 1 ? bias : nil, activation, cTile)
    }
  }

  /// Adds the sums of one part, which begins at a row of B.
  @inlinable @inline(__always)
  public static func formPart(
    _ p: PatchProduct<Scalar>, _ part: TileProblem<Scalar>, _ row: Int, _ bias: Source?,
    _ activation: ElementActivation, _ cTile: Target
  ) {
    var tile = part
    let panels = panels(p.columns)
    let strips = EvenParts(of: p.rows, count: (p.rows &+ tileRows &- 1) / tileRows)
    for panel in 0..<panels.count {
      let column = panels.start(panel) &* lanes
      let width = panels.length(panel) &* lanes
      tile.b = p.b + (column &* p.runs &* p.run &+ row &* width)
      tile.bStep = width
      for line in 0..<p.lines {
        for strip in 0..<strips.count {
          let first = strips.start(strip)
          tile.a = part.a + (line &* p.aLine &+ first &* p.aRow)
          multiplyEdge(
            tile, strips.length(strip), min(width, p.columns &- column), width,
            p.c + (line &* p.cLine &+ first &* p.cRow &+ column), p.cRow, cTile)
        }
        if let bias, panel == panels.count &- 1 {
          finishLine(
            p.c + line &* p.cLine, p.rows &* p.pixels, p.cRow / p.pixels, p.columns / p.pixels,
            bias, activation)
        }
      }
    }
  }

  /// A tile of C that may have fewer columns than its vectors.
  @inlinable @inline(__always)
  public static func formEdge(
    _ problem: TileProblem<Scalar>, _ rows: Int, _ columns: Int, _ width: Int, _ c: Target,
    _ cRow: Int, _ cTile: Target
  ) {
    var tile = problem
    if columns == width {
      tile.c = c
      tile.ldc = cRow
      return multiplyTile(rows, width / lanes, tile)
    }
    tile.c = cTile
    tile.ldc = width
    tile.beta = 0
    multiplyTile(rows, width / lanes, tile)
    mergeTile(tile, rows, columns, c, cRow, 1, 1, problem.beta)
  }

  /// C = 0.
  @inlinable @inline(__always)
  public static func clear(_ p: PatchProduct<Scalar>) {
    for line in 0..<p.lines {
      for row in 0..<p.rows { setZero(p.c + (line &* p.cLine &+ row &* p.cRow), p.columns) }
    }
  }

  @inlinable @inline(__always)
  public static func setZero(_ y: Target, _ count: Int) {
    for (i, n) in parts(count) { store(.zero, y + i, n) }
  }

  /// c = g(c + bias) for pixels that follow each other at a distance.
  @inlinable @inline(__always)
  public static func formLine(
    _ c: Target, _ pixels: Int, _ distance: Int, _ filters: Int, _ bias: Source,
    _ activation: ElementActivation
  ) {
    switch activation {
    case .linear: finishLine(Identity(), c, pixels, distance, filters, bias)
    case .sigmoid: finishLine(Sigmoid(), c, pixels, distance, filters, bias)
    case .tanh: finishLine(HyperbolicTangent(), c, pixels, distance, filters, bias)
    case .relu: finishLine(Relu(), c, pixels, distance, filters, bias)
    case .leakyRelu(let slope): finishLine(LeakyRelu(slope), c, pixels, distance, filters, bias)
    case .gelu, .silu, .elu, .softplus:
      finishLine(Identity(), c, pixels, distance, filters, bias)
      if distance == filters {
        apply(activation.function, c, c, pixels &* filters)
      } else {
        for pixel in 0..<pixels {
          let c = c + pixel &* distance
          apply(activation.function, c, c, filters)
        }
      }
    }
  }

  @inlinable @inline(__always)
  public static func finishLine<F: OneOperand<Scalar>>(
    _ f: F, _ c: Target, _ pixels: Int, _ distance: Int, _ filters: Int, _ bias: Source
  ) {
    for (j, n) in parts(filters) {
      let b = load(bias + j, n)
      for pixel in 0..<pixels {
        let c = c + (pixel &* distance &+ j)
        store(f(load(c, n) + b), c, n)
      }
    }
  }
}
