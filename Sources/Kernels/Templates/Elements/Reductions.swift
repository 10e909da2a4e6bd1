/// Sums along rows and columns and over whole arrays.
extension KernelSet where Scalar: KernelScalar {
  /// Room for the numbers of four rows at each level of a tree.
  @inlinable @inline(__always)
  public static func withLevels(_ body: (Target) -> Void) {
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: 4 &* 32) { sums in
      if let sums = sums.baseAddress { body(sums) }
    }
  }

  /// The sums or the means of some rows, at most four, over the fixed segments of their columns.
  ///
  /// `sumSegment` leaves the sums of one segment, a row after the other; the totals are left 32
  /// numbers apart: room for 28 levels and the sums.
  @inlinable @inline(__always)
  public static func formTotals(
    _ segments: ExampleSegments, _ rows: Int, _ isMean: Bool, _ levels: Target,
    _ sumSegment: (_ first: Int, _ count: Int, _ sums: Target) -> Void
  ) {
    var first = 0
    for segment in 0..<segments.count {
      let end = segments.start(segment &+ 1)
      let step = TreeStep(leaf: segment, of: segments.count)
      let scale = Scalar(segments.scale(ofLength: end &- first))
      let weight = Scalar(segments.weight(ofLength: end &- first))
      let sums = levels + 28
      sumSegment(first, end &- first, sums)
      for row in 0..<rows {
        let sum = isMean ? weight * (scale * sums[row]) : sums[row]
        step.add(sum, to: levels + row &* 32)
      }
      first = end
    }
  }

  /// Of each segment one sum per lane, folded.
  @inlinable @inline(__always)
  public static func rowTotals(
    _ x: Source, _ rows: Int, _ columns: Int, _ isMean: Bool, _ y: Target
  ) {
    let segments = ExampleSegments(examples: columns)
    withLevels { levels in
      var row = 0
      while row < rows {
        let x = x + row &* columns
        let count = row &+ 4 <= rows ? 4 : 1
        formTotals(segments, count, isMean, levels) { first, length, sums in
          if count == 4 {
            sumFour(x + first, columns, length, sums)
          } else {
            var sum = Vector.zero
            for (i, n) in parts(length) { sum = sum + load(x + (first &+ i), n) }
            sums[0] = sum.sumOfLanes
          }
        }
        for i in 0..<count { y[row &+ i] = levels[i &* 32] }
        row &+= count
      }
    }
  }

  /// The sums of four rows side by side: none waits for another's additions.
  @inlinable @inline(__always)
  public static func sumFour(_ x: Source, _ xRow: Int, _ count: Int, _ sums: Target) {
    var (s0, s1, s2, s3) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
    for (i, n) in parts(count) {
      s0 = s0 + load(x + i, n)
      s1 = s1 + load(x + (xRow &+ i), n)
      s2 = s2 + load(x + (2 &* xRow &+ i), n)
      s3 = s3 + load(x + (3 &* xRow &+ i), n)
    }
    sums[0] = s0.sumOfLanes
    sums[1] = s1.sumOfLanes
    sums[2] = s2.sumOfLanes
    sums[3] = s3.sumOfLanes
  }

  @inlinable @inline(__always)
  public static func columnSums(
    _ x: Source, _ rows: Int, _ columns: Int, _ y: Target
  ) {
    let blocks = sumParts(k: rows, of: Scalar.self)
    for (j, n) in parts(columns) {
      var total = Vector.zero
      for block in 0..<blocks.count {
        var sum = Vector.zero
        let first = blocks.start(block)
        for i in first..<first &+ blocks.length(block) {
          sum = sum + load(x + (i &* columns &+ j), n)
        }
        total = total + sum
      }
      store(total, y + j, n)
    }
  }

  @inlinable @inline(__always)
  public static func sum(_ x: Source, _ count: Int) -> Double {
    var sums = WideSums()
    for (i, n) in parts(count) { load(x + i, n).add(to: &sums) }
    return sums.total
  }

  @inlinable @inline(__always)
  public static func dot(_ x: Source, _ y: Source, _ count: Int) -> Double {
    var sums = WideSums()
    for (i, n) in parts(count) {
      Vector.addProduct(load(x + i, n), load(y + i, n), to: &sums)
    }
    return sums.total
  }

  @inlinable @inline(__always)
  public static func maximumMagnitude(_ x: Source, _ count: Int) -> Double {
    // Without their sign, numbers are in the order of their bits, and NaN is above all.
    var largest = Vector.zero
    for (i, n) in parts(count) {
      largest = .largerBits(largest, load(x + i, n).absolute)
    }
    var result: Scalar = 0
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: 16) { lane in
      guard let lane = lane.baseAddress else { return }
      largest.store(lane)
      for i in 0..<lanes where !(lane[i] <= result) && !result.isNaN { result = lane[i] }
    }
    return Double(result)
  }

  @inlinable @inline(__always)
  public static func allFinite(_ x: Source, _ count: Int) -> Bool {
    // A number times 0 is 0 unless it is infinite or NaN: then the sum is NaN.
    var sum = Vector.zero
    for (i, n) in parts(count) { sum = .fma(load(x + i, n), .zero, sum) }
    return sum.sumOfLanes == 0
  }
}
