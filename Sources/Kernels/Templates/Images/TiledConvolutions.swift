/// Convolutions in tiles, some tiles of all pictures at a time: see ``ImageTile``.
///
/// The pixels' values are multiplied with the filters' at each point, the way there as a product over
/// the channels, for dW as a product over the tiles. dX is the way there of dZ, with the filters turned
/// round.
extension KernelSet {
  /// The filters' values, for each point the packed panels of a product over the channels.
  ///
  /// The geometry is that of the convolution which is done: where the filters are turned round, its
  /// channels are the rows of W.
  @inlinable @inline(__always)
  public static func formFilterValues(
    _ g: ConvolutionGeometry, _ isTurned: Bool, _ w: Source, _ values: Target, _ scratch: Target
  ) {
    let panels = panels(g.filters)
    let columns = (g.filters &+ lanes &- 1) & ~(lanes &- 1)
    let taps = scratch + 18 &* lanes
    for panel in 0..<panels.count {
      let first = panels.start(panel) &* lanes
      let width = panels.length(panel)
      let size = g.channels &* width &* lanes
      for tap in 0..<9 {
        let source =
          isTurned
          ? (8 &- tap) &* g.filters &+ first : tap &* g.channels &+ first &* g.depth
        packPanel(
          w + source, isTurned ? 9 &* g.filters : 1, isTurned ? 1 : g.depth, g.channels,
          g.filters &- first, width, taps + tap &* size)
      }
      for (i, _) in parts(size) {
        for j in 0..<3 {
          let tap = taps + (j &* size &+ i)
          let u = filterValues((.load(tap), .load(tap + 3 &* size), .load(tap + 6 &* size)))
          storeLine(u, scratch + j &* lanes, 3 &* lanes)
        }
        for line in 0..<6 {
          let s = scratch + 3 &* line &* lanes
          let u = filterValues((.load(s), .load(s + lanes), .load(s + 2 &* lanes)))
          let point = g.channels &* columns
          storeLine(u, values + (6 &* line &* point &+ first &* g.channels &+ i), point)
        }
      }
    }
  }

  /// Six vectors at a distance.
  @inlinable @inline(__always)
  public static func storeLine(_ v: Six, _ p: Target, _ step: Int) {
    v.0.store(p)
    v.1.store(p + step)
    v.2.store(p + 2 &* step)
    v.3.store(p + 3 &* step)
    v.4.store(p + 4 &* step)
    v.5.store(p + 5 &* step)
  }

  @inlinable @inline(__always)
  public static func loadLine(_ p: Source, _ step: Int) -> Six {
    (
      .load(p), .load(p + step), .load(p + 2 &* step), .load(p + 3 &* step),
      .load(p + 4 &* step), .load(p + 5 &* step)
    )
  }

  /// A = g(W∗X + b) of some tiles, from the filters' values; Z without bias and activation.
  @inlinable @inline(__always)
  public static func formTiledConvolution(
    _ g: ConvolutionGeometry, _ first: Int, _ tiles: Int, _ x: Source, _ filters: Source,
    _ bias: Source?, _ activation: ElementActivation, _ z: Target, _ scratch: Target
  ) {
    let v = TileValues(tiles: tiles, channels: g.channels, lanes: lanes)
    let m = TileValues(tiles: tiles, channels: g.filters, lanes: lanes)
    let (pixels, products) = (scratch, scratch + v.count)
    let rest = products + m.count
    valuePixels(g, first, tiles, x, pixels, v, rest)
    let panels = panels(g.filters)
    let columns = (g.filters &+ lanes &- 1) & ~(lanes &- 1)
    let strips = EvenParts(of: tiles, count: (tiles &+ tileRows &- 1) / tileRows)
    var tile = TileProblem(
      k: g.channels, a: UnsafePointer(pixels), aRow: v.tile, aStep: 1, b: filters, bStep: 0,
      c: products, ldc: m.tile, alpha: 1, beta: 0)
    for point in 0..<ConvolutionGeometry.points {
      for panel in 0..<panels.count {
        let column = panels.start(panel) &* lanes
        let width = panels.length(panel) &* lanes
        tile.b = filters + (point &* columns &+ column) &* g.channels
        tile.bStep = width
        for strip in 0..<strips.count {
          let row = strips.start(strip)
          tile.a = UnsafePointer(pixels + (point &* v.point &+ row &* v.tile))
          multiplyEdge(
            tile, strips.length(strip), width, width,
            products + (point &* m.point &+ row &* m.tile &+ column), m.tile, rest)
        }
      }
    }
    formTilePixels(g, first, tiles, products, m, bias, activation, z, rest)
  }

  /// The values of the pixels of some tiles, with zeros in the channels that fill a vector.
  @inlinable @inline(__always)
  public static func formPixelValues(
    _ g: ConvolutionGeometry, _ first: Int, _ tiles: Int, _ x: Source, _ values: Target,
    _ layout: TileValues, _ scratch: Target
  ) {
    let zeros = scratch + 36 &* lanes
    setZero(zeros, g.channels)
    withUnsafeTemporaryAllocation(of: Source.self, capacity: 36) { pixels in
      guard let pixels = pixels.baseAddress else { return }
      for number in 0..<tiles {
        let tile = g.tile(first &+ number)
        let (top, left) = (tile.row &- g.top, tile.column &- g.left)
        let picture = x + tile.example &* g.inputSize
        for i in 0..<6 {
          for j in 0..<6 {
            let (row, column) = (top &+ i, left &+ j)
            let isInside = row >= 0 && row < g.height && column >= 0 && column < g.width
            pixels[6 &* i &+ j] =
              isInside
              ? picture + (row &* g.width &+ column) &* g.channels : UnsafePointer(zeros)
          }
        }
        for (c, n) in parts(g.channels) {
          for j in 0..<6 {
            let p = pixels + j
            let v = pixelValues(
              (
                load(p[0] + c, n), load(p[6] + c, n), load(p[12] + c, n), load(p[18] + c, n),
                load(p[24] + c, n), load(p[30] + c, n)
              ))
            storeLine(v, scratch + j &* lanes, 6 &* lanes)
          }
          let target = values + (number &* layout.tile &+ c)
          for i in 0..<6 {
            let v = pixelValues(loadLine(scratch + 6 &* i &* lanes, lanes))
            storeLine(v, target + 6 &* i &* layout.point, layout.point)
          }
        }
      }
    }
  }

  /// A of some tiles from the values of the products.
  @inlinable @inline(__always)
  public static func formTilePixels(
    _ g: ConvolutionGeometry, _ first: Int, _ tiles: Int, _ products: Source,
    _ layout: TileValues, _ bias: Source?, _ activation: ElementActivation, _ z: Target,
    _ scratch: Target
  ) {
    let line = g.outputWidth &* g.filters
    for number in 0..<tiles {
      let tile = g.tile(first &+ number)
      let rows = min(4, g.outputHeight &- tile.row)
      let columns = min(4, g.outputWidth &- tile.column)
      let corner =
        z + (tile.example &* g.outputSize &+ tile.row &* line &+ tile.column &* g.filters)
      for (f, n) in parts(g.filters) {
        let source = products + (number &* layout.tile &+ f)
        for j in 0..<6 {
          let v = outputPixels(loadLine(source + j &* layout.point, 6 &* layout.point))
          let t = scratch + j &* lanes
          v.0.store(t)
          v.1.store(t + 6 &* lanes)
          v.2.store(t + 12 &* lanes)
          v.3.store(t + 18 &* lanes)
        }
        let b = bias.map { load($0 + f, n) } ?? .zero
        for i in 0..<rows {
          let v = outputPixels(loadLine(scratch + 6 &* i &* lanes, lanes))
          let target = corner + (i &* line &+ f)
          store(v.0 + b, target, n)
          if columns > 1 { store(v.1 + b, target + g.filters, n) }
          if columns > 2 { store(v.2 + b, target + 2 &* g.filters, n) }
          if columns > 3 { store(v.3 + b, target + 3 &* g.filters, n) }
        }
      }
      if activation != .linear {
        for i in 0..<rows {
          let target = corner + i &* line
          apply(activation.function, target, target, columns &* g.filters)
        }
      }
    }
  }

  // MARK: The gradient of the filters

  /// The gradients of the values of the products of some tiles, and db = Σ dZ over their pixels.
  @inlinable @inline(__always)
  public static func formValueGradients(
    _ g: ConvolutionGeometry, _ first: Int, _ tiles: Int, _ dZ: Source, _ values: Target,
    _ layout: TileValues, _ db: Target, _ scratch: Target
  ) {
    let zeros = scratch + 36 &* lanes
    setZero(zeros, g.filters)
    setZero(db, g.filters)
    withUnsafeTemporaryAllocation(of: Source.self, capacity: 16) { pixels in
      guard let pixels = pixels.baseAddress else { return }
      for number in 0..<tiles {
        let tile = g.tile(first &+ number)
        let picture = dZ + tile.example &* g.outputSize
        for i in 0..<4 {
          for j in 0..<4 {
            let (row, column) = (tile.row &+ i, tile.column &+ j)
            let isInside = row < g.outputHeight && column < g.outputWidth
            pixels[4 &* i &+ j] =
              isInside
              ? picture + (row &* g.outputWidth &+ column) &* g.filters : UnsafePointer(zeros)
          }
        }
        for (f, n) in parts(g.filters) {
          var sum = Vector.zero
          for j in 0..<4 {
            let p = pixels + j
            let z = (load(p[0] + f, n), load(p[4] + f, n), load(p[8] + f, n), load(p[12] + f, n))
            sum = sum + ((z.0 + z.1) + (z.2 + z.3))
            storeLine(outputGradients(z), scratch + j &* lanes, 4 &* lanes)
          }
          store(load(db + f, n) + sum, db + f, n)
          let target = values + (number &* layout.tile &+ f)
          for i in 0..<6 {
            let s = scratch + 4 &* i &* lanes
            let v = outputGradients(
              (.load(s), .load(s + lanes), .load(s + 2 &* lanes), .load(s + 3 &* lanes)))
            storeLine(v, target + 6 &* i &* layout.point, layout.point)
          }
        }
      }
    }
  }

  /// The gradient of the filters' values at a point, of some tiles, or that added to what is there.
  ///
  /// It has a row for each filter, of so many whole vectors as the channels fill.
  @inlinable @inline(__always)
  public static func formTileProducts(
    _ g: ConvolutionGeometry, _ tiles: Int, _ gradients: Source, _ gradientRow: Int,
    _ pixels: Source, _ pixelRow: Int, _ isFirst: Bool, _ dU: Target
  ) {
    let panels = panels(g.channels)
    let strips = EvenParts(of: g.filters, count: (g.filters &+ tileRows &- 1) / tileRows)
    let ldc = (g.channels &+ lanes &- 1) & ~(lanes &- 1)
    var tile = TileProblem(
      k: tiles, a: gradients, aRow: 1, aStep: gradientRow, b: pixels, bStep: pixelRow, c: dU,
      ldc: ldc, alpha: 1, beta: isFirst ? 0 : 1)
    for panel in 0..<panels.count {
      let column = panels.start(panel) &* lanes
      let width = panels.length(panel) &* lanes
      tile.b = pixels + column
      for strip in 0..<strips.count {
        let row = strips.start(strip)
        tile.a = gradients + row
        multiplyEdge(
          tile, strips.length(strip), width, width, dU + (row &* ldc &+ column), ldc, dU)
      }
    }
  }

  /// dW of some filters from the gradients of their values at all points.
  @inlinable @inline(__always)
  public static func formFilterGradients(
    _ g: ConvolutionGeometry, _ first: Int, _ filters: Int, _ dU: Source, _ dW: Target,
    _ scratch: Target
  ) {
    let row = (g.channels &+ lanes &- 1) & ~(lanes &- 1)
    let point = g.filters &* row
    for filter in first..<first &+ filters {
      for (c, n) in parts(g.channels) {
        for j in 0..<6 {
          let u = loadLine(dU + (j &* point &+ filter &* row &+ c), 6 &* point)
          let w = filterGradients(u)
          let t = scratch + j &* lanes
          w.0.store(t)
          w.1.store(t + 6 &* lanes)
          w.2.store(t + 12 &* lanes)
        }
        for i in 0..<3 {
          let w = filterGradients(loadLine(scratch + 6 &* i &* lanes, lanes))
          let target = dW + (filter &* g.depth &+ 3 &* i &* g.channels &+ c)
          store(w.0, target, n)
          store(w.1, target + g.channels, n)
          store(w.2, target + 2 &* g.channels, n)
        }
      }
    }
  }
}
