import Bytes

/// The fields of one message.
struct ONNXMessage {
  let part: String
  private var fields: [(field: Int, value: ProtobufReader.Value)] = []

  init(_ bytes: SharedBytes, _ part: String) throws(FormatError) {
    self.part = "ONNX \(part)"
    var reader = ProtobufReader(bytes, part: self.part)
    while let field = try reader.next() { fields.append(field) }
  }

  func has(_ field: Int) -> Bool { fields.contains { $0.field == field } }

  func integers(_ field: Int) -> [Int] {
    fields.compactMap { name, value in
      guard name == field, case .integer(let number) = value else { return nil }
      return number
    }
  }

  func messages(_ field: Int) -> [SharedBytes] {
    fields.compactMap { name, value in
      guard name == field, case .bytes(let bytes) = value else { return nil }
      return bytes
    }
  }

  func texts(_ field: Int) -> [String] {
    messages(field).map { String(decoding: $0.array, as: UTF8.self) }
  }

  func float(_ field: Int) -> Float? {
    for case (field, .float(let number)) in fields { return number }
    return nil
  }

  func integer(_ field: Int) throws(FormatError) -> Int { try only(integers(field), field) }

  func text(_ field: Int) throws(FormatError) -> String { try only(texts(field), field) }

  func message(_ field: Int, _ part: String) throws(FormatError) -> ONNXMessage {
    try ONNXMessage(only(messages(field), field), part)
  }

  private func only<Value>(_ values: [Value], _ field: Int) throws(FormatError) -> Value {
    guard let value = values.first, values.count == 1 else {
      throw FormatError(part, found: "\(values.count) of field \(field)", expected: "one")
    }
    return value
  }
}

// MARK: - Lists of numbers, one by one or packed

extension ONNXMessage {
  func packedIntegers(_ field: Int) throws(FormatError) -> [Int] {
    try numbers(field) { value in
      guard case .integer(let number) = value else { return nil }
      return number
    } packed: { reader throws(FormatError) in
      try reader.integer()
    }
  }

  func packedFloats(_ field: Int) throws(FormatError) -> [Float] {
    try numbers(field) { value in
      guard case .float(let number) = value else { return nil }
      return number
    } packed: { reader throws(FormatError) in
      try reader.float()
    }
  }

  func packedDoubles(_ field: Int) throws(FormatError) -> [Double] {
    try numbers(field) { value in
      guard case .double(let number) = value else { return nil }
      return number
    } packed: { reader throws(FormatError) in
      try reader.double()
    }
  }

  private func numbers<Number>(
    _ field: Int, _ single: (ProtobufReader.Value) -> Number?,
    packed: (inout ProtobufReader) throws(FormatError) -> Number
  ) throws(FormatError) -> [Number] {
    var numbers: [Number] = []
    for (name, value) in fields where name == field {
      if case .bytes(let bytes) = value {
        var reader = ProtobufReader(bytes, part: part)
        while !reader.isAtEnd { numbers.append(try packed(&reader)) }
      } else if let number = single(value) {
        numbers.append(number)
      }
    }
    return numbers
  }
}

// MARK: - The fields that only a reader knows

extension ONNXField.OperatorSet {
  static let domain = 1
}

extension ONNXField.Node {
  static let domain = 7
}

extension ONNXField.Attribute {
  static let text = 4
  static let tensor = 5
  static let floats = 7
  static let integers = 8
  static let textType = 3
  static let tensorType = 4
  static let floatsType = 6
  static let integersType = 7
}
