import Bytes

/// The header of an NPY file: a Python dictionary with `descr`, `fortran_order` and `shape`.
struct NPYHeader {
  /// A type of elements.
  enum Element {
    case numeric(ElementLayout)
    case text(TextEncoding)
    case other(ArrayObstacle)
  }

  let descriptor: String
  let element: Element
  let isFortranOrder: Bool
  let shape: [Int]

  /// Reads the header from its magic on.
  init(_ reader: inout ByteReader) throws(FormatError) {
    try reader.skip(NPYFile.magic.count)
    let version = try reader.byte()
    try reader.skip(1)
    switch version {
    case 1: try self.init(reader.take(Int(try reader.little(UInt16.self))))
    case 2, 3: try self.init(reader.take(Int(try reader.little(UInt32.self))))
    default:
      throw .unsupported("NPY header", found: "version \(version)", expected: "version 1 to 3")
    }
  }

  private init(_ bytes: SharedBytes) throws(FormatError) {
    var literal = PythonLiteral(bytes)
    var descriptor: String?
    var isFortranOrder: Bool?
    var shape: [Int]?
    try literal.expect("{")
    while try !literal.take("}") {
      let key = try literal.string()
      try literal.expect(":")
      switch key {
      case "descr" where descriptor == nil: descriptor = try literal.stringOrList()
      case "fortran_order" where isFortranOrder == nil: isFortranOrder = try literal.boolean()
      case "shape" where shape == nil: shape = try literal.tuple()
      default:
        throw FormatError(
          "NPY header", found: "key '\(key)'", expected: "descr, fortran_order and shape, once")
      }
      guard try literal.take(",") else {
        try literal.expect("}")
        break
      }
    }
    guard let descriptor, let isFortranOrder, let shape, literal.isAtEnd else {
      throw FormatError(
        "NPY header", found: "an incomplete dictionary",
        expected: "descr, fortran_order and shape, and nothing more")
    }
    self.descriptor = descriptor
    self.isFortranOrder = isFortranOrder
    self.shape = shape
    element = Self.element(of: descriptor)
  }

  var description: ArrayDescription {
    switch element {
    case .numeric(let layout): ArrayDescription(shape: shape, element: .numeric(layout.type))
    case .text: ArrayDescription(shape: shape, element: .text)
    case .other(let obstacle): ArrayDescription(shape: shape, element: .other(obstacle))
    }
  }

  /// The size of the data in bytes; nil where the type does not tell.
  func byteCount() throws(FormatError) -> Int? {
    let size: Int
    switch element {
    case .numeric(let layout): size = layout.type.size
    case .text(let encoding): size = encoding.size
    case .other: return nil
    }
    return try ElementLayout.byteCount(of: shape, elementSize: size, part: "NPY header")
  }

  /// NumPy's type descriptors, byte order first: `<f4`, `>i8`, `|u1`, `|S7`, `<U3`.
  private static func element(of descriptor: String) -> Element {
    guard let first = descriptor.first, "<>|=".contains(first) else {
      return .other(obstacle(descriptor))
    }
    let order: ElementLayout.Order = first == ">" ? .big : .little
    let code = descriptor.dropFirst()
    if let type = numericCodes[String(code)] {
      return .numeric(ElementLayout(type: type, order: order))
    }
    guard let kind = code.first, let size = Int(code.dropFirst()), (1..<1 << 20).contains(size)
    else { return .other(obstacle(descriptor)) }
    switch kind {
    case "S": return .text(.bytes(count: size, padding: .zeros))
    case "U": return .text(.scalars(count: size, order: order))
    default: return .other(obstacle(descriptor))
    }
  }

  /// A type of NumPy that is neither numbers nor text, in words.
  private static func obstacle(_ descriptor: String) -> ArrayObstacle {
    if descriptor == PythonLiteral.list {
      return ArrayObstacle("records of named fields", advice: "save each field as an array")
    }
    let words =
      switch "<>|=".contains(descriptor.prefix(1)) ? descriptor.dropFirst().first : nil {
      case "O":
        ArrayObstacle(
          "Python objects, which only Python unpickles",
          advice: "NumPy makes text of it by .astype(str), numbers by .astype(float)")
      case "c": ArrayObstacle("complex numbers", advice: "save .real and .imag")
      case "M": ArrayObstacle("dates", advice: "NumPy makes numbers of it by .astype('i8')")
      case "m": ArrayObstacle("durations", advice: "NumPy makes numbers of it by .astype('i8')")
      case "V": ArrayObstacle("raw bytes", advice: "NumPy makes numbers of it by .astype('f4')")
      case "f": ArrayObstacle("wide floats", advice: "NumPy makes numbers of it by .astype('f8')")
      case "T": ArrayObstacle("text of any length", advice: "save it by .astype('U')")
      default: ArrayObstacle("a type that is not known")
      }
    return ArrayObstacle("\(words.reason) ('\(descriptor)')", advice: words.advice)
  }

  static let numericCodes: [String: ElementType] = [
    "u1": .uint8, "i1": .int8, "u2": .uint16, "i2": .int16, "u4": .uint32, "i4": .int32,
    "u8": .uint64, "i8": .int64, "f2": .float16, "f4": .float32, "f8": .float64, "b1": .bool,
  ]
}

/// The part of Python's literals that a header uses.
private struct PythonLiteral {
  /// What stands for a list: the descriptor of a record.
  static let list = "[…]"

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: SharedBytes) { self.bytes = bytes.array }

  /// Whether only blanks are left.
  var isAtEnd: Bool { bytes[position...].allSatisfy { Self.isBlank($0) } }

  private static func isBlank(_ byte: UInt8) -> Bool { [9, 10, 13, 32].contains(byte) }

  private mutating func peek() throws(FormatError) -> UInt8 {
    while position < bytes.count, Self.isBlank(bytes[position]) { position += 1 }
    guard position < bytes.count else {
      throw .truncated("NPY header", has: bytes.count, needs: bytes.count + 1)
    }
    return bytes[position]
  }

  /// Steps over a character if it comes next.
  mutating func take(_ character: Unicode.Scalar) throws(FormatError) -> Bool {
    guard try peek() == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  mutating func expect(_ character: Unicode.Scalar) throws(FormatError) {
    let found = try peek()
    guard try take(character) else {
      throw FormatError(
        "NPY header", found: "'\(Unicode.Scalar(found))' at \(position)",
        expected: "'\(character)'")
    }
  }

  mutating func string() throws(FormatError) -> String {
    let quote = try peek()
    guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw FormatError(
        "NPY header", found: "'\(Unicode.Scalar(quote))' at \(position)", expected: "a string")
    }
    let start = position + 1
    guard let end = bytes[start...].firstIndex(of: quote), end - start < 64 else {
      throw FormatError("NPY header", found: "a string without end", expected: "a short string")
    }
    position = end + 1
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// A string, or a list with all that it holds, of which nothing is told but that it is one.
  mutating func stringOrList() throws(FormatError) -> String {
    guard try peek() == UInt8(ascii: "[") else { return try string() }
    var depth = 0
    var quote: UInt8?
    repeat {
      let byte = try peek()
      position += 1
      switch byte {
      case UInt8(ascii: "\\") where quote != nil: position = min(position + 1, bytes.count)
      case quote: quote = nil
      case _ where quote != nil: continue
      case UInt8(ascii: "'"), UInt8(ascii: "\""): quote = byte
      case UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "]"): depth -= 1
      default: continue
      }
    } while depth > 0
    return Self.list
  }

  mutating func boolean() throws(FormatError) -> Bool {
    let word = try self.word { $0 >= 65 && $0 <= 122 }
    guard word == "True" || word == "False" else {
      throw FormatError("NPY header", found: "'\(word)'", expected: "True or False")
    }
    return word == "True"
  }

  mutating func tuple() throws(FormatError) -> [Int] {
    var result: [Int] = []
    try expect("(")
    while try !take(")") {
      let word = try self.word { $0 >= 48 && $0 <= 57 }
      // Files of Python 2 wrote long integers as 3L.
      if position < bytes.count, bytes[position] == UInt8(ascii: "L") { position += 1 }
      guard let value = Int(word), result.count < 64 else {
        throw FormatError("NPY shape", found: "'\(word)'", expected: "a tuple of integers")
      }
      result.append(value)
      guard try take(",") else {
        try expect(")")
        break
      }
    }
    return result
  }

  private mutating func word(_ belongs: (UInt8) -> Bool) throws(FormatError) -> String {
    _ = try peek()
    let word = bytes[position...].prefix(32).prefix(while: belongs)
    position += word.count
    return String(decoding: word, as: UTF8.self)
  }
}
