import Bytes

/// An attribute of an object: a name and a small value.
struct HDF5Attribute {
  let name: String
  private let datatype: HDF5Datatype?
  private let value: SharedBytes

  /// An attribute message.
  init(_ body: SharedBytes) throws(FormatError) {
    var reader = ByteReader(body, part: "HDF5 attribute")
    let version = try reader.byte()
    guard (1...3).contains(version) else {
      throw .unsupported(reader.part, found: "version \(version)", expected: "version 1 to 3")
    }
    let flags = try reader.byte()
    var sizes: [Int] = []
    for _ in 0..<3 {
      let size = Int(try reader.little(UInt16.self))
      sizes.append(version == 1 ? (size + 7) / 8 * 8 : size)
    }
    if version == 3 { try reader.skip(1) }
    let name = try reader.take(sizes[0]).array.prefix { $0 != 0 }
    self.name = String(decoding: name, as: UTF8.self)
    let type = try reader.take(sizes[1])
    // A type that is shared stands in another header.
    datatype = flags & 1 == 0 ? try? HDF5Datatype(type) : nil
    try reader.skip(sizes[2])
    value = try reader.take(reader.remaining)
  }

  /// The value where it is a string of fixed length.
  var text: String? {
    guard case .text(let encoding) = datatype, encoding.size <= value.count else { return nil }
    return try? encoding.strings(value[0..<encoding.size], part: "HDF5 attribute").first
  }

  /// Whether the value is a number other than zero.
  var isTrue: Bool {
    guard case .numeric(let layout) = datatype else { return false }
    return value.array.prefix(layout.type.size).contains { $0 != 0 }
  }
}
