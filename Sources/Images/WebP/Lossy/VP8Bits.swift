/// The bits of a partition of VP8, each coded by how probable it is (RFC 6386, section 7).
///
/// Behind the end zeros are delivered and counted: a decoder asks `isExhausted` now and then.
struct VP8Bits {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0
  /// What is not yet decoded: the eight bits in use are above `count` others.
  private var value: UInt64 = 0
  private var count = -8
  /// The width of the interval, less 1.
  private var range: UInt32 = 254
  private var zerosAdded = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// Whether more bits were consumed than there are.
  var isExhausted: Bool { count + 8 < zerosAdded }

  /// The next bit, which is 0 with a probability of so many 256ths.
  @inline(__always)
  mutating func bit(_ probability: UInt8) -> Bool {
    if count < 0 { fill() }
    let split = (range &* UInt32(probability)) &>> 8
    let isSet = UInt32(truncatingIfNeeded: value &>> UInt64(truncatingIfNeeded: count)) > split
    var width = split &+ 1
    if isSet {
      value &-= UInt64(width) &<< UInt64(truncatingIfNeeded: count)
      width = range &- split
    }
    // Brings the width to 128 or more.
    let shift = UInt32(truncatingIfNeeded: width.leadingZeroBitCount &- 24)
    range = width &<< shift &- 1
    count &-= Int(truncatingIfNeeded: shift)
    return isSet
  }

  /// A number whose bits are 0 or 1 alike, the highest first.
  mutating func number(_ width: Int) -> Int {
    var number = 0
    for _ in 0..<width { number = number << 1 | (bit(128) ? 1 : 0) }
    return number
  }

  /// A flag: a bit that is 0 or 1 alike.
  mutating func flag() -> Bool { bit(128) }

  /// A number and its sign behind it.
  mutating func signed(_ width: Int) -> Int {
    let number = number(width)
    return flag() ? -number : number
  }

  /// A signed number, or 0 where a flag says that there is none.
  mutating func optionalSigned(_ width: Int) -> Int { flag() ? signed(width) : 0 }

  @inline(never)
  private mutating func fill() {
    if bytes.count - position >= 8 {
      let word = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      value = value &<< 56 | word >> 8
      position += 7
      count += 56
      return
    }
    var byte: UInt8 = 0
    if position < bytes.count {
      byte = bytes[position]
      position += 1
    } else {
      zerosAdded += 8
    }
    value = value &<< 8 | UInt64(byte)
    count += 8
  }
}
