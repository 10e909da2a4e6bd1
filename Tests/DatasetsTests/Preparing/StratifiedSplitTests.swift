import Testing

@testable import Datasets

@Suite struct StratifiedSplitTests {
  private let classes = (0..<100).map { $0 % 4 == 0 ? 1 : 0 }

  @Test func `the same share of each class is set aside`() {
    let split = StratifiedSplit(classes: classes, fraction: 0.2, seed: 1)
    #expect(split.setAside.count == 20)
    #expect(split.setAside.count { classes[$0] == 1 } == 5)
    #expect((split.setAside + split.kept).sorted() == Array(0..<100))
    #expect(split.setAside == split.setAside.sorted())
    #expect(split.kept == split.kept.sorted())
  }

  /// NumPy: `r = np.random.RandomState(3); a = np.array([0, 2, 4, 6]); r.shuffle(a)` gives
  /// 6 2 0 4, then `b = np.array([1, 3, 5]); r.shuffle(b)` gives 3 5 1.
  @Test func `class after class is shuffled as NumPy does`() {
    let split = StratifiedSplit(classes: [0, 1, 0, 1, 0, 1, 0], fraction: 0.5, seed: 3)
    #expect(split.setAside == [2, 3, 5, 6])
  }

  @Test func `the split depends on the seed alone`() {
    let first = StratifiedSplit(classes: classes, fraction: 0.3, seed: 1)
    #expect(first.setAside == StratifiedSplit(classes: classes, fraction: 0.3, seed: 1).setAside)
    #expect(first.setAside != StratifiedSplit(classes: classes, fraction: 0.3, seed: 2).setAside)
  }

  @Test func `the rest goes to the largest remainders`() {
    // 0.25 of 5, 6 and 7 is 1.25, 1.5 and 1.75: 1 each, and the fifth and fourth of ⌊4.5 + ½⌋ = 5.
    let classes =
      Array(repeating: 0, count: 5) + Array(repeating: 1, count: 6)
      + Array(repeating: 2, count: 7)
    let split = StratifiedSplit(classes: classes, fraction: 0.25, seed: 1)
    let counts = (0..<3).map { c in split.setAside.count { classes[$0] == c } }
    #expect(counts == [1, 2, 2])
  }

  @Test func `no class gives its last example`() {
    let split = StratifiedSplit(classes: [0, 1, 1, 1, 1], fraction: 0.9, seed: 1)
    #expect(split.kept.contains(0))
    #expect(split.kept.count == 2)
  }
}
