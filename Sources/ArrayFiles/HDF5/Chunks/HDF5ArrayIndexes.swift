import Bytes

/// The element of a fixed or extensible array of chunks.
struct HDF5ChunkElement {
  /// Whether elements carry a size and a filter mask beside the address.
  let isFiltered: Bool
  /// The bytes of an element.
  let size: Int
  private let sizeBytes: Int
  private let context: HDF5Context

  init(client: UInt8, size: Int, in context: HDF5Context) throws(FormatError) {
    isFiltered = client == 1
    self.size = size
    self.context = context
    sizeBytes = isFiltered ? size - context.offsetSize - 4 : 0
    guard client <= 1, (0...8).contains(sizeBytes), isFiltered || size == context.offsetSize
    else {
      throw FormatError(
        "HDF5 chunk index", found: "elements of \(size) bytes for client \(client)",
        expected: "an address, and a size and mask where filtered")
    }
  }

  /// Reads an element and hands the chunk on, if there is one and the dataset reaches that far.
  func read(
    _ reader: inout ByteReader, number: Int, _ grid: HDF5ChunkGrid, _ body: HDF5ChunkList.Body
  ) throws(FormatError) {
    let address = try context.address(&reader)
    let size = isFiltered ? try reader.unsigned(width: sizeBytes) : nil
    let mask = isFiltered ? try reader.little(UInt32.self) : 0
    guard let address, let coordinates = grid.coordinates(of: number) else { return }
    try body(
      HDF5Chunk(coordinates: coordinates, address: address, storedSize: size, filterMask: mask))
  }
}

extension HDF5ChunkList {
  private static let fixedPart = "HDF5 fixed array"

  /// The fixed array: one element per chunk of the largest extent, in pages where there are many.
  mutating func forEachInFixedArray(at address: UInt64, _ body: Body) throws(FormatError) {
    let part = Self.fixedPart
    let headerSize = 8 + context.lengthSize + context.offsetSize + 4
    var reader = try context.checkedReader(at: address, count: headerSize, part: part)
    try reader.expect("FAHD")
    try reader.skip(1)
    let client = try reader.byte()
    let element = try HDF5ChunkElement(
      client: client, size: Int(try reader.byte()), in: context)
    let pageBits = Int(try reader.byte())
    let count = Int(clamping: try context.length(&reader))
    guard let blockAddress = try context.address(&reader) else { return }
    guard pageBits < 32, count <= context.bytes.count / element.size else {
      throw FormatError(
        part, found: "\(count) elements", expected: "as many as the file can hold")
    }

    let pageCount = 1 << pageBits
    let prefix = 6 + context.offsetSize
    guard count > pageCount else {
      let size = prefix + count * element.size + 4
      try budget.spend(size, on: part)
      var block = try context.checkedReader(at: blockAddress, count: size, part: part)
      try block.expect("FADB")
      try block.skip(prefix - 4)
      for number in 0..<count { try element.read(&block, number: number, grid, body) }
      return
    }
    let pages = (count - 1) / pageCount + 1
    let bitmapSize = (pages + 7) / 8
    var block = try context.checkedReader(
      at: blockAddress, count: prefix + bitmapSize + 4, part: part)
    try block.expect("FADB")
    try block.skip(prefix - 4)
    let bitmap = try block.take(bitmapSize)
    let first = blockAddress + UInt64(prefix + bitmapSize + 4)
    for page in 0..<pages where bitmap.bit(page) {
      let start = page * pageCount
      try readPage(
        at: first + UInt64(page) * UInt64(pageCount * element.size + 4),
        start..<min(start + pageCount, count), element, part, body)
    }
  }

  /// Reads a page: elements and a checksum.
  mutating func readPage(
    at address: UInt64, _ numbers: Range<Int>, _ element: HDF5ChunkElement, _ part: String,
    _ body: Body
  ) throws(FormatError) {
    let size = numbers.count * element.size + 4
    try budget.spend(size, on: part)
    var page = try context.checkedReader(at: address, count: size, part: part)
    for number in numbers { try element.read(&page, number: number, grid, body) }
  }
}

extension SharedBytes {
  /// A bit, counted from the highest of the first byte.
  func bit(_ index: Int) -> Bool { self[index / 8] & 0x80 >> UInt8(index % 8) != 0 }
}
