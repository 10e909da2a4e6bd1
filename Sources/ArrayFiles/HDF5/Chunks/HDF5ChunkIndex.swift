import Bytes

/// How the chunks of a dataset are found.
enum HDF5ChunkIndex: Equatable {
  /// One chunk for all; its stored size where filters apply.
  case single(size: UInt64?, filterMask: UInt32)
  /// All chunks in order in one piece.
  case implicit
  case fixedArray
  case extensibleArray
  case treeVersion1
  case treeVersion2
}

/// A chunk as an index knows it.
struct HDF5Chunk {
  /// The place in the grid of chunks, one number per axis.
  let coordinates: [Int]
  let address: UInt64
  /// The bytes in the file; nil: as many as the chunk has without filters.
  let storedSize: UInt64?
  /// The filters, by their bits, that were left out.
  let filterMask: UInt32
}

/// The grid of a dataset's chunks, and the order in which array indexes number them.
struct HDF5ChunkGrid {
  /// The number of chunks along each axis of the dataset as it is.
  let counts: [Int]
  /// The number along each axis as far as the dataset may grow; nil: without limit.
  private let maximumCounts: [Int?]

  /// - Precondition: No chunk length is zero.
  init(shape: [Int], mostShape: [Int?], chunk: [Int]) {
    func ceiling(_ length: Int, _ chunk: Int) -> Int { length == 0 ? 0 : (length - 1) / chunk + 1 }
    counts = zip(shape, chunk).map { ceiling($0, $1) }
    maximumCounts = zip(mostShape, chunk).map { most, chunk in most.map { ceiling($0, chunk) } }
  }

  /// The place of the chunk with a number; nil if the dataset does not reach that far.
  ///
  /// An axis without limit counts slowest (its chunks come last as the dataset grows), else the
  /// first axis does.
  func coordinates(of number: Int) -> [Int]? {
    let unlimited = maximumCounts.firstIndex { $0 == nil }
    var rest = number
    var coordinates = [Int](repeating: 0, count: counts.count)
    for axis in counts.indices.reversed() where axis != unlimited {
      guard let most = maximumCounts[axis], most > 0 else { return nil }
      if unlimited == nil, axis == 0 {
        coordinates[axis] = rest
        rest = 0
      } else {
        coordinates[axis] = rest % most
        rest /= most
      }
    }
    if let unlimited { coordinates[unlimited] = rest }
    return contains(coordinates) ? coordinates : nil
  }

  func contains(_ coordinates: [Int]) -> Bool {
    zip(coordinates, counts).allSatisfy { $0 >= 0 && $0 < $1 }
  }

  /// A number that no two chunks of the dataset share.
  func key(_ coordinates: [Int]) -> Int {
    zip(coordinates, counts).reduce(0) { $0 &* $1.1 &+ $1.0 }
  }
}

/// Lists the chunks of a dataset from its index.
struct HDF5ChunkList {
  let context: HDF5Context
  let grid: HDF5ChunkGrid
  let layout: HDF5Layout.Chunks
  /// The size of a chunk without filters.
  let chunkSize: Int
  var budget: WorkBudget

  typealias Body = (HDF5Chunk) throws(FormatError) -> Void

  mutating func forEach(_ body: Body) throws(FormatError) {
    guard let address = layout.address, !grid.counts.contains(0) else { return }
    switch layout.index {
    case .single(let size, let mask):
      let origin = [Int](repeating: 0, count: grid.counts.count)
      try body(
        HDF5Chunk(coordinates: origin, address: address, storedSize: size, filterMask: mask))
    case .implicit: try forEachImplicit(from: address, body)
    case .fixedArray: try forEachInFixedArray(at: address, body)
    case .extensibleArray: try forEachInExtensibleArray(at: address, body)
    case .treeVersion1: try forEachInTree(at: address, body)
    case .treeVersion2: try forEachInTreeVersion2(at: address, body)
    }
  }

  private func forEachImplicit(from start: UInt64, _ body: Body) throws(FormatError) {
    let room = UInt64(context.bytes.count) - min(start, UInt64(context.bytes.count))
    for number in 0..<Int(room / UInt64(chunkSize)) {
      guard let coordinates = grid.coordinates(of: number) else { continue }
      try body(
        HDF5Chunk(
          coordinates: coordinates, address: start + UInt64(number) * UInt64(chunkSize),
          storedSize: nil, filterMask: 0))
    }
  }

  private mutating func forEachInTreeVersion2(
    at address: UInt64, _ body: Body
  ) throws(FormatError) {
    let tree = try BTreeV2(at: address, in: context)
    let rank = grid.counts.count
    let plainSize = context.offsetSize + 8 * rank
    let sizeBytes = tree.kind == .filteredChunks ? tree.recordSize - plainSize - 4 : 0
    guard tree.kind != .linkNames, (0...8).contains(sizeBytes),
      tree.kind == .filteredChunks || tree.recordSize == plainSize
    else {
      throw FormatError(
        "HDF5 chunk index", found: "records of \(tree.recordSize) bytes for \(rank) axes",
        expected: "at least \(plainSize)")
    }
    let context = context
    try tree.forEachRecord(&budget) { record throws(FormatError) in
      let address = try context.address(&record)
      var (size, mask) = (UInt64?.none, UInt32(0))
      if tree.kind == .filteredChunks {
        size = try record.unsigned(width: sizeBytes)
        mask = try record.little(UInt32.self)
      }
      var coordinates: [Int] = []
      for _ in 0..<rank { coordinates.append(Int(clamping: try record.little(UInt64.self))) }
      guard let address else { return }
      try body(
        HDF5Chunk(
          coordinates: coordinates, address: address, storedSize: size, filterMask: mask))
    }
  }

  /// The B-tree of version 1: keys are sizes, masks and offsets in elements.
  private mutating func forEachInTree(at root: UInt64, _ body: Body) throws(FormatError) {
    let rank = grid.counts.count
    let entrySize = 8 + 8 * (rank + 1) + context.offsetSize
    var open = [(address: root, level: Int?.none)]
    while let (address, expectedLevel) = open.popLast() {
      var reader = try context.reader(at: address, part: "HDF5 chunk B-tree")
      try reader.expect("TREE")
      guard try reader.byte() == 1 else {
        throw FormatError(reader.part, found: "a tree of links", expected: "one of chunks")
      }
      let level = Int(try reader.byte())
      guard expectedLevel == nil || level == expectedLevel else {
        throw FormatError(reader.part, found: "level \(level)", expected: "the next lower one")
      }
      let count = Int(try reader.little(UInt16.self))
      try budget.spend(24 + count * entrySize, on: reader.part)
      try reader.skip(2 * context.offsetSize)
      for _ in 0..<count {
        let size = UInt64(try reader.little(UInt32.self))
        let mask = try reader.little(UInt32.self)
        var coordinates: [Int] = []
        for axis in 0..<rank {
          let offset = Int(clamping: try reader.little(UInt64.self))
          coordinates.append(offset / layout.shape[axis])
        }
        try reader.skip(8)
        let child = try context.definedAddress(&reader)
        if level > 0 {
          open.append((child, level - 1))
        } else {
          try body(
            HDF5Chunk(
              coordinates: coordinates, address: child, storedSize: size, filterMask: mask))
        }
      }
    }
  }
}
