import Bytes

/// Where the data of a dataset lies.
enum HDF5Layout {
  /// In the header itself.
  case compact(SharedBytes)
  /// In one piece; the address is nil where nothing was written.
  case contiguous(address: UInt64?)
  case chunked(Chunks)
  /// Put together of the data of other datasets, mostly in other files.
  case virtual

  struct Chunks {
    /// The shape of a chunk.
    let shape: [Int]
    let elementSize: Int
    let index: HDF5ChunkIndex
    /// The address of the index; nil where nothing was written.
    let address: UInt64?
    /// Whether chunks that reach over the edge of the dataset are stored without filters.
    let leavesEdgesUnfiltered: Bool
  }

  private static let part = "HDF5 data layout"

  init(_ body: SharedBytes, rank: Int, in context: HDF5Context) throws(FormatError) {
    var reader = ByteReader(body, part: Self.part)
    let version = try reader.byte()
    switch version {
    case 1, 2: self = try Self.old(&reader, rank, context)
    case 3...5: self = try Self.new(&reader, version, rank, context)
    default:
      throw .unsupported(Self.part, found: "version \(version)", expected: "version 1 to 5")
    }
  }

  private static func old(
    _ reader: inout ByteReader, _ rank: Int, _ context: HDF5Context
  ) throws(FormatError) -> HDF5Layout {
    let axes = Int(try reader.byte())
    let kind = try reader.byte()
    try reader.skip(5)
    let address = kind == 0 ? nil : try context.address(&reader)
    var lengths: [Int] = []
    for _ in 0..<axes { lengths.append(Int(try reader.little(UInt32.self))) }
    switch kind {
    case 0: return .compact(try reader.take(Int(try reader.little(UInt32.self))))
    case 1: return .contiguous(address: address)
    case 2:
      guard axes == rank + 1 else { throw wrongAxes(axes, rank + 1) }
      return .chunked(
        Chunks(
          shape: Array(lengths.dropLast()), elementSize: lengths[rank], index: .treeVersion1,
          address: address, leavesEdgesUnfiltered: false))
    default: throw unknown(kind)
    }
  }

  private static func new(
    _ reader: inout ByteReader, _ version: UInt8, _ rank: Int, _ context: HDF5Context
  ) throws(FormatError) -> HDF5Layout {
    let kind = try reader.byte()
    switch kind {
    case 0: return .compact(try reader.take(Int(try reader.little(UInt16.self))))
    case 1: return .contiguous(address: try context.address(&reader))
    case 2 where version == 3:
      let axes = Int(try reader.byte())
      guard axes == rank + 1 else { throw wrongAxes(axes, rank + 1) }
      let address = try context.address(&reader)
      var lengths: [Int] = []
      for _ in 0..<axes { lengths.append(Int(try reader.little(UInt32.self))) }
      return .chunked(
        Chunks(
          shape: Array(lengths.dropLast()), elementSize: lengths[rank], index: .treeVersion1,
          address: address, leavesEdgesUnfiltered: false))
    case 2: return .chunked(try indexed(&reader, rank, context))
    case 3 where version > 3: return .virtual
    default: throw unknown(kind)
    }
  }

  /// The chunks of layout versions 4 and 5, which name the kind of their index.
  private static func indexed(
    _ reader: inout ByteReader, _ rank: Int, _ context: HDF5Context
  ) throws(FormatError) -> Chunks {
    let flags = try reader.byte()
    let axes = Int(try reader.byte())
    guard axes == rank + 1 else { throw wrongAxes(axes, rank + 1) }
    let width = Int(try reader.byte())
    guard (1...8).contains(width) else {
      throw FormatError(part, found: "chunk lengths of \(width) bytes", expected: "1 to 8")
    }
    var lengths: [Int] = []
    for _ in 0..<axes { lengths.append(Int(clamping: try reader.unsigned(width: width))) }
    let kind = try reader.byte()
    let index: HDF5ChunkIndex
    switch kind {
    case 1 where flags & 2 != 0:
      let size = try context.length(&reader)
      index = .single(size: size, filterMask: try reader.little(UInt32.self))
    case 1: index = .single(size: nil, filterMask: 0)
    case 2: index = .implicit
    case 3:
      try reader.skip(1)
      index = .fixedArray
    case 4:
      try reader.skip(5)
      index = .extensibleArray
    case 5:
      try reader.skip(6)
      index = .treeVersion2
    default: throw .unsupported(part, found: "chunk index \(kind)", expected: "1 to 5")
    }
    return Chunks(
      shape: Array(lengths.dropLast()), elementSize: lengths[rank], index: index,
      address: try context.address(&reader), leavesEdgesUnfiltered: flags & 1 != 0)
  }

  private static func wrongAxes(_ found: Int, _ expected: Int) -> FormatError {
    FormatError(part, found: "\(found) axes", expected: "\(expected)")
  }

  private static func unknown(_ kind: UInt8) -> FormatError {
    .unsupported(part, found: "class \(kind)", expected: "compact, contiguous or chunked")
  }
}
