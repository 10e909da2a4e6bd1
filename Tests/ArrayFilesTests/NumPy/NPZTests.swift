import ArrayFiles
import Bytes
import Testing

@Suite struct NPZTests {
  @Test(arguments: ["stored", "deflated"])
  func `every type of NumPy is read`(name: String) throws {
    let file = try Fixture.open("\(name).npz")
    #expect(file.format == .npz)
    #expect(file.names.sorted() == (Fixture.codes.keys + ["big", "names"]).sorted())
    for (code, type) in Fixture.codes {
      #expect(try file.shape(of: code) == [2, 3, 4])
      #expect(try file.elementType(of: code) == type)
      #expect(try file.array(named: code).doubles() == Fixture.values(24, type))
    }
    #expect(try file.array(named: "big").doubles() == Fixture.values(24, .float64))
    #expect(try file.strings(named: "names") == ["cat", "dog"])
    #expect(throws: ArrayFileError.self) { try file.array(named: "W1") }
  }

  @Test(arguments: [false, true])
  func `what is written comes back`(isCompressed: Bool) throws {
    let arrays = [
      ("x", NumericArray(shape: [100, 3], values: (0..<300).map { Float($0 % 7) })),
      ("größe", NumericArray(shape: [2], values: [Int64.min, .max])),
      ("none", NumericArray(shape: [0], values: [Double]())),
    ]
    let bytes = NPZ.encode(arrays, isCompressed: isCompressed)
    let file = try ArrayFile(bytes: SharedBytes(bytes), path: "test")
    #expect(file.names == arrays.map(\.0))
    for (name, array) in arrays { #expect(try file.array(named: name) == array) }
    #expect(NPZ.encode(arrays, isCompressed: isCompressed) == bytes)
  }

  @Test func `damage is refused`() throws {
    let bytes = try SharedBytes(contentsOf: Fixture.url("stored.npz"))
    for count in [4, 30, bytes.count / 2, bytes.count - 1] {
      #expect(throws: ArrayFileError.self) {
        try ArrayFile(bytes: bytes[0..<count], path: "test.npz")
      }
    }
    // The last byte of the first array's data: only the checksum shows it.
    var damaged = bytes.array
    let file = try ArrayFile(bytes: bytes, path: "test.npz")
    let first = try #require(file.names.first)
    let data = try file.array(named: first).withBytes { Array($0) }
    let place = try #require(damaged.firstRange(of: data))
    damaged[place.upperBound - 1] ^= 1
    let broken = try ArrayFile(bytes: SharedBytes(damaged), path: "test.npz")
    #expect(throws: ArrayFileError.self) { try broken.array(named: first) }
  }

  @Test func `an archive of other files has no arrays`() throws {
    var writer = ZipWriter()
    writer.add("readme.txt", [SharedBytes(Array("text".utf8))])
    writer.add("x.npy", [SharedBytes(Array("text".utf8))])
    let bytes = writer.finish().flatMap(\.array)
    let file = try ArrayFile(bytes: SharedBytes(bytes), path: "test.npz")
    #expect(file.names == ["x"])
    #expect(throws: ArrayFileError.self) { try file.array(named: "x") }
    #expect(throws: ArrayFileError.self) { try file.shape(of: "x") }
  }
}
