import ArrayFiles
import Bytes

extension ONNXGraph.Initializer {
  /// The numbers of a tensor, as bytes or in the list that its type has.
  ///
  /// - Throws: `FormatError` for texts, for numbers that lie in another file, and where there are not as
  ///   many as the shape asks for.
  init(_ message: ONNXMessage) throws(FormatError) {
    name = message.texts(ONNXField.Tensor.name).first ?? ""
    let part = "ONNX tensor '\(name)'"
    guard message.integers(ONNXField.Tensor.location).first ?? 0 == 0 else {
      throw .unsupported(
        part, found: "that its numbers lie in another file",
        expected: "one file that holds all (in PyTorch external_data=False)")
    }
    let code = message.integers(ONNXField.Tensor.type).first ?? 0
    guard let type = ONNXElementType.type(code) else {
      throw .unsupported(
        part, found: "elements of type \(code)", expected: "whole or floating-point numbers")
    }
    let shape = try message.packedIntegers(ONNXField.Tensor.dimensions)
    if let raw = message.messages(ONNXField.Tensor.data).first {
      array = try NumericArray(littleEndian: raw, shape: shape, elementType: type, part: part)
    } else {
      array = try Self.listed(message, shape, type, part)
    }
  }

  /// The numbers from the list that holds those of this type.
  private static func listed(
    _ message: ONNXMessage, _ shape: [Int], _ type: ElementType, _ part: String
  ) throws(FormatError) -> NumericArray {
    switch type {
    case .float32:
      return try array(message.packedFloats(ONNXField.Tensor.floats), shape, part)
    case .float64:
      return try array(message.packedDoubles(ONNXField.Tensor.doubles), shape, part)
    case .int64:
      let numbers = try message.packedIntegers(ONNXField.Tensor.longs)
      return try array(numbers.map { Int64($0) }, shape, part)
    case .uint32, .uint64:
      let numbers = try message.packedIntegers(ONNXField.Tensor.unsignedLongs)
      return try array(numbers.map { UInt64(bitPattern: Int64($0)) }, shape, part)
    case .float16, .bfloat16:
      let numbers = try message.packedIntegers(ONNXField.Tensor.words)
      let halves = numbers.map { UInt16(truncatingIfNeeded: $0) }
      let bits = try array(halves, shape, part)
      return NumericArray(shape: shape, elementType: type) { target in
        bits.withBytes { target.copyMemory(from: $0) }
      }
    case .uint8, .int8, .uint16, .int16, .int32, .bool:
      let numbers = try message.packedIntegers(ONNXField.Tensor.words)
      return try array(numbers.map { Int32(truncatingIfNeeded: $0) }, shape, part)
    }
  }

  private static func array<Element: ArrayElement>(
    _ numbers: [Element], _ shape: [Int], _ part: String
  ) throws(FormatError) -> NumericArray {
    let bytes = numbers.withUnsafeBytes { source in
      SharedBytes(count: source.count) { $0.copyMemory(from: source) }
    }
    return try NumericArray(
      littleEndian: bytes, shape: shape, elementType: Element.elementType, part: part)
  }
}

extension ONNXMessage {
  /// The name and the texts of a tensor of texts; nil for one of numbers.
  func namedTexts() throws(FormatError) -> (name: String, texts: [String])? {
    guard integers(ONNXField.Tensor.type).first == ONNXElementType.text else { return nil }
    return (texts(ONNXField.Tensor.name).first ?? "", texts(ONNXField.Tensor.texts))
  }
}

extension ONNXField.Tensor {
  static let floats = 4
  static let words = 5
  static let texts = 6
  static let longs = 7
  static let doubles = 10
  static let unsignedLongs = 11
  static let location = 14
}
