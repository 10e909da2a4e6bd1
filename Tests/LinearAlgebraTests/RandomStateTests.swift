import LinearAlgebra
import Testing

// The numbers are NumPy 2.4.6's, from
//
//   import numpy as np
//   def digest(v):
//     bits = v.view(np.uint64)
//     odd = np.arange(1, 2 * len(bits), 2, dtype=np.uint64)
//     return int(np.bitwise_xor.reduce(bits * odd))
//   for seed in (0, 1, 2, 42, 2**32 - 1):
//     r = np.random.RandomState(seed)
//     print(r.rand(3), r.randn(3), r.permutation(8), end=" ")
//     a = list(range(10, 16)); r.shuffle(a)
//     print(a, r.randn(), r.randint(0, 2**32, dtype=np.uint32))
//     r = np.random.RandomState(seed)
//     u, g, p = r.rand(100003), r.randn(100003), r.permutation(70001)
//     print(digest(u), digest(g), digest(p.astype(np.int64)))

struct NumPySequence: Sendable {
  let seed: UInt32
  let rand: [Double]
  let randn: [Double]
  let permutation: [Int]
  let shuffled: [Int]
  let spare: Double
  let word: UInt32
  /// Of 100003 uniform and as many normal numbers, and of a permutation of 70001.
  let digests: (rand: UInt64, randn: UInt64, permutation: UInt64)
}

let sequences = [
  NumPySequence(
    seed: 0,
    rand: [0.5488135039273248, 0.7151893663724195, 0.6027633760716439],
    randn: [-2.268328201180374, 1.3335453816218967, -0.8427240538292873],
    permutation: [3, 5, 1, 2, 4, 7, 0, 6], shuffled: [15, 12, 13, 14, 11, 10],
    spare: 1.9699244478698945, word: 1_449_105_480,
    digests: (0x5813_956d_d483_1b19, 0xcb47_267e_aba6_4cb3, 0x87c2_7380)),
  NumPySequence(
    seed: 1,
    rand: [0.417022004702574, 0.7203244934421581, 0.00011437481734488664],
    randn: [-0.8021728386486427, -0.4488778077207725, -1.1059350760083153],
    permutation: [1, 6, 3, 0, 7, 5, 4, 2], shuffled: [13, 15, 11, 10, 12, 14],
    spare: -1.6545154524065693, word: 602_957_303,
    digests: (0x8ed3_a1e9_d5f4_fa3f, 0x934d_50f9_0e29_999f, 0x2_0a61_d690)),
  NumPySequence(
    seed: 2,
    rand: [0.43599490214200376, 0.025926231827891333, 0.5496624778787091],
    randn: [-1.9537964099282026, -1.58688169380922, -1.0744555184469111],
    permutation: [3, 6, 1, 0, 7, 4, 2, 5], shuffled: [11, 10, 15, 12, 14, 13],
    spare: -0.6172231073548774, word: 2_345_942_561,
    digests: (0x3582_d41e_4287_ea85, 0x7138_5296_02b5_e8bc, 0x1_28ab_8de4)),
  NumPySequence(
    seed: 42,
    rand: [0.3745401188473625, 0.9507143064099162, 0.7319939418114051],
    randn: [-1.1118801180469204, 0.31890218468938336, 0.2790412922001377],
    permutation: [0, 6, 3, 1, 4, 5, 2, 7], shuffled: [12, 15, 14, 10, 13, 11],
    spare: 1.0105152848065264, word: 2_627_030_329,
    digests: (0xad2d_948c_4778_bfd8, 0xeed5_4062_f29a_d296, 0x1_9994_406e)),
  NumPySequence(
    seed: 4_294_967_295,
    rand: [0.0976320289940138, 0.9123828453026218, 0.78903530185164],
    randn: [0.0813036681172692, 0.4096851233481656, 0.31595808265170017],
    permutation: [3, 2, 0, 4, 7, 1, 5, 6], shuffled: [13, 14, 11, 12, 15, 10],
    spare: 0.03503916479349264, word: 1_372_678_796,
    digests: (0xd564_5786_7aec_be4c, 0x6284_63f8_497b_0808, 0x1309_b890)),
]

/// The weighted exclusive or of the bits of a sequence, the same as `digest` above.
private func digest(_ bits: some Sequence<UInt64>) -> UInt64 {
  var (digest, odd): (UInt64, UInt64) = (0, 1)
  for bits in bits {
    digest ^= bits &* odd
    odd &+= 2
  }
  return digest
}

/// Whether `log` is the one that NumPy uses, so that normal numbers agree to the last bit.
private var hasNumPysLogarithm: Bool {
  #if os(Linux)
    true
  #else
    false
  #endif
}

@Suite struct RandomStateTests {
  @Test(arguments: sequences)
  func `numbers go on as NumPy's, with the spare normal carried over`(_ expected: NumPySequence) {
    var random = RandomState(seed: expected.seed)
    #expect(random.rand(3) == expected.rand)
    let normal = random.randn(3)
    for (actual, expected) in zip(normal, expected.randn) {
      #expect(abs(actual - expected) <= abs(expected) * 4e-16)
    }
    #expect(random.permutation(8) == expected.permutation)
    var values = Array(10..<16)
    random.shuffle(&values)
    #expect(values == expected.shuffled)
    #expect(abs(random.randn() - expected.spare) <= abs(expected.spare) * 4e-16)
    #expect(random.nextWord() == expected.word)
  }

  @Test(.enabled(if: hasNumPysLogarithm), arguments: sequences)
  func `long sequences are NumPy's to the last bit`(_ expected: NumPySequence) {
    var random = RandomState(seed: expected.seed)
    #expect(digest(random.rand(100_003).lazy.map(\.bitPattern)) == expected.digests.rand)
    #expect(digest(random.randn(100_003).lazy.map(\.bitPattern)) == expected.digests.randn)
    #expect(
      digest(random.permutation(70_001).lazy.map { UInt64($0) }) == expected.digests.permutation)
  }

  @Test func `numbers one at a time are those of many at once`() {
    var (one, many) = (RandomState(seed: 5), RandomState(seed: 5))
    #expect((0..<7).map { _ in one.rand() } == many.rand(7))
    #expect((0..<7).map { _ in one.randn() } == many.randn(7))
    #expect(one == many)
  }

  @Test func `copies continue independently`() {
    var random = RandomState(seed: 3)
    _ = random.randn(625)
    var copy = random
    #expect(random.randn(1300) == copy.randn(1300))
    _ = copy.rand()
    #expect(random != copy)
  }

  @Test func `numbers go on from a saved state`() throws {
    var random = RandomState(seed: 9)
    _ = random.randn(5)
    #expect(random.spareNormal != nil)
    var restored = try #require(
      RandomState(
        words: random.words, position: random.position, spareNormal: random.spareNormal))
    #expect(restored.randn(2000) == random.randn(2000))
  }

  @Test func `a state that is none is refused`() {
    let words = RandomState(seed: 1).words
    #expect(RandomState(words: words, position: 625, spareNormal: nil) == nil)
    #expect(RandomState(words: words, position: -1, spareNormal: nil) == nil)
    #expect(RandomState(words: Array(words.dropLast()), position: 0, spareNormal: nil) == nil)
  }

  @Test func `an order of none or one draws nothing`() {
    var random = RandomState(seed: 1)
    #expect(random.permutation(0) == [])
    #expect(random.permutation(1) == [0])
    #expect(random == RandomState(seed: 1))
  }

  @Test func `indices stay within their maximum`() {
    var random = RandomState(seed: 7)
    for maximum in [0, 1, 2, 3, 4, 7, 8, 1000, Int(UInt32.max), Int(UInt32.max) + 1, Int.max] {
      for _ in 0..<50 { #expect((0...maximum).contains(random.index(upTo: maximum))) }
    }
  }
}
