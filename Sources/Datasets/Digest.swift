/// XXH64: a hash that tells data apart, not one that withstands forgers.
///
/// Source: Yann Collet, "xxHash fast digest algorithm", specification 0.1.1, 2018.
struct XXH64 {
  private static let primes: (UInt64, UInt64, UInt64, UInt64, UInt64) = (
    0x9E37_79B1_85EB_CA87, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9, 0x85EB_CA77_C2B2_AE63,
    0x27D4_EB2F_1656_67C5
  )

  private var lanes: SIMD4<UInt64>
  private var length = 0
  /// Bytes that do not fill a block of 32 yet.
  private var rest: [UInt8] = []

  init() {
    let (p1, p2, _, _, _) = Self.primes
    lanes = SIMD4(p1 &+ p2, p2, 0, 0 &- p1)
    rest.reserveCapacity(32)
  }

  /// All that is needed to go on with the hash elsewhere.
  var words: [UInt64] {
    let rest = self.rest.map(UInt64.init)
    return [lanes[0], lanes[1], lanes[2], lanes[3], UInt64(length), UInt64(rest.count)] + rest
      + [UInt64](repeating: 0, count: 32 - rest.count)
  }

  /// Goes on with a hash from its ``words``.
  init(words: [UInt64]) {
    self.init()
    lanes = SIMD4(words[0], words[1], words[2], words[3])
    length = Int(words[4])
    rest += words[6..<6 + Int(words[5])].map(UInt8.init)
  }

  /// The hash of some bytes by themselves.
  static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var state = XXH64()
    state.update(bytes)
    return state.value
  }

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    length += bytes.count
    var bytes = bytes[...]
    if !rest.isEmpty {
      let taken = bytes.prefix(32 - rest.count)
      rest += taken
      bytes = bytes.dropFirst(taken.count)
      guard rest.count == 32 else { return }
      rest.withUnsafeBytes { take(UnsafeRawBufferPointer($0), from: 0) }
      rest.removeAll(keepingCapacity: true)
    }
    let whole = UnsafeRawBufferPointer(rebasing: bytes)
    var position = 0
    while position + 32 <= whole.count {
      take(whole, from: position)
      position += 32
    }
    rest += whole[position...]
  }

  mutating func update(_ text: String) {
    var text = text
    text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
  }

  mutating func update(_ numbers: [Double]) {
    numbers.withUnsafeBytes { update($0) }
  }

  @inline(__always)
  private mutating func take(_ bytes: UnsafeRawBufferPointer, from position: Int) {
    for lane in 0..<4 {
      let word = bytes.loadUnaligned(fromByteOffset: position + 8 * lane, as: UInt64.self)
      lanes[lane] = Self.round(lanes[lane], UInt64(littleEndian: word))
    }
  }

  private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    rotated(lane &+ word &* primes.1, 31) &* primes.0
  }

  private static func rotated(_ word: UInt64, _ bits: UInt64) -> UInt64 {
    word << bits | word >> (64 - bits)
  }

  var value: UInt64 {
    let (p1, p2, p3, p4, p5) = Self.primes
    var hash = p5
    if length >= 32 {
      hash =
        Self.rotated(lanes[0], 1) &+ Self.rotated(lanes[1], 7)
        &+ Self.rotated(lanes[2], 12) &+ Self.rotated(lanes[3], 18)
      for lane in 0..<4 { hash = (hash ^ Self.round(0, lanes[lane])) &* p1 &+ p4 }
    }
    hash &+= UInt64(length)
    var tail = rest[...]
    while tail.count >= 8 {
      hash = Self.rotated(hash ^ Self.round(0, Self.word(tail.prefix(8))), 27) &* p1 &+ p4
      tail = tail.dropFirst(8)
    }
    if tail.count >= 4 {
      hash = Self.rotated(hash ^ Self.word(tail.prefix(4)) &* p1, 23) &* p2 &+ p3
      tail = tail.dropFirst(4)
    }
    for byte in tail { hash = Self.rotated(hash ^ UInt64(byte) &* p5, 11) &* p1 }
    hash = (hash ^ hash >> 33) &* p2
    hash = (hash ^ hash >> 29) &* p3
    return hash ^ hash >> 32
  }

  private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
