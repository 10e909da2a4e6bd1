/// A zip archive to read: entries stored or deflated, zip64 too.
///
/// Source: PKWARE, ".ZIP File Format Specification", version 6.3.
package struct ZipArchive: Sendable {
  package struct Entry: Sendable {
    package let name: String
    package let size: Int
    let compressedSize: Int
    let method: UInt16
    let flags: UInt16
    let checksum: UInt32
    let headerOffset: UInt64
  }

  enum Signature {
    static let localHeader: UInt32 = 0x0403_4b50
    static let centralHeader: UInt32 = 0x0201_4b50
    static let end: UInt32 = 0x0605_4b50
    static let zip64End: UInt32 = 0x0606_4b50
    static let zip64Locator: UInt32 = 0x0706_4b50
  }

  private static let part = "zip archive"
  /// The size of the record at the end, without its comment.
  private static let endSize = 22

  package private(set) var entries: [Entry] = []
  private let bytes: SharedBytes

  /// Whether the bytes begin like an archive, an empty one included.
  package static func matches(_ bytes: SharedBytes) -> Bool {
    bytes.starts(with: [0x50, 0x4b, 3, 4]) || bytes.starts(with: [0x50, 0x4b, 5, 6])
  }

  /// Reads the directory of an archive.
  ///
  /// - Throws: `FormatError` if there is none or it is damaged.
  package init(_ bytes: SharedBytes) throws(FormatError) {
    self.bytes = bytes
    let (offset, size, count) = try Self.directory(bytes)
    var reader = ByteReader(
      try bytes.slice(at: offset, count: size, part: Self.part), part: "zip directory")
    var names: Set<String> = []
    while entries.count < count {
      let entry = try Self.entry(&reader)
      guard names.insert(entry.name).inserted else {
        throw FormatError("zip directory", found: "'\(entry.name)' twice", expected: "once")
      }
      entries.append(entry)
    }
  }

  /// The place and size of the directory and the number of its entries.
  private static func directory(
    _ bytes: SharedBytes
  ) throws(FormatError) -> (offset: UInt64, size: UInt64, count: UInt64) {
    var reader = ByteReader(bytes, part: part)
    let end = try endPosition(bytes)
    try reader.seek(to: end + 8)
    _ = try reader.little(UInt16.self)
    var count = UInt64(try reader.little(UInt16.self))
    var size = UInt64(try reader.little(UInt32.self))
    var offset = UInt64(try reader.little(UInt32.self))
    guard count == 0xffff || size == 0xffff_ffff || offset == 0xffff_ffff, end >= 20 else {
      return (offset, size, count)
    }
    try reader.seek(to: end - 20)
    guard try reader.little(UInt32.self) == Signature.zip64Locator else {
      return (offset, size, count)
    }
    try reader.skip(4)
    let recordOffset = try reader.little(UInt64.self)
    let record = try bytes.slice(at: recordOffset, count: 56, part: part)
    reader = ByteReader(record, part: "zip64 record")
    guard try reader.little(UInt32.self) == Signature.zip64End else {
      throw FormatError("zip64 record", found: "no signature", expected: "one")
    }
    try reader.skip(28)
    count = try reader.little(UInt64.self)
    size = try reader.little(UInt64.self)
    offset = try reader.little(UInt64.self)
    return (offset, size, count)
  }

  /// The place of the record at the end: before a comment of at most 65,535 bytes.
  private static func endPosition(_ bytes: SharedBytes) throws(FormatError) -> Int {
    let last = bytes.count - endSize
    let first = max(0, last - 0xffff)
    guard last >= 0 else { throw .truncated(part, has: bytes.count, needs: endSize) }
    for position in stride(from: last, through: first, by: -1) {
      let found = bytes.withUnsafeBytes {
        (
          $0.loadUnaligned(fromByteOffset: position, as: UInt32.self),
          $0.loadUnaligned(fromByteOffset: position + 20, as: UInt16.self)
        )
      }
      if UInt32(littleEndian: found.0) == Signature.end,
        Int(UInt16(littleEndian: found.1)) == last - position
      {
        return position
      }
    }
    throw FormatError(part, found: "no directory at its end", expected: "one; it may be cut short")
  }

  private static func entry(_ reader: inout ByteReader) throws(FormatError) -> Entry {
    guard try reader.little(UInt32.self) == Signature.centralHeader else {
      throw FormatError(reader.part, found: "no signature", expected: "an entry")
    }
    try reader.skip(4)
    let flags = try reader.little(UInt16.self)
    let method = try reader.little(UInt16.self)
    try reader.skip(4)
    let checksum = try reader.little(UInt32.self)
    var compressedSize = UInt64(try reader.little(UInt32.self))
    var size = UInt64(try reader.little(UInt32.self))
    let nameLength = Int(try reader.little(UInt16.self))
    let extraLength = Int(try reader.little(UInt16.self))
    let commentLength = Int(try reader.little(UInt16.self))
    try reader.skip(8)
    var offset = UInt64(try reader.little(UInt32.self))
    let name = String(decoding: try reader.take(nameLength).array, as: UTF8.self)
    var extra = ByteReader(try reader.take(extraLength), part: "zip extra field")
    try reader.skip(commentLength)

    while extra.remaining >= 4 {
      let kind = try extra.little(UInt16.self)
      let length = Int(try extra.little(UInt16.self))
      var field = ByteReader(try extra.take(length), part: extra.part)
      guard kind == 1 else { continue }
      // The zip64 field holds only what did not fit above, in this order.
      if size == 0xffff_ffff { size = try field.little(UInt64.self) }
      if compressedSize == 0xffff_ffff { compressedSize = try field.little(UInt64.self) }
      if offset == 0xffff_ffff { offset = try field.little(UInt64.self) }
    }
    return Entry(
      name: name, size: Int(clamping: size), compressedSize: Int(clamping: compressedSize),
      method: method, flags: flags, checksum: checksum, headerOffset: offset)
  }

  /// The content of an entry: shared with the archive where it is stored.
  ///
  /// - Throws: `FormatError` if it is damaged, encrypted or compressed by another method.
  package func data(of entry: Entry) throws(FormatError) -> SharedBytes {
    let part = "zip entry '\(entry.name)'"
    let stored = try storedData(of: entry)
    let output: SharedBytes
    if entry.method == 0 {
      output = stored
    } else {
      output = try stored.withUnsafeBytes { (input) throws(FormatError) in
        try Inflate.decode(input, sizeHint: entry.size, limit: entry.size).output
      }
    }
    let checksum = output.withUnsafeBytes { CRC32.of($0) }
    guard output.count == entry.size, checksum == entry.checksum else {
      throw FormatError(
        part, found: "\(output.count) bytes with CRC-32 \(checksum)",
        expected: "\(entry.size) with \(entry.checksum)")
    }
    return output
  }

  /// The first bytes of an entry, at most `count`, unchecked.
  package func prefix(of entry: Entry, count: Int) throws(FormatError) -> SharedBytes {
    let stored = try storedData(of: entry)
    if entry.method == 0 { return stored[0..<min(count, stored.count)] }
    return try stored.withUnsafeBytes { (input) throws(FormatError) in
      try Inflate.prefix(input, count: count)
    }
  }

  /// The bytes of an entry as they are in the archive.
  private func storedData(of entry: Entry) throws(FormatError) -> SharedBytes {
    let part = "zip entry '\(entry.name)'"
    guard entry.flags & 1 == 0 else {
      throw .unsupported(part, found: "encryption", expected: "none")
    }
    guard entry.method == 0 || entry.method == 8 else {
      throw .unsupported(
        part, found: "compression method \(entry.method)", expected: "stored or deflated")
    }
    guard entry.method != 0 || entry.size == entry.compressedSize else {
      throw FormatError(
        part, found: "\(entry.compressedSize) bytes", expected: "\(entry.size), as stored")
    }
    let header = try bytes.slice(at: entry.headerOffset, count: 30, part: part)
    var reader = ByteReader(header, part: part)
    guard try reader.little(UInt32.self) == Signature.localHeader else {
      throw FormatError(part, found: "no signature", expected: "a local header")
    }
    try reader.skip(22)
    let nameLength = UInt64(try reader.little(UInt16.self))
    let extraLength = UInt64(try reader.little(UInt16.self))
    let offset = entry.headerOffset + 30 + nameLength + extraLength
    return try bytes.slice(at: offset, count: UInt64(entry.compressedSize), part: part)
  }
}
