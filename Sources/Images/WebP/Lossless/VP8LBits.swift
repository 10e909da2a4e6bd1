/// The bits of a lossless stream, lowest bit first.
///
/// Behind the end zeros are delivered and counted: a decoder asks `isExhausted` now and then.
struct VP8LBits {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0
  /// The next bits, from the bottom; above `count` of them the content is no more than a preview.
  private var bits: UInt64 = 0
  private var count = 0
  private var zerosAdded = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// Whether more bits were consumed than there are.
  var isExhausted: Bool { count < zerosAdded }

  /// Makes at least 48 bits ready.
  @inline(__always)
  mutating func fill() {
    guard count < 48 else { return }
    guard bytes.count &- position >= 8 else { return fillByBytes() }
    let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
    bits |= word &<< UInt64(truncatingIfNeeded: count)
    let taken = (64 &- count) &>> 3
    position &+= taken
    count &+= taken &* 8
  }

  @inline(never)
  private mutating func fillByBytes() {
    while count <= 56 {
      if position < bytes.count {
        bits |= UInt64(bytes[position]) << UInt64(count)
        position += 1
      } else {
        zerosAdded += 8
      }
      count += 8
    }
  }

  @inline(__always)
  private mutating func skip(_ width: UInt64) {
    bits = bits &>> width
    count &-= Int(truncatingIfNeeded: width)
  }

  /// The next `width` bits, 0 to 32, which must have been made ready.
  @inline(__always)
  mutating func takeReady(_ width: Int) -> Int {
    let value = bits & (1 &<< UInt64(truncatingIfNeeded: width) &- 1)
    skip(UInt64(truncatingIfNeeded: width))
    return Int(truncatingIfNeeded: value)
  }

  /// The next `width` bits, 0 to 32.
  mutating func take(_ width: Int) -> Int {
    fill()
    return takeReady(width)
  }

  /// The symbol of the next code; 15 bits must be ready.
  @inline(__always)
  mutating func symbol(_ code: VP8LCode, _ entries: UnsafePointer<UInt32>) -> Int {
    let table = entries + code.start
    var entry = table[Int(truncatingIfNeeded: bits & code.mask)]
    var length = UInt64(truncatingIfNeeded: entry & 0xff)
    if length > code.rootBits {
      skip(code.rootBits)
      let rest = bits & (1 &<< (length &- code.rootBits) &- 1)
      entry = table[Int(truncatingIfNeeded: entry &>> 8) &+ Int(truncatingIfNeeded: rest)]
      length = UInt64(truncatingIfNeeded: entry & 0xff)
    }
    skip(length)
    return Int(truncatingIfNeeded: entry &>> 8)
  }
}
