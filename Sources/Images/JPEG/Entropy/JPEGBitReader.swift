/// The bits of one entropy-coded segment, highest bit first.
///
/// The segment ends at the first marker or at the end of the file. From there on zeros are
/// delivered and counted: a decoder need not check for the end at every code, only now and then
/// ask `isExhausted`.
struct JPEGBitReader {
  private let bytes: UnsafeRawBufferPointer
  /// The first byte that is not yet in `bits`.
  private(set) var position: Int
  /// The next bits, from the top; below `count` of them the content is no more than a preview.
  private var bits: UInt64 = 0
  private var count = 0
  private var zerosAdded = 0

  /// Whether a code was met that the Huffman table does not have.
  private(set) var isCorrupt = false

  init(_ bytes: UnsafeRawBufferPointer, at position: Int) {
    self.bytes = bytes
    self.position = position
  }

  /// Whether more bits were consumed than the segment has.
  var isExhausted: Bool { count < zerosAdded }

  /// Makes at least 32 bits ready: those of the longest code and of the longest value behind it.
  @inline(__always)
  mutating func fill() {
    guard count < 32 else { return }
    if bytes.count &- position >= 8 {
      let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        .bigEndian
      // A byte of ones in `word` is a zero byte in its complement (Mycroft's test).
      let inverse = ~word
      if (inverse &- 0x0101_0101_0101_0101) & word & 0x8080_8080_8080_8080 == 0 {
        bits |= word &>> UInt64(truncatingIfNeeded: count)
        let taken = (64 &- count) &>> 3
        position &+= taken
        count &+= taken &* 8
        return
      }
    }
    self = filledByBytes()
  }

  /// The same, made ready where a marker may be near.
  ///
  /// It returns a copy, so that the reader of an inner loop can stay in registers.
  @inline(never)
  private func filledByBytes() -> JPEGBitReader {
    var reader = self
    while reader.count <= 56 {
      var byte: UInt8 = 0
      let position = reader.position
      if position < bytes.count, bytes[position] != 0xff {
        byte = bytes[position]
        reader.position += 1
      } else if position + 1 < bytes.count, bytes[position + 1] == 0 {
        byte = 0xff
        reader.position += 2
      } else {
        reader.zerosAdded += 8
      }
      reader.bits |= UInt64(byte) << UInt64(56 - reader.count)
      reader.count += 8
    }
    return reader
  }

  /// The next `width` bits, 1 to 16, without consuming them; they must have been made ready.
  @inline(__always)
  func peek(_ width: Int) -> Int {
    Int(truncatingIfNeeded: bits &>> UInt64(truncatingIfNeeded: 64 &- width))
  }

  @inline(__always)
  mutating func skip(_ width: Int) {
    bits = bits &<< UInt64(truncatingIfNeeded: width)
    count &-= width
  }

  /// The next `width` bits, 0 to 16, as a number.
  @inline(__always)
  mutating func take(_ width: Int) -> Int {
    guard width > 0 else { return 0 }
    let value = peek(width)
    skip(width)
    return value
  }

  /// The next `size` bits, 0 to 16, as a signed value: the lower half of the codes is negative.
  @inline(__always)
  mutating func takeSigned(_ size: Int) -> Int32 {
    let value = Int32(truncatingIfNeeded: take(size))
    let isNegative = size > 0 && value &>> Int32(truncatingIfNeeded: size &- 1) == 0
    return isNegative ? value &- (1 &<< Int32(truncatingIfNeeded: size)) &+ 1 : value
  }

  /// The symbol of the next code; 16 bits must be ready.
  @inline(__always)
  mutating func symbol(_ table: JPEGHuffmanTable) -> Int {
    let entry = table.short[peek(JPEGHuffmanTable.shortBits)]
    guard entry == 0 else {
      skip(Int(truncatingIfNeeded: entry &>> 8))
      return Int(truncatingIfNeeded: entry & 0xff)
    }
    guard let (symbol, length) = table.longCode(peek(16)) else {
      isCorrupt = true
      skip(16)
      return 0
    }
    skip(length)
    return symbol
  }

  /// Drops what is left of the current byte, passes restart marker `number`, and begins anew.
  ///
  /// False if another marker, or none, stands there.
  mutating func restart(number: Int) -> Bool {
    // Bytes read ahead hold no marker, so the next marker is at `position` or behind it.
    guard let marker = nextMarker(), marker == 0xd0 + number else { return false }
    position += 2
    (bits, count, zerosAdded) = (0, 0, 0)
    return true
  }

  /// Moves to the next marker and returns its second byte; nil at the end of the file.
  mutating func nextMarker() -> Int? {
    while position + 1 < bytes.count {
      if bytes[position] == 0xff, bytes[position + 1] != 0, bytes[position + 1] != 0xff {
        return Int(bytes[position + 1])
      }
      position += 1
    }
    return nil
  }
}
