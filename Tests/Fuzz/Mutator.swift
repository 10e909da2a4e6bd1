/// Changes files the way that finds faults in decoders.
///
/// Equal seeds give equal changes.
struct Mutator {
  private var state: UInt64
  /// Numbers at which sizes and offsets go wrong.
  private static let edges: [UInt64] = [
    0, 1, 2, 7, 8, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x1_0000, 0x7fff_ffff,
    0x8000_0000, 0xffff_ffff, 0x1_0000_0000, 1 << 60, 1 << 62, UInt64.max >> 1, UInt64.max,
  ]

  /// Pieces of a text format to put in; none for formats of bytes.
  private let words: [[UInt8]]

  init(seed: UInt64, words: [[UInt8]] = []) {
    state = seed
    self.words = words
  }

  /// SplitMix64 (Steele, Lea and Flood, 2014).
  private mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(bound, 1))) }

  /// One change of a file or a few, more often one; `other` lends it pieces.
  mutating func mutated(_ bytes: [UInt8], with other: [UInt8]) -> [UInt8] {
    var result = bytes
    for _ in 0...below(1 + below(8)) { change(&result, other) }
    return result
  }

  private mutating func change(_ bytes: inout [UInt8], _ other: [UInt8]) {
    guard !bytes.isEmpty else {
      bytes = Array(other.prefix(below(other.count + 1)))
      return
    }
    let place = position(bytes.count)
    if !words.isEmpty, below(2) == 0 {
      let cut = bytes.indices.suffix(from: place).prefix(below(3) == 0 ? below(8) : 0)
      bytes.replaceSubrange(cut.startIndex..<cut.endIndex, with: words[below(words.count)])
      return
    }
    switch below(10) {
    case 0, 1: bytes[place] ^= 1 << UInt8(below(8))
    case 2: bytes[place] = UInt8(truncatingIfNeeded: next())
    case 3, 4, 5: putEdge(&bytes, place)
    case 6: bytes.removeSubrange(place..<min(bytes.count, place + 1 + below(16)))
    case 7:
      let start = below(bytes.count)
      bytes.insert(contentsOf: bytes[start..<min(bytes.count, start + 1 + below(32))], at: place)
    case 8:
      let start = below(other.count)
      let piece = other[min(start, other.count)..<min(other.count, start + 1 + below(64))]
      bytes.replaceSubrange(place..<min(bytes.count, place + piece.count), with: piece)
    default: bytes.removeSubrange(place...)
    }
  }

  /// A place, half of the time among the first bytes, where headers are.
  private mutating func position(_ count: Int) -> Int {
    below(2) == 0 ? below(min(count, 512)) : below(count)
  }

  /// Writes a telling number of 1 to 8 bytes, in one of the byte orders.
  private mutating func putEdge(_ bytes: inout [UInt8], _ place: Int) {
    let width = 1 << below(4)
    let edge = Self.edges[below(Self.edges.count)] &+ UInt64(truncatingIfNeeded: below(3) - 1)
    let isBig = below(2) == 0
    for k in 0..<min(width, bytes.count - place) {
      let shift = UInt64(8 * (isBig ? width - 1 - k : k))
      bytes[place + k] = UInt8(truncatingIfNeeded: edge >> shift)
    }
  }
}
