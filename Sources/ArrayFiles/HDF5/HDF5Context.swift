import Bytes

/// What every reader of a structure in an HDF5 file needs: the bytes and the width of numbers.
///
/// Source of all layouts: The HDF Group, "HDF5 File Format Specification", version 3.0 and 4.0.
struct HDF5Context: Sendable {
  /// The file from its base address on, as far as the superblock says it goes.
  let bytes: SharedBytes
  /// The bytes of an address.
  let offsetSize: Int
  /// The bytes of a length.
  let lengthSize: Int

  /// A reader from an address to the end of the file.
  func reader(at address: UInt64, part: String) throws(FormatError) -> ByteReader {
    guard address < UInt64(bytes.count) else {
      throw FormatError(
        part, found: "address \(address)", expected: "one inside the \(bytes.count) bytes")
    }
    return ByteReader(bytes[Int(address)..<bytes.count], part: part)
  }

  /// The next address; nil for the undefined address.
  func address(_ reader: inout ByteReader) throws(FormatError) -> UInt64? {
    let value = try reader.unsigned(width: offsetSize)
    return value == UInt64.max >> UInt64(64 - 8 * offsetSize) ? nil : value
  }

  /// The next address, where the format allows no undefined one.
  func definedAddress(_ reader: inout ByteReader) throws(FormatError) -> UInt64 {
    guard let value = try address(&reader) else {
      throw FormatError(reader.part, found: "no address", expected: "an address")
    }
    return value
  }

  func length(_ reader: inout ByteReader) throws(FormatError) -> UInt64 {
    try reader.unsigned(width: lengthSize)
  }

  /// The `count` bytes at an address whose last four are the checksum of the others.
  ///
  /// - Returns: A reader of the bytes without the checksum.
  func checkedReader(
    at address: UInt64, count: Int, part: String
  ) throws(FormatError) -> ByteReader {
    let block = try bytes.slice(at: address, count: UInt64(max(count, 4)), part: part)
    let content = block[0..<block.count - 4]
    var tail = ByteReader(block[block.count - 4..<block.count], part: part)
    let stored = try tail.little(UInt32.self)
    let actual = content.withUnsafeBytes { Lookup3.of($0) }
    guard stored == actual else {
      throw FormatError(part, found: "checksum \(actual)", expected: "\(stored)")
    }
    return ByteReader(content, part: part)
  }
}

/// The work that the structures of a file may cause: a file that points at itself runs out of it.
///
/// Every byte of a sound file's structures is read a few times at most, so the bytes read
/// altogether are bounded by the file's length.
struct WorkBudget {
  private var remaining: Int

  init(for context: HDF5Context) { remaining = 16 * context.bytes.count + 65536 }

  /// Whether more was to be read than there was.
  private(set) var isSpent = false

  /// Counts bytes that are about to be read.
  mutating func spend(_ bytes: Int, on part: String) throws(FormatError) {
    guard bytes <= remaining else {
      isSpent = true
      throw FormatError(part, found: "structures that repeat", expected: "each once")
    }
    remaining -= bytes
  }
}
