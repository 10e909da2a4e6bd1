import KernelTemplates
import KernelThreads

/// Convolutions to few pixels, each a product over the examples: the filters are read once for many of
/// them, and no zero around a picture is multiplied.
extension KernelTable {
  /// A = g(W∗X + b), the filters' rows times some examples at a time.
  func convolvePixels(
    _ g: ConvolutionGeometry, examples: Int, x: Source, w: Source, bias: Source,
    activation: ElementActivation, into a: Target
  ) {
    let blocks = EvenParts(of: examples, count: max(1, (examples + 95) / 96))
    sharePixels(g.outputHeight * g.outputWidth * blocks.count) { unit in
      let (pixel, block) = unit.quotientAndRemainder(dividingBy: blocks.count)
      let (first, m) = (blocks.start(block), blocks.length(block))
      withScratch(2 * m * g.filters) { products in
        multiplyPixel(g, pixel, examples: m, x: x + first * g.inputSize, w: w, into: products)
        let z = products + m * g.filters
        transpose(products, rows: g.filters, columns: m, into: z)
        combine(.add, z, rows: m, columns: g.filters, row: bias, into: z)
        if activation != .linear { apply(activation.function, z, into: z, count: m * g.filters) }
        let target = a + (first * g.outputSize + pixel * g.filters)
        for example in 0..<m {
          (target + example * g.outputSize).update(from: z + example * g.filters, count: g.filters)
        }
      }
    }
  }

  /// What a pixel is without bias and activation, (filters, examples).
  private func multiplyPixel(
    _ g: ConvolutionGeometry, _ pixel: Int, examples: Int, x: Source, w: Source,
    into products: Target
  ) {
    let (row, column) = pixel.quotientAndRemainder(dividingBy: g.outputWidth)
    let rows = g.taps(at: row, before: g.top, of: g.height)
    let columns = g.taps(at: column, before: g.left, of: g.width)
    for i in rows {
      let source = g.pixel(
        row * g.stride - g.top + i, column * g.stride - g.left + columns.lowerBound)
      gemm(
        m: g.filters, n: examples, k: columns.count * g.channels,
        a: w + (i * g.kernel + columns.lowerBound) * g.channels, lda: g.depth, b: x + source,
        ldb: g.inputSize, transposeB: true, beta: i == rows.lowerBound ? 0 : 1, c: products,
        ldc: examples)
    }
  }

  /// dX, for each pixel the sum over the windows that have it.
  func convolvePixelsBack(
    _ g: ConvolutionGeometry, examples: Int, dZ: Source, w: Source, into dX: Target
  ) {
    sharePixels(g.height * g.width) { pixel in
      let (y, x) = pixel.quotientAndRemainder(dividingBy: g.width)
      var isFirst = true
      func add(_ tap: Int, _ place: Int, k: Int) {
        gemm(
          m: examples, n: g.channels, k: k, a: dZ + place * g.filters, lda: g.outputSize,
          b: w + tap * g.channels, ldb: g.depth, beta: isFirst ? 0 : 1, c: dX + pixel * g.channels,
          ldc: g.inputSize)
        isFirst = false
      }
      for i in 0..<g.kernel {
        guard let row = g.place(y + g.top - i, of: g.outputHeight) else { continue }
        for j in 0..<g.kernel {
          guard let column = g.place(x + g.left - j, of: g.outputWidth) else { continue }
          add(i * g.kernel + j, row * g.outputWidth + column, k: g.filters)
        }
      }
      if isFirst { add(0, 0, k: 0) }
    }
  }

  /// The sums of dW and db over some examples.
  ///
  /// Some filters at a time, so that their sums stay in the second-level cache.
  func sumPixels(
    _ g: ConvolutionGeometry, _ examples: Range<Int>, dZ: Source, x: Source, into total: Target
  ) {
    let dZ = dZ + examples.lowerBound * g.outputSize
    let x = x + examples.lowerBound * g.inputSize
    let blocks = EvenParts(of: g.filters, count: (g.filters + 47) / 48)
    sharePixels(g.kernel * g.kernel * blocks.count) { unit in
      let (tap, block) = unit.quotientAndRemainder(dividingBy: blocks.count)
      let (i, j) = tap.quotientAndRemainder(dividingBy: g.kernel)
      let filter = blocks.start(block)
      var isFirst = true
      func add(_ place: Int, _ source: Int, k: Int) {
        gemm(
          m: blocks.length(block), n: g.channels, k: k, a: dZ + (place * g.filters + filter),
          lda: g.outputSize, transposeA: true, b: x + source, ldb: g.inputSize,
          beta: isFirst ? 0 : 1, c: total + (filter * g.depth + tap * g.channels), ldc: g.depth)
        isFirst = false
      }
      for row in 0..<g.outputHeight
      where g.taps(at: row, before: g.top, of: g.height).contains(i) {
        for column in 0..<g.outputWidth
        where g.taps(at: column, before: g.left, of: g.width).contains(j) {
          add(
            row * g.outputWidth + column,
            g.pixel(row * g.stride - g.top + i, column * g.stride - g.left + j), k: examples.count)
        }
      }
      if isFirst { add(0, 0, k: 0) }
    }
    columnSums(
      dZ, rows: examples.count * g.outputHeight * g.outputWidth, columns: g.filters,
      into: total + g.filters * g.depth)
  }

  /// Shares the pixels among threads where there are enough, else each product.
  private func sharePixels(_ count: Int, _ body: (Int) -> Void) {
    if count < 2 * ThreadPool.threads {
      for pixel in 0..<count { body(pixel) }
    } else {
      ThreadPool.parallel(count, body)
    }
  }
}

extension ConvolutionGeometry {
  /// Whether it is done pixel by pixel, a rule for the bits: where the output has few pixels, and
  /// channels and filters fill vectors.
  package var isPixelwise: Bool {
    !isTiled && groups == 1 && min(channels, filters) >= 16 && outputHeight * outputWidth <= 16
  }

  /// The elements of the kernel, in one direction, that cover the picture at a position.
  fileprivate func taps(at position: Int, before zeros: Int, of size: Int) -> Range<Int> {
    let first = position * stride - zeros
    return max(0, -first)..<min(kernel, size - first)
  }

  /// The position, in one direction, that begins so far behind the first zero; nil where none does.
  fileprivate func place(_ distance: Int, of count: Int) -> Int? {
    let (place, rest) = distance.quotientAndRemainder(dividingBy: stride)
    return distance >= 0 && rest == 0 && place < count ? place : nil
  }

  /// Where a pixel's numbers begin in a picture.
  fileprivate func pixel(_ row: Int, _ column: Int) -> Int { (row * width + column) * channels }
}
