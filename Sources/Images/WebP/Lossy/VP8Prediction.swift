/// Guesses of pixels by those above and on the left of them (RFC 6386, section 12).
enum VP8Prediction {
  typealias Pixels = UnsafeMutablePointer<UInt8>

  /// Fills a square of 16 or 8 pixels a side; at the edge of the frame a mean does without what is
  /// beyond.
  static func fill(
    _ mode: VP8Mode, _ pixels: Pixels, _ stride: Int, size: Int, hasAbove: Bool, hasLeft: Bool
  ) {
    switch mode {
    case .vertical:
      for y in 0..<size { (pixels + y * stride).update(from: pixels - stride, count: size) }
    case .horizontal:
      for y in 0..<size {
        let row = pixels + y * stride
        row.update(repeating: row[-1], count: size)
      }
    case .gradient: fillGradient(pixels, stride, size)
    default:
      let level = mean(pixels, stride, size, hasAbove: hasAbove, hasLeft: hasLeft)
      for y in 0..<size { (pixels + y * stride).update(repeating: level, count: size) }
    }
  }

  private static func mean(
    _ pixels: Pixels, _ stride: Int, _ size: Int, hasAbove: Bool, hasLeft: Bool
  ) -> UInt8 {
    guard hasAbove || hasLeft else { return 128 }
    var (sum, count) = (0, 0)
    if hasAbove {
      for x in 0..<size { sum += Int(pixels[x - stride]) }
      count += size
    }
    if hasLeft {
      for y in 0..<size { sum += Int(pixels[y * stride - 1]) }
      count += size
    }
    return UInt8(truncatingIfNeeded: (sum + count / 2) / count)
  }

  private static func fillGradient(_ pixels: Pixels, _ stride: Int, _ size: Int) {
    let above = pixels - stride
    for y in 0..<size {
      let row = pixels + y &* stride
      let difference = Int32(row[-1]) &- Int32(above[-1])
      for x in 0..<size {
        row[x] = UInt8(truncatingIfNeeded: min(max(Int32(above[x]) &+ difference, 0), 255))
      }
    }
  }

  /// Fills a block of 4×4 pixels.
  ///
  /// `right` has the four pixels behind those above, which may be of another macroblock.
  static func fillBlock(
    _ mode: VP8Mode, _ pixels: Pixels, _ stride: Int, right: UnsafePointer<UInt8>
  ) {
    switch mode {
    case .gradient: fillGradient(pixels, stride, 4)
    case .mean:
      var sum = 4
      for k in 0..<4 { sum += Int(pixels[k - stride]) + Int(pixels[k * stride - 1]) }
      for y in 0..<4 {
        (pixels + y * stride).update(repeating: UInt8(truncatingIfNeeded: sum >> 3), count: 4)
      }
    default:
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: VP8Border.count) { memory in
        guard let memory = memory.baseAddress else { return }
        fill(mode, pixels, stride, VP8Border(memory, of: pixels, stride, right: right))
      }
    }
  }

  /// Fills a block along a direction.
  private static func fill(
    _ mode: VP8Mode, _ pixels: Pixels, _ stride: Int, _ border: VP8Border
  ) {
    switch mode {
    case .mean, .gradient: break
    case .vertical: fill(pixels, stride, border.vertical)
    case .horizontal: fill(pixels, stride, border.horizontal)
    case .downRight: fill(pixels, stride, border.downRight)
    case .verticalRight: fill(pixels, stride, border.verticalRight)
    case .downLeft: fill(pixels, stride, border.downLeft)
    case .verticalLeft: fill(pixels, stride, border.verticalLeft)
    case .horizontalDown: fill(pixels, stride, border.horizontalDown)
    case .horizontalUp: fill(pixels, stride, border.horizontalUp)
    }
  }

  @inline(__always)
  private static func fill(_ pixels: Pixels, _ stride: Int, _ guess: (Int, Int) -> UInt8) {
    for y in 0..<4 {
      for x in 0..<4 { pixels[y &* stride &+ x] = guess(x, y) }
    }
  }
}
