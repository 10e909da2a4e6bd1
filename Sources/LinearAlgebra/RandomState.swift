import Foundation

/// NumPy's `RandomState`: the Mersenne Twister MT19937 with the distributions of `numpy.random`.
///
/// The same seed gives the same values as `np.random.seed(seed)` followed by the same calls, bit
/// for bit (`randn` where the C library's `log` is the one that NumPy uses: on Linux).
///
/// Source: Makoto Matsumoto and Takuji Nishimura, "Mersenne Twister: A 623-dimensionally
/// equidistributed uniform pseudo-random number generator", 1998; the polar method is George
/// Marsaglia's, 1964.
public struct RandomState: Sendable, Equatable {
  private static let stateSize = 624
  private static let shiftSize = 397

  /// The 624 words of the twister.
  package private(set) var words: [UInt32]
  /// The next word to hand out; 624 when all have been used.
  package private(set) var position: Int
  /// The second value of the last polar pair, if it has not been handed out yet.
  package private(set) var spareNormal: Double?

  /// A generator that continues as `np.random.RandomState(seed)` begins.
  public init(seed: UInt32) {
    words = [UInt32](repeating: seed, count: Self.stateSize)
    for i in 1..<Self.stateSize {
      let previous = words[i - 1]
      words[i] = 1_812_433_253 &* (previous ^ (previous >> 30)) &+ UInt32(i)
    }
    position = Self.stateSize
    spareNormal = nil
  }

  /// A generator that continues from a saved state; nil if the state is not one.
  package init?(words: [UInt32], position: Int, spareNormal: Double?) {
    guard words.count == Self.stateSize, (0...Self.stateSize).contains(position) else {
      return nil
    }
    self.words = words
    self.position = position
    self.spareNormal = spareNormal
  }

  private mutating func twist() {
    words.withUnsafeMutableBufferPointer { w in
      for i in 0..<Self.stateSize {
        let next = i + 1 < Self.stateSize ? i + 1 : 0
        let y = (w[i] & 0x8000_0000) | (w[next] & 0x7fff_ffff)
        let shifted = i + Self.shiftSize
        let other = shifted < Self.stateSize ? shifted : shifted - Self.stateSize
        w[i] = w[other] ^ (y >> 1) ^ (y & 1 == 0 ? 0 : 0x9908_b0df)
      }
    }
    position = 0
  }

  /// The next 32 random bits.
  package mutating func nextWord() -> UInt32 {
    if position == Self.stateSize { twist() }
    var y = words[position]
    position += 1
    y ^= y >> 11
    y ^= (y << 7) & 0x9d2c_5680
    y ^= (y << 15) & 0xefc6_0000
    return y ^ (y >> 18)
  }

  /// One value of `np.random.rand()`: uniform in 0 ..< 1, with 53 bits.
  public mutating func rand() -> Double {
    let high = Double(nextWord() >> 5)
    let low = Double(nextWord() >> 6)
    return (high * 67_108_864 + low) / 9_007_199_254_740_992
  }

  /// `count` values of `np.random.rand(count)`.
  public mutating func rand(_ count: Int) -> [Double] {
    (0..<count).map { _ in rand() }
  }

  /// One value of `np.random.randn()`: normal with mean 0 and variance 1.
  public mutating func randn() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    while true {
      let x = 2 * rand() - 1
      let y = 2 * rand() - 1
      let squaredRadius = x * x + y * y
      guard squaredRadius < 1, squaredRadius != 0 else { continue }
      let factor = (-2 * log(squaredRadius) / squaredRadius).squareRoot()
      spareNormal = factor * x
      return factor * y
    }
  }

  /// `count` values of `np.random.randn(count)`.
  public mutating func randn(_ count: Int) -> [Double] {
    (0..<count).map { _ in randn() }
  }

  /// A whole number from 0 to `maximum`, as NumPy's shuffle draws it.
  ///
  /// The bits below the next power of two are drawn again while they exceed the maximum.
  package mutating func index(upTo maximum: Int) -> Int {
    guard maximum > 0 else { return 0 }
    let mask = UInt64.max >> UInt64(maximum).leadingZeroBitCount
    while true {
      let bits =
        maximum <= Int(UInt32.max)
        ? UInt64(nextWord()) : UInt64(nextWord()) << 32 | UInt64(nextWord())
      if bits & mask <= UInt64(maximum) { return Int(bits & mask) }
    }
  }

  /// Reorders `values` in place as `np.random.shuffle` does.
  public mutating func shuffle<Element>(_ values: inout [Element]) {
    for i in stride(from: values.count - 1, to: 0, by: -1) {
      values.swapAt(i, index(upTo: i))
    }
  }

  /// The numbers 0 ..< `count` in the order of `np.random.permutation(count)`.
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    shuffle(&order)
    return order
  }
}
