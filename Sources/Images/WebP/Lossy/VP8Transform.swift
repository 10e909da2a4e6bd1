/// The inverse transforms of VP8, in the integers of RFC 6386, section 14.
enum VP8Transform {
  /// Adds the differences of a block of 4×4 pixels to their guess.
  static func add(
    _ values: UnsafePointer<Int16>, to pixels: UnsafeMutablePointer<UInt8>, stride: Int
  ) {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 16) { columns in
      for x in 0..<4 {
        let (a, b, c, d) = quarter(
          Int32(values[x]), Int32(values[x &+ 4]), Int32(values[x &+ 8]), Int32(values[x &+ 12]))
        columns[4 &* x] = a
        columns[4 &* x &+ 1] = b
        columns[4 &* x &+ 2] = c
        columns[4 &* x &+ 3] = d
      }
      for y in 0..<4 {
        let (a, b, c, d) = quarter(
          columns[y] &+ 4, columns[y &+ 4], columns[y &+ 8], columns[y &+ 12])
        let row = pixels + y &* stride
        row[0] = sum(row[0], a)
        row[1] = sum(row[1], b)
        row[2] = sum(row[2], c)
        row[3] = sum(row[3], d)
      }
    }
  }

  /// The same where only the mean differs.
  static func addMean(
    _ mean: Int16, to pixels: UnsafeMutablePointer<UInt8>, stride: Int
  ) {
    let difference = Int32(mean) &+ 4
    for y in 0..<4 {
      let row = pixels + y &* stride
      for x in 0..<4 { row[x] = sum(row[x], difference) }
    }
  }

  @inline(__always)
  private static func sum(_ pixel: UInt8, _ difference: Int32) -> UInt8 {
    UInt8(truncatingIfNeeded: min(max(Int32(pixel) &+ difference &>> 3, 0), 255))
  }

  /// One direction of the cosine transform of four values; its constants have 16 bits behind the
  /// point: √2 cos(π/8) − 1 and √2 sin(π/8).
  @inline(__always)
  private static func quarter(
    _ v0: Int32, _ v1: Int32, _ v2: Int32, _ v3: Int32
  ) -> (Int32, Int32, Int32, Int32) {
    func cosine(_ v: Int32) -> Int32 { (v &* 20091) &>> 16 &+ v }
    func sine(_ v: Int32) -> Int32 { (v &* 35468) &>> 16 }
    let (even, odd) = (v0 &+ v2, v0 &- v2)
    let (c, d) = (sine(v1) &- cosine(v3), cosine(v1) &+ sine(v3))
    return (even &+ d, odd &+ c, odd &- c, even &- d)
  }

  /// Transforms the means of 16 blocks, and writes each as the first value of its block.
  static func spread(_ means: UnsafePointer<Int16>, to blocks: UnsafeMutablePointer<Int16>) {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 16) { columns in
      for x in 0..<4 {
        let (a, b, c, d) = hadamard(
          Int32(means[x]), Int32(means[x &+ 4]), Int32(means[x &+ 8]), Int32(means[x &+ 12]))
        columns[x] = a
        columns[x &+ 4] = b
        columns[x &+ 8] = c
        columns[x &+ 12] = d
      }
      for y in 0..<4 {
        let row = 4 &* y
        let (a, b, c, d) = hadamard(
          columns[row] &+ 3, columns[row &+ 1], columns[row &+ 2], columns[row &+ 3])
        for (x, value) in [a, b, c, d].enumerated() {
          blocks[16 &* (row &+ x)] = Int16(truncatingIfNeeded: value &>> 3)
        }
      }
    }
  }

  @inline(__always)
  private static func hadamard(
    _ v0: Int32, _ v1: Int32, _ v2: Int32, _ v3: Int32
  ) -> (Int32, Int32, Int32, Int32) {
    let (outer, inner) = (v0 &+ v3, v1 &+ v2)
    let (outerStep, innerStep) = (v0 &- v3, v1 &- v2)
    return (outer &+ inner, outerStep &+ innerStep, outer &- inner, outerStep &- innerStep)
  }
}
