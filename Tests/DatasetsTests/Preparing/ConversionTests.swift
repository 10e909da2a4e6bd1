import ArrayFiles
import Foundation
import Images
import TestSupport
import Testing

@testable import Datasets

@Suite struct ConversionTests {
  private func convert(
    _ source: DataSource, in folder: URL, to name: String
  ) throws(DataError) -> String {
    let end = name.hasSuffix("/") ? "/" : ""
    let path = folder.appendingPathComponent(name).path
    return try Conversion.convert(source, relativeTo: folder, to: path + end)
  }

  @Test func `arrays keep values and number type`() throws {
    try withTemporaryFolder { folder in
      let x = counting([3, 2, 2])
      try DataFolder(url: folder).write(x, to: "x.npy")
      #expect(try convert(DataSource(path: "x.npy"), in: folder, to: "o.npy") == "x (3, 4) uint8")
      let file = try ArrayFile(contentsOf: folder.appendingPathComponent("o.npy"))
      #expect(try file.array(named: "array") == x.reshaped([3, 4]))
    }
  }

  @Test func `features and labels become X and Y`() throws {
    try withTemporaryFolder { folder in
      try DataFolder(url: folder).write("a,b,kind\n1,2,dog\n3,4,cat\n", to: "t.csv")
      let text = try convert(DataSource(path: "t.csv"), in: folder, to: "o.npz")
      #expect(text == "x (2, 2) float64, y (2,) text")
      let file = try ArrayFile(contentsOf: folder.appendingPathComponent("o.npz"))
      #expect(try file.array(named: "x").doubles() == [1, 2, 3, 4])
      #expect(try file.strings(named: "y") == ["dog", "cat"])
      let again = try convert(DataSource(path: "o.npz"), in: folder, to: "again.npz")
      #expect(again == text)
    }
  }

  @Test func `names of classes that a file cannot hold are said to be left out`() throws {
    try withTemporaryFolder { folder in
      try DataFolder(url: folder).write("a,b,kind\n1,2,dog\n3,4,cat\n", to: "t.csv")
      var notes: [String] = []
      _ = try Conversion.convert(
        DataSource(path: "t.csv"), relativeTo: folder,
        to: folder.appendingPathComponent("o.npy").path, note: { notes.append($0) })
      #expect(
        notes == [
          "t.csv: the names of classes are left out: .npy holds x alone, .npz holds both"
        ])
    }
  }

  @Test func `normalized features are what a network sees`() throws {
    try withTemporaryFolder { folder in
      try DataFolder(url: folder).write(counting([1, 2]), to: "x.npy")
      var source = DataSource(path: "x.npy")
      source.normalize = .unit
      #expect(try convert(source, in: folder, to: "o.npy") == "x (1, 2) float32")
      let file = try ArrayFile(contentsOf: folder.appendingPathComponent("o.npy"))
      #expect(
        try file.array(named: "array") == NumericArray(shape: [1, 2], values: [0, Float(1) / 255]))
    }
  }

  @Test func `a single image keeps its shape`() throws {
    try withTemporaryFolder { folder in
      try DataFolder(url: folder).write(color: [9], height: 2, width: 5, to: "p.png")
      var source = DataSource(path: "p.png")
      #expect(try convert(source, in: folder, to: "o.npy") == "x (2, 5, 3) uint8")
      source.imageSize = ImageSize(height: 1, width: 2)
      #expect(try convert(source, in: folder, to: "o.npy") == "x (1, 6) uint8")
    }
  }

  @Test func `drawn images become a folder that reads back`() throws {
    try withTemporaryFolder { folder in
      let source = DataSource(.builtIn(.init("cats", examples: 12)))
      let drawn = try Dataset(source, relativeTo: folder, labels: .binary)
      let text = try convert(source, in: folder, to: "pictures/")
      #expect(text.hasPrefix("12 pictures 64x64x3 in 2 folders ("))
      var read = DataSource(path: "pictures")
      read.classes = drawn.labels?.classNames
      let back = try Dataset(read, relativeTo: folder, labels: .binary)
      #expect(back.count == 12)
      for i in 0..<12 {
        let name = try #require(back.exampleName(i))
        let number = try #require(Int(name.split(separator: "/")[1].dropLast(4)))
        #expect(back.features(Float.self, at: [i]) == drawn.features(Float.self, at: [number]))
        #expect(back.labels?.classIndex(of: i) == drawn.labels?.classIndex(of: number))
      }
      #expect(try convert(source, in: folder, to: "pictures/") == text)
    }
  }

  @Test func `pictures of 16 bits become such pictures again`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      let image = DeepImage(width: 2, height: 1, samples: [300, 65_535])
      try files.write(image.pngData(), to: "deep/a/1.png")
      let source = DataSource(path: "deep")
      #expect(
        try convert(source, in: folder, to: "out/")
          == "1 pictures 1x2x3 in 1 folders (a)")
      let read = try DecodedImage(contentsOf: folder.appendingPathComponent("out/a/0.png"))
      #expect(read == .deep(image, bytes: image.highBytes))
      #expect(try convert(source, in: folder, to: "o.npy") == "x (1, 6) uint16")
      try files.write(
        NumericArray(shape: [1, 1, 1, 3], values: [1, 2, 3] as [UInt16]), to: "colour.npy")
      let colors = dataError {
        try convert(DataSource(path: "colour.npy"), in: folder, to: "no/")
      }
      #expect(colors?.found == "colours of 16 bits a sample")
    }
  }

  @Test func `planar images come out as they look`() throws {
    try withTemporaryFolder { folder in
      try DataFolder(url: folder).write(counting([1, 3, 1, 2]), to: "x.npy")
      _ = try convert(DataSource(path: "x.npy"), in: folder, to: "out/")
      let image = try Image(contentsOf: folder.appendingPathComponent("out/0.png"))
      #expect(image.pixels == [0, 2, 4, 1, 3, 5])
    }
  }

  @Test func `class names cannot lead out of the folder`() throws {
    #expect(
      SafeNames.folders(["../..", "a/b", "A/B", "", ".", "x\u{0}\ny", " ", "C:\\d"])
        == ["_._..", "a_b", "A_B-2", "_", "_-2", "x__y", "_-3", "C__d"])
    #expect(SafeNames.folders([String(repeating: "n", count: 500)])[0].count == 60)
    try withTemporaryFolder { folder in
      var source = try DataFolder(url: folder).pair(counting([2, 2, 2]), [0, 1])
      source.classes = ["../../evil", "/etc"]
      _ = try convert(source, in: folder, to: "out/")
      let made = try FileManager.default.contentsOfDirectory(
        atPath: folder.appendingPathComponent("out").path)
      #expect(Set(made) == ["_._.._evil", "_etc"])
    }
  }

  @Test func `what does not fit is refused, and nothing is written`() throws {
    try withTemporaryFolder { folder in
      let files = DataFolder(url: folder)
      try files.write("1,2\n3,4\n", to: "t.csv")
      let table = DataSource(path: "t.csv")
      let noImages = dataError {
        try convert(table, in: folder, to: "out/")
      }
      #expect(noImages?.found == "examples of float64, (1,)")
      let noKind = dataError { try convert(table, in: folder, to: "o.txt") }
      #expect(noKind?.kind == .option)
      let noFolder = dataError {
        try convert(table, in: folder, to: "no/o.npy")
      }
      #expect(noFolder?.kind == .unwritableFile)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["t.csv"])
      try files.write(Array("mine".utf8), to: "pictures/cat/mine.txt")
      let others = dataError {
        try convert(
          DataSource(.builtIn(.init("cats", examples: 2))), in: folder, to: "pictures/")
      }
      #expect(others?.found == "a folder that holds cat/mine.txt")
    }
  }
}
