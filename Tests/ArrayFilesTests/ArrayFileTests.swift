import ArrayFiles
import Bytes
import Foundation
import TestSupport
import Testing

@Suite struct ArrayFileTests {
  @Test func `a name that is not there lists what is`() throws {
    let file = try Fixture.open("cle-f4.npy")
    let error = #expect(throws: ArrayFileError.self) { try file.array(named: "x") }
    #expect(error?.problem == .noArray(name: "x", available: ["array"]))
    #expect(error?.description == "\(file.path): no array 'x'; the file has 'array'")
    #expect(throws: ArrayFileError.self) { try file.shape(of: "x") }
    #expect(throws: ArrayFileError.self) { try file.strings(named: "x") }
  }

  @Test func `a missing file is named`() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("missing.h5")
      let error = #expect(throws: ArrayFileError.self) { try ArrayFile(contentsOf: url) }
      #expect(error?.description == "\(url.path): no such file")
      #expect(error?.localizedDescription == error?.description)
    }
  }

  @Test(arguments: [[], [0], Array("hello, this is text".utf8), [UInt8](repeating: 0, count: 99)])
  func `content of no format is refused`(content: [UInt8]) {
    #expect(throws: ArrayFileError.self) {
      try ArrayFile(bytes: SharedBytes(content), path: "test")
    }
  }
}
