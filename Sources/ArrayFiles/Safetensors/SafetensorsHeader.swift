import Bytes

/// The JSON header of a safetensors file.
///
/// Read strictly: every key once, nothing that the format does not know. (Foundation's reader
/// would let a repeated name pass.)
struct SafetensorsHeader {
  struct Tensor {
    let name: String
    /// The name of the type; it may be one that is not read.
    let typeName: String
    let shape: [Int]
    /// The place in the data behind the header.
    let begin: Int
    let end: Int

    /// Nil for a type that is not read.
    var type: ElementType? { typeNames.first { $0.name == typeName }?.type }
  }

  static let metadataKey = "__metadata__"
  private static let mostAxes = 64

  private(set) var metadata: [String: String] = [:]
  private(set) var tensors: [Tensor] = []

  /// The types, with their names in the format.
  static let typeNames: [(name: String, type: ElementType)] = [
    ("BOOL", .bool), ("U8", .uint8), ("I8", .int8), ("U16", .uint16), ("I16", .int16),
    ("F16", .float16), ("BF16", .bfloat16), ("U32", .uint32), ("I32", .int32), ("F32", .float32),
    ("U64", .uint64), ("I64", .int64), ("F64", .float64),
  ]

  init(_ bytes: [UInt8]) throws(FormatError) {
    var json = FlatJSON(bytes, part: "safetensors header")
    var names: Set<String> = []
    try json.object { (json, name) throws(FormatError) in
      guard names.insert(name).inserted else { throw Self.repeated(name) }
      if name == Self.metadataKey {
        try readMetadata(&json)
      } else {
        tensors.append(try Self.tensor(&json, name))
      }
    }
    try json.end()
  }

  private mutating func readMetadata(_ json: inout FlatJSON) throws(FormatError) {
    try json.object { (json, key) throws(FormatError) in
      let value = try json.string()
      guard metadata.updateValue(value, forKey: key) == nil else { throw Self.repeated(key) }
    }
  }

  private static func tensor(
    _ json: inout FlatJSON, _ name: String
  ) throws(FormatError) -> Tensor {
    var type: String?
    var shape: [Int]?
    var offsets: [Int]?
    try json.object { (json, key) throws(FormatError) in
      switch key {
      case "dtype" where type == nil: type = try json.string()
      case "shape" where shape == nil: shape = try json.integers(atMost: mostAxes)
      case "data_offsets" where offsets == nil: offsets = try json.integers(atMost: 2)
      default:
        throw FormatError(
          "safetensors tensor '\(name)'", found: "key '\(key)'",
          expected: "dtype, shape and data_offsets, once")
      }
    }
    guard let type, let shape, let offsets, offsets.count == 2 else {
      throw FormatError(
        "safetensors tensor '\(name)'", found: "an incomplete description",
        expected: "dtype, shape and data_offsets [begin, end]")
    }
    return Tensor(
      name: name, typeName: type, shape: shape, begin: offsets[0], end: offsets[1])
  }

  private static func repeated(_ key: String) -> FormatError {
    FormatError("safetensors header", found: "'\(key)' twice", expected: "each name once")
  }
}
