import ArrayFiles
import Bytes
import Testing

@testable import Interchange

struct ProtobufTests {
  // from google.protobuf: field 1 = 150 is 08 96 01, field 2 = "testing" is
  // 12 07 74 65 73 74 69 6e 67 (the examples of the format's own description).
  @Test func `the examples of the format are written as it says`() {
    var message = ProtobufMessage()
    message.add(1, 150)
    #expect(message.encoded.array == [0x08, 0x96, 0x01])
    var text = ProtobufMessage()
    text.add(2, "testing")
    #expect(text.encoded.array == [0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67])
    var outer = ProtobufMessage()
    outer.add(3, message)
    #expect(outer.encoded.array == [0x1a, 0x03, 0x08, 0x96, 0x01])
    var negative = ProtobufMessage()
    negative.add(1, -2)
    #expect(
      negative.encoded.array == [0x08, 0xfe] + [UInt8](repeating: 0xff, count: 8) + [0x01])
  }

  @Test(arguments: [0, 1, -1, 127, 128, 300, Int.max, Int.min])
  func `integers come back`(number: Int) throws {
    var message = ProtobufMessage()
    message.add(15, number)
    message.add(16, Float(1.5))
    message.add(536_870_911, NumericArray(shape: [2], values: [Float(1), 2]))
    var reader = ProtobufReader(message.encoded, part: "test")
    let first = try #require(try reader.next())
    guard case (15, .integer(number)) = first else {
      Issue.record("\(first)")
      return
    }
    let second = try #require(try reader.next())
    guard case (16, .float(1.5)) = second else {
      Issue.record("\(second)")
      return
    }
    let third = try #require(try reader.next())
    guard case (536_870_911, .bytes(let bytes)) = third else {
      Issue.record("\(third)")
      return
    }
    #expect(bytes.count == 8)
    #expect(try reader.next() == nil)
  }

  @Test(
    arguments: [
      [0x08], [0x12, 0x05, 0x00], [0x0d, 1, 2], [0x09, 0], [0x0b], [0x00, 0x00],
      [0x08] + [UInt8](repeating: 0xff, count: 10), [0x08] + [UInt8](repeating: 0x80, count: 20),
      [0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
    ] as [[UInt8]])
  func `damage is an error`(bytes: [UInt8]) {
    var reader = ProtobufReader(SharedBytes(bytes), part: "test")
    #expect(throws: FormatError.self) { while try reader.next() != nil {} }
  }
}
