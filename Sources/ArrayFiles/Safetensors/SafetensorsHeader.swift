import Bytes
import Text

/// The JSON header of a safetensors file.
///
/// Read strictly: every key once, nothing that the format does not know. A tensor's part of the
/// text is read and forgotten before the next one, and no list is longer than a shape can be, so
/// that a header takes no more memory than its tensors.
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
  private static let maximumAxes = 64

  private(set) var metadata: [String: String] = [:]
  private(set) var tensors: [Tensor] = []

  /// The types, with their names in the format.
  static let typeNames: [(name: String, type: ElementType)] = [
    ("BOOL", .bool), ("U8", .uint8), ("I8", .int8), ("U16", .uint16), ("I16", .int16),
    ("F16", .float16), ("BF16", .bfloat16), ("U32", .uint32), ("I32", .int32), ("F32", .float32),
    ("U64", .uint64), ("I64", .int64), ("F64", .float64),
  ]

  init(_ bytes: [UInt8]) throws(FormatError) {
    do throws(JSONError) {
      try read(SourceText(bytes, name: "safetensors header", isFile: false))
    } catch {
      throw FormatError(
        "safetensors header", found: "an error at byte \(error.origin.offset) (\(error.message))",
        expected: "each tensor's dtype, shape and data_offsets as JSON")
    }
  }

  private mutating func read(_ source: SourceText) throws(JSONError) {
    var json = try JSONParser(source)
    var names: Set<String> = []
    try json.object { (json, name, origin) throws(JSONError) in
      guard names.insert(name).inserted else { throw json.repeated(name, origin) }
      if name == Self.metadataKey {
        try readMetadata(&json)
      } else {
        tensors.append(try Self.tensor(&json, name))
      }
    }
    try json.end()
  }

  private mutating func readMetadata(_ json: inout JSONParser) throws(JSONError) {
    try json.object { (json, key, origin) throws(JSONError) in
      let value = try json.string()
      guard metadata.updateValue(value, forKey: key) == nil else {
        throw json.repeated(key, origin)
      }
    }
  }

  private static func tensor(
    _ json: inout JSONParser, _ name: String
  ) throws(JSONError) -> Tensor {
    var type: String?
    var shape: [Int]?
    var offsets: [Int]?
    try json.object { (json, key, origin) throws(JSONError) in
      switch key {
      case "dtype" where type == nil: type = try json.string()
      case "shape" where shape == nil: shape = try json.sizes(atMost: maximumAxes)
      case "data_offsets" where offsets == nil: offsets = try json.sizes(atMost: 2)
      case "dtype", "shape", "data_offsets": throw json.repeated(key, origin)
      default: throw json.failure("tensor \(name.quoted) has the key \(key.quoted)")
      }
    }
    guard let type, let shape, let offsets, offsets.count == 2 else {
      throw json.failure("tensor \(name.quoted) is not described whole")
    }
    return Tensor(
      name: name, typeName: type, shape: shape, begin: offsets[0], end: offsets[1])
  }
}

extension JSONParser {
  /// Reads a list of integers from 0 to `Int.max`.
  fileprivate mutating func sizes(atMost limit: Int) throws(JSONError) -> [Int] {
    var result: [Int] = []
    try list { (json, index) throws(JSONError) in
      let place = json.position
      let literal = try json.number().literal
      guard index < limit else { throw json.failure("more than \(limit) numbers", at: place) }
      guard let size = Int(literal), literal.first != "-" else {
        throw json.failure("\(literal.quoted) is not an integer from 0 to \(Int.max)", at: place)
      }
      result.append(size)
    }
    return result
  }

  fileprivate func repeated(_ name: String, _ origin: JSONOrigin) -> JSONError {
    failure("\(name.quoted) is there twice", at: origin.offset)
  }
}
