import Testing

@testable import DeepNetwork

@Suite struct SegmentTreeTests {
  /// The tree of one process, written out: neighbours at distance 1, 2, 4 and on.
  static func foldedAtOnce(_ count: Int) -> String {
    var sums = (0..<count).map { "\($0)" }
    var distance = 1
    while distance < count {
      for i in stride(from: 0, to: count - distance, by: 2 * distance) {
        sums[i] = "(\(sums[i]) \(sums[i + distance]))"
      }
      distance *= 2
    }
    return sums[0]
  }

  @Test func `the sum is that of one process, whoever holds which segment`() {
    for count in 1...40 {
      let expected = Self.foldedAtOnce(count)
      for ranks in 1...9 {
        var whole = SegmentTree<String>(count: count)
        for rank in 0..<ranks {
          let own = rank * count / ranks..<(rank + 1) * count / ranks
          var part = SegmentTree<String>(count: count)
          for segment in own {
            part.add(.init(start: segment, size: 1, sum: "\(segment)")) { $0 = "(\($0) \($1))" }
          }
          let planned = SegmentTree<Void>.nodes(of: own, count: count)
          #expect(part.nodes.map(\.start) == planned.map(\.start))
          #expect(part.nodes.map(\.size) == planned.map(\.size))
          for node in part.nodes { whole.add(node) { $0 = "(\($0) \($1))" } }
        }
        #expect(whole.nodes.map(\.sum) == [expected], "\(count) segments, \(ranks) ranks")
      }
    }
  }
}
