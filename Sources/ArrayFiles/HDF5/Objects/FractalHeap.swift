import Bytes

/// A fractal heap: objects of any size, such as the links of a large group, found by an ID.
///
/// Its blocks form a table that doubles: rows of equally many blocks, the first two rows of the
/// starting size, each further row of blocks twice as large; from some row on blocks are tables
/// of their own.
struct FractalHeap {
  private static let part = "HDF5 fractal heap"

  private let context: HDF5Context
  private let offsetBytes: Int
  private let lengthBytes: Int
  private let width: Int
  private let startSize: Int
  private let directRows: Int
  private let root: UInt64?
  private let rootRows: Int

  init(at address: UInt64, in context: HDF5Context) throws(FormatError) {
    self.context = context
    let (o, l) = (context.offsetSize, context.lengthSize)
    let size = 14 + 2 * o + 10 * l + 2 + 2 * l + 4 + o + 2 + 4
    let head = try context.reader(at: address, part: Self.part)
    var peek = head
    try peek.expect("FRHP")
    try peek.skip(3)
    guard try peek.little(UInt16.self) == 0 else {
      throw .unsupported(Self.part, found: "filtered blocks", expected: "plain blocks")
    }
    var reader = try context.checkedReader(at: address, count: size, part: Self.part)
    try reader.skip(10)
    let maximumManaged = Int(try reader.little(UInt32.self))
    try reader.skip(2 * o + 10 * l)
    width = Int(try reader.little(UInt16.self))
    startSize = Int(clamping: try context.length(&reader))
    let mostDirect = Int(clamping: try context.length(&reader))
    let heapBits = Int(try reader.little(UInt16.self))
    try reader.skip(2)
    root = try context.address(&reader)
    rootRows = Int(try reader.little(UInt16.self))
    guard width > 0, startSize > 0, mostDirect >= startSize, (1...64).contains(heapBits),
      startSize & (startSize - 1) == 0, mostDirect & (mostDirect - 1) == 0, rootRows <= 64,
      mostDirect <= 1 << 32
    else {
      throw FormatError(
        Self.part, found: "\(width) blocks of \(startSize) to \(mostDirect) bytes a row",
        expected: "sizes that are powers of two")
    }
    directRows = mostDirect.trailingZeroBitCount - startSize.trailingZeroBitCount + 2
    offsetBytes = (heapBits + 7) / 8
    lengthBytes = min(encodedSize(of: mostDirect), encodedSize(of: maximumManaged))
  }

  /// The object of an ID.
  func object(
    _ id: SharedBytes, _ budget: inout WorkBudget
  ) throws(FormatError) -> SharedBytes {
    var reader = ByteReader(id, part: Self.part)
    let flags = try reader.byte()
    guard flags >> 4 & 3 == 0 else {
      throw .unsupported(Self.part, found: "a huge or tiny object", expected: "a managed one")
    }
    let offset = try reader.unsigned(width: offsetBytes)
    let length = try reader.unsigned(width: lengthBytes)
    guard let root else { throw FormatError(Self.part, found: "an empty heap", expected: "one") }
    var (address, rows) = (root, rootRows)
    var rest = offset
    // Each step goes from a table to a smaller one or to a block.
    while rows > 0 {
      try budget.spend(16, on: Self.part)
      let entry = try self.entry(holding: &rest, rows: rows)
      var table = try context.reader(at: address, part: Self.part)
      try table.expect("FHIB")
      try table.skip(1 + context.offsetSize + offsetBytes)
      try table.skip(entry.index * context.offsetSize)
      address = try context.definedAddress(&table)
      guard entry.rows < rows else {
        throw FormatError(Self.part, found: "a table in a smaller one", expected: "a smaller one")
      }
      rows = entry.rows
    }
    var block = try context.reader(at: address, part: Self.part)
    try block.expect("FHDB")
    return try context.bytes.slice(
      at: address, count: UInt64(context.bytes.count) - address,
      part: Self.part
    ).slice(at: rest, count: length, part: Self.part)
  }

  /// The entry of a table that covers an offset, which becomes relative to it.
  ///
  /// - Returns: Its index and the rows that it has as a table; none if it is a block.
  private func entry(
    holding offset: inout UInt64, rows: Int
  ) throws(FormatError) -> (index: Int, rows: Int) {
    for row in 0..<rows {
      let (blockSize, overflow) = UInt64(startSize)
        .multipliedReportingOverflow(by: 1 << UInt64(max(0, row - 1)))
      let (rowSize, rowOverflow) = blockSize.multipliedReportingOverflow(by: UInt64(width))
      guard !overflow, !rowOverflow else { break }
      guard offset >= rowSize else {
        let column = Int(offset / blockSize)
        offset %= blockSize
        let childRows =
          row < directRows
          ? 0
          : blockSize.trailingZeroBitCount - startSize.trailingZeroBitCount
            - (Int.bitWidth - 1 - width.leadingZeroBitCount) + 1
        return (row * width + column, max(0, childRows))
      }
      offset -= rowSize
    }
    throw FormatError(Self.part, found: "an object outside", expected: "one inside")
  }
}
