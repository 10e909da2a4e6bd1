/// Sums along rows and columns and over whole arrays.
extension KernelSet where Scalar: KernelScalar {
  /// Room for one number at each level of a tree.
  @inlinable @inline(__always)
  public static func withLevels(_ body: (Target) -> Void) {
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: 64) { sums in
      if let sums = sums.baseAddress { body(sums) }
    }
  }

  /// The sum or the mean of a row, over the fixed segments of its columns: of each segment one sum
  /// per lane, folded.
  @inlinable @inline(__always)
  public static func total(
    _ segments: ExampleSegments, _ isMean: Bool, _ levels: Target,
    _ sumOfSegment: (_ first: Int, _ count: Int) -> Vector
  ) -> Scalar {
    for segment in 0..<segments.count {
      var sum = sumOfSegment(segments.start(segment), segments.length(segment)).sumOfLanes
      if isMean {
        sum = Scalar(segments.weight(segment)) * (Scalar(segments.scale(segment)) * sum)
      }
      TreeStep(leaf: segment, of: segments.count).add(sum, to: levels)
    }
    return levels[0]
  }

  @inlinable @inline(__always)
  public static func rowTotals(
    _ x: Source, _ rows: Int, _ columns: Int, _ isMean: Bool, _ y: Target
  ) {
    let segments = ExampleSegments(examples: columns)
    withLevels { levels in
      for row in 0..<rows {
        let x = x + row &* columns
        y[row] = total(segments, isMean, levels) { first, count in
          var sum = Vector.zero
          for (i, n) in parts(count) { sum = sum + load(x + (first &+ i), n) }
          return sum
        }
      }
    }
  }

  @inlinable @inline(__always)
  public static func columnSums(
    _ x: Source, _ rows: Int, _ columns: Int, _ scale: Double, _ y: Target
  ) {
    let scale = Vector(repeating: Scalar(scale))
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
      store(scale * total, y + j, n)
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

  @inlinable @inline(__always)
  public static func rowMoments(
    _ x: Source, _ rows: Int, _ columns: Int, _ mean: Target, _ variance: Target
  ) {
    for row in 0..<rows {
      let x = x + row &* columns
      let center = sum(x, columns) / Double(columns)
      let centers = WideSums(repeating: center)
      var squares = WideSums()
      let whole = columns & ~(lanes &- 1)
      for (i, _) in parts(whole) {
        Vector.load(x + i).addSquaredDistance(from: centers, to: &squares)
      }
      var total = squares.total
      for i in whole..<columns {
        let deviation = Double(x[i]) - center
        total += deviation * deviation
      }
      mean[row] = Scalar(center)
      variance[row] = Scalar(total / Double(columns))
    }
  }

  @inlinable @inline(__always)
  public static func columnMoments(
    _ x: Source, _ rows: Int, _ columns: Int, _ mean: Target, _ variance: Target
  ) {
    for (j, n) in parts(columns) {
      var sums = WideSums()
      for i in 0..<rows { load(x + (i &* columns &+ j), n).add(to: &sums) }
      let centers = sums.divided(by: Double(rows))
      var squares = WideSums()
      for i in 0..<rows {
        load(x + (i &* columns &+ j), n).addSquaredDistance(from: centers, to: &squares)
      }
      store(Vector(centers), mean + j, n)
      store(Vector(squares.divided(by: Double(rows))), variance + j, n)
    }
  }
}
