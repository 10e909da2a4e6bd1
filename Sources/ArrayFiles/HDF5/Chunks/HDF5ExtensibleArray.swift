import Bytes

/// The extensible array: chunks of a dataset that grows along one axis.
///
/// The index block holds the first elements, then the addresses of data blocks, then those of
/// super blocks. Super block k stands for 2^(k/2) data blocks of 2^((k+1)/2) times the smallest
/// number of elements; the data blocks of the first super blocks hang on the index block itself.
struct HDF5ExtensibleArray {
  private static let part = "HDF5 extensible array"

  private let element: HDF5ChunkElement
  private let context: HDF5Context
  private let indexBits: Int
  private let inlineCount: Int
  private let smallestBlock: Int
  private let smallestPointers: Int
  private let pageBits: Int
  private let indexAddress: UInt64?

  init(at address: UInt64, in context: HDF5Context) throws(FormatError) {
    self.context = context
    let size = 12 + 6 * context.lengthSize + context.offsetSize + 4
    var reader = try context.checkedReader(at: address, count: size, part: Self.part)
    try reader.expect("EAHD")
    try reader.skip(1)
    let client = try reader.byte()
    element = try HDF5ChunkElement(
      client: client, size: Int(try reader.byte()), in: context)
    indexBits = Int(try reader.byte())
    inlineCount = Int(try reader.byte())
    smallestBlock = Int(try reader.byte())
    smallestPointers = Int(try reader.byte())
    pageBits = Int(try reader.byte())
    try reader.skip(6 * context.lengthSize)
    indexAddress = try context.address(&reader)
    func isPowerOfTwo(_ value: Int) -> Bool { value > 0 && value & (value - 1) == 0 }
    guard isPowerOfTwo(smallestBlock), isPowerOfTwo(smallestPointers), indexBits <= 48,
      pageBits <= 32, indexBits >= smallestBlock.trailingZeroBitCount
    else {
      throw FormatError(
        Self.part, found: "blocks of \(smallestBlock) elements, \(smallestPointers) pointers",
        expected: "powers of two, and at most 2^48 elements")
    }
  }

  private func blocks(ofSuperBlock k: Int) -> Int { 1 << (k / 2) }
  private func elements(ofSuperBlock k: Int) -> Int { smallestBlock << ((k + 1) / 2) }
  private var blockOffsetSize: Int { (indexBits + 7) / 8 }
  private var pageElements: Int { 1 << pageBits }

  func forEach(_ list: inout HDF5ChunkList, _ body: HDF5ChunkList.Body) throws(FormatError) {
    guard let indexAddress else { return }
    let superBlocks = 1 + indexBits - smallestBlock.trailingZeroBitCount
    let direct = min(superBlocks, 2 * smallestPointers.trailingZeroBitCount)
    let directBlocks = 2 * (smallestPointers - 1)
    let prefix = 6 + context.offsetSize
    let size =
      prefix + inlineCount * element.size
      + (directBlocks + superBlocks - direct) * context.offsetSize + 4
    try list.budget.spend(size, on: Self.part)
    var index = try context.checkedReader(at: indexAddress, count: size, part: Self.part)
    try index.expect("EAIB")
    try index.skip(prefix - 4)
    for number in 0..<inlineCount {
      try element.read(&index, number: number, list.grid, body)
    }
    var start = inlineCount
    for k in 0..<direct {
      for _ in 0..<blocks(ofSuperBlock: k) {
        let count = elements(ofSuperBlock: k)
        if let address = try context.address(&index) {
          try readBlock(at: address, start..<start + count, isReady: { _ in true }, &list, body)
        }
        start += count
      }
    }
    for k in direct..<superBlocks {
      if let address = try context.address(&index) {
        try readSuperBlock(at: address, k, start, &list, body)
      }
      start += blocks(ofSuperBlock: k) * elements(ofSuperBlock: k)
    }
  }

  private func readSuperBlock(
    at address: UInt64, _ k: Int, _ start: Int, _ list: inout HDF5ChunkList,
    _ body: HDF5ChunkList.Body
  ) throws(FormatError) {
    let (blocks, count) = (blocks(ofSuperBlock: k), elements(ofSuperBlock: k))
    let pages = count > pageElements ? count / pageElements : 0
    let bitmapSize = blocks * ((pages + 7) / 8)
    let prefix = 6 + context.offsetSize + blockOffsetSize
    let size = prefix + bitmapSize + blocks * context.offsetSize + 4
    try list.budget.spend(size, on: Self.part)
    var reader = try context.checkedReader(at: address, count: size, part: Self.part)
    try reader.expect("EASB")
    try reader.skip(prefix - 4)
    let bitmap = try reader.take(bitmapSize)
    for block in 0..<blocks {
      guard let blockAddress = try context.address(&reader) else { continue }
      let first = start + block * count
      try readBlock(
        at: blockAddress, first..<first + count, isReady: { bitmap.bit(block * pages + $0) },
        &list, body)
    }
  }

  /// Reads a data block, whose pages, if it has some, may not have been written yet.
  private func readBlock(
    at address: UInt64, _ numbers: Range<Int>, isReady: (Int) -> Bool,
    _ list: inout HDF5ChunkList, _ body: HDF5ChunkList.Body
  ) throws(FormatError) {
    let prefix = 6 + context.offsetSize + blockOffsetSize
    guard numbers.count > pageElements else {
      let size = prefix + numbers.count * element.size + 4
      try list.budget.spend(size, on: Self.part)
      var block = try context.checkedReader(at: address, count: size, part: Self.part)
      try block.expect("EADB")
      try block.skip(prefix - 4)
      for number in numbers { try element.read(&block, number: number, list.grid, body) }
      return
    }
    var block = try context.checkedReader(at: address, count: prefix + 4, part: Self.part)
    try block.expect("EADB")
    let first = address + UInt64(prefix + 4)
    let pageSize = UInt64(pageElements * element.size + 4)
    for page in 0..<numbers.count / pageElements where isReady(page) {
      let start = numbers.lowerBound + page * pageElements
      try list.readPage(
        at: first + UInt64(page) * pageSize, start..<start + pageElements, element, Self.part,
        body)
    }
  }
}

extension HDF5ChunkList {
  mutating func forEachInExtensibleArray(at address: UInt64, _ body: Body) throws(FormatError) {
    try HDF5ExtensibleArray(at: address, in: context).forEach(&self, body)
  }
}
