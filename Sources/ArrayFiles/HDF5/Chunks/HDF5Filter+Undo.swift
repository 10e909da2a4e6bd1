import Bytes

extension HDF5Filter {
  /// By how much a filter that is no compression may make a chunk longer.
  var largestGain: Int {
    switch self {
    case .fletcher32: 4
    case .scaleOffset: HDF5ScaleOffset.largestGain
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
