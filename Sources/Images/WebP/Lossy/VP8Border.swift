/// The pixels around a block of 4×4, from the lowest on the left by the corner to the last on the right,
/// and how each direction guesses a pixel of the block by them (RFC 6386, section 12.3).
struct VP8Border {
  /// Four on the left, the corner, four above, and four behind those.
  static let count = 13
  private static let corner = 4

  private let values: UnsafeMutablePointer<UInt32>

  /// Collects the border in `memory`; `right` has the last four, which may be of another macroblock.
  init(
    _ memory: UnsafeMutablePointer<UInt32>, of pixels: UnsafeMutablePointer<UInt8>, _ stride: Int,
    right: UnsafePointer<UInt8>
  ) {
    values = memory
    for k in 0..<4 {
      values[Self.corner &- 1 &- k] = UInt32(pixels[k &* stride &- 1])
      values[Self.corner &+ 1 &+ k] = UInt32(pixels[k &- stride])
      values[Self.corner &+ 5 &+ k] = UInt32(right[k])
    }
    values[Self.corner] = UInt32(pixels[-1 &- stride])
  }

  /// The mean of the pixels at a place and the next.
  @inline(__always)
  private func two(_ i: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: (values[i] &+ values[i &+ 1] &+ 1) &>> 1)
  }

  /// The mean around a place, which counts twice; the ends have themselves as neighbors.
  @inline(__always)
  private func three(_ i: Int) -> UInt8 {
    let (before, behind) = (values[max(i &- 1, 0)], values[min(i &+ 1, Self.count &- 1)])
    return UInt8(truncatingIfNeeded: (before &+ 2 &* values[i] &+ behind &+ 2) &>> 2)
  }

  @inline(__always)
  func vertical(_ x: Int, _ y: Int) -> UInt8 { three(5 &+ x) }

  @inline(__always)
  func horizontal(_ x: Int, _ y: Int) -> UInt8 { three(3 &- y) }

  @inline(__always)
  func downRight(_ x: Int, _ y: Int) -> UInt8 { three(4 &+ x &- y) }

  @inline(__always)
  func downLeft(_ x: Int, _ y: Int) -> UInt8 { three(6 &+ x &+ y) }

  @inline(__always)
  func verticalRight(_ x: Int, _ y: Int) -> UInt8 {
    let i = 2 &* x &- y
    if i < -1 { return three(5 &+ i) }
    return y % 2 == 0 ? two(4 &+ i / 2) : three((9 &+ i) / 2)
  }

  @inline(__always)
  func verticalLeft(_ x: Int, _ y: Int) -> UInt8 {
    let i = 5 &+ x &+ y / 2
    if x == 3, y >= 2 { return three(8 &+ y) }
    return y % 2 == 0 ? two(i) : three(i &+ 1)
  }

  @inline(__always)
  func horizontalDown(_ x: Int, _ y: Int) -> UInt8 {
    let i = 2 &* y &- x
    if i < -1 { return three(3 &- i) }
    return x % 2 == 0 ? two(3 &- i / 2) : three((7 &- i) / 2)
  }

  @inline(__always)
  func horizontalUp(_ x: Int, _ y: Int) -> UInt8 {
    let i = x &+ 2 &* y
    if i > 5 { return UInt8(truncatingIfNeeded: values[0]) }
    return i % 2 == 0 ? two(2 &- i / 2) : three(2 &- i / 2)
  }
}
