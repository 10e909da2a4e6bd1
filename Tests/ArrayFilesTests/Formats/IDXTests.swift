import ArrayFiles
import Bytes
import TestSupport
import Testing

@Suite struct IDXTests {
  @Test(arguments: ["u1", "i1", "i2", "i4", "f4", "f8"])
  func `every type is read`(code: String) throws {
    let type = try #require(Fixture.codes[code])
    let file = try Fixture.open("\(code).idx")
    #expect(file.format == .idx)
    #expect(try file.shape(of: "array") == [2, 3, 4])
    let array = try file.array(named: "array")
    #expect(array.elementType == type)
    #expect(array.doubles() == Fixture.values(24, type))
  }

  @Test func `what gzip compressed is read`() throws {
    let file = try Fixture.open("u1.idx.gz")
    #expect(file.format == .idx)
    #expect(try file.array(named: "array") == Fixture.open("u1.idx").array(named: "array"))
  }

  @Test func `data of another size is refused`() throws {
    let bytes = try SharedBytes(contentsOf: Fixture.url("i2.idx"))
    for count in [4, 10, 16, bytes.count - 1] {
      #expect(throws: ArrayFileError.self) {
        try ArrayFile(bytes: bytes[0..<count], path: "test.idx")
      }
    }
    #expect(throws: ArrayFileError.self) {
      try ArrayFile(bytes: SharedBytes(bytes.array + [0]), path: "test.idx")
    }
  }

  @Test func `a header that claims too much is refused`() {
    let lengths = [UInt8](repeating: 255, count: 4 * 255)
    #expect(throws: ArrayFileError.self) {
      try ArrayFile(bytes: SharedBytes([0, 0, 8, 255] + lengths), path: "test.idx")
    }
  }

  @Test(.enabled(if: SharedData.isPresent))
  func `the real digits are read`() throws {
    let images = try ArrayFile(contentsOf: SharedData.file("mnist-10k/t10k-images-idx3-ubyte.gz"))
    let labels = try ArrayFile(contentsOf: SharedData.file("mnist-10k/t10k-labels-idx1-ubyte.gz"))
    #expect(try images.shape(of: "array") == [10000, 28, 28])
    let first = try labels.array(named: "array").doubles().prefix(10)
    #expect(Array(first) == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
  }
}
