import Bytes

/// The links of an old-style group: a B-tree of symbol table nodes, with names in a local heap.
enum SymbolTable {
  static func links(
    _ body: SharedBytes, in context: HDF5Context, _ budget: inout WorkBudget
  ) throws(FormatError) -> [HDF5Link] {
    var reader = ByteReader(body, part: "HDF5 symbol table")
    let tree = try context.definedAddress(&reader)
    let names = try localHeap(at: try context.definedAddress(&reader), context)
    var links: [HDF5Link] = []
    for node in try leaves(at: tree, context, &budget) {
      try readNode(at: node, names, context, &links, &budget)
    }
    return links
  }

  private static func localHeap(
    at address: UInt64, _ context: HDF5Context
  ) throws(FormatError) -> SharedBytes {
    var reader = try context.reader(at: address, part: "HDF5 local heap")
    try reader.expect("HEAP")
    try reader.skip(4)
    let size = try context.length(&reader)
    _ = try context.length(&reader)
    let data = try context.definedAddress(&reader)
    return try context.bytes.slice(at: data, count: size, part: reader.part)
  }

  /// The addresses of the symbol table nodes below a B-tree node, in order.
  private static func leaves(
    at root: UInt64, _ context: HDF5Context, _ budget: inout WorkBudget
  ) throws(FormatError) -> [UInt64] {
    var result: [UInt64] = []
    var open = [(address: root, level: Int?.none)]
    while let (address, expectedLevel) = open.popLast() {
      var reader = try context.reader(at: address, part: "HDF5 group B-tree")
      try reader.expect("TREE")
      guard try reader.byte() == 0 else {
        throw FormatError(reader.part, found: "a tree of chunks", expected: "one of links")
      }
      let level = Int(try reader.byte())
      guard expectedLevel == nil || level == expectedLevel else {
        throw FormatError(reader.part, found: "level \(level)", expected: "the next lower one")
      }
      let count = Int(try reader.little(UInt16.self))
      try budget.spend(count * (context.lengthSize + context.offsetSize) + 24, on: reader.part)
      try reader.skip(2 * context.offsetSize)
      var children: [UInt64] = []
      for _ in 0..<count {
        try reader.skip(context.lengthSize)
        children.append(try context.definedAddress(&reader))
      }
      if level == 0 {
        result += children
      } else {
        open += children.reversed().map { ($0, level - 1) }
      }
    }
    return result
  }

  private static func readNode(
    at address: UInt64, _ names: SharedBytes, _ context: HDF5Context,
    _ links: inout [HDF5Link], _ budget: inout WorkBudget
  ) throws(FormatError) {
    var reader = try context.reader(at: address, part: "HDF5 symbol table node")
    try reader.expect("SNOD")
    try reader.skip(2)
    let count = Int(try reader.little(UInt16.self))
    try budget.spend(8 + count * (2 * context.offsetSize + 24), on: reader.part)
    for _ in 0..<count {
      let name = try self.name(at: try reader.unsigned(width: context.offsetSize), names, &budget)
      let header = try context.address(&reader)
      let cacheType = try reader.little(UInt32.self)
      try reader.skip(4)
      let scratch = try reader.take(16)
      if cacheType == 2 {
        var value = ByteReader(scratch, part: reader.part)
        let offset = UInt64(try value.little(UInt32.self))
        let path = try self.name(at: offset, names, &budget)
        links.append(HDF5Link(name: name, target: .path(path)))
      } else if let header {
        links.append(HDF5Link(name: name, target: .object(address: header)))
      }
    }
  }

  private static func name(
    at offset: UInt64, _ heap: SharedBytes, _ budget: inout WorkBudget
  ) throws(FormatError) -> String {
    let rest = try heap.slice(
      at: offset, count: UInt64(heap.count) - min(offset, UInt64(heap.count)),
      part: "HDF5 local heap")
    let text = rest.withUnsafeBytes { Array($0.prefix { $0 != 0 }) }
    guard text.count < rest.count else {
      throw FormatError("HDF5 local heap", found: "a name without end", expected: "a zero byte")
    }
    try budget.spend(text.count, on: "HDF5 local heap")
    return String(decoding: text, as: UTF8.self)
  }
}
