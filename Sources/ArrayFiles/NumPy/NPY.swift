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
