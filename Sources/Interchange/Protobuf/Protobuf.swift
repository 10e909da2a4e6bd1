import ArrayFiles
import Bytes

/// A message of protocol buffers: fields in the order in which they were added.
///
/// Large arrays are kept as they are and copied once, into the file.
struct ProtobufMessage {
  private enum Piece {
    case bytes([UInt8])
    case array(NumericArray)
  }

  private var pieces: [Piece] = []
  /// The length of the encoded message.
  private(set) var count = 0

  /// Adds an integer, also an enumeration's case or a boolean.
  mutating func add(_ field: Int, _ value: Int) {
    append(Self.tag(field, .varint) + Self.varint(UInt64(bitPattern: Int64(value))))
  }

  mutating func add(_ field: Int, _ value: Float) {
    let bits = withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
    append(Self.tag(field, .fixed32) + bits)
  }

  mutating func add(_ field: Int, _ value: Double) {
    append(Self.tag(field, .fixed64) + Self.bytes(value))
  }

  /// Adds a packed list of doubles.
  mutating func add(_ field: Int, _ values: [Double]) {
    append(
      Self.tag(field, .bytes) + Self.varint(UInt64(8 * values.count)) + values.flatMap(Self.bytes))
  }

  mutating func add(_ field: Int, _ text: String) {
    append(Self.tag(field, .bytes) + Self.varint(UInt64(text.utf8.count)) + Array(text.utf8))
  }

  mutating func add(_ field: Int, _ message: ProtobufMessage) {
    append(Self.tag(field, .bytes) + Self.varint(UInt64(message.count)))
    for piece in message.pieces { append(piece) }
  }

  /// Adds the bytes of an array, little-endian as on every machine that the package runs on.
  mutating func add(_ field: Int, _ array: NumericArray) {
    append(Self.tag(field, .bytes) + Self.varint(UInt64(Self.size(array))))
    append(.array(array))
  }

  private mutating func append(_ bytes: [UInt8]) { append(.bytes(bytes)) }

  private mutating func append(_ piece: Piece) {
    switch piece {
    case .bytes(let bytes): count += bytes.count
    case .array(let array): count += Self.size(array)
    }
    pieces.append(piece)
  }

  private static func size(_ array: NumericArray) -> Int { array.withBytes { $0.count } }

  /// The encoded message.
  var encoded: SharedBytes {
    SharedBytes(count: count) { target in
      var place = 0
      for piece in pieces {
        func put(_ source: UnsafeRawBufferPointer) {
          UnsafeMutableRawBufferPointer(rebasing: target[place...]).copyMemory(from: source)
          place += source.count
        }
        switch piece {
        case .bytes(let bytes): bytes.withUnsafeBytes { put($0) }
        case .array(let array): array.withBytes { put($0) }
        }
      }
    }
  }

  private static func bytes(_ value: Double) -> [UInt8] {
    withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
  }

  private static func tag(_ field: Int, _ type: ProtobufWireType) -> [UInt8] {
    varint(UInt64(field) << 3 | UInt64(type.rawValue))
  }

  private static func varint(_ value: UInt64) -> [UInt8] {
    var rest = value
    var bytes: [UInt8] = []
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}

/// How a field's value lies in the bytes.
enum ProtobufWireType: UInt8 {
  case varint = 0
  case fixed64 = 1
  case bytes = 2
  case fixed32 = 5
}

/// Walks through the fields of an encoded message.
struct ProtobufReader {
  enum Value {
    case integer(Int)
    case bytes(SharedBytes)
    case float(Float)
    case double(Double)
  }

  private var reader: ByteReader

  init(_ bytes: SharedBytes, part: String) { reader = ByteReader(bytes, part: part) }

  /// Whether no field, and no number of a packed list, is left.
  var isAtEnd: Bool { reader.remaining == 0 }

  /// The next number of a packed list of integers.
  mutating func integer() throws(FormatError) -> Int {
    Int(truncatingIfNeeded: Int64(bitPattern: try varint()))
  }

  /// The next number of a packed list of floats.
  mutating func float() throws(FormatError) -> Float {
    Float(bitPattern: try reader.little(UInt32.self))
  }

  /// The next number of a packed list of doubles.
  mutating func double() throws(FormatError) -> Double {
    Double(bitPattern: try reader.little(UInt64.self))
  }

  /// The next field; nil at the end.
  mutating func next() throws(FormatError) -> (field: Int, value: Value)? {
    guard !isAtEnd else { return nil }
    let tag = try varint()
    guard let type = ProtobufWireType(rawValue: UInt8(tag & 7)), tag >> 3 > 0, tag >> 32 == 0
    else {
      throw FormatError(
        reader.part, found: "the tag \(tag)", expected: "a field number with a wire type")
    }
    return (Int(tag >> 3), try value(type))
  }

  private mutating func value(_ type: ProtobufWireType) throws(FormatError) -> Value {
    switch type {
    case .varint: return .integer(try integer())
    case .fixed32: return .float(try float())
    case .fixed64: return .double(try double())
    case .bytes:
      let length = try varint()
      guard length <= UInt64(reader.remaining) else {
        throw FormatError(
          reader.part, found: "a field of \(length) bytes",
          expected: "at most \(reader.remaining)")
      }
      return .bytes(try reader.take(Int(length)))
    }
  }

  private mutating func varint() throws(FormatError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      let byte = try reader.byte()
      guard shift < 63 || byte <= 1 else { break }
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return value }
    }
    throw FormatError(reader.part, found: "an integer beyond 64 bits", expected: "a varint")
  }
}
