import KernelTemplates
import KernelThreads

/// Convolution and pooling of pictures that lie one after the other, their pixels interleaved, row
/// by row. No bit of a result depends on the other pictures, or on the number of threads.
extension KernelTable {
  /// The elements of memory that ``convolve(_:examples:x:w:bias:activation:into:workspace:)`` needs.
  package func convolutionWorkspace(_ g: ConvolutionGeometry) -> Int {
    if g.isPixelwise { return 0 }
    return g.isTiled ? Self.tiledWorkspace(g) : g.groups * Self.packedCount(g)
  }

  /// The elements of the packed filters of a group.
  private static func packedCount(_ g: ConvolutionGeometry) -> Int {
    g.packedDepth(64 / MemoryLayout<Scalar>.stride) * wholeVectors(g.filters)
  }

  /// A = g(W∗X + b); W (filters, kernel·kernel·channels of a group), b (filters), group by group.
  package func convolve(
    _ g: ConvolutionGeometry, examples: Int, x: Source, w: Source, bias: Source,
    activation: ElementActivation, into a: Target, workspace: Target
  ) {
    if g.isTiled {
      return convolveTiled(
        g, examples: examples, isTurned: false, x: x, w: w, bias: bias, activation: activation,
        into: a, workspace: workspace)
    }
    if g.isPixelwise {
      return convolvePixels(
        g, examples: examples, x: x, w: w, bias: bias, activation: activation, into: a)
    }
    let packed = Self.packedCount(g)
    for group in 0..<g.rounds {
      set.packFilters(g, w + group * g.filters * g.depth, workspace + group * packed)
    }
    var bands = g.bands(of: Scalar.self)
    let operations = examples * g.outputSize * g.depth
    let wanted = 4 * ThreadPool.threads
    if operations >= Self.sharedOperations, examples * bands.count < wanted {
      let count = min(g.outputHeight, (wanted + examples - 1) / examples)
      bands = EvenParts(of: g.outputHeight, count: count)
    }
    shareUnits(examples * bands.count, operations) { unit in
      let (example, band) = unit.quotientAndRemainder(dividingBy: bands.count)
      let (first, lines) = (bands.start(band), bands.length(band))
      withScratch(g.scratchCount(first, lines, back: false)) { scratch in
        for group in 0..<g.rounds {
          set.convolve(
            g, first, lines, x + (example * g.inputSize + group * g.channels),
            workspace + group * packed, bias + group * g.filters, activation,
            a + (example * g.outputSize + group * g.filters), scratch)
        }
      }
    }
  }

  /// dX, dW and db from dA and the source of the plan's activation, as in `activationBackward`: dW and db are the
  /// means over the examples, 0 without any.
  ///
  /// The sums of each band of a picture are added one after the other, over the fixed segments of
  /// the examples. dX, and dW with db, are formed where the plan says so. The workspace has the plan's size.
  package func convolveBack(
    _ plan: ConvolutionPlan<Scalar>, dA: Source, source: Source, x: Source, w: Source, dX: Target,
    dW: Target, db: Target, workspace: Target
  ) {
    let g = plan.geometry
    let total = workspace
    let waiting = total + plan.gradientCount
    let rest = waiting + plan.levels * plan.gradientCount
    let dZ = plan.derivedCount == 0 ? dA : UnsafePointer(rest)
    let ready = rest + plan.derivedCount
    if plan.derivedCount > 0 {
      activationBackward(
        plan.activation, dA: dA, source: source, rows: plan.segments.examples,
        examples: g.outputSize, into: rest)
    }
    if plan.wantsDX { beginDX(plan, dZ: dZ, w: w, dX: dX, workspace: ready) }
    if !plan.wantsDW, g.isTiled || g.isPixelwise { return }
    for segment in 0..<plan.segments.count {
      let examples = plan.segments.range(segment)
      if g.isTiled {
        sumTiles(
          plan, examples.lowerBound * g.tileCount..<examples.upperBound * g.tileCount, dZ: dZ, x: x,
          into: total, workspace: ready)
      } else if g.isPixelwise {
        sumPixels(g, examples, dZ: dZ, x: x, into: total)
      } else {
        sumBands(
          plan, examples, dA: dA, source: source, x: x, dX: dX, into: total, workspace: ready)
      }
      if !plan.wantsDW { continue }
      addMean(of: segment, total, plan.weightCount, plan, to: waiting, result: dW)
      addMean(
        of: segment, total + plan.weightCount, g.outputPixel, plan,
        to: waiting + plan.weightCount, result: db)
    }
  }

  /// dX where it is formed apart from the sums, else the packed filters for it.
  private func beginDX(
    _ plan: ConvolutionPlan<Scalar>, dZ: Source, w: Source, dX: Target, workspace: Target
  ) {
    let (g, examples) = (plan.geometry, plan.segments.examples)
    if g.isTiled {
      convolveTiled(
        g.turned, examples: examples, isTurned: true, x: dZ, w: w, bias: nil, activation: .linear,
        into: dX, workspace: workspace)
    } else if g.isPixelwise {
      convolvePixelsBack(g, examples: examples, dZ: dZ, w: w, into: dX)
    } else {
      for group in 0..<g.rounds {
        set.packFiltersBack(
          g, w + group * g.filters * g.depth, workspace + group * plan.packedCount)
      }
    }
  }

  /// The sums of dW and db over some examples, and their dX, as far as wanted; the workspace begins with the
  /// packed filters.
  private func sumBands(
    _ plan: ConvolutionPlan<Scalar>, _ examples: Range<Int>, dA: Source, source: Source, x: Source,
    dX: Target, into total: Target, workspace filters: Target
  ) {
    let g = plan.geometry
    let slots = filters + plan.filterCount
    if plan.wantsDW { set.fill(total, plan.gradientCount, 0) }
    var start = examples.lowerBound * plan.bands.count
    let end = examples.upperBound * plan.bands.count
    while start < end {
      let count = min(plan.slots, end - start)
      shareUnits(count, 3 * count * plan.unitOperations) { unit in
        let (example, band) = (start + unit).quotientAndRemainder(dividingBy: plan.bands.count)
        let (first, lines) = (plan.bands.start(band), plan.bands.length(band))
        let dW = plan.wantsDW ? slots + unit * plan.gradientCount : nil
        let db = dW.map { $0 + plan.weightCount }
        withScratch(g.scratchCount(first, lines, back: true)) { scratch in
          for group in 0..<g.rounds {
            let input = example * g.inputSize + group * g.channels
            let output = example * g.outputSize + group * g.filters
            set.convolveBack(
              g, first, lines, plan.activation, dA + output, source + output, x + input,
              plan.wantsDX ? UnsafePointer(filters + group * plan.packedCount) : nil, dX + input,
              dW.map { $0 + group * g.filters * g.depth }, db.map { $0 + group * g.filters },
              scratch)
          }
        }
      }
      if plan.wantsDW { add(slots, count, to: total, plan.gradientCount) }
      start += count
    }
  }

  /// The largest or the mean of each window.
  package func pool(
    _ operation: PoolingOperation, _ g: PoolingGeometry, examples: Int, x: Source, into y: Target
  ) {
    shareChannels(g, examples) { example, first, channels in
      set.pool(
        operation, g, first, channels, x + example * g.inputSize, y + example * g.outputSize)
    }
  }

  /// dX of a pooling; for the largest also from X and Y.
  package func poolBack(
    _ operation: PoolingOperation, _ g: PoolingGeometry, examples: Int, dY: Source, x: Source,
    y: Source, into dX: Target
  ) {
    shareChannels(g, examples) { example, first, channels in
      let (input, output) = (example * g.inputSize, example * g.outputSize)
      set.poolBack(
        operation, g, first, channels, dY + output, x + input, y + output, dX + input)
    }
  }
}

/// How the way back of a convolution is cut: no bit of a result depends on anything but the geometry
/// and the number of examples.
package struct ConvolutionPlan<Scalar> {
  let geometry: ConvolutionGeometry
  let activation: ElementActivation
  let wantsDX: Bool
  /// Whether dW and db are formed.
  let wantsDW: Bool
  let segments: ExampleSegments
  let bands: EvenParts
  /// The bands whose sums are held at the same time.
  let slots: Int

  package init(
    _ geometry: ConvolutionGeometry, examples: Int, activation: ElementActivation, wantsDX: Bool,
    wantsDW: Bool = true
  ) {
    self.geometry = geometry
    self.activation = activation
    self.wantsDX = wantsDX
    self.wantsDW = wantsDW
    segments = ExampleSegments(examples: examples)
    bands = geometry.bands(of: Scalar.self)
    let bytes = geometry.outputPixel * (geometry.depth + 1) * MemoryLayout<Scalar>.stride
    slots = min(examples * bands.count, max(2 * ThreadPool.threads, (1 << 24) / bytes))
  }

  /// The sums over segments that wait at the same time, beside the last one.
  var levels: Int { segments.count == 1 ? 0 : TreeStep.levels(segments.count) }
  var weightCount: Int { geometry.outputPixel * geometry.depth }
  var gradientCount: Int { weightCount + geometry.outputPixel }
  /// The multiply-adds of one of the three products for a band.
  var unitOperations: Int { geometry.outputSize * geometry.depth / bands.count }

  /// The elements of memory that the way back needs.
  package var workspaceCount: Int {
    let sums = (1 + levels) * gradientCount + derivedCount
    if geometry.isPixelwise { return sums }
    guard geometry.isTiled else { return sums + filterCount + slots * gradientCount }
    return sums
      + max(
        tiles.workspaceCount(geometry),
        wantsDX ? KernelTable<Scalar>.tiledWorkspace(geometry.turned) : 0)
  }

  /// How the sums over tiles are cut, where there are tiles.
  var tiles: TiledPlan { TiledPlan(geometry, of: Scalar.self) }

  /// The elements of dZ where it is formed for all examples first.
  var derivedCount: Int {
    (geometry.isTiled || geometry.isPixelwise) && activation != .linear
      ? segments.examples * geometry.outputSize : 0
  }

  /// The elements of the packed filters of all groups.
  var filterCount: Int { wantsDX ? geometry.groups * packedCount : 0 }

  /// The elements of the filters of a group, turned round and packed.
  var packedCount: Int {
    geometry.kernel * geometry.kernel * geometry.filters
      * KernelTable<Scalar>.wholeVectors(geometry.channels)
  }
}

extension KernelTable {
  /// From how many multiply-adds on threads pay.
  private static var sharedOperations: Int { 1 << 19 }

  /// A number of columns rounded up to whole vectors.
  static func wholeVectors(_ columns: Int) -> Int {
    let lanes = 64 / MemoryLayout<Scalar>.stride
    return (columns + lanes - 1) / lanes * lanes
  }

  func shareUnits(_ count: Int, _ operations: Int, _ body: (Int) -> Void) {
    if operations < Self.sharedOperations {
      for unit in 0..<count { body(unit) }
    } else {
      ThreadPool.parallel(count, body)
    }
  }

  func withScratch(_ count: Int, _ body: (Target) -> Void) {
    let bytes = count * MemoryLayout<Scalar>.stride
    let block =
      bytes <= Workspace.bytes
      ? Workspace.take() : UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    body(block.assumingMemoryBound(to: Scalar.self))
    if bytes <= Workspace.bytes { Workspace.giveBack(block) } else { block.deallocate() }
  }

  /// Adds the slots to the total, one after the other.
  private func add(_ slots: Target, _ count: Int, to total: Target, _ size: Int) {
    let part = 1024
    shareUnits((size + part - 1) / part, 8 * count * size) { unit in
      let start = unit * part
      let length = min(part, size - start)
      for slot in 0..<count {
        set.combine(.add, total + start, slots + slot * size + start, total + start, length)
      }
    }
  }

  /// Adds the part that a segment's total has in the mean to those of the segments before, which
  /// wait in a tree; with the last one the mean is complete.
  private func addMean(
    of segment: Int, _ total: Source, _ count: Int, _ plan: ConvolutionPlan<Scalar>,
    to waiting: Target, result: Target
  ) {
    let segments = plan.segments
    let length = segments.length(segment)
    let step = TreeStep(leaf: segment, of: segments.count)
    func level(_ level: Int) -> Target { waiting + level * plan.gradientCount }
    let sum = segment + 1 == segments.count ? result : level(step.level)
    set.combineScalar(.multiply, total, segments.scale(ofLength: length), sum, count, false)
    if segments.count == 1 { return }
    set.combineScalar(.multiply, sum, segments.weight(ofLength: length), sum, count, false)
    for l in 0..<plan.levels where step.waiting >> l & 1 != 0 {
      set.combine(.add, level(l), sum, sum, count)
    }
  }

  /// Calls the body for each example with all its channels, or with parts of them where the
  /// examples are few.
  private func shareChannels(
    _ g: PoolingGeometry, _ examples: Int,
    _ body: (_ example: Int, _ first: Int, _ channels: Int) -> Void
  ) {
    let work = examples * g.outputSize * g.windowCount
    if work < 1 << 15 {
      for example in 0..<examples { body(example, 0, g.channels) }
      return
    }
    let wanted = (4 * ThreadPool.threads + examples - 1) / examples
    let vectors = Self.wholeVectors(g.channels) * MemoryLayout<Scalar>.stride / 64
    let cuts = EvenParts(of: vectors, count: max(1, min(vectors, wanted)))
    let lanes = 64 / MemoryLayout<Scalar>.stride
    ThreadPool.parallel(examples * cuts.count) { unit in
      let (example, cut) = unit.quotientAndRemainder(dividingBy: cuts.count)
      let first = cuts.start(cut) * lanes
      body(example, first, min(cuts.length(cut) * lanes, g.channels - first))
    }
  }
}
