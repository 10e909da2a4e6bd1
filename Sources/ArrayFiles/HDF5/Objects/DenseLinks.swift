import Bytes

extension HDF5Groups {
  /// The links that a link info message keeps in a fractal heap, by the B-tree of their names.
  static func denseLinks(
    _ body: SharedBytes, in context: HDF5Context, _ budget: inout WorkBudget
  ) throws(FormatError) -> [HDF5Link] {
    var reader = ByteReader(body, part: "HDF5 link info")
    try reader.skip(1)
    try reader.skip(try reader.byte() & 1 != 0 ? 8 : 0)
    guard let heapAddress = try context.address(&reader),
      let treeAddress = try context.address(&reader)
    else { return [] }
    let heap = try FractalHeap(at: heapAddress, in: context)
    let tree = try BTreeV2(at: treeAddress, in: context)
    guard tree.kind == .linkNames, tree.recordSize > 4 else {
      throw FormatError(reader.part, found: "a B-tree of \(tree.kind)", expected: "of link names")
    }
    var ids: [SharedBytes] = []
    try tree.forEachRecord(&budget) { record throws(FormatError) in
      try record.skip(4)
      ids.append(try record.take(record.remaining))
    }
    var links: [HDF5Link] = []
    for id in ids {
      let message = try heap.object(id, &budget)
      try budget.spend(message.count, on: reader.part)
      links.append(try HDF5Link(message, in: context))
    }
    // The tree is sorted by a hash of the names; other groups are sorted by name.
    return links.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
}
