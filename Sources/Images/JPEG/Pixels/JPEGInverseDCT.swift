/// From 64 coefficients to 64 samples, exactly as the Independent JPEG Group's slow integer method.
///
/// The algorithm of Loeffler, Ligtenberg and Moschytz (1989) with 12 multiplications a line, first
/// down the columns, then along the rows; constants have 13 bits behind the point, and two bits are
/// kept between the passes. Overflow, which only damaged files can cause, wraps.
enum JPEGInverseDCT {
  private static let constantBits: Int32 = 13
  private static let passBits: Int32 = 2

  /// Writes the 8×8 samples of a block.
  ///
  /// `block` and `steps` (of quantization, which may all fit 16 bits) are in natural order; no
  /// coefficient behind the place `last` of the zigzag order differs from zero.
  @inline(__always)
  static func transform(
    _ block: UnsafePointer<Int16>, last: Int, steps: UnsafePointer<Int32>, areSmall: Bool,
    into samples: UnsafeMutablePointer<UInt8>, stride: Int
  ) {
    if last == 0 {
      fill(Int32(block[0]) &* steps[0], samples, stride)
    } else if last < 10 {
      transformCorner(block, steps, samples, stride)
    } else if !areSmall || !JPEGVectorDCT.transform(block, steps, samples, stride) {
      transformAll(block, steps, samples, stride)
    }
  }

  /// Only a mean value: all samples are equal.
  private static func fill(
    _ mean: Int32, _ samples: UnsafeMutablePointer<UInt8>, _ stride: Int
  ) {
    let value = sample(mean &<< passBits, shift: passBits &+ 3)
    for row in 0..<8 { (samples + row &* stride).update(repeating: value, count: 8) }
  }

  private static func transformAll(
    _ block: UnsafePointer<Int16>, _ steps: UnsafePointer<Int32>,
    _ samples: UnsafeMutablePointer<UInt8>, _ stride: Int
  ) {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 64) { buffer in
      guard let work = buffer.baseAddress else { return }
      for x in 0..<8 {
        let column = Line(all: { Int32(block[$0 &* 8 &+ x]) &* steps[$0 &* 8 &+ x] })
        if column.isFlat {
          let value = column.v0 &<< passBits
          for y in 0..<8 { work[y &* 8 &+ x] = value }
        } else {
          let result = column.transformed()
          result.store { work[$0 &* 8 &+ x] = round($1, constantBits &- passBits) }
        }
      }
      for y in 0..<8 {
        let row = work + y &* 8
        let out = samples + y &* stride
        let result = Line(all: { row[$0] }).transformed()
        result.store { out[$0] = sample($1, shift: constantBits &+ passBits &+ 3) }
      }
    }
  }

  /// The same where only the upper left 4×4 coefficients can differ from zero.
  private static func transformCorner(
    _ block: UnsafePointer<Int16>, _ steps: UnsafePointer<Int32>,
    _ samples: UnsafeMutablePointer<UInt8>, _ stride: Int
  ) {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 32) { buffer in
      guard let work = buffer.baseAddress else { return }
      for x in 0..<4 {
        let column = Line(half: { Int32(block[$0 &* 8 &+ x]) &* steps[$0 &* 8 &+ x] })
        let result = column.transformed()
        result.store { work[$0 &* 4 &+ x] = round($1, constantBits &- passBits) }
      }
      for y in 0..<8 {
        let row = work + y &* 4
        let out = samples + y &* stride
        let result = Line(half: { row[$0] }).transformed()
        result.store { out[$0] = sample($1, shift: constantBits &+ passBits &+ 3) }
      }
    }
  }

  @inline(__always)
  private static func round(_ value: Int32, _ shift: Int32) -> Int32 {
    (value &+ (1 &<< (shift &- 1))) &>> shift
  }

  /// A level-shifted sample: rounded, 128 added, kept within 0 to 255.
  @inline(__always)
  private static func sample(_ value: Int32, shift: Int32) -> UInt8 {
    UInt8(truncatingIfNeeded: min(max(round(value, shift) &+ 128, 0), 255))
  }
}

/// Eight values of a column or row.
private struct Line {
  var v0, v1, v2, v3, v4, v5, v6, v7: Int32

  @inline(__always)
  init(all value: (Int) -> Int32) {
    (v0, v1, v2, v3) = (value(0), value(1), value(2), value(3))
    (v4, v5, v6, v7) = (value(4), value(5), value(6), value(7))
  }

  /// Values 4 to 7 are zero.
  @inline(__always)
  init(half value: (Int) -> Int32) {
    (v0, v1, v2, v3) = (value(0), value(1), value(2), value(3))
    (v4, v5, v6, v7) = (0, 0, 0, 0)
  }

  @inline(__always)
  var isFlat: Bool { v1 | v2 | v3 | v4 | v5 | v6 | v7 == 0 }

  @inline(__always)
  func store(_ put: (Int, Int32) -> Void) {
    put(0, v0)
    put(1, v1)
    put(2, v2)
    put(3, v3)
    put(4, v4)
    put(5, v5)
    put(6, v6)
    put(7, v7)
  }

  /// The one-dimensional transform, scaled up by √8 · 2¹³.
  @inline(__always)
  func transformed() -> Line {
    let turn = (v2 &+ v6) &* 4433  // 0.541196100
    let even2 = turn &- v6 &* 15137  // 1.847759065
    let even3 = turn &+ v2 &* 6270  // 0.765366865
    let even0 = (v0 &+ v4) &<< 13
    let even1 = (v0 &- v4) &<< 13
    let (a0, a3) = (even0 &+ even3, even0 &- even3)
    let (a1, a2) = (even1 &+ even2, even1 &- even2)

    let common = (v7 &+ v3 &+ v5 &+ v1) &* 9633  // 1.175875602
    let c1 = (v7 &+ v1) &* -7373  // 0.899976223
    let c2 = (v5 &+ v3) &* -20995  // 2.562915447
    let c3 = (v7 &+ v3) &* -16069 &+ common  // 1.961570560
    let c4 = (v5 &+ v1) &* -3196 &+ common  // 0.390180644
    let b0 = v1 &* 12299 &+ c1 &+ c4  // 1.501321110
    let b1 = v3 &* 25172 &+ c2 &+ c3  // 3.072711026
    let b2 = v5 &* 16819 &+ c2 &+ c4  // 2.053119869
    let b3 = v7 &* 2446 &+ c1 &+ c3  // 0.298631336

    var line = self
    (line.v0, line.v7) = (a0 &+ b0, a0 &- b0)
    (line.v1, line.v6) = (a1 &+ b1, a1 &- b1)
    (line.v2, line.v5) = (a2 &+ b2, a2 &- b2)
    (line.v3, line.v4) = (a3 &+ b3, a3 &- b3)
    return line
  }
}
