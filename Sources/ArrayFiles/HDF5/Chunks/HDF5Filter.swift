import Bytes

/// A filter of a dataset's pipeline.
enum HDF5Filter: Equatable {
  case deflate
  case shuffle(elementSize: Int)
  case fletcher32
  case lzf
  case scaleOffset(HDF5ScaleOffset)
  /// One that is not undone here, by its name.
  case other(String)

  private static let part = "HDF5 filters"
  private static let otherNames: [UInt16: String] = [
    4: "SZIP", 5: "N-bit", 307: "bzip2", 32001: "Blosc", 32004: "LZ4", 32008: "bitshuffle",
    32013: "ZFP", 32015: "Zstandard", 32017: "SZ", 32026: "Blosc2",
  ]

  /// The filters of a pipeline message, in the order in which a writer applies them.
  static func pipeline(_ body: SharedBytes) throws(FormatError) -> [HDF5Filter] {
    var reader = ByteReader(body, part: part)
    let version = try reader.byte()
    guard version == 1 || version == 2 else {
      throw .unsupported(part, found: "version \(version)", expected: "version 1 or 2")
    }
    let count = Int(try reader.byte())
    guard count <= 32 else { throw FormatError(part, found: "\(count)", expected: "at most 32") }
    if version == 1 { try reader.skip(6) }
    var filters: [HDF5Filter] = []
    for _ in 0..<count { filters.append(try filter(&reader, version)) }
    return filters
  }

  private static func filter(
    _ reader: inout ByteReader, _ version: UInt8
  ) throws(FormatError) -> HDF5Filter {
    let id = try reader.little(UInt16.self)
    let nameLength = version == 1 || id >= 256 ? Int(try reader.little(UInt16.self)) : 0
    try reader.skip(2)
    let valueCount = Int(try reader.little(UInt16.self))
    try reader.skip(version == 1 ? (nameLength + 7) / 8 * 8 : nameLength)
    var values: [UInt32] = []
    for _ in 0..<valueCount { values.append(try reader.little(UInt32.self)) }
    if version == 1, valueCount % 2 == 1 { try reader.skip(4) }
    switch id {
    case 1: return .deflate
    case 2:
      guard let size = values.first, size > 0 else {
        throw FormatError(part, found: "shuffle without a size", expected: "an element size")
      }
      return .shuffle(elementSize: Int(size))
    case 3: return .fletcher32
    case 6: return try HDF5ScaleOffset(values).map { .scaleOffset($0) } ?? .other("E-scale")
    case 32000: return .lzf
    default: return .other(otherNames[id] ?? "number \(id)")
    }
  }
}
