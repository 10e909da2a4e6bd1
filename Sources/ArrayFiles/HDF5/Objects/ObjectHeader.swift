import Bytes

/// The messages of an object: of a group its links, of a dataset its type, shape and layout.
struct ObjectHeader {
  struct Message {
    let kind: Kind
    let body: SharedBytes
  }

  /// The messages that are read; others are skipped.
  enum Kind: UInt16 {
    case dataspace = 0x01
    case linkInfo = 0x02
    case datatype = 0x03
    case oldFillValue = 0x04
    case fillValue = 0x05
    case link = 0x06
    case externalFiles = 0x07
    case layout = 0x08
    case filters = 0x0b
    case attribute = 0x0c
    case continuation = 0x10
    case symbolTable = 0x11
  }

  private static let part = "HDF5 object header"
  private static let maximumBlocks = 4096

  private(set) var messages: [Message] = []

  init(
    at address: UInt64, in context: HDF5Context, _ budget: inout WorkBudget
  ) throws(FormatError) {
    var reader = try context.reader(at: address, part: Self.part)
    var blocks: [(address: UInt64, length: UInt64)] = []
    let isNew = reader.bytes.starts(with: Array("OHDR".utf8))
    var messageFlags: UInt8 = 0
    if isNew {
      try reader.skip(4)
      let version = try reader.byte()
      guard version == 2 else {
        throw .unsupported(Self.part, found: "version \(version)", expected: "version 1 or 2")
      }
      let flags = try reader.byte()
      messageFlags = flags
      try reader.skip((flags & 0x20 != 0 ? 16 : 0) + (flags & 0x10 != 0 ? 4 : 0))
      let size = try reader.unsigned(width: 1 << Int(flags & 3))
      let start = reader.position
      guard size <= UInt64(reader.remaining) else {
        throw .truncated(Self.part, has: reader.remaining, needs: Int(clamping: size))
      }
      try budget.spend(start + Int(size), on: Self.part)
      var checked = try context.checkedReader(
        at: address, count: start + Int(size) + 4, part: Self.part)
      try checked.skip(start)
      try readMessages(checked, isNew, messageFlags, context, &blocks, &budget)
    } else {
      let version = try reader.byte()
      guard version == 1 else {
        throw FormatError(Self.part, found: "version \(version)", expected: "version 1 or 2")
      }
      try reader.skip(1 + 2 + 4)
      let size = Int(try reader.little(UInt32.self))
      try reader.skip(4)
      try budget.spend(size, on: Self.part)
      let block = ByteReader(try reader.take(size), part: Self.part)
      try readMessages(block, isNew, messageFlags, context, &blocks, &budget)
    }

    var next = 0
    while next < blocks.count {
      let (address, length) = blocks[next]
      next += 1
      guard next <= Self.maximumBlocks else {
        throw FormatError(Self.part, found: "endless continuations", expected: "an end")
      }
      let block = try context.bytes.slice(at: address, count: length, part: Self.part)
      try budget.spend(block.count, on: Self.part)
      var reader = ByteReader(block, part: Self.part)
      if isNew {
        reader = try context.checkedReader(at: address, count: block.count, part: Self.part)
        try reader.expect("OCHK")
      }
      try readMessages(reader, isNew, messageFlags, context, &blocks, &budget)
    }
  }

  /// The body of the first message of a kind.
  func first(_ kind: Kind) -> SharedBytes? { messages.first { $0.kind == kind }?.body }

  /// The attributes that lie in the header, as far as they can be read.
  var attributes: [HDF5Attribute] {
    messages.filter { $0.kind == .attribute }.compactMap { try? HDF5Attribute($0.body) }
  }

  private mutating func readMessages(
    _ block: ByteReader, _ isNew: Bool, _ headerFlags: UInt8, _ context: HDF5Context,
    _ blocks: inout [(address: UInt64, length: UInt64)], _ budget: inout WorkBudget
  ) throws(FormatError) {
    var reader = block
    let prefix = isNew ? (headerFlags & 0x04 != 0 ? 6 : 4) : 8
    // What is shorter than a message's prefix is a gap.
    while reader.remaining >= prefix {
      let kind = isNew ? UInt16(try reader.byte()) : try reader.little(UInt16.self)
      let size = Int(try reader.little(UInt16.self))
      let flags = try reader.byte()
      try reader.skip(isNew ? prefix - 4 : 3)
      var body = try reader.take(size)
      // An attribute that lies elsewhere is none that programs mark their arrays with.
      guard let kind = Kind(rawValue: kind), kind != .attribute || flags & 0x02 == 0 else {
        continue
      }
      if flags & 0x02 != 0 { body = try shared(body, kind, context, &budget) }
      if kind == .continuation {
        var place = ByteReader(body, part: Self.part)
        blocks.append((try context.definedAddress(&place), try context.length(&place)))
      } else {
        messages.append(Message(kind: kind, body: body))
      }
    }
  }

  /// The message that a shared one stands for: of a committed datatype, in another header.
  private func shared(
    _ body: SharedBytes, _ kind: Kind, _ context: HDF5Context, _ budget: inout WorkBudget
  ) throws(FormatError) -> SharedBytes {
    var reader = ByteReader(body, part: "HDF5 shared message")
    let version = try reader.byte()
    let place = try reader.byte()
    guard (1...3).contains(version), version < 3 || place == 2 else {
      throw .unsupported(
        reader.part, found: "version \(version), type \(place)",
        expected: "a message of another object")
    }
    if version == 1 { try reader.skip(6) }
    let address = try context.definedAddress(&reader)
    // The other header's messages are not shared again: that bounds the recursion.
    guard kind == .datatype else {
      throw .unsupported(reader.part, found: "message \(kind)", expected: "a datatype")
    }
    try budget.spend(1024, on: reader.part)
    let other = try ObjectHeader(at: address, in: context, &budget)
    guard let shared = other.first(kind) else {
      throw FormatError(reader.part, found: "an object without \(kind)", expected: "one with it")
    }
    return shared
  }
}
