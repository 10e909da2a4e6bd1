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
    let size = try header.byteCount()
    guard data.count == size else {
      throw FormatError(
        "NPY data", found: "\(data.count) bytes",
        expected: "\(size) for shape \(header.shape) of '\(header.descriptor)'")
    }
  }

  var names: [String] { [Self.arrayName] }

  func describe(_ name: String) -> ArrayDescription? {
    name == Self.arrayName ? description : nil
  }

  func array(named name: String) throws(FormatError) -> NumericArray? {
    name == Self.arrayName ? try array() : nil
  }

  func strings(named name: String) throws(FormatError) -> [String]? {
    name == Self.arrayName ? try strings() : nil
  }

  var description: ArrayDescription { header.description }

  func array() throws(FormatError) -> NumericArray {
    guard case .numeric(let layout) = header.element else {
      throw FormatError("NPY array", found: "strings", expected: "numbers")
    }
    let ordered = header.isFortranOrder ? fortranToC(layout.type.size) : data
    return try layout.array(shape: header.shape, bytes: ordered, part: "NPY data")
  }

  func strings() throws(FormatError) -> [String] {
    guard case .text(let encoding) = header.element else {
      throw FormatError("NPY array", found: "'\(header.descriptor)'", expected: "strings")
    }
    let ordered = header.isFortranOrder ? fortranToC(encoding.size) : data
    return try encoding.strings(ordered, part: "NPY strings")
  }

  /// The data in C order, from Fortran order (the first axis fastest).
  private func fortranToC(_ size: Int) -> SharedBytes {
    guard header.shape.count > 1, data.count > 0 else { return data }
    let order = FortranOrder(header.shape)
    return data.withUnsafeBytes { source in
      SharedBytes(count: source.count) { target in
        switch size {
        case 1: order.toC(source, target, UInt8.self)
        case 2: order.toC(source, target, UInt16.self)
        case 4: order.toC(source, target, UInt32.self)
        case 8: order.toC(source, target, UInt64.self)
        default: order.toC(source, target, elementSize: size)
        }
      }
    }
  }
}
