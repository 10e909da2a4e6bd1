import LinearAlgebra
import Testing

@testable import DeepNetwork

@Suite struct IndexPermutationTests {
  private func permutation(_ count: Int, seed: UInt32 = 1) -> IndexPermutation {
    var random = RandomState(seed: seed)
    return IndexPermutation(count: count, from: &random)
  }

  @Test func `every number comes once, whatever the count`() {
    for count in Array(1...300) + [1023, 1024, 1025, 4095, 4096, 4097, 65_537, 100_003] {
      let permutation = permutation(count, seed: UInt32(count))
      var isThere = [Bool](repeating: false, count: count)
      for place in 0..<count { isThere[permutation[place]] = true }
      #expect(!isThere.contains(false), "\(count)")
    }
  }

  @Test func `the same generator gives the same order, and the next another`() {
    var random = RandomState(seed: 5)
    let first = IndexPermutation(count: 1000, from: &random)
    let second = IndexPermutation(count: 1000, from: &random)
    let again = permutation(1000, seed: 5)
    let orders = [first, second, again].map { order in (0..<1000).map { order[$0] } }
    #expect(orders[0] == orders[2] && orders[0] != orders[1])
    #expect(orders[0] != Array(0..<1000))
  }

  /// Computed in Python from the description: eight keys of two words of RandomState(7) each, rounds of
  /// SplitMix64's finalizer.
  @Test func `the order is that of its description`() {
    let small = permutation(10, seed: 7)
    #expect((0..<10).map { small[$0] } == IndexPermutationTests.ofTen)
    let large = permutation(1_000_000_000, seed: 7)
    #expect([0, 1, 2, 999_999_999].map { large[$0] } == IndexPermutationTests.ofThousandMillion)
  }

  static let ofTen = [3, 9, 0, 4, 8, 7, 2, 5, 1, 6]
  static let ofThousandMillion = [222_277_663, 141_999_270, 753_675_812, 221_278_686]

  /// Of 2000 permutations of 8, each number should be first 250 times; χ² of 7 degrees stays below 30 but
  /// once in 10,000 times.
  @Test func `each number is as often in each place`() {
    var random = RandomState(seed: 2)
    var counts = [[Int]](repeating: [Int](repeating: 0, count: 8), count: 8)
    for _ in 0..<2000 {
      let permutation = IndexPermutation(count: 8, from: &random)
      for place in 0..<8 { counts[place][permutation[place]] += 1 }
    }
    for place in 0..<8 {
      let deviation = counts[place].reduce(0.0) {
        $0 + (Double($1) - 250) * (Double($1) - 250) / 250
      }
      #expect(deviation < 30, "\(counts[place])")
    }
  }

  @Test func `neighbors are strangers`() {
    let count = 1 << 20
    let permutation = permutation(count)
    var (near, rising) = (0, 0)
    for place in 0..<10_000 {
      let (a, b) = (permutation[place], permutation[place + 1])
      if abs(a - b) < count / 100 { near += 1 }
      if b > a { rising += 1 }
    }
    // 2 % are expected to be near, half to rise.
    #expect((140..<260).contains(near) && (4800..<5200).contains(rising), "\(near) \(rising)")
  }
}
