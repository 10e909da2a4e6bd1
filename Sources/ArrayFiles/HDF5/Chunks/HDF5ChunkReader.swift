import Bytes

/// Puts the chunks of a dataset together.
struct HDF5ChunkReader {
  private static let part = "HDF5 chunk"

  private let dataset: HDF5Dataset
  private let layout: HDF5Layout.Chunks
  private let context: HDF5Context
  private let grid: HDF5ChunkGrid
  /// The size of the dataset.
  private let size: Int
  /// The size of a chunk without filters.
  private let chunkSize: Int

  init(
    _ dataset: HDF5Dataset, _ layout: HDF5Layout.Chunks, size: Int, in context: HDF5Context
  ) throws(FormatError) {
    guard !layout.shape.contains(0), layout.elementSize == dataset.datatype.size,
      !layout.shape.isEmpty
    else {
      throw FormatError(
        Self.part, found: "shape \(layout.shape) of \(layout.elementSize)-byte elements",
        expected: "no empty axis, elements of \(dataset.datatype.size) bytes")
    }
    self.dataset = dataset
    self.layout = layout
    self.context = context
    self.size = size
    grid = HDF5ChunkGrid(
      shape: dataset.shape, mostShape: dataset.mostShape, chunk: layout.shape)
    chunkSize = try ElementLayout.byteCount(
      of: layout.shape, elementSize: layout.elementSize, part: Self.part)
    try HDF5Data.checkSize(size, context)
    // A chunk that reaches over the edge may be larger than the dataset.
    if layout.address != nil { try HDF5Data.checkSize(chunkSize, context) }
  }

  func read() throws(FormatError) -> SharedBytes {
    try SharedBytes(count: size) { target throws(FormatError) in
      HDF5Data.fill(target, dataset.fillValue)
      try copyChunks(to: target)
    }
  }

  private func copyChunks(to target: UnsafeMutableRawBufferPointer) throws(FormatError) {
    var list = HDF5ChunkList(
      context: context, grid: grid, layout: layout, chunkSize: chunkSize,
      budget: WorkBudget(for: context))
    var seen: Set<Int> = []
    var decoded = 0
    let most = Inflate.maximumOutput(of: context.bytes.count)
    try list.forEach { chunk throws(FormatError) in
      guard grid.contains(chunk.coordinates) else { return }
      decoded += chunkSize
      guard seen.insert(grid.key(chunk.coordinates)).inserted, decoded <= most else {
        throw FormatError(Self.part, found: "chunks that repeat", expected: "each once")
      }
      copy(try content(of: chunk), chunk.coordinates, to: target)
    }
  }

  /// The bytes of a chunk with its filters undone.
  private func content(of chunk: HDF5Chunk) throws(FormatError) -> SharedBytes {
    let isPlain = layout.leavesEdgesUnfiltered && reachesOverEdge(chunk.coordinates)
    let filters = isPlain ? [] : dataset.filters
    let storedSize = filters.isEmpty ? UInt64(chunkSize) : chunk.storedSize ?? UInt64(chunkSize)
    var bytes = try context.bytes.slice(at: chunk.address, count: storedSize, part: Self.part)
    let limit = filters.reduce(chunkSize) { $0 + $1.maximumGain }
    for (index, filter) in filters.enumerated().reversed()
    where chunk.filterMask >> UInt32(index) & 1 == 0 {
      bytes = try filter.undo(bytes, limit: limit)
    }
    guard bytes.count == chunkSize else {
      throw FormatError(Self.part, found: "\(bytes.count) bytes", expected: "\(chunkSize)")
    }
    return bytes
  }

  private func reachesOverEdge(_ coordinates: [Int]) -> Bool {
    coordinates.indices.contains {
      coordinates[$0] >= dataset.shape[$0] / layout.shape[$0]
    }
  }

  /// Copies the part of a chunk that lies in the dataset, run by run along the last axes.
  private func copy(
    _ bytes: SharedBytes, _ coordinates: [Int], to target: UnsafeMutableRawBufferPointer
  ) {
    // Last axes that a chunk covers wholly are one run with the axis before them.
    var axes = coordinates.count
    var unit = layout.elementSize
    while axes > 1, layout.shape[axes - 1] == dataset.shape[axes - 1] {
      axes -= 1
      unit *= layout.shape[axes]
    }
    var axisList: [(first: Int, count: Int, sourceStride: Int, targetStride: Int)] = []
    var (sourceStride, targetStride) = (unit, unit)
    for axis in (0..<axes).reversed() {
      let first = coordinates[axis] * layout.shape[axis]
      let count = min(layout.shape[axis], dataset.shape[axis] - first)
      axisList.append((first, count, sourceStride, targetStride))
      sourceStride *= layout.shape[axis]
      targetStride *= dataset.shape[axis]
    }
    bytes.withUnsafeBytes { source in
      guard let from = source.baseAddress, let to = target.baseAddress else { return }
      let run = axisList[0].count * unit
      var targetOffset = axisList.reduce(0) { $0 + $1.first * $1.targetStride }
      var sourceOffset = 0
      var index = [Int](repeating: 0, count: axes)
      while true {
        (to + targetOffset).copyMemory(from: from + sourceOffset, byteCount: run)
        var axis = 1
        while axis < axes {
          index[axis] += 1
          sourceOffset += axisList[axis].sourceStride
          targetOffset += axisList[axis].targetStride
          if index[axis] < axisList[axis].count { break }
          index[axis] = 0
          sourceOffset -= axisList[axis].count * axisList[axis].sourceStride
          targetOffset -= axisList[axis].count * axisList[axis].targetStride
          axis += 1
        }
        if axis == axes { return }
      }
    }
  }
}
