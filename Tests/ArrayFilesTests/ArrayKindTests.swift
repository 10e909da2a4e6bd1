import ArrayFiles
import Bytes
import Testing

/// What is neither numbers nor text, lies elsewhere or is turned: named, and no obstacle to others.
@Suite struct ArrayKindTests {
  private func reason(_ file: ArrayFile, _ name: String) throws -> String? {
    let error = #expect(throws: ArrayFileError.self) { try file.array(named: name) }
    guard case .unreadableArray(name, let obstacle) = error?.problem else { return nil }
    #expect(try file.obstacle(to: name) == obstacle)
    #expect(error?.description.contains("array '\(name)': \(obstacle.reason)") == true)
    return obstacle.reason
  }

  @Test(arguments: ["kinds-earliest.h5", "kinds-latest.h5"])
  func `what HDF5 has beside numbers and text is named and hides nothing`(name: String) throws {
    let file = try Fixture.open(name)
    let expected = [
      "compound": "a compound", "complex": "complex numbers", "opaque": "opaque bytes",
      "references": "references", "variable": "variable-length values", "arrays": "arrays",
      "bits": "integers of 17 bits in 4 bytes",
      "virtual": "a virtual dataset, put together of others",
      "elsewhere": "data in another file", "n-bit": "data packed by the filter N-bit",
      "szip": "data packed by the filter SZIP", "outside": "a link to another file (far.h5, /xx)",
      "through the outside": "a link to another file (far.h5, /xx)",
      "nowhere": "a link to /not/there, which is not in the file",
      "round": "a link to /and round, which is not in the file",
    ]
    for (array, words) in expected {
      #expect(file.names.contains(array))
      #expect(try reason(file, array) == words)
    }
    #expect(try file.shape(of: "virtual") == [3, 2])
    #expect(throws: ArrayFileError.self) { try file.shape(of: "outside") }
    #expect(try file.obstacle(to: "x") == nil)
    #expect(try file.array(named: "x").doubles() == Fixture.values(6, .float32))
  }

  @Test(arguments: ["kinds-earliest.h5", "kinds-latest.h5"])
  func `links inside the file are followed through groups and other links`(name: String) throws {
    let file = try Fixture.open(name)
    let x = try file.array(named: "x")
    for path in ["deep/er/x", "group/er/x", "a", "deep/inside", "/a", "deep/back/deep/er/x"] {
      #expect(try file.array(named: path) == x, "\(path)")
    }
    #expect(file.names.contains("a"))
    #expect(file.names.contains("group/er/x"))
    #expect(!file.names.contains { $0.hasPrefix("deep/back") })
    #expect(throws: ArrayFileError.self) { try file.array(named: "deep/back/deep/er/y") }
  }

  @Test func `what NumPy has beside numbers and text is named and hides nothing`() throws {
    let file = try Fixture.open("kinds.npz")
    let expected = [
      "objects": "Python objects, which only Python unpickles ('|O')",
      "records": "records of named fields", "dates": "dates ('<M8[D]')",
      "durations": "durations ('<m8[s]')", "complex": "complex numbers ('<c16')",
      "raw": "raw bytes ('|V3')", "wide": "wide floats ('<f16')",
    ]
    for (name, words) in expected { #expect(try reason(file, name) == words) }
    #expect(try file.shape(of: "records") == [3])
    #expect(try file.array(named: "x").doubles() == Fixture.values(6, .float32))
    #expect(
      try file.obstacle(to: "objects")?.advice
        == "NumPy makes text of it by .astype(str), numbers by .astype(float)")
  }

  @Test func `a tensor of another type hides no other`() throws {
    let file = try Fixture.open("f8.safetensors")
    #expect(file.names == ["x", "f8", "y"])
    #expect(try reason(file, "f8") == "numbers of type F8_E4M3")
    #expect(try file.array(named: "x").doubles() == Fixture.values(6, .float32))
    #expect(try file.array(named: "y").doubles() == [0, 1, 2])
  }

  @Test func `an array that is damaged hides no other`() throws {
    var bytes = try SharedBytes(contentsOf: Fixture.url("kinds.npz")).array
    let place = try #require(bytes.firstRange(of: Array("'<M8[D]'".utf8)))
    bytes[place.lowerBound] = 0x21
    let file = try ArrayFile(bytes: SharedBytes(bytes), path: "test.npz")
    #expect(try file.array(named: "x").doubles() == Fixture.values(6, .float32))
    #expect(try reason(file, "dates")?.hasPrefix("damaged: NPY header") == true)
  }

  // MARK: Text

  @Test func `padding is no part of a string, what stands inside is`() throws {
    let file = try Fixture.open("paddings.h5")
    #expect(try file.strings(named: "terminator") == ["a", " cat  ", "ü ab"])
    #expect(try file.strings(named: "zeros") == ["a\0b", " cat  ", "ü ab"])
    #expect(try file.strings(named: "blanks") == ["a b", " cat", "dogdog"])
    let numpy = try Fixture.open("kinds.npz")
    #expect(try numpy.strings(named: "text") == ["cat", "größer"])
    #expect(try numpy.strings(named: "big") == ["größe", "x"])
    #expect(try numpy.strings(named: "zeros") == ["a\0b", "a", ""])
  }

  @Test func `bytes that are no text are refused by their place`() throws {
    let numpy = try Fixture.open("kinds.npz")
    let hdf5 = try Fixture.open("paddings.h5")
    for (file, name, place) in [
      (numpy, "latin", 0), (numpy, "surrogate", 0), (hdf5, "latin", 1),
      (hdf5, "latin of any length", 1),
    ] {
      let error = #expect(throws: ArrayFileError.self) { try file.strings(named: name) }
      #expect(error?.description.contains("no UTF-8 in string \(place)") == true, "\(name)")
    }
  }

  // MARK: Axes in reverse

  @Test(arguments: ["matlab.mat", "matlab-unmarked.h5"])
  func `axes of MATLAB's arrays are turned back`(name: String) throws {
    let file = try Fixture.open(name)
    let X = try file.array(named: "X")
    #expect(X.shape == [3, 4])
    #expect(X.doubles() == (0..<12).map(Double.init))
    let cube = try file.array(named: "cube")
    #expect(try file.shape(of: "cube") == [2, 3, 4])
    #expect(cube.shape == [2, 3, 4])
    #expect(cube.doubles() == (0..<24).map(Double.init))
    let yes = try file.array(named: "yes")
    #expect(yes.elementType == .bool)
    #expect(yes.doubles() == [1, 0, 1])
  }

  @Test func `an array without MATLAB's mark is turned where the file is MATLAB's`() throws {
    #expect(try Fixture.open("matlab.mat").shape(of: "unmarked") == [3, 4])
    #expect(try Fixture.open("matlab-unmarked.h5").shape(of: "unmarked") == [4, 3])
  }

  @Test func `what MATLAB has beside numbers is named`() throws {
    let file = try Fixture.open("matlab.mat")
    let expected = [
      "word": "MATLAB text (char)", "parts": "a MATLAB cell array",
      "kinds": "a MATLAB object (categorical)", "none": "an empty array of MATLAB",
      "complex": "complex numbers", "S/data": "a part of a sparse MATLAB matrix",
    ]
    for (name, words) in expected { #expect(try reason(file, name) == words) }
    #expect(!file.names.contains { $0.hasPrefix("#refs#") })
  }

  @Test(arguments: [("julia.jld2", "X"), ("octave.h5", "X/value")])
  func `axes of Julia's and Octave's arrays are turned back`(file: String, name: String) throws {
    let array = try Fixture.open(file).array(named: name)
    #expect(array.shape == [3, 4])
    #expect(array.doubles() == (0..<12).map(Double.init))
  }
}
