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
    default: fillDirection(mode, pixels, stride, right)
    }
  }

  /// The border of a block, from the lowest on the left by the corner to the last on the right, and
  /// how a direction takes its pixels from it.
  private static func fillDirection(
    _ mode: VP8Mode, _ pixels: Pixels, _ stride: Int, _ right: UnsafePointer<UInt8>
  ) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 13) { e in
      for k in 0..<4 {
        e[3 &- k] = UInt32(pixels[k &* stride &- 1])
        e[5 &+ k] = UInt32(pixels[k &- stride])
        e[9 &+ k] = UInt32(right[k])
      }
      e[4] = UInt32(pixels[-1 - stride])
      /// The mean of the border at a place and the next, and around a place.
      func two(_ i: Int) -> UInt8 { UInt8(truncatingIfNeeded: (e[i] &+ e[i &+ 1] &+ 1) &>> 1) }
      func three(_ i: Int) -> UInt8 {
        let (before, behind) = (e[max(i &- 1, 0)], e[min(i &+ 1, 12)])
        return UInt8(truncatingIfNeeded: (before &+ 2 &* e[i] &+ behind &+ 2) &>> 2)
      }
      func fill(_ value: (Int, Int) -> UInt8) {
        for y in 0..<4 {
          for x in 0..<4 { pixels[y &* stride &+ x] = value(x, y) }
        }
      }
      switch mode {
      case .vertical: fill { x, _ in three(5 &+ x) }
      case .horizontal: fill { _, y in three(3 &- y) }
      case .downRight: fill { x, y in three(4 &+ x &- y) }
      case .downLeft: fill { x, y in three(6 &+ x &+ y) }
      case .verticalRight:
        fill { x, y in
          let i = 2 &* x &- y
          if i < -1 { return three(5 &+ i) }
          return y % 2 == 0 ? two(4 &+ i / 2) : three((9 &+ i) / 2)
        }
      case .verticalLeft:
        fill { x, y in
          let i = 5 &+ x &+ y / 2
          if x == 3, y >= 2 { return three(8 &+ y) }
          return y % 2 == 0 ? two(i) : three(i &+ 1)
        }
      case .horizontalDown:
        fill { x, y in
          let i = 2 &* y &- x
          if i < -1 { return three(3 &- i) }
          return x % 2 == 0 ? two(3 &- i / 2) : three((7 &- i) / 2)
        }
      default:
        fill { x, y in
          let i = x &+ 2 &* y
          if i > 5 { return UInt8(truncatingIfNeeded: e[0]) }
          return i % 2 == 0 ? two(2 &- i / 2) : three(2 &- i / 2)
        }
      }
    }
  }
}
