extension RankGroup {
  /// The part of `count` things, in their order, that falls to this rank.
  package func share(of count: Int) -> Range<Int> { share(of: count, for: rank) }

  /// The part of `count` things, in their order, that falls to a rank.
  package func share(of count: Int, for rank: Int) -> Range<Int> {
    evenRange(rank, of: self.count, over: count)
  }
}

/// One of `parts` ranges of nearly the same length that make up `0 ..< count`, in their order.
package func evenRange(_ part: Int, of parts: Int, over count: Int) -> Range<Int> {
  func start(_ part: Int) -> Int {
    // By full width: a large count times a large number does not fit.
    parts.dividingFullWidth(count.multipliedFullWidth(by: part)).quotient
  }
  return start(part)..<start(part + 1)
}
