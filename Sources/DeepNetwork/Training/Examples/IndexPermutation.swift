/// A permutation of 0 ..< `count` of which each place is computed when it is asked for: it takes no memory,
/// however many there are.
///
/// It is a Feistel network over ⌈log2 count⌉ bits, eight rounds with a key each, walked on as long as it leaves
/// the range. (John Black and Phillip Rogaway, "Ciphers with arbitrary finite domains", 2002; the
/// rounds' function is the finalizer of Sebastiano Vigna's SplitMix64.)
struct IndexPermutation: Sendable {
  private static let rounds = 8

  let count: Int
  private let keys: [UInt64]
  /// The bits of the lower half, and of the upper one, which has as many or one less.
  private let lowBits: UInt64
  private let highBits: UInt64

  /// A permutation whose keys are drawn from a generator, two words each.
  init(count: Int, from random: inout RandomState) {
    self.count = count
    keys = (0..<Self.rounds).map { _ in
      UInt64(random.nextWord()) << 32 | UInt64(random.nextWord())
    }
    let bits = max(2, Int.bitWidth - max(0, count - 1).leadingZeroBitCount)
    lowBits = UInt64((bits + 1) / 2)
    highBits = UInt64(bits / 2)
  }

  /// The number at a place in 0 ..< `count`.
  subscript(place: Int) -> Int {
    var value = UInt64(place)
    repeat { value = exchanged(value) } while value >= UInt64(count)
    return Int(value)
  }

  /// The value that all bits together are exchanged for; after an even number of rounds each half has its
  /// width again.
  private func exchanged(_ value: UInt64) -> UInt64 {
    var (low, high) = (value & (1 << lowBits - 1), value >> lowBits)
    var (lowBits, highBits) = (lowBits, highBits)
    for key in keys {
      (low, high) = (high ^ mixed(low &+ key) & (1 << highBits - 1), low)
      (lowBits, highBits) = (highBits, lowBits)
    }
    return high << lowBits | low
  }
}

/// The bits of a number mixed so that each depends on all: the finalizer of SplitMix64.
func mixed(_ number: UInt64) -> UInt64 {
  var z = number
  z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
  z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
  return z ^ z >> 31
}
