import KernelTemplates
import KernelThreads

/// Convolutions in tiles: see `ConvolutionGeometry.isTiled`.
extension KernelTable {
  private static var lanes: Int { 64 / MemoryLayout<Scalar>.stride }

  /// The elements of memory of the filters' values, and behind them what making them needs.
  static func tiledWorkspace(_ g: ConvolutionGeometry) -> Int {
    filterValues(g) + 9 * g.channels * wholeVectors(g.filters) + 18 * lanes
  }

  private static func filterValues(_ g: ConvolutionGeometry) -> Int {
    ConvolutionGeometry.points * g.channels * wholeVectors(g.filters)
  }

  /// The way there, of X with the filters or of dZ with the filters turned round.
  func convolveTiled(
    _ g: ConvolutionGeometry, examples: Int, isTurned: Bool, x: Source, w: Source, bias: Source?,
    activation: ElementActivation, into z: Target, workspace: Target
  ) {
    if examples == 0 { return }
    set.packTiles(g, isTurned, w, workspace, workspace + Self.filterValues(g))
    let tiles = examples * g.tileCount
    let blocks = EvenParts(of: tiles, count: (tiles + g.tilesAtOnce - 1) / g.tilesAtOnce)
    let layouts = [g.channels, g.filters].map {
      TileValues(tiles: g.tilesAtOnce, channels: $0, lanes: Self.lanes).count
    }
    let scratch = layouts[0] + layouts[1] + Self.tileScratch(g)
    shareUnits(blocks.count, examples * g.outputSize * g.depth) { block in
      withScratch(scratch) { scratch in
        set.convolveTiles(
          g, blocks.start(block), blocks.length(block), x, workspace, bias, activation, z, scratch)
      }
    }
  }

  private static func tileScratch(_ g: ConvolutionGeometry) -> Int {
    ConvolutionGeometry.points * lanes + wholeVectors(max(g.channels, g.filters))
  }

  /// The sums of dW and db over some examples, from their first tile on.
  func sumTiles(
    _ plan: ConvolutionPlan<Scalar>, _ tiles: Range<Int>, dZ: Source, x: Source, into total: Target,
    workspace: Target
  ) {
    let g = plan.geometry
    let tiled = plan.tiles
    let (gradients, pixels) = (workspace, workspace + tiled.gradients.count)
    let dU = pixels + tiled.pixels.count
    let slots = dU + tiled.filterGradients
    let db = total + plan.weightCount
    set.fill(db, g.filters, 0)
    if tiles.isEmpty { set.fill(dU, tiled.filterGradients, 0) }
    var start = tiles.lowerBound
    while start < tiles.upperBound {
      let count = min(tiled.atOnce, tiles.upperBound - start)
      let blocks = (count + TiledPlan.block - 1) / TiledPlan.block
      let operations = count * ConvolutionGeometry.points * g.channels * g.filters
      shareUnits(2 * blocks, operations) { unit in
        let (block, isGradient) = (unit / 2, unit % 2 == 0)
        let first = block * TiledPlan.block
        let length = min(TiledPlan.block, count - first)
        withScratch(Self.tileScratch(g)) { scratch in
          if isGradient {
            set.valueGradients(
              g, start + first, length, dZ, gradients + first * tiled.gradients.tile,
              tiled.gradients, slots + block * g.filters, scratch)
          } else {
            set.valuePixels(
              g, start + first, length, x, pixels + first * tiled.pixels.tile, tiled.pixels, scratch
            )
          }
        }
      }
      for block in 0..<blocks { set.combine(.add, db, slots + block * g.filters, db, g.filters) }
      let isFirst = start == tiles.lowerBound
      shareUnits(ConvolutionGeometry.points, operations) { point in
        set.multiplyTiles(
          g, count, gradients + point * tiled.gradients.point, tiled.gradients.tile,
          pixels + point * tiled.pixels.point, tiled.pixels.tile, isFirst,
          dU + point * g.filters * Self.wholeVectors(g.channels))
      }
      start += count
    }
    let strips = EvenParts(of: g.filters, count: (g.filters + 7) / 8)
    shareUnits(strips.count, ConvolutionGeometry.points * plan.weightCount) { strip in
      withScratch(Self.tileScratch(g)) { scratch in
        set.gatherTiles(g, strips.start(strip), strips.length(strip), dU, total, scratch)
      }
    }
  }
}

extension ConvolutionGeometry {
  /// The tiles that the way there does at once: their values stay in the second-level cache.
  fileprivate var tilesAtOnce: Int {
    max(12, min(48, (1 << 17) / (Self.points * (channels + filters)) / 12 * 12))
  }
}

/// How the sums over tiles are cut, a rule for their bits.
struct TiledPlan {
  /// The tiles over which db is summed before the sums are added.
  static let block = 24
  /// The tiles whose values are multiplied at once.
  let atOnce: Int
  /// How the values of the gradients and of the pixels lie.
  let gradients: TileValues
  let pixels: TileValues
  /// The elements of the filters' values.
  let filterGradients: Int

  init<Scalar>(_ g: ConvolutionGeometry, of _: Scalar.Type) {
    let bytes = ConvolutionGeometry.points * (g.channels + g.filters) * MemoryLayout<Scalar>.stride
    atOnce = max(1, min(8, (1 << 23) / bytes / Self.block)) * Self.block
    let lanes = 64 / MemoryLayout<Scalar>.stride
    gradients = TileValues(tiles: atOnce, channels: g.filters, lanes: lanes)
    pixels = TileValues(tiles: atOnce, channels: g.channels, lanes: lanes)
    filterGradients =
      ConvolutionGeometry.points * g.filters * KernelTable<Scalar>.wholeVectors(g.channels)
  }

  /// The elements of memory that the sums need.
  func workspaceCount(_ g: ConvolutionGeometry) -> Int {
    gradients.count + pixels.count + filterGradients + atOnce / Self.block * g.filters
  }
}
