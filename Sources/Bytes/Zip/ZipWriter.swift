/// Puts a zip archive together, entry by entry, from pieces that are shared and not copied.
///
/// Entries carry no time (they are dated 1980-01-01): equal content gives equal bytes.
package struct ZipWriter {
  /// Numbers from here on are written as zip64 has them.
  private let zip64Threshold: UInt64
  private var pieces: [SharedBytes] = []
  private var offset: UInt64 = 0
  private var directory: [UInt8] = []
  private var count: UInt64 = 0

  package init(zip64Threshold: UInt64 = 0xffff_ffff) { self.zip64Threshold = zip64Threshold }

  /// Adds an entry whose content is that of `parts` together.
  ///
  /// A stored entry's parts are taken as they are; a compressed one is put together first.
  package mutating func add(_ name: String, _ parts: [SharedBytes], isCompressed: Bool = false) {
    var sum = CRC32()
    for part in parts { part.withUnsafeBytes { sum.update($0) } }
    let size = parts.reduce(0) { $0 + $1.count }
    let stored = isCompressed ? [compressed(parts, size)] : parts
    let storedSize = UInt64(stored.reduce(0) { $0 + $1.count })

    let isLarge = max(UInt64(size), storedSize, offset) >= zip64Threshold
    let extra = isLarge ? [UInt64(size), storedSize, offset] : []
    var common = LittleEndianBytes()
    common.append(UInt16(isLarge ? 45 : 20))
    // Flag 11: the name is UTF-8.
    common.append(UInt16(1 << 11))
    common.append(UInt16(isCompressed ? 8 : 0))
    common.append(UInt16(0))
    common.append(UInt16(0x21))
    common.append(sum.value)
    common.append(isLarge ? UInt32.max : UInt32(storedSize))
    common.append(isLarge ? UInt32.max : UInt32(size))
    common.append(UInt16(truncatingIfNeeded: name.utf8.count))

    var entry = LittleEndianBytes()
    entry.append(ZipArchive.Signature.centralHeader)
    entry.append(UInt16(45))
    entry.bytes += common.bytes
    entry.append(UInt16(extra.isEmpty ? 0 : 4 + 8 * extra.count))
    entry.append(UInt16(0))
    entry.append(UInt16(0))
    entry.append(UInt16(0))
    entry.append(UInt32(0))
    entry.append(isLarge ? UInt32.max : UInt32(offset))
    entry.bytes += Array(name.utf8) + Self.zip64Field(extra)
    directory += entry.bytes
    count += 1

    var header = LittleEndianBytes()
    header.append(ZipArchive.Signature.localHeader)
    header.bytes += common.bytes
    header.append(UInt16(extra.isEmpty ? 0 : 4 + 8 * 2))
    header.bytes += Array(name.utf8) + Self.zip64Field(extra.dropLast())
    put(SharedBytes(header.bytes))
    for part in stored { put(part) }
  }

  private func compressed(_ parts: [SharedBytes], _ size: Int) -> SharedBytes {
    var whole = GrowingBuffer(capacity: size)
    for part in parts { whole.append(part) }
    return SharedBytes(whole.finish().withUnsafeBytes { Deflate.encode($0) })
  }

  private static func zip64Field(_ values: some Collection<UInt64>) -> [UInt8] {
    guard !values.isEmpty else { return [] }
    var field = LittleEndianBytes()
    field.append(UInt16(1))
    field.append(UInt16(8 * values.count))
    for value in values { field.append(value) }
    return field.bytes
  }

  private mutating func put(_ bytes: SharedBytes) {
    pieces.append(bytes)
    offset += UInt64(bytes.count)
  }

  /// The pieces of the archive, one behind the other, with the directory at the end.
  package consuming func finish() -> [SharedBytes] {
    let start = offset
    let size = UInt64(directory.count)
    let isLarge = max(start, size) >= zip64Threshold || count >= 0xffff
    var end = LittleEndianBytes()
    if isLarge {
      end.append(ZipArchive.Signature.zip64End)
      end.append(UInt64(44))
      end.append(UInt16(45))
      end.append(UInt16(45))
      end.append(UInt64(0))
      for value in [count, count, size, start] { end.append(value) }
      end.append(ZipArchive.Signature.zip64Locator)
      end.append(UInt32(0))
      end.append(start + size)
      end.append(UInt32(1))
    }
    end.append(ZipArchive.Signature.end)
    end.append(UInt32(0))
    end.append(UInt16(isLarge ? 0xffff : count))
    end.append(UInt16(isLarge ? 0xffff : count))
    end.append(isLarge ? UInt32.max : UInt32(size))
    end.append(isLarge ? UInt32.max : UInt32(start))
    end.append(UInt16(0))
    return pieces + [SharedBytes(directory), SharedBytes(end.bytes)]
  }
}

/// Bytes that integers are appended to in little-endian order.
private struct LittleEndianBytes {
  var bytes: [UInt8] = []

  mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
