import Bytes

/// The tensors of a safetensors file.
///
/// The length of the header in 8 bytes, a JSON object, then the data of all tensors without a gap.
/// Source: the format's description at huggingface/safetensors.
struct SafetensorsFile: ArrayContainer {
  /// The longest header, as in the reference implementation.
  private static let maximumHeader = 100_000_000

  let names: [String]
  let metadata: [String: String]
  private let tensors: [String: SafetensorsHeader.Tensor]
  private let data: SharedBytes

  /// Whether the bytes begin like a safetensors file: a length, then a brace.
  static func matches(_ bytes: SharedBytes) -> Bool {
    bytes.count > 8 && bytes[8] == UInt8(ascii: "{") && bytes[7] == 0
  }

  init(_ bytes: SharedBytes) throws(FormatError) {
    var reader = ByteReader(bytes, part: "safetensors header")
    let length = try reader.little(UInt64.self)
    guard length <= Self.maximumHeader, length <= reader.remaining else {
      throw FormatError(
        reader.part, found: "a length of \(length) bytes",
        expected: "at most \(min(reader.remaining, Self.maximumHeader))")
    }
    let header = try SafetensorsHeader(try reader.take(Int(length)).array)
    data = try reader.take(reader.remaining)
    metadata = header.metadata
    names = try Self.checked(header.tensors, dataSize: data.count).map(\.name)
    tensors = Dictionary(uniqueKeysWithValues: header.tensors.map { ($0.name, $0) })
  }

  /// The tensors in the order of their data, which must be covered without overlap or gap.
  private static func checked(
    _ tensors: [SafetensorsHeader.Tensor], dataSize: Int
  ) throws(FormatError) -> [SafetensorsHeader.Tensor] {
    let sorted = tensors.sorted { ($0.begin, $0.end) < ($1.begin, $1.end) }
    var end = 0
    for tensor in sorted {
      let part = "safetensors tensor '\(tensor.name)'"
      guard tensor.begin == end, tensor.end >= tensor.begin, tensor.end <= dataSize else {
        throw FormatError(
          part, found: "data_offsets [\(tensor.begin), \(tensor.end)]",
          expected: "to begin at \(end) and end by \(dataSize), without overlap or gap")
      }
      end = tensor.end
      guard let type = tensor.type else { continue }
      let size = try ElementLayout.byteCount(
        of: tensor.shape, elementSize: type.size, part: part)
      guard size == tensor.end - tensor.begin else {
        throw FormatError(
          part, found: "\(tensor.end - tensor.begin) bytes",
          expected: "\(size) for shape \(tensor.shape)")
      }
    }
    guard end == dataSize else {
      throw FormatError(
        "safetensors data", found: "\(dataSize) bytes", expected: "\(end), as the tensors take")
    }
    return sorted
  }

  func describe(_ name: String) -> ArrayDescription? {
    tensors[name].map { tensor in
      ArrayDescription(
        shape: tensor.shape,
        element: tensor.type.map { .numeric($0) }
          ?? .other(
            ArrayObstacle(
              "numbers of type \(tensor.typeName)",
              advice: "PyTorch makes float32 of it by .float()")))
    }
  }

  func array(named name: String) throws(FormatError) -> NumericArray? {
    guard let tensor = tensors[name], let type = tensor.type else { return nil }
    return try ElementLayout(type: type, order: .little).array(
      shape: tensor.shape, bytes: data[tensor.begin..<tensor.end],
      part: "safetensors tensor '\(name)'")
  }
}
