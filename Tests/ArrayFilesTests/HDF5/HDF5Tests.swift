import ArrayFiles
import Bytes
import TestSupport
import Testing

@Suite struct HDF5Tests {
  static let files = ["earliest", "v108", "latest", "userblock"]

  @Test(arguments: files, Fixture.codes.keys.sorted())
  func `every type is read in both byte orders`(name: String, code: String) throws {
    let type = try #require(Fixture.codes[code])
    let file = try Fixture.open("\(name).h5")
    for order in ["le", "be"] {
      let path = "numbers/\(order)-\(code)"
      #expect(try file.shape(of: path) == [2, 3, 4])
      #expect(try file.elementType(of: path) == type)
      #expect(try file.array(named: path).doubles() == Fixture.values(24, type))
    }
  }

  @Test(arguments: files)
  func `every kind of dataset is read`(name: String) throws {
    let file = try Fixture.open("\(name).h5")
    #expect(file.format == .hdf5)
    let scalar = try file.array(named: "scalar")
    #expect(scalar.shape == [])
    #expect(scalar.doubles() == [2.5])
    #expect(try file.array(named: "empty").shape == [0, 3])
    #expect(try file.array(named: "/deep/er/still/x").doubles() == Fixture.values(5, .int32))
    #expect(try file.array(named: "hard").doubles() == [2.5])
    #expect(try file.array(named: "compact").doubles() == Fixture.values(6, .float64))
    #expect(try file.array(named: "unwritten").doubles() == [Double](repeating: 1.5, count: 8))
    #expect(try file.array(named: "of committed type").doubles() == Fixture.values(6, .float64))
    #expect(try file.array(named: "enumeration").elementType == .uint8)
    #expect(try file.array(named: "enumeration").doubles() == [0, 2])
  }

  @Test(arguments: files)
  func `strings of fixed length are read`(name: String) throws {
    let file = try Fixture.open("\(name).h5")
    #expect(try file.isText("list_classes"))
    #expect(try file.strings(named: "list_classes") == ["non-cat", "cat"])
    #expect(throws: ArrayFileError.self) { try file.array(named: "list_classes") }
  }

  @Test(arguments: files)
  func `strings of variable length are read`(name: String) throws {
    let file = try Fixture.open("\(name).h5")
    #expect(try file.isText("text"))
    #expect(try file.shape(of: "text") == [2])
    #expect(try file.strings(named: "text") == ["variable", "length"])
    #expect(throws: ArrayFileError.self) { try file.array(named: "text") }
  }

  @Test func `the strings of many heaps are found, and missing ones are empty`() throws {
    let file = try Fixture.open("strings.h5")
    #expect(
      try file.strings(named: "long") == (0..<200).map { "\($0) " + "größer".repeated($0 % 7) })
    #expect(try file.strings(named: "unwritten") == ["", "", ""])
    #expect(try file.strings(named: "packed") == ["a", "", "bc", "a"])
  }

  @Test func `damaged heaps are refused`() throws {
    let bytes = try SharedBytes(contentsOf: Fixture.url("strings.h5")).array
    let start = try #require(bytes.firstRange(of: Array("GCOL".utf8))?.lowerBound)
    for (place, value) in [(0, 0x58), (4, 9), (11, 0x7f), (16, 0xff), (24 + 7, 0x7f)] {
      var damaged = bytes
      damaged[start + place] = UInt8(value)
      let file = try ArrayFile(bytes: SharedBytes(damaged), path: "test.h5")
      #expect(throws: ArrayFileError.self, "\(place)") {
        for name in file.names { _ = try file.strings(named: name) }
      }
    }
  }

  @Test(arguments: files)
  func `soft links lead to datasets and groups`(name: String) throws {
    let file = try Fixture.open("\(name).h5")
    let expected = Fixture.values(5, .int32)
    #expect(try file.array(named: "soft").doubles() == expected)
    #expect(try file.array(named: "group/still/x").doubles() == expected)
    #expect(!file.names.contains("committed type"))
  }

  @Test(arguments: files)
  func `links that lead out of the file are named`(name: String) throws {
    let file = try Fixture.open("\(name).h5")
    #expect(
      try file.obstacle(to: "nowhere")?.reason == "a link to /not/there, which is not in the file")
    #expect(
      try file.obstacle(to: "outside/other file")?.description
        == "a link to another file (other.h5, /x); name that file")
  }

  @Test(arguments: files)
  func `types that are no numbers are refused by name`(name: String) throws {
    let file = try Fixture.open("\(name).h5")
    let error = #expect(throws: ArrayFileError.self) { try file.array(named: "complex") }
    #expect(error?.description == "\(file.path): array 'complex': complex numbers")
    #expect(throws: ArrayFileError.self) { try file.strings(named: "scalar") }
  }

  @Test(arguments: ["many-earliest", "many-latest"])
  func `many links are all found`(name: String) throws {
    let file = try Fixture.open("\(name).h5")
    #expect(file.names.count == 300)
    #expect(file.names == file.names.sorted())
    for index in 0..<300 {
      let name = try #require(file.names.dropFirst(index).first)
      #expect(try file.array(named: name).doubles() == [Double(index % 251)])
    }
  }

  @Test func `a truncated file is refused`() throws {
    let bytes = try SharedBytes(contentsOf: Fixture.url("earliest.h5"))
    for count in [0, 8, 30, 100, bytes.count / 2, bytes.count - 1] {
      #expect(throws: ArrayFileError.self) {
        try ArrayFile(bytes: bytes[0..<count], path: "test.h5")
      }
    }
  }

  @Test(.enabled(if: SharedData.isPresent))
  func `the cat pictures are read`() throws {
    let train = try ArrayFile(contentsOf: SharedData.file("cats/train_catvnoncat.h5"))
    #expect(train.names.sorted() == ["list_classes", "train_set_x", "train_set_y"])
    #expect(try train.strings(named: "list_classes") == ["non-cat", "cat"])
    let images = try train.array(named: "train_set_x")
    #expect(images.shape == [209, 64, 64, 3])
    #expect(images.elementType == .uint8)
    // Expected: train_set_x.sum() and train_set_y.sum() of h5py 3.16.
    #expect(images.doubles().reduce(0, +) == 264_542_077)
    #expect(try train.array(named: "train_set_y").doubles().reduce(0, +) == 72)
    let test = try ArrayFile(contentsOf: SharedData.file("cats/test_catvnoncat.h5"))
    #expect(try test.array(named: "test_set_y").doubles().reduce(0, +) == 33)
    let signs = try ArrayFile(contentsOf: SharedData.file("signs/test_signs.h5"))
    #expect(try signs.array(named: "list_classes").doubles() == [0, 1, 2, 3, 4, 5])
  }
}

extension String {
  fileprivate func repeated(_ count: Int) -> String { String(repeating: self, count: count) }
}
