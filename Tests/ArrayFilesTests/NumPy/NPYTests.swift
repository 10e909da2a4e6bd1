import ArrayFiles
import Bytes
import Foundation
import TestSupport
import Testing

@Suite struct NPYTests {
  @Test(arguments: Fixture.codes.keys.sorted(), ["cle", "cbe"])
  func `every type is read in both byte orders`(code: String, order: String) throws {
    let type = try #require(Fixture.codes[code])
    let file = try Fixture.open("\(order)-\(code).npy")
    #expect(file.format == .npy)
    #expect(file.names == ["array"])
    #expect(try file.shape(of: "array") == [2, 3, 4])
    #expect(try file.elementType(of: "array") == type)
    let array = try file.array(named: "array")
    #expect(array.shape == [2, 3, 4])
    #expect(array.elementType == type)
    #expect(array.doubles() == Fixture.values(24, type))
  }

  @Test(arguments: ["fortran", "version2", "version3"])
  func `order and version do not change the values`(name: String) throws {
    let array = try Fixture.open("\(name).npy").array(named: "array")
    #expect(array.shape == [2, 3, 4])
    #expect(array.doubles() == Fixture.values(24, array.elementType))
  }

  /// Larger than the blocks in which elements are moved.
  @Test(arguments: [1, 2, 4, 8]) func `Fortran order of any size is turned`(size: Int) throws {
    let (a, b, c) = (70, 9, 15)
    func value(_ i: Int, _ j: Int, _ k: Int) -> UInt8 { UInt8((i * 5 + j * 17 + k * 3) % 251) }
    let header = "{'descr': '<u\(size)', 'fortran_order': True, 'shape': (\(a), \(b), \(c))}"
    var data: [UInt8] = []
    for k in 0..<c {
      for j in 0..<b {
        for i in 0..<a { data += [value(i, j, k)] + [UInt8](repeating: 0, count: size - 1) }
      }
    }
    var expected: [Double] = []
    for i in 0..<a {
      for j in 0..<b {
        for k in 0..<c { expected.append(Double(value(i, j, k))) }
      }
    }
    let array = try open(header: header, bytes: data).array(named: "array")
    #expect(array.shape == [a, b, c])
    #expect(array.doubles() == expected)
  }

  @Test func `a scalar and an empty array are read`() throws {
    let scalar = try Fixture.open("scalar.npy").array(named: "array")
    #expect(scalar.shape == [])
    #expect(scalar.doubles() == [2.5])
    #expect(try Fixture.open("empty.npy").array(named: "array").shape == [0, 3])
  }

  @Test func `strings of fixed length are read`() throws {
    #expect(try Fixture.open("names.npy").strings(named: "array") == ["cat", "größer", ""])
    let file = try Fixture.open("bytes.npy")
    #expect(try file.strings(named: "array") == ["non-cat", "cat"])
    #expect(try file.isText("array"))
    #expect(throws: ArrayFileError.self) { try file.array(named: "array") }
    let numbers = try Fixture.open("cle-f4.npy")
    #expect(throws: ArrayFileError.self) { try numbers.strings(named: "array") }
  }

  @Test(arguments: [
    ("complex", "complex numbers ('<c8')"), ("record", "records of named fields"),
  ])
  func `types that are no numbers are refused by name`(name: String, reason: String) throws {
    let file = try Fixture.open("\(name).npy")
    #expect(try file.shape(of: "array") == [3])
    let error = #expect(throws: ArrayFileError.self) { try file.array(named: "array") }
    #expect(error?.description.hasPrefix("\(file.path): array 'array': \(reason); ") == true)
  }

  @Test(arguments: ["f4", "<x4", "<U0", ">f16", ""])
  func `types that are not known are refused with their descriptor`(descriptor: String) throws {
    let header = "{'descr': '\(descriptor)', 'fortran_order': False, 'shape': (1,)}"
    let file = try open(header: header, data: 4)
    let reason = try file.obstacle(to: "array")?.reason
    #expect(reason?.hasSuffix(" ('\(descriptor)')") == true)
    #expect(throws: ArrayFileError.self) { try file.array(named: "array") }
  }

  @Test func `the file is the one that NumPy writes`() throws {
    // Byte order and header are those of NumPy 2.4, so its files come back byte for byte.
    for code in Fixture.codes.keys {
      let name = "cle-\(code).npy"
      let array = try Fixture.open(name).array(named: "array")
      #expect(NPY.encode(array) == [UInt8](try Data(contentsOf: Fixture.url(name))))
    }
    for name in ["scalar.npy", "empty.npy"] {
      let array = try Fixture.open(name).array(named: "array")
      #expect(NPY.encode(array) == [UInt8](try Data(contentsOf: Fixture.url(name))))
    }
  }

  private func open(header: String, data: Int = 0) throws(ArrayFileError) -> ArrayFile {
    try open(header: header, bytes: [UInt8](repeating: 0, count: data))
  }

  private func open(header: String, bytes data: [UInt8]) throws(ArrayFileError) -> ArrayFile {
    let bytes: [UInt8] =
      [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
    return try ArrayFile(bytes: SharedBytes(bytes + data), path: "test.npy")
  }

  @Test(arguments: [
    "", "{", "{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': Maybe, 'shape': (1,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1.5,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'more': 1}",
    "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} x",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 2)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1152921504606846976,)}",
    "{'descr': [('a', '<f4'), 'fortran_order': False, 'shape': (1,)}",
    "{'descr': 4, 'fortran_order': False, 'shape': (1,)}",
  ])
  func `damaged headers are refused`(header: String) {
    #expect(throws: ArrayFileError.self) { try open(header: header, data: 4) }
  }

  @Test func `an empty axis may stand beside any other`() throws {
    let header = "{'descr': '<f4', 'fortran_order': True, 'shape': (1152921504606846976, 0)}"
    #expect(try open(header: header).array(named: "array").count == 0)
  }

  @Test func `data of another size is refused with both sizes`() {
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}"
    for size in [0, 11, 13] {
      let error = #expect(throws: ArrayFileError.self) { try open(header: header, data: size) }
      #expect(
        error?.description
          == "test.npy: NPY data: found \(size) bytes, expected 12 for shape [3] of '<f4'")
    }
  }

  @Test func `a large file is mapped and read in place`() throws {
    try withTemporaryFolder { folder in
      let values = (0..<100_000).map { Float($0) }
      let array = NumericArray(shape: [100, 1000], values: values)
      let url = folder.appendingPathComponent("large.npy")
      try Data(NPY.encode(array)).write(to: url)
      #expect(try ArrayFile(contentsOf: url).array(named: "array") == array)
    }
  }
}
