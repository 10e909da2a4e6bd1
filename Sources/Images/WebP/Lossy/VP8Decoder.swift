/// Reads the lossy pictures of WebP: key frames of VP8 (RFC 6386), in libwebp's arithmetic.
struct VP8Decoder {
  private typealias Pixels = UnsafeMutablePointer<UInt8>

  private let frame: VP8Frame
  private let steps: [VP8Quantization.Steps]
  private let filter: VP8LoopFilter
  private var partitions: [VP8Bits]
  private var modes: VP8ModeReader
  private let residuals: VP8Residuals
  private var strengths: [VP8LoopFilter.Strength] = []

  static func decode(_ data: UnsafeRawBufferPointer) throws(ImageError.Problem) -> Image {
    var decoder = VP8Decoder(try VP8Header(data))
    try decoder.run()
    return VP8Colors.image(decoder.frame)
  }

  private init(_ header: VP8Header) {
    let frame = VP8Frame(width: header.width, height: header.height)
    self.frame = frame
    let quantization = header.quantization
    steps = (0..<4).map {
      quantization.steps(header.segments.value(quantization.index, header.segments.quantizers, $0))
    }
    filter = VP8LoopFilter(header)
    partitions = header.partitions
    modes = VP8ModeReader(header, columns: frame.columns)
    residuals = VP8Residuals(header, columns: frame.columns)
  }

  private mutating func run() throws(ImageError.Problem) {
    for row in 0..<frame.rows {
      modes.startRow()
      residuals.startRow()
      let partition = row % partitions.count
      for column in 0..<frame.columns {
        modes.read(column: column)
        residuals.clear()
        var hasCoefficients = false
        if modes.isSkipped {
          residuals.skip(column: column, isSplit: modes.isSplit)
        } else {
          hasCoefficients = residuals.read(
            &partitions[partition], column: column, isSplit: modes.isSplit, steps[modes.segment])
        }
        restoreLuma(row, column)
        restoreChroma(row, column)
        strengths.append(
          filter.strength(
            segment: modes.segment, isSplit: modes.isSplit, hasCoefficients: hasCoefficients))
      }
      guard !modes.isExhausted, !partitions[partition].isExhausted else {
        throw .truncated(
          .webp, part: "the macroblocks: row \(row) of \(frame.rows)")
      }
    }
    if filter.isUsed { filter.apply(to: frame, strengths) }
  }

  private func restoreLuma(_ row: Int, _ column: Int) {
    let stride = frame.luma.stride
    let pixels = frame.luma.pixels + 16 * (row * stride + column)
    guard modes.isSplit else {
      VP8Prediction.fill(
        modes.luma[0], pixels, stride, size: 16, hasAbove: row > 0, hasLeft: column > 0)
      for block in 0..<16 { add(block, pixels + 4 * (block / 4 * stride + block % 4), stride) }
      return
    }
    // The blocks at the right edge take what is behind those above from above the macroblock, all of
    // them; at the edge of the frame that is the last pixel there.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4) { beyond in
      guard let beyond = beyond.baseAddress else { return }
      let above = pixels - stride
      if row > 0, column == frame.columns - 1 {
        beyond.initialize(repeating: above[15], count: 4)
      } else {
        beyond.initialize(from: above + 16, count: 4)
      }
      for block in 0..<16 {
        let target = pixels + 4 * (block / 4 * stride + block % 4)
        let right = block % 4 == 3 ? beyond : target - stride + 4
        VP8Prediction.fillBlock(modes.luma[block], target, stride, right: right)
        add(block, target, stride)
      }
    }
  }

  private func restoreChroma(_ row: Int, _ column: Int) {
    for (index, plane) in frame.chroma.enumerated() {
      let pixels = plane.pixels + 8 * (row * plane.stride + column)
      VP8Prediction.fill(
        modes.chroma, pixels, plane.stride, size: 8, hasAbove: row > 0, hasLeft: column > 0)
      for block in 0..<4 {
        add(
          16 + 4 * index + block, pixels + 4 * (block / 2 * plane.stride + block % 2), plane.stride)
      }
    }
  }

  /// Adds the differences of a block to its guess.
  private func add(_ block: Int, _ pixels: Pixels, _ stride: Int) {
    let values = residuals.values + 16 &* block
    switch residuals.extents[block] {
    case 0: break
    case 1: VP8Transform.addMean(values[0], to: pixels, stride: stride)
    default: VP8Transform.add(values, to: pixels, stride: stride)
    }
  }
}
