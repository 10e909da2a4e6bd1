import Bytes

extension HDF5Groups {
  /// The links that a link info message keeps in a heap of their own.
  static func denseLinks(
    _ body: SharedBytes, in context: HDF5Context, _ budget: inout WorkBudget
  ) throws(FormatError) -> [HDF5Link] {
    var reader = ByteReader(body, part: "HDF5 link info")
    try reader.skip(1)
    try reader.skip(try reader.byte() & 1 != 0 ? 8 : 0)
    guard try context.address(&reader) != nil else { return [] }
    throw .unsupported("HDF5 group", found: "dense links", expected: "compact links")
  }
}
