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

extension HDF5Filter {
  /// By how much a filter that is no compression may make a chunk longer.
  var maximumGain: Int {
    switch self {
    case .fletcher32: 4
    case .scaleOffset: HDF5ScaleOffset.maximumGain
    default: 0
    }
  }

  /// The bytes before this filter was applied.
  ///
  /// A chunk has at most `limit` bytes at this place of the pipeline; more are refused.
  func undo(_ bytes: SharedBytes, limit: Int) throws(FormatError) -> SharedBytes {
    switch self {
    case .deflate:
      return try bytes.withUnsafeBytes { (input) throws(FormatError) in
        try Zlib.decompress(input, sizeHint: limit, limit: limit)
      }
    case .shuffle(let elementSize):
      return Self.unshuffled(bytes, elementSize)
    case .fletcher32:
      return try Self.checked(bytes)
    case .lzf:
      return try bytes.withUnsafeBytes { (input) throws(FormatError) in
        try LZF.decompress(input, limit: limit)
      }
    case .scaleOffset(let scaleOffset):
      return try scaleOffset.undo(bytes, limit: limit)
    case .other(let name):
      throw .unsupported("HDF5 chunk", found: "the filter \(name)", expected: "another")
    }
  }

  /// Puts the bytes of each element together again; the rest behind the last stays.
  private static func unshuffled(_ bytes: SharedBytes, _ size: Int) -> SharedBytes {
    let count = bytes.count / size
    guard size > 1, count > 1 else { return bytes }
    return bytes.withUnsafeBytes { source in
      SharedBytes(count: source.count) { target in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        for k in 0..<size {
          let lane = from + k * count
          for i in 0..<count {
            to.storeBytes(
              of: lane.load(fromByteOffset: i, as: UInt8.self), toByteOffset: i &* size &+ k,
              as: UInt8.self)
          }
        }
        let done = count * size
        (to + done).copyMemory(from: from + done, byteCount: source.count - done)
      }
    }
  }

  /// Checks and removes the sum in the last four bytes.
  ///
  /// Old versions on little-endian machines stored each half of the sum reversed: as HDF5 does,
  /// both are accepted.
  private static func checked(_ bytes: SharedBytes) throws(FormatError) -> SharedBytes {
    let part = "HDF5 chunk"
    guard bytes.count >= 4 else { throw .truncated(part, has: bytes.count, needs: 4) }
    let content = bytes[0..<bytes.count - 4]
    var reader = ByteReader(bytes, part: part)
    try reader.skip(content.count)
    let stored = try reader.little(UInt32.self)
    let actual = content.withUnsafeBytes { Fletcher32.of($0) }
    let reversed = actual >> 8 & 0x00ff_00ff | actual << 8 & 0xff00_ff00
    guard stored == actual || stored == reversed else {
      throw FormatError(part, found: "Fletcher-32 \(actual)", expected: "\(stored)")
    }
    return content
  }
}
