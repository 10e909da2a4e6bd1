/// CRC-32 as PNG, gzip and zip use it (polynomial 0xEDB88320, reflected).
package struct CRC32: Sendable {
  private var state: UInt32 = ~0

  package init() {}

  package var value: UInt32 { ~state }

  package static func of(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var sum = CRC32()
    sum.update(bytes)
    return sum.value
  }

  /// Takes eight bytes a step through eight tables (Kounavis and Berry, 2005).
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    let initial = state
    state = Self.tables.withUnsafeBufferPointer { table in
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

  /// Table k at 256 · k: the remainder of a byte that k more bytes follow.
  private static let tables: [UInt32] = {
    var table = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var crc = UInt32(byte)
      for _ in 0..<8 { crc = (crc >> 1) ^ (crc & 1 == 0 ? 0 : 0xEDB8_8320) }
      table[byte] = crc
    }
    for i in 256..<table.count {
      let previous = table[i - 256]
      table[i] = (previous >> 8) ^ table[Int(previous & 255)]
    }
    return table
  }()
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
