import Bytes

/// The one array of an NPY file: NumPy's format, versions 1 to 3.
struct NPYFile: ArrayContainer {
  /// What the array of a file without names is called.
  static let arrayName = "array"
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  private let header: NPYHeader
  private let data: SharedBytes

  static func matches(_ bytes: SharedBytes) -> Bool { bytes.starts(with: magic) }

  init(_ bytes: SharedBytes) throws(FormatError) {
    var reader = ByteReader(bytes, part: "NPY header")
    header = try NPYHeader(&reader)
    data = try reader.take(reader.remaining)
    guard let size = try header.byteCount(), data.count != size else { return }
    throw FormatError(
      "NPY data", found: "\(data.count) bytes",
      expected: "\(size) for shape \(header.shape) of '\(header.descriptor)'")
  }

  var names: [String] { [Self.arrayName] }

  func describe(_ name: String) -> ArrayDescription? {
    name == Self.arrayName ? header.description : nil
  }

  func array(named name: String) throws(FormatError) -> NumericArray? {
    name == Self.arrayName ? try array() : nil
  }

  func strings(named name: String) throws(FormatError) -> [String]? {
    name == Self.arrayName ? try strings() : nil
  }

  func array() throws(FormatError) -> NumericArray {
    guard case .numeric(let layout) = header.element else {
      throw FormatError("NPY array", found: "'\(header.descriptor)'", expected: "numbers")
    }
    return try layout.array(
      shape: header.shape, bytes: ordered(layout.type.size), part: "NPY data")
  }

  func strings() throws(FormatError) -> [String] {
    guard case .text(let encoding) = header.element else {
      throw FormatError("NPY array", found: "'\(header.descriptor)'", expected: "strings")
    }
    return try encoding.strings(ordered(encoding.size), part: "NPY strings")
  }

  /// The data in C order.
  private func ordered(_ elementSize: Int) -> SharedBytes {
    guard header.isFortranOrder else { return data }
    return FortranOrder.toC(data, shape: header.shape, elementSize: elementSize)
  }
}

/// Writes NumPy's NPY format.
public enum NPY {
  /// Magic, version and header together are a multiple of this.
  private static let alignment = 64

  /// An array as the bytes of an NPY file, version 1, in C order.
  ///
  /// NumPy has no bfloat16: such an array becomes float32, which holds every value of it.
  public static func encode(_ array: NumericArray) -> [UInt8] {
    parts(of: array).flatMap(\.array)
  }

  /// Hands the bytes of an NPY file to `sink`, piece by piece; the data is not copied.
  package static func write(
    _ array: NumericArray, to sink: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    for part in parts(of: array) { try part.withUnsafeBytes(sink) }
  }

  /// The header and the data of an NPY file.
  static func parts(of array: NumericArray) -> [SharedBytes] {
    let array = array.elementType == .bfloat16 ? array.asFloat32() : array
    return [SharedBytes(header(of: array)), array.bytes]
  }

  /// The same of strings, each as many Unicode scalars as the longest has.
  static func parts(of strings: [String]) -> [SharedBytes] {
    let scalars = strings.map(\.unicodeScalars)
    let length = max(scalars.map(\.count).max() ?? 0, 1)
    let data = SharedBytes(count: 4 * length * strings.count) { target in
      for (index, string) in scalars.enumerated() {
        for (place, scalar) in string.enumerated() {
          target.storeBytes(
            of: scalar.value, toByteOffset: 4 * (index * length + place), as: UInt32.self)
        }
      }
    }
    return [SharedBytes(header("\(machineOrder)U\(length)", [strings.count])), data]
  }

  private static var machineOrder: String { 1.littleEndian == 1 ? "<" : ">" }

  private static func header(of array: NumericArray) -> [UInt8] {
    let code = NPYHeader.numericCodes.first { $0.value == array.elementType }?.key ?? "u1"
    return header((array.elementType.size == 1 ? "|" : machineOrder) + code, array.shape)
  }

  private static func header(_ descriptor: String, _ shape: [Int]) -> [UInt8] {
    let lengths = shape.map(String.init).joined(separator: ", ")
    let axes = shape.count == 1 ? "(\(lengths),)" : "(\(lengths))"
    let text = "{'descr': '\(descriptor)', 'fortran_order': False, 'shape': \(axes), }"
    var dictionary = Array(text.utf8)
    let prefix = NPYFile.magic + [1, 0]
    let used = prefix.count + 2 + dictionary.count + 1
    let blanks = (alignment - used % alignment) % alignment
    dictionary += [UInt8](repeating: UInt8(ascii: " "), count: blanks) + [UInt8(ascii: "\n")]
    return prefix + [UInt8(dictionary.count & 255), UInt8(dictionary.count >> 8)] + dictionary
  }
}

extension NumericArray {
  /// The elements rounded to float32.
  package func asFloat32() -> NumericArray {
    NumericArray(shape: shape, elementType: .float32) { target in
      guard let base = target.baseAddress else { return }
      convert(0..<count, into: base.assumingMemoryBound(to: Float.self))
    }
  }
}
