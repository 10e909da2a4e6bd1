import Bytes

/// The datasets of an HDF5 file.
struct HDF5File: ArrayContainer {
  let names: [String]
  private let context: HDF5Context
  private let addresses: [String: UInt64]

  static func matches(_ bytes: SharedBytes) -> Bool { Superblock.offset(in: bytes) != nil }

  init(_ bytes: SharedBytes) throws(FormatError) {
    guard let offset = Superblock.offset(in: bytes) else {
      throw FormatError("HDF5 file", found: "no signature", expected: "one")
    }
    let superblock = try Superblock(bytes, at: offset)
    context = superblock.context
    var walk = HDF5Walk(context)
    try walk.visitAll(from: superblock.rootAddress)
    try walk.followSoftLinks()
    names = walk.names
    addresses = walk.addresses
  }

  func describe(_ name: String) throws(FormatError) -> ArrayDescription? {
    try dataset(name)?.description
  }

  func array(named name: String) throws(FormatError) -> NumericArray? {
    guard let dataset = try dataset(name) else { return nil }
    guard case .numeric(let layout) = dataset.datatype else {
      throw unreadable(name, dataset, expected: "integers, floats or booleans")
    }
    let data = try HDF5Data.read(dataset, in: context)
    return try layout.array(shape: dataset.shape, bytes: data, part: "HDF5 dataset '\(name)'")
  }

  func strings(named name: String) throws(FormatError) -> [String]? {
    guard let dataset = try dataset(name) else { return nil }
    switch dataset.datatype {
    case .text(let encoding):
      let data = try HDF5Data.read(dataset, in: context)
      return try encoding.strings(data, part: "HDF5 dataset '\(name)'")
    case .variableText(GlobalHeap.elementSize(context)):
      var heap = GlobalHeap(context)
      return try heap.strings(HDF5Data.read(dataset, in: context))
    default: throw unreadable(name, dataset, expected: "strings")
    }
  }

  /// The dataset of a path, with or without a slash in front.
  private func dataset(_ name: String) throws(FormatError) -> HDF5Dataset? {
    guard let address = addresses[HDF5Walk.normalized(name)] else { return nil }
    var budget = WorkBudget(for: context)
    return try HDF5Dataset(try ObjectHeader(at: address, in: context, &budget), in: context)
  }

  private func unreadable(
    _ name: String, _ dataset: HDF5Dataset, expected: String
  ) -> FormatError {
    .unsupported(
      "HDF5 dataset '\(name)'", found: dataset.description.element.words, expected: expected)
  }
}

/// The search for all datasets of a file.
struct HDF5Walk {
  private let context: HDF5Context
  private var budget: WorkBudget
  private var visitedGroups: Set<UInt64> = []
  private var softLinks: [(group: String, name: String, path: String)] = []
  private(set) var names: [String] = []
  private(set) var addresses: [String: UInt64] = [:]

  init(_ context: HDF5Context) {
    self.context = context
    budget = WorkBudget(for: context)
  }

  /// Lists the datasets below a group, depth first; a group that is linked twice only once.
  mutating func visitAll(from root: UInt64) throws(FormatError) {
    var open = [(path: "", address: root)]
    while let (path, address) = open.popLast() {
      guard !visitedGroups.contains(address) else { continue }
      guard let links = try visit(path, address) else { continue }
      visitedGroups.insert(address)
      for link in links.reversed() {
        let linkPath = path.isEmpty ? link.name : path + "/" + link.name
        try budget.spend(linkPath.utf8.count, on: "HDF5 group")
        switch link.target {
        case .object(let address): open.append((linkPath, address))
        case .path(let target): softLinks.append((path, link.name, target))
        case .otherFile: break
        }
      }
    }
  }

  /// The links of a group; nil for a dataset, whose name is noted.
  private mutating func visit(
    _ path: String, _ address: UInt64
  ) throws(FormatError) -> [HDF5Link]? {
    do throws(FormatError) {
      let header = try ObjectHeader(at: address, in: context, &budget)
      if let links = try HDF5Groups.links(of: header, in: context, &budget) { return links }
      if header.first(.layout) != nil { add(path, address) }
    } catch {
      // What this reader does not know must not hide the rest; whoever asks for it is told.
      guard error.isUnsupported, !path.isEmpty else { throw error }
      add(path, address)
    }
    return nil
  }

  /// Adds the names that soft links to datasets, and to groups of datasets, give.
  mutating func followSoftLinks() throws(FormatError) {
    let known = names
    for (group, name, path) in softLinks {
      let target = Self.normalized(path.hasPrefix("/") ? path : group + "/" + path)
      let linkPath = Self.normalized(group + "/" + name)
      if let address = addresses[target] { add(linkPath, address) }
      try budget.spend(known.count + target.utf8.count, on: "HDF5 soft links")
      for other in known where other.hasPrefix(target + "/") {
        try budget.spend(other.utf8.count, on: "HDF5 soft links")
        if let address = addresses[other] {
          add(linkPath + other.dropFirst(target.count), address)
        }
      }
    }
  }

  private mutating func add(_ name: String, _ address: UInt64) {
    guard addresses.updateValue(address, forKey: name) == nil else { return }
    names.append(name)
  }

  /// A path without slashes in front, behind or doubled, and without dots.
  static func normalized(_ path: String) -> String {
    path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
  }
}
