/// ``JPEGInverseDCT`` for eight columns, and then eight rows, at once.
///
/// Factors of products are numbers of 16 bits, which every processor multiplies by eights. That suffices
/// for the blocks of sound files; others are left to the method for single lines.
enum JPEGVectorDCT {
  fileprivate typealias Half = SIMD8<Int16>
  fileprivate typealias Full = SIMD8<Int32>

  /// Writes the 8×8 samples of a block; false, and nothing is written, where its numbers are too large.
  ///
  /// The steps fit 16 bits.
  @inline(__always)
  static func transform(
    _ block: UnsafePointer<Int16>, _ steps: UnsafePointer<Int32>,
    _ samples: UnsafeMutablePointer<UInt8>, _ stride: Int
  ) -> Bool {
    let (coefficients, factors) = (UnsafeRawPointer(block), UnsafeRawPointer(steps))
    @inline(__always)
    func row(_ y: Int) -> Full {
      let values = coefficients.loadUnaligned(fromByteOffset: 16 &* y, as: Half.self)
      let steps = factors.loadUnaligned(fromByteOffset: 32 &* y, as: Full.self)
      return widened(values) &* widened(narrowed(steps))
    }
    let scaled = Lines(row(0), row(1), row(2), row(3), row(4), row(5), row(6), row(7))
    guard scaled.areSmall else { return false }
    let columns = scaled.halves.transformed(shift: 11)
    guard columns.areSmall else { return false }
    columns.halves.transposed.transformed(shift: 18).halves.samples.transposed
      .store(samples, stride)
    return true
  }
}

/// Eight lines side by side: the first number of each, the second of each, and so on.
private struct Lines<Number: SIMD> {
  var v0, v1, v2, v3, v4, v5, v6, v7: Number

  @inline(__always)
  init(
    _ v0: Number, _ v1: Number, _ v2: Number, _ v3: Number, _ v4: Number, _ v5: Number,
    _ v6: Number, _ v7: Number
  ) {
    (self.v0, self.v1, self.v2, self.v3) = (v0, v1, v2, v3)
    (self.v4, self.v5, self.v6, self.v7) = (v4, v5, v6, v7)
  }

  @inline(__always)
  func map<New: SIMD>(_ change: (Number) -> New) -> Lines<New> {
    Lines<New>(
      change(v0), change(v1), change(v2), change(v3), change(v4), change(v5), change(v6),
      change(v7))
  }
}

extension Lines<JPEGVectorDCT.Full> {
  /// Whether sums of four of the numbers fit 16 bits: all lie between -2¹³ and 2¹³.
  @inline(__always)
  var areSmall: Bool {
    let limit: Int32 = 1 << 13
    let raised = map { $0 &+ limit }
    let bits =
      raised.v0 | raised.v1 | raised.v2 | raised.v3 | raised.v4 | raised.v5 | raised.v6
      | raised.v7
    let all = bits.lowHalf | bits.highHalf
    return (all[0] | all[1] | all[2] | all[3]) & ~(2 &* limit &- 1) == 0
  }

  @inline(__always)
  var halves: Lines<JPEGVectorDCT.Half> { map { narrowed($0) } }
}

extension Lines<JPEGVectorDCT.Half> {
  @inline(__always)
  private func product(_ vector: JPEGVectorDCT.Half, _ factor: Int32) -> JPEGVectorDCT.Full {
    widened(vector) &* factor
  }

  /// The one-dimensional transform of each line, rounded and shifted.
  @inline(__always)
  func transformed(shift: Int32) -> Lines<JPEGVectorDCT.Full> {
    let turn = product(v2 &+ v6, 4433)
    let even2 = turn &- product(v6, 15137)
    let even3 = turn &+ product(v2, 6270)
    let half: Int32 = 1 &<< (shift &- 1)
    let (w0, w4) = (widened(v0), widened(v4))
    let even0 = (w0 &+ w4) &<< 13 &+ half
    let even1 = (w0 &- w4) &<< 13 &+ half
    let (a0, a3) = (even0 &+ even3, even0 &- even3)
    let (a1, a2) = (even1 &+ even2, even1 &- even2)

    let (v71, v53, v73, v51) = (v7 &+ v1, v5 &+ v3, v7 &+ v3, v5 &+ v1)
    let common = product(v73 &+ v51, 9633)
    let c1 = product(v71, -7373)
    let c2 = product(v53, -20995)
    let c3 = product(v73, -16069) &+ common
    let c4 = product(v51, -3196) &+ common
    let b0 = product(v1, 12299) &+ c1 &+ c4
    let b1 = product(v3, 25172) &+ c2 &+ c3
    let b2 = product(v5, 16819) &+ c2 &+ c4
    let b3 = product(v7, 2446) &+ c1 &+ c3

    return Lines<JPEGVectorDCT.Full>(
      (a0 &+ b0) &>> shift, (a1 &+ b1) &>> shift, (a2 &+ b2) &>> shift, (a3 &+ b3) &>> shift,
      (a3 &- b3) &>> shift, (a2 &- b2) &>> shift, (a1 &- b1) &>> shift, (a0 &- b0) &>> shift)
  }

  /// Level-shifted samples: 128 added, kept within 0 to 255.
  @inline(__always)
  var samples: Lines {
    map { clampedToBytes($0 &+ 128) }
  }

  /// Each line where its number was: three times, the lower four are shuffled into the upper four.
  @inline(__always)
  var transposed: Lines { shuffled.shuffled.shuffled }

  @inline(__always)
  private var shuffled: Lines {
    @inline(__always)
    func low(_ a: JPEGVectorDCT.Half, _ b: JPEGVectorDCT.Half) -> JPEGVectorDCT.Half {
      SIMD8(a[0], b[0], a[1], b[1], a[2], b[2], a[3], b[3])
    }
    @inline(__always)
    func high(_ a: JPEGVectorDCT.Half, _ b: JPEGVectorDCT.Half) -> JPEGVectorDCT.Half {
      SIMD8(a[4], b[4], a[5], b[5], a[6], b[6], a[7], b[7])
    }
    return Lines(
      low(v0, v4), high(v0, v4), low(v1, v5), high(v1, v5), low(v2, v6), high(v2, v6),
      low(v3, v7), high(v3, v7))
  }

  /// Writes each line's eight numbers, which are bytes, below each other.
  @inline(__always)
  func store(_ target: UnsafeMutablePointer<UInt8>, _ stride: Int) {
    @inline(__always)
    func put(_ row: JPEGVectorDCT.Half, _ y: Int) {
      UnsafeMutableRawPointer(target + y &* stride)
        .storeBytes(of: bytes(row), as: SIMD8<UInt8>.self)
    }
    put(v0, 0)
    put(v1, 1)
    put(v2, 2)
    put(v3, 3)
    put(v4, 4)
    put(v5, 5)
    put(v6, 6)
    put(v7, 7)
  }
}
