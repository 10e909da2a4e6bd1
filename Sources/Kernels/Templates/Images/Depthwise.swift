/// Convolutions with one filter for each channel, all channels of a pixel side by side in vectors.
///
/// The geometry is that of all channels in one group.
extension KernelSet {
  /// The filters with the channels of each element side by side.
  @inlinable @inline(__always)
  public static func packDepthwise(_ g: ConvolutionGeometry, _ w: Source, _ pack: Target) {
    let taps = g.kernel &* g.kernel
    for channel in 0..<g.channels {
      for tap in 0..<taps { pack[tap &* g.channels &+ channel] = w[channel &* taps &+ tap] }
    }
  }

  /// Some rows of A = g(W∗X + b) of a picture.
  @inlinable @inline(__always)
  public static func formDepthwise(
    _ g: ConvolutionGeometry, _ first: Int, _ lines: Int, _ x: Source, _ filters: Source,
    _ bias: Source, _ activation: ElementActivation, _ z: Target, _ scratch: Target
  ) {
    let image = scratch + g.scratchStart
    copyPadded(g, first, lines, x, image)
    let outputLine = g.outputWidth &* g.filters
    for (c, n) in parts(g.channels) {
      for line in 0..<lines {
        let target = z + ((first &+ line) &* outputLine &+ c)
        let row = image + (line &* g.stride &* g.paddedLine &+ c)
        for pixel in 0..<g.outputWidth {
          let window = row + pixel &* g.stride &* g.channels
          var sum = Vector.zero
          for i in 0..<g.kernel {
            for j in 0..<g.kernel {
              let tap = (i &* g.kernel &+ j) &* g.channels
              sum = .fma(
                load(window + (i &* g.paddedLine &+ j &* g.channels), n),
                load(filters + (tap &+ c), n), sum)
            }
          }
          store(sum, target + pixel &* g.filters, n)
        }
      }
    }
    for line in 0..<lines {
      finishLine(
        z + (first &+ line) &* outputLine, g.outputWidth, g.filters, g.filters, bias, activation)
    }
  }

  /// What a band adds to dW and db, and the rows of dX that it answers for, from its dA and A.
  @inlinable @inline(__always)
  public static func formDepthwiseBack(
    _ g: ConvolutionGeometry, _ first: Int, _ lines: Int, _ activation: ElementActivation,
    _ dA: Source, _ a: Source, _ x: Source, _ filters: Source?, _ dX: Target, _ dW: Target?,
    _ db: Target?, _ scratch: Target
  ) {
    let image = scratch + g.scratchStart
    let dZ = image + g.paddedLines(lines) &* g.paddedLine
    derivePadded(g, first, lines, activation, dA, a, dZ)
    if let dW, let db {
      copyPadded(g, first, lines, x, image)
      let before = (g.reach &- 1 &- g.left / g.stride) &* g.filters
      let own = dZ + ((g.reach &- 1) &* g.paddedOutputLine &+ before)
      for (c, n) in parts(g.channels) {
        for tap in 0..<g.kernel &* g.kernel {
          let (i, j) = (tap / g.kernel, tap % g.kernel)
          let patch = image + (i &* g.paddedLine &+ j &* g.channels &+ c)
          store(sumTap(g, lines, own + c, patch, n), scratch, n)
          for lane in 0..<n { dW[(c &+ lane) &* g.kernel &* g.kernel &+ tap] = scratch[lane] }
        }
      }
      sumPixels(g, lines, own, db)
    }
    if let filters { turnDepthwise(g, first, lines, dZ, filters, dX) }
  }

  /// Σ dZ · X over the pixels of a band, for one element of the filters: four sums, of every fourth
  /// pixel of a row, and then theirs.
  @inlinable @inline(__always)
  public static func sumTap(
    _ g: ConvolutionGeometry, _ lines: Int, _ dZ: Source, _ image: Source, _ n: Int
  ) -> Vector {
    var (s0, s1, s2, s3) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
    let step = g.stride &* g.channels
    for line in 0..<lines {
      var (z, x) = (
        dZ + line &* g.paddedOutputLine, image + line &* g.stride &* g.paddedLine
      )
      for _ in 0..<g.outputWidth / 4 {
        s0 = .fma(load(z, n), load(x, n), s0)
        s1 = .fma(load(z + g.filters, n), load(x + step, n), s1)
        s2 = .fma(load(z + 2 &* g.filters, n), load(x + 2 &* step, n), s2)
        s3 = .fma(load(z + 3 &* g.filters, n), load(x + 3 &* step, n), s3)
        z += 4 &* g.filters
        x += 4 &* step
      }
      for pixel in 0..<g.outputWidth % 4 {
        s0 = .fma(load(z + pixel &* g.filters, n), load(x + pixel &* step, n), s0)
      }
    }
    return (s0 + s1) + (s2 + s3)
  }

  /// dX of the rows that a band answers for.
  @inlinable @inline(__always)
  public static func formTurnedDepthwise(
    _ g: ConvolutionGeometry, _ first: Int, _ lines: Int, _ dZ: Source, _ filters: Source,
    _ dX: Target
  ) {
    let top = first &- (g.reach &- 1)
    let left = g.left / g.stride &- (g.reach &- 1)
    for row in g.rows(first, lines) {
      let y = KernelPhase(g, (row &+ g.top) % g.stride, zeros: g.top, from: row)
      for column in 0..<g.width {
        let x = KernelPhase(g, (column &+ g.left) % g.stride, zeros: g.left, from: column)
        let target = dX + (row &* g.width &+ column) &* g.channels
        let source =
          dZ + ((y.position &- top) &* g.paddedOutputLine &+ (x.position &- left) &* g.filters)
        for (c, n) in parts(g.channels) {
          var sum = Vector.zero
          for i in 0..<y.taps {
            for j in 0..<x.taps {
              let tap = (y.phase &+ i &* g.stride) &* g.kernel &+ x.phase &+ j &* g.stride
              sum = .fma(
                load(source + (c &- i &* g.paddedOutputLine &- j &* g.filters), n),
                load(filters + (tap &* g.channels &+ c), n), sum)
            }
          }
          store(sum, target + c, n)
        }
      }
    }
  }
}
