import ArrayFiles
import Bytes
import Testing

@Suite struct HDF5ChunkTests {
  static let files = ["chunks-earliest.h5", "chunks-latest.h5"]
  static let kinds = [
    "single", "fixed", "growing to a limit", "extensible", "extensible in the middle",
    "extensible with limits", "tree",
  ]

  @Test(arguments: files, kinds)
  func `every index is read with every filter`(name: String, kind: String) throws {
    let file = try Fixture.open(name)
    for filters in ["plain", "deflate", "all"] {
      let array = try file.array(named: "\(kind)/\(filters)")
      #expect(array.shape == [5, 7, 3])
      #expect(array.doubles() == Fixture.values(105, .int16), "\(filters)")
    }
  }

  @Test(arguments: files)
  func `chunks that were allocated before they were written are read`(name: String) throws {
    let array = try Fixture.open(name).array(named: "implicit")
    #expect(array.doubles() == Fixture.values(105, .int16))
  }

  @Test(arguments: files)
  func `the fill value stands where nothing was written`(name: String) throws {
    let file = try Fixture.open(name)
    #expect(try file.array(named: "unwritten").doubles() == [Double](repeating: 1.5, count: 24))
    let partly = try file.array(named: "partly").doubles()
    for row in 0..<6 {
      for column in 0..<4 {
        let isWritten = (2..<4).contains(row) && (2..<4).contains(column)
        #expect(partly[4 * row + column] == (isWritten ? 7 : -2))
      }
    }
    #expect(try file.array(named: "nothing").shape == [0, 3])
    #expect(try file.array(named: "shrunk").doubles() == Fixture.values(10, .int16))
  }

  @Test(arguments: files)
  func `strings may be chunked`(name: String) throws {
    let strings = try Fixture.open(name).strings(named: "classes")
    #expect(strings == (0..<18).map { $0 % 2 == 0 ? "a" : "bc" })
  }
}
