/// From the planes of a frame to red, green and blue, with libwebp's default upsampling.
///
/// New samples of chroma lie at a quarter and three quarters between old ones, and weigh the four around
/// them 9, 3, 3 and 1.
struct VP8Colors {
  private typealias Row = UnsafePointer<UInt8>

  private let frame: VP8Frame
  private let out: UnsafeMutablePointer<UInt8>

  /// The picture of a frame.
  static func image(_ frame: VP8Frame) -> Image {
    let (width, height) = (frame.width, frame.height)
    let pixels = [UInt8](unsafeUninitializedCapacity: 3 * width * height) { pixels, filled in
      guard let out = pixels.baseAddress else { return }
      VP8Colors(frame: frame, out: out).fill()
      filled = 3 * width * height
    }
    return Image(width: width, height: height, channels: 3, pixels: pixels)
  }

  private func fill() {
    let lastChroma = (frame.height - 1) / 2
    for y in 0..<frame.height {
      let near = y / 2
      let far = min(max(near + (y % 2 == 0 ? -1 : 1), 0), lastChroma)
      let (u, v) = (frame.chroma[0], frame.chroma[1])
      fillRow(
        Row(frame.luma.pixels + y * frame.luma.stride),
        (Row(u.pixels + near * u.stride), Row(v.pixels + near * v.stride)),
        (Row(u.pixels + far * u.stride), Row(v.pixels + far * v.stride)),
        to: out + 3 * y * frame.width)
    }
  }

  /// Fills a row, whose chroma is between two rows, near and far.
  private func fillRow(
    _ luma: Row, _ near: (u: Row, v: Row), _ far: (u: Row, v: Row),
    to out: UnsafeMutablePointer<UInt8>
  ) {
    let (width, last) = (frame.width, (frame.width - 1) / 2)
    func edge(_ x: Int) -> (Int32, Int32) {
      (
        (3 &* Int32(near.u[x]) &+ Int32(far.u[x]) &+ 2) &>> 2,
        (3 &* Int32(near.v[x]) &+ Int32(far.v[x]) &+ 2) &>> 2
      )
    }
    put(luma[0], edge(0), out)
    var (leftU, leftV) = ((Int32(near.u[0]), Int32(far.u[0])), (Int32(near.v[0]), Int32(far.v[0])))
    for x in 1..<max(1, last + 1) {
      let u = (Int32(near.u[x]), Int32(far.u[x]))
      let v = (Int32(near.v[x]), Int32(far.v[x]))
      let (u0, u1) = between(leftU, u)
      let (v0, v1) = between(leftV, v)
      put(luma[2 &* x &- 1], (u0, v0), out + 3 &* (2 &* x &- 1))
      put(luma[2 &* x], (u1, v1), out + 6 &* x)
      (leftU, leftV) = (u, v)
    }
    if width % 2 == 0 { put(luma[width - 1], edge(last), out + 3 * (width - 1)) }
  }

  /// The two samples between a column and the next; each has a near and a far sample.
  ///
  /// Weights are applied in two steps, of which each rounds, as libwebp does.
  @inline(__always)
  private func between(
    _ left: (near: Int32, far: Int32), _ right: (near: Int32, far: Int32)
  ) -> (Int32, Int32) {
    let sum = left.near &+ left.far &+ right.near &+ right.far &+ 8
    let rising = (sum &+ 2 &* (left.near &+ right.far)) &>> 3
    let falling = (sum &+ 2 &* (left.far &+ right.near)) &>> 3
    return ((falling &+ left.near) &>> 1, (rising &+ right.near) &>> 1)
  }

  /// Writes a pixel, in fixed point with 14 bits behind the point, of which 8 are dropped at once.
  @inline(__always)
  private func put(
    _ luma: UInt8, _ chroma: (u: Int32, v: Int32), _ out: UnsafeMutablePointer<UInt8>
  ) {
    let y = (Int32(luma) &* 19077) &>> 8
    out[0] = level(y &+ (chroma.v &* 26149) &>> 8 &- 14234)
    out[1] = level(y &- (chroma.u &* 6419) &>> 8 &- (chroma.v &* 13320) &>> 8 &+ 8708)
    out[2] = level(y &+ (chroma.u &* 33050) &>> 8 &- 17685)
  }

  @inline(__always)
  private func level(_ value: Int32) -> UInt8 {
    UInt8(truncatingIfNeeded: min(max(value &>> 6, 0), 255))
  }
}
