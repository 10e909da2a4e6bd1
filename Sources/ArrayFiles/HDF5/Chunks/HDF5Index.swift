import Bytes

/// All datasets of a file by their paths, and the links and objects that cannot be read.
struct HDF5Index {
  /// What a path leads to.
  struct Entry {
    /// The address of the object's header; nil where there is none in this file.
    var address: UInt64?
    /// Why it cannot be read, as far as links and groups tell.
    var obstacle: ArrayObstacle?
    /// The program that the group says it is of.
    var writer: HDF5Origin.Program?
    /// The path under which it was found first.
    var path = ""
  }

  /// The links of a group, and the path under which it was found.
  private struct Group {
    let path: String
    let links: [String: HDF5Link.Target]
  }

  /// Links that lead to links may be as many, as in HDF5 itself.
  private static let maximumHops = 16

  private let context: HDF5Context
  private let root: UInt64
  private var budget: WorkBudget
  private var groups: [UInt64: Group] = [:]
  private var softLinks: [(group: UInt64, path: String, target: String)] = []
  private var entries: [String: Entry] = [:]
  private var entriesByAddress: [UInt64: Entry] = [:]
  /// The paths, in the order of the file, those that soft links give last.
  private(set) var names: [String] = []

  /// Lists what lies below a group.
  ///
  /// - Throws: `FormatError` where that group is damaged; what is below is then named as such.
  init(_ context: HDF5Context, root: UInt64, isMATLAB: Bool) throws(FormatError) {
    self.context = context
    self.root = root
    budget = WorkBudget(for: context)
    try visitAll(isMATLAB: isMATLAB)
    try addSoftLinks()
  }

  /// What a path leads to, with or without a slash in front; nil if nothing.
  func entry(_ name: String) -> Entry? {
    if let entry = entries[Self.parts(of: name).joined(separator: "/")] { return entry }
    // A group that is linked twice is listed once.
    var budget = WorkBudget(for: context)
    guard case .object(let address)? = try? resolve(name, from: root, &budget) else { return nil }
    return entriesByAddress[address]
  }

  /// Visits groups depth first; a group that is linked twice only once.
  private mutating func visitAll(isMATLAB: Bool) throws(FormatError) {
    var open = [(path: "", address: root, heritage: Entry())]
    while let (path, address, heritage) = open.popLast() {
      guard groups[address] == nil else { continue }
      guard let (links, inner) = try visit(path, address, heritage) else { continue }
      groups[address] = Group(
        path: path, links: Dictionary(links.map { ($0.name, $0.target) }) { first, _ in first })
      for link in links.reversed() {
        // MATLAB's own: what cells and objects refer to.
        if isMATLAB, path.isEmpty, ["#refs#", "#subsystem#"].contains(link.name) { continue }
        let linkPath = path.isEmpty ? link.name : path + "/" + link.name
        try budget.spend(linkPath.utf8.count, on: "HDF5 group")
        switch link.target {
        case .object(let child): open.append((linkPath, child, inner))
        case .path(let target): softLinks.append((address, linkPath, target))
        case .elsewhere(let obstacle): add(linkPath, Entry(obstacle: obstacle, path: linkPath))
        }
      }
    }
  }

  /// The links of a group, and what its datasets have from it; nil for a dataset, which is noted.
  private mutating func visit(
    _ path: String, _ address: UInt64, _ heritage: Entry
  ) throws(FormatError) -> (links: [HDF5Link], heritage: Entry)? {
    var entry = heritage
    (entry.address, entry.path) = (address, path)
    do throws(FormatError) {
      let header = try ObjectHeader(at: address, in: context, &budget)
      if let links = try HDF5Groups.links(of: header, in: context, &budget) {
        return (links, Self.heritage(of: header, in: heritage))
      }
      if header.first(.layout) != nil { add(path, entry) }
    } catch {
      // What is damaged or not known must not hide the rest; whoever asks for it is told.
      guard !path.isEmpty, !budget.isSpent else { throw error }
      entry.obstacle = ArrayObstacle(error)
      add(path, entry)
    }
    return nil
  }

  private static func heritage(of group: ObjectHeader, in outer: Entry) -> Entry {
    var heritage = outer
    for attribute in group.attributes {
      if attribute.name == "MATLAB_sparse" { heritage.obstacle = HDF5Origin.sparse }
      if attribute.name == "OCTAVE_NEW_FORMAT" { heritage.writer = .octave }
    }
    return heritage
  }

  /// Adds the names that soft links to datasets, and to groups of datasets, give.
  private mutating func addSoftLinks() throws(FormatError) {
    let known = names
    for (group, path, target) in softLinks {
      try budget.spend(known.count + target.utf8.count, on: "HDF5 soft links")
      switch try resolve(target, from: group, &budget) {
      case .elsewhere(let obstacle): add(path, Entry(obstacle: obstacle, path: path))
      case .object(let address):
        if let entry = entriesByAddress[address] { add(path, entry) }
        // Not those of a group that the link itself lies in.
        guard let start = groups[address]?.path, !start.isEmpty, !path.hasPrefix(start + "/")
        else { continue }
        for other in known where other.hasPrefix(start + "/") {
          try budget.spend(other.utf8.count, on: "HDF5 soft links")
          if let entry = entries[other] { add(path + other.dropFirst(start.count), entry) }
        }
      default:
        let missing = ArrayObstacle("a link to \(target), which is not in the file")
        add(path, Entry(obstacle: missing, path: path))
      }
    }
  }

  /// Goes along a path, and along the soft links in it; nil where it leads to nothing.
  private func resolve(
    _ path: String, from start: UInt64, _ budget: inout WorkBudget
  ) throws(FormatError) -> HDF5Link.Target? {
    var rest = Array(Self.parts(of: path).reversed())
    var address = path.hasPrefix("/") ? root : start
    var hops = 0
    while let part = rest.popLast() {
      switch groups[address]?.links[part] {
      case .object(let next): address = next
      case .path(let target):
        hops += 1
        guard hops <= Self.maximumHops else { return nil }
        try budget.spend(target.utf8.count, on: "HDF5 soft links")
        rest += Self.parts(of: target).reversed()
        if target.hasPrefix("/") { address = root }
      case .elsewhere(let obstacle): return .elsewhere(obstacle)
      case nil: return nil
      }
    }
    return .object(address: address)
  }

  private mutating func add(_ name: String, _ entry: Entry) {
    // A dataset that is linked twice is one.
    let entry = entry.address.flatMap { entriesByAddress[$0] } ?? entry
    if let address = entry.address, entriesByAddress[address] == nil {
      entriesByAddress[address] = entry
    }
    guard entries[name] == nil else { return }
    entries[name] = entry
    names.append(name)
  }

  /// The parts of a path without dots, slashes in front, behind or doubled.
  private static func parts(of path: String) -> [String] {
    path.split(separator: "/").filter { $0 != "." }.map { String($0) }
  }
}
