import Bytes

/// The datasets of an HDF5 file.
struct HDF5File: ArrayContainer {
  let names: [String]
  private let context: HDF5Context
  private let index: HDF5Index
  /// The program that the file says it is of, where its axes are in reverse.
  private let writer: HDF5Origin.Program?

  static func matches(_ bytes: SharedBytes) -> Bool { Superblock.offset(in: bytes) != nil }

  init(_ bytes: SharedBytes) throws(FormatError) {
    guard let offset = Superblock.offset(in: bytes) else {
      throw FormatError("HDF5 file", found: "no signature", expected: "one")
    }
    let superblock = try Superblock(bytes, at: offset)
    context = superblock.context
    writer = HDF5Origin.program(of: bytes, superblock: offset)
    index = try HDF5Index(context, root: superblock.rootAddress, isMATLAB: writer == .matlab)
    names = index.names
  }

  func describe(_ name: String) throws(FormatError) -> ArrayDescription? {
    guard let entry = index.entry(name) else { return nil }
    var description = entry.obstacle.map { ArrayDescription($0) }
    if description == nil { description = try dataset(entry)?.description }
    if entry.path != name { description?.otherName = entry.path }
    return description
  }

  func array(named name: String) throws(FormatError) -> NumericArray? {
    guard let entry = index.entry(name), let dataset = try dataset(entry),
      case .numeric(let layout) = dataset.datatype,
      case .numeric(let type) = dataset.description.element, let shape = dataset.description.shape
    else { return nil }
    return try ElementLayout(type: type, order: layout.order).array(
      shape: shape, bytes: dataset.data(in: context), part: "HDF5 dataset '\(name)'")
  }

  func strings(named name: String) throws(FormatError) -> [String]? {
    guard let entry = index.entry(name), let dataset = try dataset(entry) else { return nil }
    switch dataset.datatype {
    case .text(let encoding):
      return try encoding.strings(
        dataset.data(in: context), part: "HDF5 dataset '\(name)'")
    case .variableText(GlobalHeap.elementSize(context)):
      var heap = GlobalHeap(context)
      return try heap.strings(dataset.data(in: context))
    default: return nil
    }
  }

  /// The dataset of an entry; nil if it is none.
  private func dataset(_ entry: HDF5Index.Entry) throws(FormatError) -> HDF5Dataset? {
    guard let address = entry.address else { return nil }
    var budget = WorkBudget(for: context)
    let header = try ObjectHeader(at: address, in: context, &budget)
    return try HDF5Dataset(header, in: context, writer: entry.writer ?? writer)
  }
}
