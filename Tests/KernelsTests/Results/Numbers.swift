/// Random numbers for tests: the same on every machine.
struct Numbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// 64 random bits (SplitMix64).
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

  /// A number between -1 and 1.
  mutating func number() -> Double { Double(Int64(bitPattern: next()) >> 11) / 0x1p52 }
}
