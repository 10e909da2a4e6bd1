import Bytes

/// The superblock of an HDF5 file, versions 0 to 3: where everything begins.
struct Superblock {
  static let signature: [UInt8] = [0x89] + Array("HDF\r\n".utf8) + [0x1a, 0x0a]

  let context: HDF5Context
  /// The address of the root group's object header.
  let rootAddress: UInt64

  /// The place of the signature: 0 or, behind a block of the user's, 512, 1024, 2048 and so on.
  static func offset(in bytes: SharedBytes) -> Int? {
    var offset = 0
    while offset + signature.count <= bytes.count {
      if bytes[offset..<bytes.count].starts(with: signature) { return offset }
      offset = max(512, offset * 2)
    }
    return nil
  }

  init(_ file: SharedBytes, at offset: Int) throws(FormatError) {
    let part = "HDF5 superblock"
    var reader = ByteReader(file[offset..<file.count], part: part)
    try reader.skip(Self.signature.count)
    let version = try reader.byte()
    guard version <= 3 else {
      throw .unsupported(part, found: "version \(version)", expected: "version 0 to 3")
    }
    if version < 2 { try reader.skip(4) }
    let offsetSize = Int(try reader.byte())
    let lengthSize = Int(try reader.byte())
    guard [2, 4, 8].contains(offsetSize), [2, 4, 8].contains(lengthSize) else {
      throw FormatError(
        part, found: "offsets of \(offsetSize) and lengths of \(lengthSize) bytes",
        expected: "2, 4 or 8")
    }
    switch version {
    case 0: try reader.skip(1 + 4 + 4)
    case 1: try reader.skip(1 + 4 + 4 + 4)
    default: try reader.skip(1)
    }
    let whole = HDF5Context(bytes: file, offsetSize: offsetSize, lengthSize: lengthSize)
    let base = try whole.definedAddress(&reader)
    _ = try whole.address(&reader)
    let end = try whole.definedAddress(&reader)
    if version < 2 {
      // The driver information block, then the root's symbol table entry: name, header, …
      _ = try whole.address(&reader)
      _ = try whole.address(&reader)
    }
    rootAddress = try whole.definedAddress(&reader)
    if version >= 2 {
      _ = try whole.checkedReader(
        at: UInt64(offset), count: reader.position + 4, part: part)
    }

    guard base <= end, end <= UInt64(file.count) else {
      throw FormatError(
        "HDF5 file", found: "\(file.count) bytes", expected: "\(end), as its superblock says")
    }
    context = HDF5Context(
      bytes: file[Int(base)..<file.count], offsetSize: offsetSize, lengthSize: lengthSize)
  }
}
