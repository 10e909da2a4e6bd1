/// CRC-32, reflected, of one of two polynomials.
package struct CRC32: Sendable {
  package enum Polynomial: UInt32, Sendable {
    /// That of PNG, gzip and zip.
    case zip = 0xEDB8_8320
    /// Castagnoli's: CRC-32C.
    case castagnoli = 0x82F6_3B78
  }

  private var state: UInt32 = ~0
  private let tables: [UInt32]

  package init(_ polynomial: Polynomial = .zip) {
    tables = polynomial == .zip ? Self.zipTables : Self.castagnoliTables
  }

  package var value: UInt32 { ~state }

  package static func of(_ bytes: UnsafeRawBufferPointer) -> UInt32 { of(bytes, .zip) }

  package static func of(_ bytes: UnsafeRawBufferPointer, _ polynomial: Polynomial) -> UInt32 {
    var sum = CRC32(polynomial)
    sum.update(bytes)
    return sum.value
  }

  /// Takes eight bytes a step through eight tables (Kounavis and Berry, 2005).
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    let initial = state
    state = tables.withUnsafeBufferPointer { table in
      var crc = initial
      var i = 0
      while bytes.count - i >= 8 {
        let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self))
        let mixed = word ^ UInt64(crc)
        crc = 0
        for lane in 0..<8 {
          let byte = Int(truncatingIfNeeded: mixed >> UInt64(8 * lane)) & 255
          crc ^= table[(7 - lane) &* 256 &+ byte]
        }
        i &+= 8
      }
      while i < bytes.count {
        crc = (crc >> 8) ^ table[Int(truncatingIfNeeded: crc ^ UInt32(bytes[i])) & 255]
        i &+= 1
      }
      return crc
    }
  }

  private static let zipTables = tables(of: .zip)
  private static let castagnoliTables = tables(of: .castagnoli)

  /// Table k at 256 · k: the remainder of a byte that k more bytes follow.
  private static func tables(of polynomial: Polynomial) -> [UInt32] {
    var table = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var crc = UInt32(byte)
      for _ in 0..<8 { crc = (crc >> 1) ^ (crc & 1 == 0 ? 0 : polynomial.rawValue) }
      table[byte] = crc
    }
    for i in 256..<table.count {
      let previous = table[i - 256]
      table[i] = (previous >> 8) ^ table[Int(previous & 255)]
    }
    return table
  }
}

/// Adler-32 as the zlib format uses it.
package enum Adler32 {
  private static let modulus: UInt32 = 65521
  /// The most bytes after which the sums still fit 32 bits.
  private static let stretch = 5552

  package static func of(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var a: UInt32 = 1
    var b: UInt32 = 0
    var i = 0
    while i < bytes.count {
      let end = min(i + stretch, bytes.count)
      while end - i >= 16 {
        let lanes = SIMD16<UInt32>(
          truncatingIfNeeded: bytes.loadUnaligned(fromByteOffset: i, as: SIMD16<UInt8>.self))
        b = b &+ 16 &* a &+ (lanes &* weights).wrappedSum()
        a = a &+ lanes.wrappedSum()
        i &+= 16
      }
      while i < end {
        a = a &+ UInt32(bytes[i])
        b = b &+ a
        i &+= 1
      }
      a %= modulus
      b %= modulus
    }
    return b << 16 | a
  }

  private static let weights = SIMD16<UInt32>(
    16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1)
}

/// Fletcher-32 in the form that HDF5's filter uses: big-endian words, sums modulo 65535.
package enum Fletcher32 {
  package static func of(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var first: UInt64 = 0
    var second: UInt64 = 0
    var i = 0
    while i + 1 < bytes.count {
      first += UInt64(bytes[i]) << 8 | UInt64(bytes[i + 1])
      second += first
      i += 2
      if i & 0xffff == 0 {
        first = UInt64(folded(first))
        second = UInt64(folded(second))
      }
    }
    if i < bytes.count {
      first += UInt64(bytes[i]) << 8
      second += first
    }
    return folded(second) << 16 | folded(first)
  }

  /// Folds the carries back as HDF5 does: a multiple of 65535 above zero stays 65535.
  private static func folded(_ sum: UInt64) -> UInt32 {
    sum == 0 ? 0 : UInt32((sum - 1) % 65535) + 1
  }
}

/// Bob Jenkins's `lookup3` (2006), little-endian, which protects HDF5's metadata.
package enum Lookup3 {
  package static func of(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var state = State(length: UInt32(truncatingIfNeeded: bytes.count))
    guard !bytes.isEmpty else { return state.c }
    var i = 0
    while bytes.count - i > 12 {
      state.add(bytes, at: i)
      state.mix()
      i += 12
    }
    state.add(bytes, at: i)
    state.finish()
    return state.c
  }

  private struct State {
    var a: UInt32
    var b: UInt32
    var c: UInt32

    init(length: UInt32) {
      a = 0xdead_beef &+ length
      b = a
      c = a
    }

    mutating func add(_ bytes: UnsafeRawBufferPointer, at start: Int) {
      a = a &+ Self.word(bytes, start)
      b = b &+ Self.word(bytes, start + 4)
      c = c &+ Self.word(bytes, start + 8)
    }

    /// The word at `start`; zero where the bytes end.
    static func word(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> UInt32 {
      var word: UInt32 = 0
      for k in 0..<4 where start + k < bytes.count {
        word |= UInt32(bytes[start + k]) << UInt32(8 * k)
      }
      return word
    }

    mutating func mix() {
      (a, c) = Self.step(a, b, c, 4)
      (b, a) = Self.step(b, c, a, 6)
      (c, b) = Self.step(c, a, b, 8)
      (a, c) = Self.step(a, b, c, 16)
      (b, a) = Self.step(b, c, a, 19)
      (c, b) = Self.step(c, a, b, 4)
    }

    /// A sixth of a mix: x is reduced by z and mixed with it, then y is added to z.
    private static func step(
      _ x: UInt32, _ y: UInt32, _ z: UInt32, _ bits: UInt32
    ) -> (x: UInt32, z: UInt32) {
      ((x &- z) ^ rotated(z, bits), z &+ y)
    }

    mutating func finish() {
      c = (c ^ b) &- Self.rotated(b, 14)
      a = (a ^ c) &- Self.rotated(c, 11)
      b = (b ^ a) &- Self.rotated(a, 25)
      c = (c ^ b) &- Self.rotated(b, 16)
      a = (a ^ c) &- Self.rotated(c, 4)
      b = (b ^ a) &- Self.rotated(a, 14)
      c = (c ^ b) &- Self.rotated(b, 24)
    }

    static func rotated(_ x: UInt32, _ bits: UInt32) -> UInt32 { x << bits | x >> (32 - bits) }
  }
}

/// XXH64: a hash that tells data apart, not one that withstands forgers.
///
/// Source: Yann Collet, "xxHash fast digest algorithm", specification 0.1.1, 2018.
package struct XXH64 {
  private static let primes: (UInt64, UInt64, UInt64, UInt64, UInt64) = (
    0x9E37_79B1_85EB_CA87, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9, 0x85EB_CA77_C2B2_AE63,
    0x27D4_EB2F_1656_67C5
  )

  private var lanes: SIMD4<UInt64>
  private var length = 0
  /// Bytes that do not fill a block of 32 yet.
  private var rest: [UInt8] = []

  package init() {
    let (p1, p2, _, _, _) = Self.primes
    lanes = SIMD4(p1 &+ p2, p2, 0, 0 &- p1)
    rest.reserveCapacity(32)
  }

  /// All that is needed to go on with the hash elsewhere.
  package var words: [UInt64] {
    let rest = self.rest.map(UInt64.init)
    return [lanes[0], lanes[1], lanes[2], lanes[3], UInt64(length), UInt64(rest.count)] + rest
      + [UInt64](repeating: 0, count: 32 - rest.count)
  }

  /// Goes on with a hash from its ``words``.
  package init(words: [UInt64]) {
    self.init()
    lanes = SIMD4(words[0], words[1], words[2], words[3])
    length = Int(words[4])
    rest += words[6..<6 + Int(words[5])].map(UInt8.init)
  }

  /// The hash of some bytes by themselves.
  package static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var state = XXH64()
    state.update(bytes)
    return state.value
  }

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    length += bytes.count
    var bytes = bytes[...]
    if !rest.isEmpty {
      let taken = bytes.prefix(32 - rest.count)
      rest += taken
      bytes = bytes.dropFirst(taken.count)
      guard rest.count == 32 else { return }
      rest.withUnsafeBytes { takeBlocks($0) }
      rest.removeAll(keepingCapacity: true)
    }
    let whole = UnsafeRawBufferPointer(rebasing: bytes)
    let end = whole.count & ~31
    takeBlocks(UnsafeRawBufferPointer(rebasing: whole[..<end]))
    rest += whole[end...]
  }

  package mutating func update(_ text: String) {
    var text = text
    text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
  }

  package mutating func update(_ numbers: [Double]) {
    numbers.withUnsafeBytes { update($0) }
  }

  /// Takes blocks of 32 bytes; each lane is a number of its own, whose products the processor overlaps.
  private mutating func takeBlocks(_ bytes: UnsafeRawBufferPointer) {
    var (a, b, c, d) = (lanes[0], lanes[1], lanes[2], lanes[3])
    func word(_ position: Int) -> UInt64 {
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
    }
    for position in stride(from: 0, to: bytes.count, by: 32) {
      a = Self.round(a, word(position))
      b = Self.round(b, word(position &+ 8))
      c = Self.round(c, word(position &+ 16))
      d = Self.round(d, word(position &+ 24))
    }
    lanes = SIMD4(a, b, c, d)
  }

  @inline(__always)
  private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    rotated(lane &+ word &* primes.1, 31) &* primes.0
  }

  @inline(__always)
  private static func rotated(_ word: UInt64, _ bits: UInt64) -> UInt64 {
    word &<< bits | word &>> (64 &- bits)
  }

  package var value: UInt64 {
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
