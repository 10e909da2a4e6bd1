/// The zlib format (RFC 1950): DEFLATE with a header of two bytes and an Adler-32 behind.
package enum Zlib {
  /// Decompresses a zlib stream.
  ///
  /// - Parameters:
  ///   - input: The stream; bytes after its end are left alone.
  ///   - sizeHint: The size the output is said to have, if known.
  ///   - limit: The most bytes that the caller can use; more is an error.
  /// - Returns: The output.
  /// - Throws: `FormatError` if the stream is damaged, cut short or longer than `limit`.
  package static func decompress(
    _ input: UnsafeRawBufferPointer, sizeHint: Int = 0, limit: Int
  ) throws(FormatError) -> SharedBytes {
    guard input.count >= 6 else { throw .truncated("zlib stream", has: input.count, needs: 6) }
    let (method, flags) = (Int(input[0]), Int(input[1]))
    guard method & 15 == 8, method >> 4 <= 7, (method << 8 | flags) % 31 == 0 else {
      throw FormatError("zlib header", found: "\(method), \(flags)", expected: "method deflate")
    }
    guard flags & 0x20 == 0 else {
      throw FormatError("zlib header", found: "a preset dictionary", expected: "none")
    }
    let stream = UnsafeRawBufferPointer(rebasing: input[2...])
    let (output, used) = try Inflate.decode(stream, sizeHint: sizeHint, limit: limit)
    guard stream.count - used >= 4 else {
      throw .truncated("zlib checksum", has: stream.count - used, needs: 4)
    }
    let stored = UInt32(bigEndian: stream.loadUnaligned(fromByteOffset: used, as: UInt32.self))
    let actual = output.withUnsafeBytes { Adler32.of($0) }
    guard stored == actual else {
      throw FormatError("zlib data", found: "Adler-32 \(actual)", expected: "\(stored)")
    }
    return output
  }

  /// Decompresses a zlib stream held in an array.
  package static func decompress(
    _ input: [UInt8], sizeHint: Int = 0, limit: Int
  ) throws(FormatError) -> SharedBytes {
    try SharedBytes(input).withUnsafeBytes { (bytes) throws(FormatError) in
      try decompress(bytes, sizeHint: sizeHint, limit: limit)
    }
  }

  /// Compresses `input` to a zlib stream.
  package static func compress(_ input: UnsafeRawBufferPointer) -> [UInt8] {
    var result: [UInt8] = [0x78, 0x9c]
    Deflate.encode(input, to: &result)
    withUnsafeBytes(of: Adler32.of(input).bigEndian) { result.append(contentsOf: $0) }
    return result
  }
}
