import Bytes

/// The strings of variable length of a dataset, which lie in the file's global heap.
///
/// An element is the string's length, the address of a collection of strings and the string's
/// number in it. A collection is read once.
struct GlobalHeap {
  private static let part = "HDF5 global heap"
  private let context: HDF5Context
  private var budget: WorkBudget
  /// The objects of each collection that was read, by its address.
  private var collections: [UInt64: [UInt16: SharedBytes]] = [:]

  init(_ context: HDF5Context) {
    self.context = context
    budget = WorkBudget(for: context)
  }

  /// The size of an element in a dataset.
  static func elementSize(_ context: HDF5Context) -> Int { 4 + context.offsetSize + 4 }

  /// The strings of a dataset's elements; one that was never written is empty.
  mutating func strings(_ elements: SharedBytes) throws(FormatError) -> [String] {
    var reader = ByteReader(elements, part: Self.part)
    var strings: [String] = []
    while reader.remaining > 0 {
      let length = Int(try reader.little(UInt32.self))
      let address = try context.address(&reader)
      let index = try reader.little(UInt32.self)
      guard length > 0, let address else {
        strings.append("")
        continue
      }
      guard let string = try string(length, at: address, index: index) else {
        throw TextEncoding.noText(Self.part, element: strings.count)
      }
      strings.append(string)
    }
    return strings
  }

  /// Nil where the bytes are no UTF-8.
  private mutating func string(
    _ length: Int, at address: UInt64, index: UInt32
  ) throws(FormatError) -> String? {
    let objects = try collection(at: address)
    guard let key = UInt16(exactly: index), let object = objects[key] else {
      throw FormatError(Self.part, found: "no object \(index)", expected: "one of that number")
    }
    guard length <= object.count else {
      throw .truncated(Self.part, has: object.count, needs: length)
    }
    try budget.spend(length, on: Self.part)
    return String(validating: object[0..<length].array.prefix { $0 != 0 }, as: UTF8.self)
  }

  private mutating func collection(
    at address: UInt64
  ) throws(FormatError) -> [UInt16: SharedBytes] {
    if let known = collections[address] { return known }
    var reader = try context.reader(at: address, part: Self.part)
    try reader.expect("GCOL")
    let version = try reader.byte()
    guard version == 1 else {
      throw .unsupported(Self.part, found: "version \(version)", expected: "version 1")
    }
    try reader.skip(3)
    let size = try context.length(&reader)
    let head = reader.position
    guard size >= UInt64(head), size - UInt64(head) <= UInt64(reader.remaining) else {
      throw FormatError(
        Self.part, found: "a collection of \(size) bytes",
        expected: "at most the \(reader.remaining + head) to the end of the file")
    }
    try budget.spend(Int(size), on: Self.part)
    let content = ByteReader(try reader.take(Int(size) - head), part: Self.part)
    let objects = try objects(content)
    collections[address] = objects
    return objects
  }

  /// The objects of a collection; number 0 is the free space behind the last.
  private func objects(_ content: ByteReader) throws(FormatError) -> [UInt16: SharedBytes] {
    var reader = content
    var objects: [UInt16: SharedBytes] = [:]
    while reader.remaining >= 8 + context.lengthSize {
      let index = try reader.little(UInt16.self)
      if index == 0 { break }
      try reader.skip(6)
      let size = try context.length(&reader)
      guard size <= UInt64(reader.remaining) else {
        throw .truncated(Self.part, has: reader.remaining, needs: Int(clamping: size))
      }
      objects[index] = try reader.take(Int(size))
      try reader.skip(min((8 - Int(size) % 8) % 8, reader.remaining))
    }
    return objects
  }
}
