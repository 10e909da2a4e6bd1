// The bits, the table entries and the loop over them share a file: the compiler inlines only
// within one when it builds for debugging, and this loop must be fast then too.

extension InflateBlocks {
  /// Decodes literals and matches to the end of the block: the hot loop.
  ///
  /// A refill gives at least 56 bits; a length with its distance takes at most 48, a literal from
  /// the first table at most 11.
  func decodeSymbols(
    _ shared: inout BitSource, _ output: inout GrowingBuffer
  ) throws(FormatError) {
    typealias Entry = TableEntry
    var source = shared
    let literalTable = UnsafePointer(literals.entries)
    let distanceTable = UnsafePointer(distances.entries)
    let literalMask: UInt64 = (1 << UInt64(literals.rootBits)) - 1
    let distanceMask: UInt64 = (1 << UInt64(distances.rootBits)) - 1
    var base = output.base
    var position = output.count
    let literalRoot = literals.rootBits
    let distanceRoot = distances.rootBits
    let slack = Self.slack
    let limit = limit
    var roomEnd = output.capacity - slack

    while true {
      if position > roomEnd || position > limit {
        output.count = position
        if position > limit {
          guard stopsAtLimit else { throw tooLong }
          return
        }
        output.reserve(2 * slack)
        base = output.base
        roomEnd = output.capacity - slack
      }
      source.refill()
      if source.isTruncated { throw Self.truncated }
      var entry = literalTable[Int(truncatingIfNeeded: source.buffer & literalMask)]
      if entry & Entry.literal != 0 {
        source.drop(Int(entry & 0xff))
        Self.put(entry, base + position)
        position &+= 1
        entry = literalTable[Int(truncatingIfNeeded: source.buffer & literalMask)]
        if entry & Entry.literal != 0 {
          source.drop(Int(entry & 0xff))
          Self.put(entry, base + position)
          position &+= 1
          entry = literalTable[Int(truncatingIfNeeded: source.buffer & literalMask)]
          if entry & Entry.literal != 0 {
            source.drop(Int(entry & 0xff))
            Self.put(entry, base + position)
            position &+= 1
            continue
          }
        }
        source.refill()
      }
      if entry & Entry.special != 0 {
        if entry & Entry.subtable != 0 {
          entry = Self.second(entry, literalTable, literalRoot, &source)
          if entry & Entry.literal != 0 {
            source.drop(Int(entry & 0xff))
            Self.put(entry, base + position)
            position &+= 1
            continue
          }
        }
        if entry & Entry.special != 0 {
          guard entry & Entry.endOfBlock != 0 else { throw Self.unused("length") }
          source.drop(Int(entry & 0xff))
          break
        }
      }
      let length = Self.value(entry, &source)

      entry = distanceTable[Int(truncatingIfNeeded: source.buffer & distanceMask)]
      if entry & Entry.special != 0 {
        if entry & Entry.subtable != 0 {
          entry = Self.second(entry, distanceTable, distanceRoot, &source)
        }
        guard entry & Entry.special == 0 else { throw Self.unused("distance") }
      }
      let distance = Self.value(entry, &source)
      guard distance <= position else {
        throw FormatError(
          "deflate match", found: "a distance of \(distance)", expected: "at most \(position)")
      }
      Self.copyMatch(base + position, distance: distance, length: length)
      position &+= length
    }
    guard position <= limit || stopsAtLimit else { throw tooLong }
    output.count = position
    shared = source
  }

  @inline(__always)
  private static func put(_ literal: UInt32, _ target: UnsafeMutableRawPointer) {
    target.storeBytes(of: UInt8(truncatingIfNeeded: literal >> 16), as: UInt8.self)
  }

  /// The entry of a second table, after the bits of the first were dropped.
  @inline(__always)
  private static func second(
    _ entry: UInt32, _ table: UnsafePointer<UInt32>, _ rootBits: Int, _ source: inout BitSource
  ) -> UInt32 {
    source.drop(rootBits)
    let bits = UInt64(entry >> 8 & 15)
    return table[Int(entry >> 16) &+ Int(source.buffer & ((1 &<< bits) &- 1))]
  }

  /// The length or distance of an entry and its extra bits.
  @inline(__always)
  private static func value(_ entry: UInt32, _ source: inout BitSource) -> Int {
    let codeLength = UInt64(entry >> 8 & 15)
    let total = UInt64(entry & 0xff)
    let bits = source.buffer & ((1 &<< total) &- 1)
    source.drop(Int(total))
    return Int(entry >> 16) &+ Int(truncatingIfNeeded: bits &>> codeLength)
  }

  /// Repeats what stands `distance` bytes back; may write up to 7 bytes past the match.
  @inline(__always)
  private static func copyMatch(
    _ target: UnsafeMutableRawPointer, distance: Int, length: Int
  ) {
    let from = target - distance
    var done = 0
    if distance >= 8 {
      repeat {
        let word = from.loadUnaligned(fromByteOffset: done, as: UInt64.self)
        target.storeBytes(of: word, toByteOffset: done, as: UInt64.self)
        done &+= 8
      } while done < length
    } else if distance == 1 {
      let word = UInt64(from.load(as: UInt8.self)) &* 0x0101_0101_0101_0101
      repeat {
        target.storeBytes(of: word, toByteOffset: done, as: UInt64.self)
        done &+= 8
      } while done < length
    } else {
      repeat {
        let byte = from.load(fromByteOffset: done, as: UInt8.self)
        target.storeBytes(of: byte, toByteOffset: done, as: UInt8.self)
        done &+= 1
      } while done < length
    }
  }

  private static func unused(_ kind: String) -> FormatError {
    FormatError("deflate block", found: "a \(kind) code that stands for nothing", expected: "one")
  }
}

/// An entry of a ``HuffmanTable``, 32 bits.
///
/// From the low end: 8 bits that are consumed altogether (code and extra bits), 4 bits of code
/// length (of a second table: the bits that index it), 4 flags, 16 bits of value (a literal,
/// the base of a length or distance, or the start of a second table).
enum TableEntry {
  static let literal: UInt32 = 1 << 12
  /// Neither literal nor length nor distance.
  static let special: UInt32 = 1 << 13
  /// With `special`: the value is the start of a second table.
  static let subtable: UInt32 = 1 << 14
  /// With `special`: the end of the block.
  ///
  /// Special alone is a code that stands for nothing.
  static let endOfBlock: UInt32 = 1 << 15

  static func coding(value: Int, codeLength: Int, extraBits: Int, flags: UInt32 = 0) -> UInt32 {
    UInt32(value) << 16 | flags | UInt32(codeLength) << 8 | UInt32(codeLength + extraBits)
  }
}

/// The bits of a DEFLATE stream, the lowest of each byte first.
///
/// Past the end come zeros, which ``isTruncated`` tells: so the fast loop has no case for it.
struct BitSource {
  private var next: UnsafePointer<UInt8>
  private let start: UnsafePointer<UInt8>
  private let end: UnsafePointer<UInt8>
  /// The next bits; above `available` either zeros or the right bits of bytes yet to be taken.
  private(set) var buffer: UInt64 = 0
  private var available = 0
  /// Zero bytes that were made up past the end.
  private var overrun = 0

  init(start: UnsafePointer<UInt8>, count: Int) {
    self.start = start
    next = start
    end = start + count
  }

  /// Fills the buffer to at least 56 bits.
  @inline(__always)
  mutating func refill() {
    if end - next >= 8 {
      let word = UnsafeRawPointer(next).loadUnaligned(as: UInt64.self)
      buffer |= UInt64(littleEndian: word) &<< UInt64(truncatingIfNeeded: available)
      next += (63 &- available) &>> 3
      available |= 56
    } else {
      self = refilledByBytes()
    }
  }

  /// A refill near the end: not mutating, so that the hot loop can keep its source in registers.
  @inline(never)
  private func refilledByBytes() -> BitSource {
    var result = self
    while result.available < 56 {
      if result.next < end {
        result.buffer |= UInt64(result.next.pointee) << UInt64(result.available)
        result.next += 1
      } else {
        result.overrun += 1
      }
      result.available += 8
    }
    return result
  }

  /// Removes up to 32 bits that the buffer holds.
  @inline(__always)
  mutating func drop(_ count: Int) {
    buffer &>>= UInt64(truncatingIfNeeded: count)
    available &-= count
  }

  /// The next `count` bits, at most 16, after a refill of its own.
  mutating func take(_ count: Int) -> Int {
    refill()
    defer { drop(count) }
    return Int(buffer & ((1 << UInt64(count)) - 1))
  }

  /// Whether more bits were used than there are.
  @inline(__always)
  var isTruncated: Bool { overrun > 0 && overrun * 8 > available }

  /// The bytes used so far, a byte used in part counted whole; only if not truncated.
  var bytesUsed: Int { (next - start) + overrun - available / 8 }

  /// Copies `count` bytes from the next whole byte on; false if there are fewer.
  mutating func copyBytes(_ count: Int, to target: UnsafeMutableRawPointer) -> Bool {
    let position = bytesUsed
    guard !isTruncated, count <= end - start - position else { return false }
    target.copyMemory(from: start + position, byteCount: count)
    restart(at: position + count)
    return true
  }

  /// Continues at the next whole byte.
  mutating func alignToByte() {
    guard !isTruncated else { return }
    restart(at: bytesUsed)
  }

  private mutating func restart(at position: Int) {
    next = start + position
    buffer = 0
    available = 0
    overrun = 0
  }
}
