import Bytes
import Foundation

/// The scale-offset filter: numbers less their minimum, in as few bits as hold them.
///
/// A chunk is the number of bits in 4 bytes, the size of the minimum in 1, the minimum in 16, then
/// the bits of one element after the other, each the highest first. Of floats the number is
/// (x - minimum) · 10^decimals, rounded. The number of all ones stands for the fill value, where
/// there is one. Elements in their full width are stored as they are. Source: The HDF Group,
/// `H5Zscaleoffset.c`, whose arithmetic this repeats step by step.
struct HDF5ScaleOffset: Equatable {
  private static let part = "HDF5 scale-offset"
  private static let headSize = 21
  private static let valueCount = 20
  /// Writers add a byte, whether bits need it or not.
  static let maximumGain = headSize + 1

  /// The decimal places that are kept of floats; nil for integers.
  private let decimals: Int?
  /// The elements of a chunk.
  private let count: Int
  private let elementSize: Int
  private let isBigEndian: Bool
  /// Whether chunks were left as they are.
  private let isIdle: Bool
  /// The bits of the fill value; nil where there is none.
  private let fill: UInt64?

  /// The filter of its values in a pipeline; nil for E-scale, which HDF5 does not undo either.
  init?(_ values: [UInt32]) throws(FormatError) {
    guard values.count == Self.valueCount else {
      throw FormatError(
        Self.part, found: "\(values.count) values", expected: "\(Self.valueCount)")
    }
    let (kind, factor) = (values[0], Int(Int32(bitPattern: values[1])))
    let isFloat = values[3] == 1
    count = Int(values[2])
    elementSize = Int(values[4])
    isBigEndian = values[6] == 1
    guard isFloat ? [4, 8].contains(elementSize) : [1, 2, 4, 8].contains(elementSize),
      values[3] <= 1, isFloat == (kind < 2)
    else {
      throw FormatError(
        Self.part, found: "class \(values[3]) of \(elementSize) bytes, scale type \(kind)",
        expected: "integers or floats")
    }
    if kind == 1 { return nil }
    decimals = isFloat ? factor : nil
    isIdle = !isFloat && factor == 8 * elementSize
    fill = values[7] == 1 ? UInt64(values[8]) | UInt64(values[9]) << 32 : nil
  }

  /// The elements of a chunk, of at most `limit` bytes.
  func undo(_ bytes: SharedBytes, limit: Int) throws(FormatError) -> SharedBytes {
    if isIdle { return bytes }
    var reader = ByteReader(bytes, part: Self.part)
    let bits = Int(try reader.little(UInt32.self))
    let minimumSize = Int(try reader.byte())
    guard bits <= 8 * elementSize, minimumSize <= 8 else {
      throw FormatError(
        Self.part, found: "\(bits) bits, a minimum of \(minimumSize) bytes",
        expected: "at most \(8 * elementSize) bits and 8 bytes")
    }
    let minimum = try reader.unsigned(width: minimumSize)
    try reader.seek(to: Self.headSize)
    let size = count * elementSize
    guard size <= limit else {
      throw FormatError(Self.part, found: "\(size) bytes", expected: "at most \(limit)")
    }
    let packed = try reader.take((count * bits + 7) / 8)
    if bits == 8 * elementSize {
      return ElementLayout(type: wholeType, order: isBigEndian ? .big : .little).native(packed)
    }
    return packed.withUnsafeBytes { source in
      SharedBytes(count: size) { target in
        guard let base = target.baseAddress else { return }
        switch (decimals, elementSize) {
        case (let decimals?, 4): unpack(source, bits, base, floats(Float(decimals), minimum, bits))
        case (let decimals?, _): unpack(source, bits, base, doubles(decimals, minimum, bits))
        case (nil, 1): unpack(source, bits, base, integers(UInt8.self, minimum, bits))
        case (nil, 2): unpack(source, bits, base, integers(UInt16.self, minimum, bits))
        case (nil, 4): unpack(source, bits, base, integers(UInt32.self, minimum, bits))
        default: unpack(source, bits, base, integers(UInt64.self, minimum, bits))
        }
      }
    }
  }

  /// An integer type of the elements' size, whose bytes change their order as the elements' do.
  private var wholeType: ElementType {
    switch elementSize {
    case 1: .uint8
    case 2: .uint16
    case 4: .uint32
    default: .uint64
    }
  }

  /// Writes what `value` makes of each number of so many bits.
  @inline(__always)
  private func unpack<Word: FixedWidthInteger & BitwiseCopyable>(
    _ source: UnsafeRawBufferPointer, _ bits: Int, _ target: UnsafeMutableRawPointer,
    _ value: (UInt64) -> Word
  ) {
    // The bits of a byte that no element has taken yet.
    var (held, heldCount, next) = (UInt64(0), 0, 0)
    for index in 0..<count {
      var code: UInt64 = 0
      var wanted = bits
      while wanted > 0 {
        if heldCount == 0 {
          (held, heldCount) = (UInt64(source[next]), 8)
          next += 1
        }
        let taken = min(wanted, heldCount)
        heldCount -= taken
        code = code << UInt64(taken) | held >> UInt64(heldCount) & (1 << UInt64(taken) - 1)
        wanted -= taken
      }
      let word = value(code)
      target.storeBytes(
        of: isBigEndian ? word.bigEndian : word.littleEndian,
        toByteOffset: index &* MemoryLayout<Word>.size, as: Word.self)
    }
  }

  private func integers<Word: FixedWidthInteger & UnsignedInteger>(
    _ type: Word.Type, _ minimum: UInt64, _ bits: Int
  ) -> (UInt64) -> Word {
    let (base, mark) = (Word(truncatingIfNeeded: minimum), UInt64(1) << UInt64(bits) &- 1)
    guard let fill else { return { Word(truncatingIfNeeded: $0) &+ base } }
    let filling = Word(truncatingIfNeeded: fill)
    return { $0 == mark ? filling : Word(truncatingIfNeeded: $0) &+ base }
  }

  private func floats(_ decimals: Float, _ minimum: UInt64, _ bits: Int) -> (UInt64) -> UInt32 {
    let base = Float(bitPattern: UInt32(truncatingIfNeeded: minimum))
    let (scale, mark) = (pow(10, decimals), UInt64(1) << UInt64(bits) &- 1)
    let filling = fill.map { Float(bitPattern: UInt32(truncatingIfNeeded: $0)) }
    return { code in
      if let filling, code == mark { return filling.bitPattern }
      return (Float(code) / scale + base).bitPattern
    }
  }

  private func doubles(_ decimals: Int, _ minimum: UInt64, _ bits: Int) -> (UInt64) -> UInt64 {
    let base = Double(bitPattern: minimum)
    let (scale, mark) = (pow(10, Double(decimals)), UInt64(1) << UInt64(bits) &- 1)
    let filling = fill.map { Double(bitPattern: $0) }
    return { code in
      if let filling, code == mark { return filling.bitPattern }
      return (Double(code) / scale + base).bitPattern
    }
  }
}
