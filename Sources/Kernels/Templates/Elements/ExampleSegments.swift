/// The fixed parts over which sums over m examples are formed, whoever forms them.
///
/// Their number depends on m alone: one for each 512 examples, one below 1,024. A mean over the
/// examples is
///
///     f(all) = Σ_s w_s · f(segment s alone), w_s = m_s / m,
///
/// with every product and every sum rounded once, the sums added by a fixed binary tree: no bit
/// depends on how the segments were shared out. A segment is a single segment by itself.
public struct ExampleSegments: Sendable {
  public let examples: Int
  public let count: Int

  @inlinable
  public init(examples: Int) {
    self.examples = examples
    count = max(1, examples / 512)
  }

  /// The first example of a segment, a multiple of 64; the number of examples for `count`.
  @inlinable
  public func start(_ segment: Int) -> Int {
    segment == count ? examples : (segment &* examples / count) & ~63
  }

  @inlinable
  public func length(_ segment: Int) -> Int { start(segment &+ 1) &- start(segment) }

  @inlinable
  public func range(_ segment: Int) -> Range<Int> { start(segment)..<start(segment + 1) }

  /// m_s / m, what the mean of a segment of so many examples counts for; 1 where it is the only one.
  @inlinable
  public func weight(ofLength length: Int) -> Double {
    count == 1 ? 1 : Double(length) / Double(examples)
  }

  /// 1 / m_s, by which the sum over a segment becomes its mean; 0 where there are no examples.
  @inlinable
  public func scale(ofLength length: Int) -> Double { length == 0 ? 0 : 1 / Double(length) }
}

/// Where one of `count` leaves that come one after the other meets the sums of those before it in
/// the tree by which `foldByTree` adds.
///
/// A sum waits at the level of its size, 2^level leaves, until another of that size is there. The
/// last leaf meets all that wait, and the total is left at level 0.
public struct TreeStep {
  /// Bit l is set if the sum that waits at level l is added to the leaf; the lowest come first.
  public let waiting: Int
  /// Where the result waits.
  public let level: Int

  @inlinable @inline(__always)
  public init(leaf: Int, of count: Int) {
    waiting = leaf &+ 1 == count ? leaf : leaf & ~(leaf &+ 1)
    level = leaf &+ 1 == count ? 0 : waiting.nonzeroBitCount
  }

  /// How many levels so many leaves need.
  @inlinable @inline(__always)
  public static func levels(_ count: Int) -> Int {
    count < 3 ? 1 : Int.bitWidth &- (count &- 1).leadingZeroBitCount
  }

  /// Adds a leaf to single numbers that wait, one for each level.
  @inlinable @inline(__always)
  public func add<Scalar: FloatingPoint>(_ leaf: Scalar, to sums: UnsafeMutablePointer<Scalar>) {
    var sum = leaf
    var level = 0
    var waiting = waiting
    while waiting != 0 {
      if waiting & 1 != 0 { sum = sums[level] + sum }
      level &+= 1
      waiting &>>= 1
    }
    sums[self.level] = sum
  }
}

/// Adds numbers pairwise, then the pairs' sums pairwise, and so on: a fixed binary tree.
@inlinable @inline(__always)
public func foldByTree<Scalar: FloatingPoint>(
  _ values: UnsafeMutablePointer<Scalar>, _ count: Int
) -> Scalar {
  var distance = 1
  while distance < count {
    var i = 0
    while i &+ distance < count {
      values[i] += values[i &+ distance]
      i &+= 2 &* distance
    }
    distance &*= 2
  }
  return count == 0 ? 0 : values[0]
}
