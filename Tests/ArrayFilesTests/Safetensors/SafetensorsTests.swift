import ArrayFiles
import Bytes
import Foundation
import Testing

@Suite struct SafetensorsTests {
  @Test func `every type of NumPy is read`() throws {
    let file = try Fixture.open("numpy.safetensors")
    #expect(file.format == .safetensors)
    #expect(file.names.sorted() == (Fixture.codes.keys + ["empty", "scalar"]).sorted())
    for (code, type) in Fixture.codes {
      #expect(try file.shape(of: code) == [2, 3, 4])
      #expect(try file.elementType(of: code) == type)
      #expect(try file.array(named: code).doubles() == Fixture.values(24, type))
    }
    #expect(try file.array(named: "empty").shape == [0, 3])
    #expect(try file.array(named: "scalar").shape == [])
    #expect(try file.array(named: "scalar").doubles() == [2.5])
    #expect(file.metadata == ["format": "np", "a \"key\"\n": "größer 🐱 \u{1}"])
  }

  @Test func `brain floats of PyTorch are read`() throws {
    let array = try Fixture.open("torch.safetensors").array(named: "bf16")
    #expect(array.elementType == .bfloat16)
    #expect(array.doubles() == Fixture.values(24, .float32))
  }

  @Test func `a missing tensor lists what is there`() throws {
    let error = #expect(throws: ArrayFileError.self) {
      try Fixture.open("torch.safetensors").array(named: "W1")
    }
    #expect(error?.problem == .noArray(name: "W1", available: ["bf16"]))
  }

  private let tensors: [Safetensors.NamedArray] = [
    ("W1", NumericArray(shape: [1, 3], values: [Float(1), -2, 0.5])),
    ("state", NumericArray(shape: [], values: [Double.pi])),
    ("b1", NumericArray(shape: [0, 1], values: [Float]())),
  ]

  @Test func `the file is the format's to the byte`() throws {
    let bytes = Safetensors.encode(tensors, metadata: ["b": "2", "a": "\"1\"\n"])
    let header =
      #"{"__metadata__":{"a":"\"1\"\u000a","b":"2"},"#
      + #""state":{"dtype":"F64","shape":[],"data_offsets":[0,8]},"#
      + #""W1":{"dtype":"F32","shape":[1,3],"data_offsets":[8,20]},"#
      + #""b1":{"dtype":"F32","shape":[0,1],"data_offsets":[20,20]}}"#
    let padded = (header.utf8.count + 7) / 8 * 8
    #expect(Array(bytes[..<8]) == withUnsafeBytes(of: UInt64(padded)) { Array($0) })
    let text = String(decoding: bytes[8..<8 + padded], as: UTF8.self)
    #expect(text == header + String(repeating: " ", count: padded - header.utf8.count))
    #expect(bytes.count == 8 + padded + 20)
  }

  @Test func `what is written comes back`() throws {
    let metadata = ["config": "{\"n\": [1, 2]}", "größe": "\u{0}\\ 🐱", "": ""]
    let bytes = Safetensors.encode(tensors, metadata: metadata)
    let file = try ArrayFile(bytes: SharedBytes(bytes), path: "test")
    #expect(file.metadata == metadata)
    #expect(file.names == ["state", "W1", "b1"])
    for (name, array) in tensors { #expect(try file.array(named: name) == array) }
    #expect(Safetensors.encode(tensors, metadata: metadata) == bytes)
    let empty = try ArrayFile(bytes: SharedBytes(Safetensors.encode([])), path: "test")
    #expect(empty.names.isEmpty)
  }

  private func open(
    _ header: String, data: Int = 0, length: UInt64? = nil
  ) throws(ArrayFileError) -> ArrayFile {
    let length = length ?? UInt64(header.utf8.count)
    let bytes =
      withUnsafeBytes(of: length.littleEndian) { Array($0) } + Array(header.utf8)
      + [UInt8](repeating: 0, count: data)
    return try ArrayFile(bytes: SharedBytes(bytes), path: "test.safetensors")
  }

  private func entry(
    _ name: String, _ begin: String, _ end: String, shape: String = "[1]", type: String = "F32"
  ) -> String {
    "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":[\(begin),\(end)]}"
  }

  @Test func `the order of the header is free`() throws {
    let file = try open(
      "{\(entry("b", "4", "8")) ,\n\(entry("a", "0", "4"))}\t ", data: 8)
    #expect(file.names == ["a", "b"])
  }

  @Test func `offsets must cover the data once`() {
    let headers = [
      // Overlap, gap, reversed, behind the end, data left over, negative.
      "{\(entry("a", "0", "4")),\(entry("b", "0", "4"))}",
      "{\(entry("a", "0", "4")),\(entry("b", "5", "9"))}",
      "{\(entry("a", "0", "4")),\(entry("b", "8", "4"))}",
      "{\(entry("a", "0", "4")),\(entry("b", "4", "12", shape: "[2]"))}",
      "{\(entry("a", "0", "4"))}",
      "{\(entry("a", "-4", "0"))}",
      "{\(entry("a", "4", "8"))}",
      "{\(entry("a", "0", "9223372036854775807", shape: "[2305843009213693951]"))}",
      "{\(entry("a", "0", "18446744073709551616"))}",
      "{\(entry("a", "0", "8"))}",
      "{\(entry("a", "0", "8", shape: "[4611686018427387904,4]"))}",
      "{\(entry("a", "0", "8", shape: "[-2]"))}",
      "{\(entry("a", "0", "8", shape: "[2.0]"))}",
      "{\(entry("a", "0", "8", shape: "[02]"))}",
    ]
    for header in headers {
      #expect(throws: ArrayFileError.self, "\(header)") { try open(header, data: 8) }
    }
  }

  @Test func `names occur once`() {
    let headers = [
      "{\(entry("a", "0", "4")),\(entry("a", "4", "8"))}",
      "{\(entry("a", "0", "4")),\(entry("\\u0061", "4", "8"))}",
      #"{"__metadata__":{"k":"1","k":"2"}}"#,
      #"{"__metadata__":{},"__metadata__":{}}"#,
      #"{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    ]
    for header in headers {
      #expect(throws: ArrayFileError.self, "\(header)") { try open(header, data: 8) }
    }
  }

  @Test(arguments: [
    "{", "{}}", "{} x", "{,}", "[]", "{\"a\"}", "{\"a\":1}", "{\"a\":{}}", "{\"a\":[]}",
    "{\"__metadata__\":{\"a\":1}}", "{\"__metadata__\":[]}", "{\"__metadata__\":{\"a\":\"b\",}}",
    "{\"__metadata__\":{\"a\":\"\\ud83d\"}}", "{\"__metadata__\":{\"a\":\"\\ud83d\\u0041\"}}",
    "{\"__metadata__\":{\"a\":\"\\udc31\\ud83d\"}}", "{\"__metadata__\":{\"a\":\"\\x\"}}",
    "{\"__metadata__\":{\"a\":\"\\u12\"}}", "{\"__metadata__\":{\"a\":\"\\u+123\"}}",
    "{\"__metadata__\":{\"a\":\"\n\"}}", "{\"__metadata__\":{\"a\":\"", "{\"__metadata__\":{\"a\\",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,0,0]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4],\"more\":1}}",
  ])
  func `JSON that is not a header is refused`(header: String) {
    #expect(throws: ArrayFileError.self) { try open(header) }
  }

  /// What is not a header is refused where it stops being one, however long it goes on.
  @Test(arguments: [
    "{\"a\":" + String(repeating: "[", count: 1_000_000),
    "{\"a\":" + String(repeating: "{\"b\":", count: 1_000_000),
    "{\"a\":{\"shape\":[" + String(repeating: "1,", count: 1_000_000) + "1]}}",
    "{\"a\":{\"shape\":[" + String(repeating: "9", count: 1_000_000) + "]}}",
  ]) func `a header without end is refused early`(header: String) {
    let error = #expect(throws: ArrayFileError.self) { try open(header) }
    #expect(error.map { "\($0)".utf8.count < 400 } == true)
  }

  @Test(arguments: [3, 100, 1 << 40, UInt64.max >> 8])
  func `a length that does not fit is refused`(length: UInt64) {
    #expect(throws: ArrayFileError.self) { try open("{}   ", length: length) }
  }

  @Test func `a header of text that is no UTF-8 is refused`() {
    let header = Array("{\"__metadata__\":{\"a\":\"".utf8) + [0xff] + Array("\"}}".utf8)
    let bytes = withUnsafeBytes(of: UInt64(header.count)) { Array($0) } + header
    #expect(throws: ArrayFileError.self) {
      try ArrayFile(bytes: SharedBytes(bytes), path: "test")
    }
  }
}
