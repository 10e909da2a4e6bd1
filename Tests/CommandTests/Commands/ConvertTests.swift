import Foundation
import TestSupport
import Testing

struct ConvertTests {
  /// The dictionary at the beginning of an NPY file, without its padding.
  private func header(_ bytes: Data) -> String {
    String(decoding: bytes.dropFirst(10).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
      .trimmingCharacters(in: .whitespaces)
  }

  @Test func `points become an array file`() throws {
    try Workbench.use { bench in
      let result = try bench.dnn("convert", "builtin:flower", "points.npy")
      #expect(result.status == 0)
      #expect(result.stdout == "")
      #expect(result.stderr == "wrote x (400, 2) float64 to points.npy\n")
      let bytes = try bench.bytes("points.npy")
      #expect(
        header(bytes) == "{'descr': '<f8', 'fortran_order': False, 'shape': (400, 2), }")
      #expect(bytes.count == 128 + 400 * 2 * 8)
    }
  }

  @Test func `a table keeps its numbers`() throws {
    try Workbench.use { bench in
      try bench.write("a,b,y\n1.5,-2,0\n0.25,3,1\n", to: "table.csv")
      #expect(try bench.dnn("convert", "table.csv", "table.npy").status == 0)
      let values = try bench.bytes("table.npy").dropFirst(128).withUnsafeBytes { bytes in
        (0..<4).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self) }
      }
      #expect(values.map { Double(bitPattern: UInt64(littleEndian: $0)) } == [1.5, -2, 0.25, 3])
    }
  }

  @Test func `labels go into an archive`() throws {
    try Workbench.use { bench in
      let result = try bench.dnn("convert", "builtin:moons", "points.npz")
      #expect(result.status == 0)
      #expect(result.stderr.contains("x (400, 2) float64"))
      #expect(result.stderr.contains("y (400,)"))
      try bench.write(Small.moons, to: "moons.json")
      let drawn = try bench.model(of: "moons.json", out: "drawn")
      let read = try bench.model(
        of: "moons.json", out: "read",
        settings: [#"data={"train":{"path":"points.npz","x":"x","y":"y"}}"#])
      // The same numbers train to the same weights; only what is told about the data differs.
      let size = drawn.count - (try weights(drawn).lowerBound)
      #expect(drawn.suffix(size) == read.suffix(size))
    }
  }

  /// Where the numbers of a safetensors file are.
  private func weights(_ bytes: Data) throws -> Range<Int> {
    try #require(bytes.count > 8)
    let length = bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    return 8 + Int(length)..<bytes.count
  }

  @Test func `a image is an array of its pixels`() throws {
    try Workbench.use { bench throws in
      try bench.addPictures()
      let image = "pictures/cat/0001.png"
      #expect(try bench.dnn("convert", image, "whole.npy").status == 0)
      #expect(
        try header(bench.bytes("whole.npy"))
          == "{'descr': '|u1', 'fortran_order': False, 'shape': (64, 64, 3), }")
      #expect(
        try bench.dnn("convert", image, "small.npy", "--image-size", "8x8").status == 0)
      #expect(
        try header(bench.bytes("small.npy"))
          == "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 192), }")
    }
  }

  @Test func `images become a folder per class`() throws {
    try Workbench.use { bench in
      let result = try bench.dnn("convert", "builtin:cats", "pictures/")
      #expect(
        result.stderr
          == "wrote 1200 pictures 64x64x3 in 2 folders (non-cat, cat) to pictures/\n")
      #expect(bench.names(in: "pictures") == ["cat", "non-cat"])
      let signature = Data([0x89, 0x50, 0x4E, 0x47])
      for name in ["cat", "non-cat"] {
        let files = bench.names(in: "pictures/\(name)")
        #expect(files.count == 600)
        #expect(try bench.bytes("pictures/\(name)/\(files[0])").prefix(4) == signature)
      }
    }
  }

  @Test(arguments: [
    ["missing.h5", "x.npy"], ["builtin:dogs", "x.npy"], ["builtin:flower", "x.png"],
    ["builtin:flower", "x/"], ["text.png", "x.npy"], ["builtin:flower", "absent/x.npy"],
  ]) func `what cannot be converted leaves nothing`(arguments: [String]) throws {
    try Workbench.use { bench in
      try bench.write("this is no picture\n", to: "text.png")
      let result = try runDNN(["convert"] + arguments, in: bench.folder)
      #expect(result.status == 1)
      #expect(result.stdout == "")
      #expect(result.stderr.hasPrefix("error: "))
      #expect(bench.names(in: ".") == ["text.png"])
    }
  }
}
