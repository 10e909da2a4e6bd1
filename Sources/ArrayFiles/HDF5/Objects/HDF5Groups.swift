import Bytes

/// A link of a group: a name for an object of the file, or for another path.
struct HDF5Link {
  enum Target {
    case object(address: UInt64)
    case path(String)
    /// What lies in another file, or a link of a kind that programs define.
    case elsewhere(ArrayObstacle)
  }

  let name: String
  let target: Target

  /// A link message.
  init(_ body: SharedBytes, in context: HDF5Context) throws(FormatError) {
    var reader = ByteReader(body, part: "HDF5 link")
    let version = try reader.byte()
    guard version == 1 else {
      throw .unsupported(reader.part, found: "version \(version)", expected: "version 1")
    }
    let flags = try reader.byte()
    let kind = flags & 0x08 != 0 ? try reader.byte() : 0
    try reader.skip((flags & 0x04 != 0 ? 8 : 0) + (flags & 0x10 != 0 ? 1 : 0))
    let length = try reader.unsigned(width: 1 << Int(flags & 3))
    name = String(decoding: try reader.take(Int(clamping: length)).array, as: UTF8.self)
    switch kind {
    case 0: target = .object(address: try context.definedAddress(&reader))
    case 1:
      let path = try reader.take(Int(try reader.little(UInt16.self)))
      target = .path(String(decoding: path.array, as: UTF8.self))
    case 64: target = .elsewhere(try Self.external(&reader))
    default: target = .elsewhere(ArrayObstacle("a link of the kind \(kind)"))
    }
  }

  /// The words for a link to another file: a byte of flags, the file's name, the path in it.
  private static func external(_ reader: inout ByteReader) throws(FormatError) -> ArrayObstacle {
    let parts = try reader.take(Int(try reader.little(UInt16.self))).array.dropFirst()
      .split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    let place = parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
    return ArrayObstacle("a link to another file\(place)", advice: "name that file")
  }

  init(name: String, target: Target) {
    self.name = name
    self.target = target
  }
}

/// Reads the links of a group, whichever way they are stored.
enum HDF5Groups {
  /// The links of an object; nil if it is no group.
  static func links(
    of header: ObjectHeader, in context: HDF5Context, _ budget: inout WorkBudget
  ) throws(FormatError) -> [HDF5Link]? {
    var links: [HDF5Link] = []
    var isGroup = false
    for message in header.messages {
      switch message.kind {
      case .symbolTable:
        isGroup = true
        links += try SymbolTable.links(message.body, in: context, &budget)
      case .link:
        isGroup = true
        links.append(try HDF5Link(message.body, in: context))
      case .linkInfo:
        isGroup = true
        links += try denseLinks(message.body, in: context, &budget)
      default: break
      }
    }
    return isGroup ? links : nil
  }
}

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
