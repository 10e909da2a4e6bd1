import Bytes
import Text

/// Writes the safetensors format, which ``ArrayFile`` reads.
public enum Safetensors {
  /// A tensor with its name in the file.
  public typealias NamedArray = (name: String, array: NumericArray)

  /// Tensors and metadata as the bytes of a safetensors file.
  ///
  /// Equal arguments give equal bytes. The data of wider types comes first, so that every tensor
  /// is aligned to its elements; else the order stays. Metadata is sorted by key.
  ///
  /// - Precondition: No name occurs twice, and none is `__metadata__`.
  public static func encode(
    _ tensors: [NamedArray], metadata: [String: String] = [:]
  ) -> [UInt8] {
    parts(tensors, metadata).flatMap(\.array)
  }

  /// Hands the bytes of a safetensors file to `sink`, piece by piece; the data is not copied.
  package static func write(
    _ tensors: [NamedArray], metadata: [String: String],
    to sink: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    for part in parts(tensors, metadata) { try part.withUnsafeBytes(sink) }
  }

  private static func parts(
    _ tensors: [NamedArray], _ metadata: [String: String]
  ) -> [SharedBytes] {
    let names = Set(tensors.map(\.name))
    guard names.count == tensors.count, !names.contains(SafetensorsHeader.metadataKey) else {
      fatalError("names of tensors must differ from each other and from __metadata__")
    }
    let widths = Set(tensors.map { $0.array.elementType.size }).sorted(by: >)
    let sorted = widths.flatMap { width in
      tensors.filter { $0.array.elementType.size == width }
    }
    return [SharedBytes(header(sorted, metadata))] + sorted.map(\.array.bytes)
  }

  private static func header(
    _ tensors: [NamedArray], _ metadata: [String: String]
  ) -> [UInt8] {
    var members: [JSONMember] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      members.append(
        JSONMember(
          SafetensorsHeader.metadataKey,
          JSONValue(pairs.map { JSONMember($0.key, JSONValue($0.value)) })))
    }
    var end = 0
    for (name, array) in tensors {
      let begin = end
      end += array.bytes.count
      let type = SafetensorsHeader.typeNames.first { $0.type == array.elementType }?.name ?? ""
      members.append(
        JSONMember(
          name,
          [
            "dtype": JSONValue(type), "shape": JSONValue(array.shape.map { JSONValue($0) }),
            "data_offsets": [JSONValue(begin), JSONValue(end)],
          ]))
    }
    var json = Array(JSONValue(members).packedText.utf8)
    json += [UInt8](repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8)
    return withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) } + json
  }
}
