/// A position in bytes that moves forward as fixed-size values are read.
///
/// Every read is checked against the end and throws instead of trapping.
package struct ByteReader: Sendable {
  package let bytes: SharedBytes
  package private(set) var position: Int
  /// What is being read, for errors.
  package var part: String

  package init(_ bytes: SharedBytes, part: String) {
    self.bytes = bytes
    self.part = part
    position = 0
  }

  package var remaining: Int { bytes.count - position }

  /// The next integer in little-endian order.
  package mutating func little<T: FixedWidthInteger>(
    _ type: T.Type = T.self
  ) throws(FormatError) -> T {
    T(littleEndian: try load(type))
  }

  /// The next integer in big-endian order.
  package mutating func big<T: FixedWidthInteger>(
    _ type: T.Type = T.self
  ) throws(FormatError) -> T {
    T(bigEndian: try load(type))
  }

  package mutating func byte() throws(FormatError) -> UInt8 { try load(UInt8.self) }

  /// The next little-endian unsigned integer of `width` bytes, 0 to 8.
  package mutating func unsigned(width: Int) throws(FormatError) -> UInt64 {
    precondition(width >= 0 && width <= 8)
    try require(width)
    var value: UInt64 = 0
    for i in 0..<width { value |= UInt64(bytes[position + i]) << (8 * UInt64(i)) }
    position += width
    return value
  }

  /// The next `count` bytes, sharing the memory.
  package mutating func take(_ count: Int) throws(FormatError) -> SharedBytes {
    try require(count)
    defer { position += count }
    return bytes[position..<position + count]
  }

  package mutating func skip(_ count: Int) throws(FormatError) {
    try require(count)
    position += count
  }

  /// Moves to a place between the first byte and the end.
  package mutating func seek(to offset: Int) throws(FormatError) {
    guard offset >= 0, offset <= bytes.count else {
      throw FormatError(part, found: "offset \(offset)", expected: "0 to \(bytes.count)")
    }
    position = offset
  }

  /// Reads `signature` or refuses what stands in its place.
  package mutating func expect(_ signature: String) throws(FormatError) {
    let found = try take(signature.utf8.count).array
    guard found == Array(signature.utf8) else {
      throw FormatError(part, found: "bytes \(found)", expected: "signature \(signature)")
    }
  }

  private mutating func load<T: FixedWidthInteger>(_ type: T.Type) throws(FormatError) -> T {
    let size = MemoryLayout<T>.size
    try require(size)
    defer { position += size }
    return bytes.withUnsafeBytes { [position] in
      $0.loadUnaligned(fromByteOffset: position, as: type)
    }
  }

  private func require(_ count: Int) throws(FormatError) {
    guard count >= 0, count <= remaining else {
      throw FormatError(
        part, found: "\(remaining) bytes from offset \(position) to the end",
        expected: "\(count) more")
    }
  }
}
