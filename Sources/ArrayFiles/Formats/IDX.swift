import Bytes

/// The one array of an IDX file, as the MNIST digits come.
///
/// Two zero bytes, the element type, the number of axes, the axes as big-endian 32-bit integers,
/// then the elements in big-endian order. Source: Yann LeCun, "The MNIST database".
struct IDXFile: ArrayContainer {
  private static let types: [UInt8: ElementType] = [
    0x08: .uint8, 0x09: .int8, 0x0b: .int16, 0x0c: .int32, 0x0d: .float32, 0x0e: .float64,
  ]

  private let shape: [Int]
  private let layout: ElementLayout
  private let data: SharedBytes

  static func matches(_ bytes: SharedBytes) -> Bool {
    bytes.count >= 4 && bytes[0] == 0 && bytes[1] == 0 && types[bytes[2]] != nil
  }

  init(_ bytes: SharedBytes) throws(FormatError) {
    var reader = ByteReader(bytes, part: "IDX header")
    try reader.skip(2)
    let code = try reader.byte()
    guard let type = Self.types[code] else {
      throw .unsupported(reader.part, found: "type \(code)", expected: "8, 9 or 11 to 14")
    }
    layout = ElementLayout(type: type, order: .big)
    var shape: [Int] = []
    for _ in 0..<(try reader.byte()) { shape.append(Int(try reader.big(UInt32.self))) }
    self.shape = shape
    data = try reader.take(reader.remaining)
    let size = try ElementLayout.byteCount(
      of: shape, elementSize: type.size, part: "IDX header")
    guard data.count == size else {
      throw FormatError(
        "IDX data", found: "\(data.count) bytes",
        expected: "\(size) for shape \(shape) of \(type)")
    }
  }

  var names: [String] { [NPYFile.arrayName] }

  func describe(_ name: String) -> ArrayDescription? {
    guard name == NPYFile.arrayName else { return nil }
    return ArrayDescription(shape: shape, element: .numeric(layout.type))
  }

  func array(named name: String) throws(FormatError) -> NumericArray? {
    guard name == NPYFile.arrayName else { return nil }
    return try layout.array(shape: shape, bytes: data, part: "IDX data")
  }
}
