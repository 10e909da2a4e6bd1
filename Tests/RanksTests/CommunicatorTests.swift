import Ranks
import TestSupport
import Testing

@Suite struct CommunicatorTests {
  @Test(arguments: [1, 2, 3, 7]) func `the values of all are gathered by rank`(count: Int) throws {
    let counts = (0..<count).map { $0 % 3 }
    let expected = (0..<count).map { [Int](repeating: 10 * $0, count: counts[$0]) }
    let all = try LocalRanks.run(count) { ranks in
      ranks.gather(expected[ranks.rank], counts: counts)
    }
    #expect(all == Array(repeating: expected, count: count))
  }

  @Test(arguments: [1, 2, 5]) func `any rank that says so makes it true`(count: Int) throws {
    for speaker in 0..<count {
      let answers = try LocalRanks.run(count) { $0.any($0.rank == speaker) }
      #expect(answers == [Bool](repeating: true, count: count))
    }
    let answers = try LocalRanks.run(count) { $0.any(false) }
    #expect(answers == [Bool](repeating: false, count: count))
  }

  @Test(arguments: [1, 2, 3, 8]) func `values are changed in the order of the ranks`(count: Int)
    throws
  {
    let results = try LocalRanks.run(count) { ranks in
      ranks.relay([1.0, 0]) { values in
        values[0] = values[0] * 3 + Double(ranks.rank)
        values[1] += 1
      }
    }
    let value = (0..<count).reduce(1.0) { $0 * 3 + Double($1) }
    #expect(results == Array(repeating: [value, Double(count)], count: count))
  }

  @Test func `many messages between two arrive in order`() throws {
    let results = try LocalRanks.run(2, latency: 1e-4) { ranks in
      (0..<200).map { round in ranks.gather([round])[1 - ranks.rank][0] }
    }
    #expect(results == [Array(0..<200), Array(0..<200)])
  }

  @Test func `the first ranks are a group of their own`() throws {
    let results = try LocalRanks.run(4) { ranks -> [[Int]] in
      guard ranks.rank < 2 else { return [] }
      return FirstRanks(2, of: ranks).gather([ranks.rank])
    }
    #expect(results == [[[0], [1]], [[0], [1]], [], []])
  }

  @Test func `shares are even and cover all`() {
    for count in [0, 1, 2, 5, 16, 117, 1_000_000, Int.max] {
      for ranks in [1, 2, 3, 7, 64, 1000] {
        let shares = (0..<ranks).map { evenRange($0, of: ranks, over: count) }
        #expect(shares.first?.lowerBound == 0 && shares.last?.upperBound == count)
        #expect(zip(shares, shares.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
        let sizes = shares.map(\.count)
        #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
      }
    }
  }

  @Test func `a process alone has nobody to ask`() {
    #expect(SingleProcess().gather([1.5]) == [[1.5]])
    #expect(SingleProcess().any(true))
    #expect(SingleProcess().relay([2]) { $0[0] += 1 } == [3])
  }
}
