/// The way back of convolutions, some rows of a picture at a time: the sums of dW and db, and dX.
extension KernelSet {
  /// For each phase of the rows and of the columns the elements that reach it, the last ones first:
  /// the channels as columns of B, a row for each filter.
  @inlinable @inline(__always)
  public static func packFiltersBack(_ g: ConvolutionGeometry, _ w: Source, _ pack: Target) {
    if g.isDepthwise { return packDepthwise(g.ungrouped, w, pack) }
    if spreads(g) {
      let panels = panels(g.depth)
      for panel in 0..<panels.count {
        let column = panels.start(panel) &* lanes
        packPanel(
          w + column, g.depth, 1, g.filters, g.depth &- column, panels.length(panel),
          pack + column &* g.filters)
      }
      return
    }
    let panels = panels(g.channels)
    var pack = pack
    for i in 0..<min(g.stride, g.kernel) {
      let vertical = KernelPhase(g, i)
      for j in 0..<min(g.stride, g.kernel) {
        let horizontal = KernelPhase(g, j)
        let rows = vertical.taps &* horizontal.taps &* g.filters
        for tap in 0..<vertical.taps &* horizontal.taps {
          let y = i &+ (vertical.taps &- 1 &- tap / horizontal.taps) &* g.stride
          let x = j &+ (horizontal.taps &- 1 &- tap % horizontal.taps) &* g.stride
          for panel in 0..<panels.count {
            let column = panels.start(panel) &* lanes
            let width = panels.length(panel)
            packPanel(
              w + ((y &* g.kernel &+ x) &* g.channels &+ column), g.depth, 1, g.filters,
              g.channels &- column, width,
              pack + (column &* rows &+ tap &* g.filters &* width &* lanes))
          }
        }
        pack += rows &* ((g.channels &+ lanes &- 1) & ~(lanes &- 1))
      }
    }
  }

  /// What a band adds to dW and db, and the rows of dX that it answers for, from its dA and source.
  ///
  /// dX is formed only where there are packed filters for it, the sums only where there is memory for them.
  @inlinable @inline(__always)
  public static func convolveBack(
    _ g: ConvolutionGeometry, _ first: Int, _ lines: Int, _ activation: ElementActivation,
    _ dA: Source, _ source: Source, _ x: Source, _ filters: Source?, _ dX: Target, _ dW: Target?,
    _ db: Target?, _ scratch: Target
  ) {
    if g.isDepthwise {
      return convolveDepthwiseBack(
        g.ungrouped, first, lines, activation, dA, source, x, filters, dX, dW, db, scratch)
    }
    let image = scratch + g.scratchStart
    let dZ = image + g.paddedLines(lines) &* g.paddedLine
    derivePadded(g, first, lines, activation, dA, source, dZ)
    if let dW, let db {
      copyPadded(g, first, lines, x, image)
      let before = (g.reach &- 1 &- g.left / g.stride) &* g.filters
      let own = dZ + ((g.reach &- 1) &* g.paddedOutputLine &+ before)
      sumGradients(g, lines, own, image, dW, scratch)
      sumPixels(g, lines, own, db)
    }
    if let filters { convolveTurned(g, first, lines, dZ, filters, dX, scratch) }
  }

  /// dZ = dA ∘ g'(Z) of the rows that a band needs, with its zeros.
  @inlinable @inline(__always)
  public static func formPaddedDZ(
    _ g: ConvolutionGeometry, _ first: Int, _ lines: Int, _ activation: ElementActivation,
    _ dA: Source, _ source: Source, _ dZ: Target
  ) {
    let count = g.outputWidth &* g.filters
    let before = (g.reach &- 1 &- g.left / g.stride) &* g.filters
    for line in 0..<g.paddedOutputLines(first, lines) {
      let target = dZ + line &* g.paddedOutputLine
      let row = first &- (g.reach &- 1) &+ line
      if row < 0 || row >= g.outputHeight {
        setZero(target, g.paddedOutputLine)
      } else {
        setZero(target, before)
        let line = row &* g.outputWidth &* g.outputPixel
        deriveGroup(g, activation, dA + line, source + line, target + before, count)
        setZero(target + (before &+ count), g.paddedOutputLine &- before &- count)
      }
    }
  }

  /// dZ = dA ∘ g'(Z) of a row, of the numbers of a group.
  @inlinable @inline(__always)
  public static func deriveGroup(
    _ g: ConvolutionGeometry, _ activation: ElementActivation, _ dA: Source, _ a: Source,
    _ dZ: Target, _ count: Int
  ) {
    if g.groups == 1 { return derive(activation, dA, a, dZ, count) }
    for pixel in 0..<g.outputWidth {
      let at = pixel &* g.outputPixel
      derive(activation, dA + at, a + at, dZ + pixel &* g.filters, g.filters)
    }
  }

  /// dZ = dA ∘ g'(Z), element by element.
  @inlinable @inline(__always)
  public static func formDerivative(
    _ activation: ElementActivation, _ dA: Source, _ source: Source, _ dZ: Target, _ count: Int
  ) {
    switch activation {
    case .linear: dZ.update(from: dA, count: count)
    case .sigmoid: combine(SigmoidDerivative(), dA, source, dZ, count)
    case .tanh: combine(TanhDerivative(), dA, source, dZ, count)
    case .relu: combine(ReluDerivative(), dA, source, dZ, count)
    case .leakyRelu(let slope): combine(LeakyReluDerivative(slope), dA, source, dZ, count)
    case .gelu: combine(GeluDerivative(), dA, source, dZ, count)
    case .silu: combine(SiluDerivative(), dA, source, dZ, count)
    case .elu(let alpha): combine(EluDerivative(alpha), dA, source, dZ, count)
    case .softplus: combine(SoftplusDerivative(), dA, source, dZ, count)
    }
  }

  /// dW = Σ dZ · patches over the pixels of a band, in the order of its rows.
  @inlinable @inline(__always)
  public static func formGradientSums(
    _ g: ConvolutionGeometry, _ lines: Int, _ dZ: Source, _ image: Source, _ dW: Target,
    _ cTile: Target
  ) {
    let run = g.kernel &* g.channels
    let (runLanes, filterLanes) = (wholeVectors(run), wholeVectors(g.filters))
    if runLanes &* g.filters > run &* filterLanes {
      return sumGradientsTurned(g, lines, dZ, image, dW, cTile)
    }
    let panels = panels(run)
    let strips = EvenParts(of: g.filters, count: (g.filters &+ tileRows &- 1) / tileRows)
    var tile = TileProblem(
      k: g.outputWidth, a: dZ, aRow: 1, aStep: g.filters, b: image,
      bStep: g.stride &* g.channels, c: dW, ldc: g.depth, alpha: 1, beta: 0)
    tile.runs = lines
    tile.aGap = g.paddedOutputLine &- tile.k &* tile.aStep
    tile.bGap = g.stride &* g.paddedLine &- tile.k &* tile.bStep
    for i in 0..<g.kernel {
      for panel in 0..<panels.count {
        let column = panels.start(panel) &* lanes
        let width = panels.length(panel) &* lanes
        tile.b = image + (i &* g.paddedLine &+ column)
        for strip in 0..<strips.count {
          let filter = strips.start(strip)
          tile.a = dZ + filter
          multiplyEdge(
            tile, strips.length(strip), min(width, run &- column), width,
            dW + (filter &* g.depth &+ i &* run &+ column), g.depth, cTile)
        }
      }
    }
  }

  /// The same sums where the filters fill their vectors better than the elements of a run.
  @inlinable @inline(__always)
  public static func sumGradientsTurned(
    _ g: ConvolutionGeometry, _ lines: Int, _ dZ: Source, _ image: Source, _ dW: Target,
    _ cTile: Target
  ) {
    let run = g.kernel &* g.channels
    let panels = panels(g.filters)
    let strips = EvenParts(of: run, count: (run &+ tileRows &- 1) / tileRows)
    var tile = TileProblem(
      k: g.outputWidth, a: image, aRow: 1, aStep: g.stride &* g.channels, b: dZ,
      bStep: g.filters, c: cTile, ldc: 0, alpha: 1, beta: 0)
    tile.runs = lines
    tile.aGap = g.stride &* g.paddedLine &- tile.k &* tile.aStep
    tile.bGap = g.paddedOutputLine &- tile.k &* tile.bStep
    for i in 0..<g.kernel {
      for panel in 0..<panels.count {
        let filter = panels.start(panel) &* lanes
        let width = panels.length(panel) &* lanes
        tile.b = dZ + filter
        for strip in 0..<strips.count {
          let element = strips.start(strip)
          let rows = strips.length(strip)
          tile.a = image + (i &* g.paddedLine &+ element)
          multiplyEdge(tile, rows, width, width, cTile, width, cTile)
          for column in 0..<min(width, g.filters &- filter) {
            let target = dW + ((filter &+ column) &* g.depth &+ i &* run &+ element)
            for row in 0..<rows { target[row] = cTile[row &* width &+ column] }
          }
        }
      }
    }
  }

  /// db = Σ dZ over the pixels of a band: four sums, of every fourth pixel of a row, and then theirs.
  @inlinable @inline(__always)
  public static func sumPixels(
    _ g: ConvolutionGeometry, _ lines: Int, _ dZ: Source, _ db: Target
  ) {
    for (j, n) in parts(g.filters) {
      var (s0, s1, s2, s3) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
      for line in 0..<lines {
        let dZ = dZ + (line &* g.paddedOutputLine &+ j)
        var pixel = 0
        while pixel &+ 4 <= g.outputWidth {
          let at = dZ + pixel &* g.filters
          s0 = s0 + load(at, n)
          s1 = s1 + load(at + g.filters, n)
          s2 = s2 + load(at + 2 &* g.filters, n)
          s3 = s3 + load(at + 3 &* g.filters, n)
          pixel &+= 4
        }
        while pixel < g.outputWidth {
          s0 = s0 + load(dZ + pixel &* g.filters, n)
          pixel &+= 1
        }
      }
      store((s0 + s1) + (s2 + s3), db + j, n)
    }
  }

  /// dX of the rows that a band answers for.
  @inlinable @inline(__always)
  public static func formTurned(
    _ g: ConvolutionGeometry, _ first: Int, _ lines: Int, _ dZ: Source, _ filters: Source,
    _ dX: Target, _ cTile: Target
  ) {
    if spreads(g) { return formSpread(g, first, lines, dZ, filters, dX, cTile) }
    let rows = g.rows(first, lines)
    let top = first &- (g.reach &- 1)
    let left = g.left / g.stride &- (g.reach &- 1)
    let columns = (g.channels &+ lanes &- 1) & ~(lanes &- 1)
    var filters = filters
    for i in 0..<g.stride {
      let y = KernelPhase(
        g, i, zeros: g.top, from: rows.lowerBound, to: rows.upperBound)
      for j in 0..<g.stride {
        let x = KernelPhase(g, j, zeros: g.left, to: g.width)
        let (line, pixel) = (y.position &- y.taps &+ 1 &- top, x.position &- x.taps &+ 1 &- left)
        if y.count > 0, x.count > 0 {
          multiplyPatches(
            PatchProduct(
              lines: y.count, rows: x.count, columns: g.channels, runs: y.taps,
              run: x.taps &* g.filters,
              a: dZ + (line &* g.paddedOutputLine &+ pixel &* g.filters),
              aLine: g.paddedOutputLine, aRow: g.filters, aRun: g.paddedOutputLine, b: filters,
              c: dX + (y.first &* g.width &+ x.first) &* g.inputPixel,
              cLine: g.stride &* g.width &* g.inputPixel, cRow: g.stride &* g.inputPixel),
            nil, .linear, cTile)
        }
        filters += y.taps &* x.taps &* g.filters &* columns
      }
    }
  }

  // MARK: Few channels

  /// Whether dX is formed from the products of all elements of the filters with dZ: the channels alone
  /// would leave most of a vector empty.
  @inlinable @inline(__always)
  public static func spreads(_ g: ConvolutionGeometry) -> Bool {
    g.hasFewChannels && 2 &* g.channels < lanes
  }

  /// dX of the rows that a band answers for: each pixel of dZ times all filters, and of those products
  /// the sums over the windows that have a pixel.
  @inlinable @inline(__always)
  public static func formSpread(
    _ g: ConvolutionGeometry, _ first: Int, _ lines: Int, _ dZ: Source, _ filters: Source,
    _ dX: Target, _ cTile: Target
  ) {
    let width = wholeVectors(g.depth)
    let count = g.paddedOutputLines(first, lines)
    let products = UnsafeMutablePointer(mutating: dZ) + (count &* g.paddedOutputLine &+ 16)
    let before = (g.reach &- 1 &- g.left) &* g.filters
    multiplyPatches(
      PatchProduct(
        lines: count, rows: g.outputWidth, columns: width, runs: 1, run: g.filters,
        a: dZ + before, aLine: g.paddedOutputLine, aRow: g.filters, aRun: 0, b: filters,
        c: products, cLine: g.outputWidth &* width, cRow: width),
      nil, .linear, cTile)
    let top = first &- (g.kernel &- 1)
    for row in g.rows(first, lines) {
      let line = row &+ g.top &- top
      for column in 0..<g.width {
        let place = column &+ g.left
        let taps = max(0, place &- g.outputWidth &+ 1)..<min(g.kernel, place &+ 1)
        var sum = Vector.zero
        for i in 0..<g.kernel {
          let source = products + (line &- i) &* g.outputWidth &* width
          for j in taps {
            let tap = (i &* g.kernel &+ j) &* g.channels
            sum = sum + .load(source + ((place &- j) &* width &+ tap))
          }
        }
        store(sum, dX + (row &* g.width &+ column) &* g.inputPixel, g.channels)
      }
    }
  }
}
