import Bytes

/// The type of a dataset's elements.
enum HDF5Datatype {
  case numeric(ElementLayout)
  case text(TextEncoding)
  /// Strings of any length, which lie elsewhere in the file.
  case variableText(size: Int)
  /// A type that cannot be read, in words.
  case other(String, size: Int)

  private static let part = "HDF5 datatype"
  private static let classNames = [
    "integers", "floats", "a time", "strings", "a bit field", "opaque bytes", "a compound",
    "references", "an enumeration", "variable-length values", "arrays", "complex numbers",
  ]

  /// The size of an element in bytes.
  var size: Int {
    switch self {
    case .numeric(let layout): layout.type.size
    case .text(let encoding): encoding.size
    case .variableText(let size), .other(_, let size): size
    }
  }

  init(_ body: SharedBytes) throws(FormatError) {
    var reader = ByteReader(body, part: Self.part)
    self = try Self.read(&reader, isBase: false)
  }

  private static func read(
    _ reader: inout ByteReader, isBase: Bool
  ) throws(FormatError) -> HDF5Datatype {
    let head = try reader.byte()
    let kind = Int(head & 15)
    let bits = Int(try reader.unsigned(width: 3))
    let size = Int(try reader.little(UInt32.self))
    guard size > 0 else { throw FormatError(part, found: "size 0", expected: "at least 1") }
    let order: ElementLayout.Order = bits & 1 == 1 ? .big : .little
    switch kind {
    case 0:
      let (offset, precision) = (try reader.little(UInt16.self), try reader.little(UInt16.self))
      guard offset == 0, Int(precision) == 8 * size,
        let type = integer(size: size, isSigned: bits & 8 != 0)
      else { return .other("integers of \(precision) bits in \(size) bytes", size: size) }
      return .numeric(ElementLayout(type: type, order: order))
    case 1:
      guard bits & 0x40 == 0, let type = try float(&reader, size: size) else {
        return .other("floats of \(size) bytes that are not IEEE", size: size)
      }
      return .numeric(ElementLayout(type: type, order: order))
    case 3:
      let paddings: [TextEncoding.Padding] = [.terminator, .zeros, .blanks]
      guard paddings.indices.contains(bits & 15) else {
        return .other("strings of an unknown padding", size: size)
      }
      return .text(.bytes(count: size, padding: paddings[bits & 15]))
    case 8 where !isBase:
      return try enumeration(&reader, version: head >> 4, members: bits & 0xffff)
    case 6:
      return .other(try compoundName(&reader, members: bits & 0xffff), size: size)
    case 9 where bits & 15 == 1:
      return .variableText(size: size)
    default:
      let name = kind < classNames.count ? classNames[kind] : "class \(kind)"
      return .other(name, size: size)
    }
  }

  private static func integer(size: Int, isSigned: Bool) -> ElementType? {
    switch size {
    case 1: isSigned ? .int8 : .uint8
    case 2: isSigned ? .int16 : .uint16
    case 4: isSigned ? .int32 : .uint32
    case 8: isSigned ? .int64 : .uint64
    default: nil
    }
  }

  private static func float(
    _ reader: inout ByteReader, size: Int
  ) throws(FormatError) -> ElementType? {
    let (offset, precision) = (try reader.little(UInt16.self), try reader.little(UInt16.self))
    var fields: [Int] = []
    for _ in 0..<4 { fields.append(Int(try reader.byte())) }
    let bias = try reader.little(UInt32.self)
    guard offset == 0, Int(precision) == 8 * size else { return nil }
    // Exponent's place and size, mantissa's place and size, bias.
    switch (size, fields, bias) {
    case (2, [10, 5, 0, 10], 15): return .float16
    case (2, [7, 8, 0, 7], 127): return .bfloat16
    case (4, [23, 8, 0, 23], 127): return .float32
    case (8, [52, 11, 0, 52], 1023): return .float64
    default: return nil
    }
  }

  /// Records of named fields; of two that h5py or MATLAB name so, complex numbers.
  private static func compoundName(
    _ reader: inout ByteReader, members: Int
  ) throws(FormatError) -> String {
    let first = try name(&reader, isPadded: false)
    return members == 2 && ["r", "real"].contains(first) ? "complex numbers" : "a compound"
  }

  /// An enumeration: `bool` as h5py writes it, else the integers of its base.
  private static func enumeration(
    _ reader: inout ByteReader, version: UInt8, members: Int
  ) throws(FormatError) -> HDF5Datatype {
    let base = try read(&reader, isBase: true)
    guard case .numeric(let layout) = base, layout.type.isInteger else {
      return .other("an enumeration of no integers", size: base.size)
    }
    guard members == 2, layout.type.size == 1 else { return base }
    var names: [String] = []
    for _ in 0..<2 { names.append(try name(&reader, isPadded: version < 3)) }
    let values = try reader.take(2).array
    return names == ["FALSE", "TRUE"] && values == [0, 1]
      ? .numeric(ElementLayout(type: .bool, order: .little)) : base
  }

  /// A name that ends with a zero byte, before version 3 filled up to a multiple of 8.
  private static func name(
    _ reader: inout ByteReader, isPadded: Bool
  ) throws(FormatError) -> String {
    var text: [UInt8] = []
    while true {
      let byte = try reader.byte()
      if byte == 0 { break }
      text.append(byte)
    }
    if isPadded { try reader.skip((8 - (text.count + 1) % 8) % 8) }
    return String(decoding: text, as: UTF8.self)
  }
}
