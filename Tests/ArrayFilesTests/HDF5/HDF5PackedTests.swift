import ArrayFiles
import Bytes
import Testing

@Suite struct HDF5PackedTests {
  private static let integers = ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8"]

  @Test func `chunks packed by LZF are read`() throws {
    let file = try Fixture.open("packed.h5")
    #expect(try file.array(named: "lzf/numbers").doubles() == Fixture.values(105, .int16))
    #expect(try file.array(named: "lzf/all").doubles() == Fixture.values(105, .float64))
    var expected = [Double](repeating: 0, count: 50 * 70)
    for (index, value) in Fixture.values(192, .int32).enumerated() {
      expected[index / 24 * 7 * 70 + index % 24 * 3] = value
    }
    #expect(try file.array(named: "lzf/repeating").doubles() == expected)
    #expect(
      try Fixture.open("chunks-latest.h5").array(named: "lzf").doubles()
        == Fixture.values(10, .int16))
  }

  @Test(arguments: integers + ["f4", "f8"])
  func `scale-offset of every type and byte order is read`(code: String) throws {
    let file = try Fixture.open("packed.h5")
    let type = try #require(Fixture.codes[code])
    for name in ["scale/\(code)", "scale/big \(code)"] {
      let array = try file.array(named: name)
      #expect(array.elementType == type)
      #expect(array.doubles() == Fixture.values(105, type), "\(name)")
    }
  }

  @Test func `scale-offset of fixed, full and no width is read`() throws {
    let file = try Fixture.open("packed.h5")
    let counted = (0..<20).map { Double($0 % 8) }
    #expect(try file.array(named: "scale/few bits").doubles() == counted)
    #expect(try file.array(named: "scale/all bits").doubles() == Fixture.values(20, .int16))
    let wide = (0..<5).flatMap { _ -> [Double] in [-0x1p31, 0x1p31 - 1, 0, 7] }
    #expect(try file.array(named: "scale/full width").doubles() == wide)
    #expect(
      try file.array(named: "scale/constant").doubles() == [Double](repeating: 9, count: 20))
  }

  @Test func `the fill value of scale-offset is read`() throws {
    let file = try Fixture.open("packed.h5")
    let filled = (0..<5).flatMap { _ -> [Double] in [7, 9, -1, 7] }
    #expect(try file.array(named: "scale/filled").doubles() == filled)
    let partly = (0..<105).map { (35..<70).contains($0) ? 1.5 : -2 }
    #expect(try file.array(named: "scale/partly").doubles() == partly)
  }

  /// Expected: the same data as HDF5 2.0 reads them, stored beside.
  @Test(arguments: ["f4", "f8"])
  func `floats that scale-offset rounds have the bits that HDF5 gives them`(code: String) throws {
    let file = try Fixture.open("packed.h5")
    let read = try file.array(named: "read/rounded \(code)")
    #expect(try file.array(named: "scale/rounded \(code)") == read)
  }

  @Test func `damaged LZF data are refused`() {
    let damaged: [[UInt8]] = [
      [3, 1, 2],  // a run that ends too soon
      [0x20], [0xE0, 5],  // a repetition without its distance
      [0, 7, 0x20, 1],  // from before the beginning
      [0, 7, 0xE0, 255, 0],  // more than the limit
    ]
    for bytes in damaged {
      #expect(throws: FormatError.self, "\(bytes)") {
        try SharedBytes(bytes).withUnsafeBytes { input throws(FormatError) in
          try LZF.decompress(input, limit: 100)
        }
      }
    }
  }

  @Test func `a repetition of LZF may run into itself`() throws {
    let bytes = SharedBytes([1, 7, 8, 0x60, 1, 0xE0, 0, 0])
    let output = try bytes.withUnsafeBytes { input throws(FormatError) in
      try LZF.decompress(input, limit: 16)
    }
    #expect(output.array == [7, 8, 7, 8, 7, 8, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7])
  }

  @Test func `damaged scale-offset data are refused`() throws {
    let bytes = try SharedBytes(contentsOf: Fixture.url("packed.h5")).array
    // The head of the chunk of `few bits`: 5 bits, a minimum of 8 bytes, 1 beside the fill value.
    let head: [UInt8] = [5, 0, 0, 0, 8, 1, 0, 0, 0, 0, 0, 0, 0, 0]
    let start = try #require(bytes.firstRange(of: head)?.lowerBound)
    for (place, value) in [(0, 65), (0, 60), (3, 1), (4, 9)] {
      var damaged = bytes
      damaged[start + place] = UInt8(value)
      let file = try ArrayFile(bytes: SharedBytes(damaged), path: "test.h5")
      #expect(throws: ArrayFileError.self, "\(place)") {
        try file.array(named: "scale/few bits")
      }
    }
  }
}
