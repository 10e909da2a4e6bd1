/// Convolutions of pictures that lie interleaved, a band of rows of one picture at a time.
///
/// The way there multiplies the patches of the padded picture with the filters. The way back
/// multiplies the patches of the padded dZ with the filters turned round, for each phase of the
/// stride with those of their elements that reach it, and dZ with the patches of the picture.
///
/// All of it is for one group: pictures, filters and results begin at its first number. Where there are
/// several, its channels are copied together first; but a depthwise convolution is done for all at once.
extension KernelSet {
  /// The filters as the columns of B, row k for element k of a filter.
  @inlinable @inline(__always)
  public static func packFilters(_ g: ConvolutionGeometry, _ w: Source, _ pack: Target) {
    if g.isDepthwise { return packDepthwise(g.ungrouped, w, pack) }
    if g.pixelsTogether(lanes) > 1 { return packTogether(g, w, pack) }
    let panels = panels(g.filters)
    for panel in 0..<panels.count {
      let column = panels.start(panel) &* lanes
      packPanel(
        w + column &* g.depth, 1, g.depth, g.depth, g.filters &- column, panels.length(panel),
        pack + column &* g.depth)
    }
  }

  /// The filters of the pixels that go together side by side, each beginning where its window does.
  @inlinable @inline(__always)
  public static func formPackTogether(_ g: ConvolutionGeometry, _ w: Source, _ pack: Target) {
    let rows = g.packedDepth(lanes)
    setZero(pack, rows &* lanes)
    let run = g.kernel &* g.channels
    for pixel in 0..<g.pixelsTogether(lanes) {
      for i in 0..<g.kernel {
        let first = i &* (rows / g.kernel) &+ pixel &* g.stride &* g.channels
        for filter in 0..<g.filters {
          let source = w + (filter &* g.depth &+ i &* run)
          let target = pack + (first &* lanes &+ pixel &* g.filters &+ filter)
          for element in 0..<run { target[element &* lanes] = source[element] }
        }
      }
    }
  }

  /// Some rows of A = g(W∗X + b) of a picture, from the packed filters.
  @inlinable @inline(__always)
  public static func convolve(
    _ g: ConvolutionGeometry, _ first: Int, _ lines: Int, _ x: Source, _ filters: Source,
    _ bias: Source, _ activation: ElementActivation, _ z: Target, _ scratch: Target
  ) {
    if g.isDepthwise {
      return convolveDepthwise(
        g.ungrouped, first, lines, x, filters, bias, activation, z, scratch)
    }
    var image = x + first &* g.stride &* g.width &* g.channels
    var pitch = g.width &* g.channels
    if g.isPadded || g.groups > 1 {
      copyPadded(g, first, lines, x, scratch + g.scratchStart)
      image = UnsafePointer(scratch + g.scratchStart)
      pitch = g.paddedLine
    }
    let line = g.outputWidth &* g.outputPixel
    let together = g.pixelsTogether(lanes)
    var product = PatchProduct(
      lines: lines, rows: g.outputWidth / together, columns: together &* g.filters,
      runs: g.kernel, run: g.packedDepth(lanes) / g.kernel, a: image, aLine: g.stride &* pitch,
      aRow: together &* g.stride &* g.channels, aRun: pitch, b: filters, c: z + first &* line,
      cLine: line, cRow: together &* g.outputPixel)
    product.pixels = together
    multiplyPatches(product, bias, activation, scratch)
  }

  /// The rows of a picture that a band comes from, with its zeros.
  @inlinable @inline(__always)
  public static func copyPadded(
    _ g: ConvolutionGeometry, _ first: Int, _ lines: Int, _ x: Source, _ y: Target
  ) {
    let top = first &* g.stride &- g.top
    let before = g.left &* g.channels
    let count = min(g.width &* g.channels, g.paddedLine &- before)
    for line in 0..<g.paddedLines(lines) {
      let target = y + line &* g.paddedLine
      let row = top &+ line
      if row < 0 || row >= g.height {
        setZero(target, g.paddedLine)
      } else {
        setZero(target, before)
        copyGroup(
          x + row &* g.width &* g.inputPixel, target + before, count, g.channels, g.inputPixel)
        setZero(target + (before &+ count), g.paddedLine &- before &- count)
      }
    }
  }

  /// The numbers of a group, so many of each pixel, one after the other.
  @inlinable @inline(__always)
  public static func copyGroup(
    _ x: Source, _ y: Target, _ count: Int, _ run: Int, _ pixel: Int
  ) {
    if run == pixel { return y.update(from: x, count: count) }
    for i in 0..<count / run {
      let (source, target) = (x + i &* pixel, y + i &* run)
      for (j, n) in parts(run) { store(load(source + j, n), target + j, n) }
    }
  }

  // MARK: The way back

  /// A number of columns rounded up to whole vectors.
  @inlinable @inline(__always)
  public static func wholeVectors(_ columns: Int) -> Int {
    (columns &+ lanes &- 1) & ~(lanes &- 1)
  }
}
