import Bytes

/// A B-tree of version 2, of whose records the caller knows the meaning.
struct BTreeV2 {
  enum Kind: UInt8 {
    case linkNames = 5
    case chunks = 10
    case filteredChunks = 11
  }

  private static let part = "HDF5 B-tree version 2"
  /// Signature, version, type and checksum of a node.
  private static let overhead = 10

  let kind: Kind
  let recordSize: Int
  private let context: HDF5Context
  private let depth: Int
  private let root: UInt64?
  private let rootCount: Int
  /// The bytes of a child's number of records.
  private let countSize: Int
  /// For each level above the leaves: the bytes of the number of records below a child.
  private let totalSizes: [Int]

  init(at address: UInt64, in context: HDF5Context) throws(FormatError) {
    self.context = context
    let size = 16 + context.offsetSize + 2 + context.lengthSize + 4
    var reader = try context.checkedReader(at: address, count: size, part: Self.part)
    try reader.expect("BTHD")
    let version = try reader.byte()
    let type = try reader.byte()
    guard version == 0, let kind = Kind(rawValue: type) else {
      throw .unsupported(
        Self.part, found: "version \(version), type \(type)",
        expected: "version 0 of links or chunks")
    }
    self.kind = kind
    let nodeSize = Int(try reader.little(UInt32.self))
    recordSize = Int(try reader.little(UInt16.self))
    depth = Int(try reader.little(UInt16.self))
    try reader.skip(2)
    root = try context.address(&reader)
    rootCount = Int(try reader.little(UInt16.self))
    guard recordSize > 0, nodeSize > Self.overhead + recordSize, depth <= 64 else {
      throw FormatError(
        Self.part, found: "nodes of \(nodeSize) bytes, records of \(recordSize), depth \(depth)",
        expected: "nodes that hold records")
    }

    let leafMost = (nodeSize - Self.overhead) / recordSize
    countSize = encodedSize(of: leafMost)
    var totalSizes = [0]
    var total = leafMost
    for _ in 0..<depth {
      let pointer = context.offsetSize + countSize + (totalSizes.last ?? 0)
      let most = max(0, nodeSize - Self.overhead - pointer) / (recordSize + pointer)
      let (product, overflow) = total.multipliedReportingOverflow(by: most + 1)
      total = overflow || product > Int.max / 2 ? Int.max / 2 : product + most
      totalSizes.append(encodedSize(of: total))
    }
    self.totalSizes = totalSizes
  }

  /// Calls `body` with a reader of each record.
  func forEachRecord(
    _ budget: inout WorkBudget, _ body: (inout ByteReader) throws(FormatError) -> Void
  ) throws(FormatError) {
    guard let root, rootCount > 0 else { return }
    var open = [(address: root, count: rootCount, level: depth)]
    while let (address, count, level) = open.popLast() {
      let pointer = level == 0 ? 0 : context.offsetSize + countSize + totalSizes[level - 1]
      let size = Self.overhead + count * recordSize + (level == 0 ? 0 : (count + 1) * pointer)
      try budget.spend(size, on: Self.part)
      var reader = try context.checkedReader(at: address, count: size, part: Self.part)
      try reader.expect(level == 0 ? "BTLF" : "BTIN")
      try reader.skip(2)
      for _ in 0..<count {
        var record = ByteReader(try reader.take(recordSize), part: Self.part)
        try body(&record)
      }
      guard level > 0 else { continue }
      for _ in 0...count {
        let child = try context.definedAddress(&reader)
        let childCount = Int(clamping: try reader.unsigned(width: countSize))
        try reader.skip(totalSizes[level - 1])
        open.append((child, min(childCount, 0xffff), level - 1))
      }
    }
  }
}

/// The bytes that a number up to `largest` takes.
func encodedSize(of largest: Int) -> Int {
  (Int.bitWidth - 1 - max(largest, 1).leadingZeroBitCount) / 8 + 1
}
