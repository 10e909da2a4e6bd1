/// The gzip format (RFC 1952).
package enum Gzip {
  private static let part = "gzip file"

  package static func matches(_ bytes: SharedBytes) -> Bool { bytes.starts(with: [0x1f, 0x8b]) }

  /// Decompresses a gzip file of one or more members.
  ///
  /// - Parameters:
  ///   - bytes: The whole file; zeros may follow the last member.
  ///   - limit: The most bytes that the caller can use; more is an error.
  /// - Returns: The content of all members together.
  /// - Throws: `FormatError` if a member is damaged, cut short, or the content longer than `limit`.
  package static func decompress(
    _ bytes: SharedBytes, limit: Int = Int.max
  ) throws(FormatError) -> SharedBytes {
    var reader = ByteReader(bytes, part: part)
    let first = try member(&reader, limit: limit)
    guard !isAtEnd(reader) else { return first }

    var whole = GrowingBuffer(capacity: 2 * first.count)
    whole.append(first)
    repeat {
      whole.append(try member(&reader, limit: limit - whole.count))
    } while !isAtEnd(reader)
    return whole.finish()
  }

  /// The first `count` bytes of the content, or all if it has fewer.
  ///
  /// - Parameters:
  ///   - bytes: The file, or as much of its beginning as they take.
  ///   - count: How many bytes are wanted.
  /// - Returns: The bytes.
  /// - Throws: `FormatError` if the file is damaged or cut short before that.
  package static func prefix(
    of bytes: SharedBytes, count: Int
  ) throws(FormatError) -> SharedBytes {
    var reader = ByteReader(bytes, part: part)
    try skipHeader(&reader)
    let stream = reader.bytes[reader.position..<reader.bytes.count]
    return try stream.withUnsafeBytes { input throws(FormatError) in
      try Inflate.prefix(input, count: count)
    }
  }

  /// Whether only zeros follow, with which some tapes and tools fill up.
  private static func isAtEnd(_ reader: ByteReader) -> Bool {
    let rest = reader.bytes[reader.position..<reader.bytes.count]
    return rest.isEmpty || rest[0] == 0 && rest.withUnsafeBytes { $0.allSatisfy { $0 == 0 } }
  }

  private static func skipHeader(_ reader: inout ByteReader) throws(FormatError) {
    let magic = try reader.big(UInt16.self)
    let method = try reader.byte()
    guard magic == 0x1f8b, method == 8 else {
      throw FormatError(part, found: "signature \(magic), \(method)", expected: "a gzip member")
    }
    let flags = try reader.byte()
    guard flags & 0xe0 == 0 else {
      throw .unsupported(part, found: "flags \(flags)", expected: "flags of RFC 1952")
    }
    try reader.skip(6)
    if flags & 0x04 != 0 { try reader.skip(Int(try reader.little(UInt16.self))) }
    if flags & 0x08 != 0 { try skipText(&reader) }
    if flags & 0x10 != 0 { try skipText(&reader) }
    if flags & 0x02 != 0 { try reader.skip(2) }
  }

  private static func member(
    _ reader: inout ByteReader, limit: Int
  ) throws(FormatError) -> SharedBytes {
    try skipHeader(&reader)
    let stream = reader.bytes[reader.position..<reader.bytes.count]
    let (output, used) = try stream.withUnsafeBytes { (input) throws(FormatError) in
      // A file mostly has one member; then its last four bytes are the size.
      let hint =
        input.count < 4
        ? 0
        : input.loadUnaligned(
          fromByteOffset: input.count - 4, as: UInt32.self)
      return try Inflate.decode(input, sizeHint: Int(UInt32(littleEndian: hint)), limit: limit)
    }
    try reader.skip(used)
    let checksum = try reader.little(UInt32.self)
    let size = try reader.little(UInt32.self)
    let actual = output.withUnsafeBytes { CRC32.of($0) }
    guard checksum == actual, size == UInt32(truncatingIfNeeded: output.count) else {
      throw FormatError(
        part, found: "\(output.count) bytes with CRC-32 \(actual)",
        expected: "\(size) with \(checksum)")
    }
    return output
  }

  private static func skipText(_ reader: inout ByteReader) throws(FormatError) {
    while try reader.byte() != 0 {}
  }

  /// Compresses `input` to a gzip file without name and time.
  package static func compress(_ input: UnsafeRawBufferPointer) -> [UInt8] {
    var result: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
    Deflate.encode(input, to: &result)
    for word in [CRC32.of(input), UInt32(truncatingIfNeeded: input.count)] {
      withUnsafeBytes(of: word.littleEndian) { result.append(contentsOf: $0) }
    }
    return result
  }
}
